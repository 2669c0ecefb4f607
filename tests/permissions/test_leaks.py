"""What mutations answer, what goes to Google, and what is logged: nothing that is hidden.

Every mutation is made by every caller, on every subject of the table of permissions, and asked for
all that its answer has. What is hidden holds texts that occur nowhere else.
"""

import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import func, select, text, update

from api.cli.shared import log_to
from api.db.base import table
from api.db.session import Database
from api.kit import clock, ids
from api.push.models import Broadcast, PushMessage
from api.push.push_rules.reasons import QUIET_HOURS
from api.push.values import BroadcastStatus, MessageState
from api.reports.models import Report
from api.reports.service.overdue import notify_overdue
from scripts.twins.fcm import FcmTwin
from tests.permissions.derived import payload
from tests.permissions.people import CALLERS, EDITOR, OFFICER, REPORTER
from tests.permissions.table import TABLE
from tests.permissions.test_mutations import MUTATIONS
from tests.push.conftest import fcm_server, twin
from tests.story.house import House, Somebody, open_house, settings_of
from tests.story.seeded import SeededStore
from tests.story.waiting import until

__all__ = ["fcm_server", "twin"]

CONCERNED = frozenset({"reporter", "officer", "admin"})
MAY_SEE = {
    "Zqpelapor": frozenset({"reporter"}),
    REPORTER.subject: frozenset[str](),
    REPORTER.person: frozenset({"reporter"}),
    "Warga Lain": frozenset({"citizen"}),
    CALLERS["citizen"].person: frozenset({"citizen"}),
    "zqpasang": frozenset[str](),
    "zqkunci": frozenset[str](),
    "zquraian": CONCERNED | {"other officer"},
    "zqdalam": CONCERNED - {"reporter"},
}
PRIVATE = (*MAY_SEE, "Lubang besar", "Sudah kami lihat", "Alasan yang cukup", "Masih berlubang",
          "Isi yang benar", "Keterangan petugas", "-8.7178", "115.1689")  # fmt: skip
"""What neither Google nor a log may read."""


class Secretive(House):
    """A house whose reporters hide their names, and whose hidden reports tell of something."""

    async def wanted(self, category: str = "jalan-rusak", **changes: Any) -> dict[str, Any]:
        more = {"description": "Uraian zquraian."} if changes.get("hideReport") else {}
        key = {"idempotencyKey": f"zqkunci-{ids.uuid7()}"}
        return await super().wanted(category, **{"hideName": True, **key, **more, **changes})


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that this process logs, as `serve` would write it."""
    written = io.StringIO()
    log_to(written)
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    logging.getLogger("uvicorn").addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)
    logging.getLogger("uvicorn").removeHandler(handler)
    structlog.reset_defaults()


@pytest.fixture
async def house(
    seeded: SeededStore, twin: FcmTwin, tmp_path: Path, log: io.StringIO
) -> AsyncIterator[Secretive]:
    settings = settings_of(
        seeded.data, seeded.url, max_cost=10_000_000, max_depth=40,
        firebase_credentials=twin.credentials(tmp_path / "firebase.json"), fcm_url=twin.url,
        fcm_authority=twin.authority,
    )  # fmt: skip
    async with open_house(settings) as plain:
        yield Secretive(**{one.name: getattr(plain, one.name) for one in fields(House)})


@pytest.mark.slow
async def test_no_mutation_tells(house: Secretive, twin: FcmTwin, log: io.StringIO) -> None:
    for who in (REPORTER, OFFICER, EDITOR, CALLERS["citizen"]):
        await house.register(who, f"zqpasang-{ids.uuid7()}")
    # The wish for quiet hours comes last: in them nothing would be sent, at some times of the day.
    for mutation, input_type in sorted(MUTATIONS, key=lambda m: m[0] == "updatePushPreferences"):
        documents = [
            f"mutation($input: {input_type}!) {{ answer: {mutation}(input: $input) {selection} }}"
            for selection in payload(mutation, 2)
        ]
        for row in (row for row in TABLE if row.mutation == mutation):
            most = max(CALLERS, key=lambda c: (c in row.allowed, c != "admin"))
            for turn, (caller, who) in enumerate(CALLERS.items()):
                # The whole answer for one who is allowed; it is the same plan for the others, who
                # ask on the two stores by turns.
                if caller != most and turn % 2 == house.database.is_sqlite:
                    continue
                for document in documents if caller == most else documents[:2]:
                    wanted = await row.make(house, who)
                    if mutation in ("advanceReport", "noteReport"):
                        wanted |= {"internalNote": "Catatan zqdalam."}
                    answer = (await house.post(document, {"input": wanted}, who)).text
                    assert row.answer_for(caller) in answer, (row.on, caller, answer)
                    _check(answer, caller, f"{mutation} on {row.on}", asked_for=mutation)
    await _tell_of_delays(house)
    await _let_pass(house.database)
    await until(lambda: _all_sent(house.database), 60)
    assert len(twin.accepted()) > 20
    assert {sent.message["data"]["kind"] for sent in twin.accepted()} == {
        "REPORT_UPDATED", "BROADCAST"
    }  # fmt: skip
    twin.assert_no_personal_data([word for word in PRIVATE if word != "zqpasang"])
    _check_log(house, log)


def _check(answer: str, caller: str, where: str, asked_for: str) -> None:
    for mark, may in MAY_SEE.items():
        if asked_for == "revealReporter" and mark == "Zqpelapor" and caller in CONCERNED:
            continue
        assert mark not in answer or caller in may, f"{caller} reads {mark} by {where}: {answer}"


def _check_log(house: House, log: io.StringIO) -> None:
    lines = log.getvalue().splitlines()
    assert any(json.loads(line)["event"] == "worker.started" for line in lines if line[:1] == "{")
    for line in lines:
        for word in (*PRIVATE, *(h.get("Authorization", "?") for h in house._headers.values())):
            assert word.removeprefix("Bearer ") not in line, f"{word} is logged: {line[:500]}"


async def _tell_of_delays(house: House) -> None:
    """The one notice that no mutation causes."""
    report = table(Report)
    kept = await house.submit(REPORTER)
    async with house.database.write() as session:
        await session.execute(
            update(report)
            .where(report.c.ticket == kept["ticket"])
            .values(due_at=clock.now() - timedelta(days=1))
        )
        assert await notify_overdue(session, clock.now(), 10)


async def _let_pass(database: Database) -> None:
    """The minute in which an approved warning can be cancelled, and whatever else waits."""
    past = clock.now() - timedelta(seconds=1)
    broadcast, message = table(Broadcast), table(PushMessage)
    planned = broadcast.c.status == BroadcastStatus.SCHEDULED
    queued = message.c.state == MessageState.QUEUED
    async with database.write() as session:
        await session.execute(update(broadcast).where(planned).values(send_at=past))
        await session.execute(update(message).where(queued).values(due_at=past))


async def _all_sent(database: Database) -> bool:
    """Whether nothing is left to be sent but what waits for the end of quiet hours."""
    message = table(PushMessage)
    async with database.read() as reader:
        waiting = await reader.scalar(
            select(func.count())
            .select_from(message)
            .where(
                message.c.state.in_([MessageState.QUEUED, MessageState.SENDING]),
                message.c.code.is_distinct_from(QUIET_HOURS),
            )
        )
    return not waiting


@pytest.mark.slow
async def test_a_fault_of_the_store_tells_no_log_what_citizens_wrote(
    house: Secretive, log: io.StringIO
) -> None:
    """PostgreSQL's errors come with the row at fault: it goes to nobody, and into no log."""
    refuse = (
        ["CREATE TRIGGER zq BEFORE INSERT ON report WHEN NEW.address IS NOT NULL"
         " BEGIN SELECT RAISE(ABORT, 'refused'); END"]
        if house.database.is_sqlite
        else ["ALTER TABLE report ADD CONSTRAINT zq CHECK (address IS NULL) NOT VALID"]
    )  # fmt: skip
    async with house.database.write() as session:
        for statement in refuse:
            await session.execute(text(statement))
    wanted = await house.wanted(
        title="Lubang besar di Zqjalan", address="Gang zqalamat 4", hideReport=True
    )
    document = """mutation($input: SubmitReportInput!) { submitReport(input: $input) {
      __typename } }"""
    answer = (await house.post(document, {"input": wanted}, REPORTER)).json()
    number = answer["errors"][0]["extensions"]["correlationId"]
    form = {
        "service_code": "jalan-rusak", "lat": "-8.7178", "long": "115.1689",
        "description": "Lubang besar di Zqjalan", "address_string": "Gang zqalamat 4",
    }  # fmt: skip
    open311 = await house.client.post(
        "/open311/v2/requests.json", data=form, headers=house.headers(REPORTER)
    )
    assert open311.status_code == 503
    said = log.getvalue()
    assert number in said and "open311.unavailable" in said and "INSERT INTO report" in said
    for text_ in (said, json.dumps(answer), open311.text):
        for word in (*PRIVATE, "Zqjalan", "zqalamat"):
            assert word not in text_, f"{word}: {text_[:3_000]}"


@pytest.mark.slow
async def test_an_answer_given_twice_is_given_to_nobody_else(house: Secretive) -> None:
    """Another person's key is no way to another person's report."""
    document = """mutation($input: SubmitReportInput!) { answer: submitReport(input: $input) {
      __typename ... on SubmitReportSuccess { report { id description } } } }"""
    wanted = await house.wanted(hideReport=True)
    first = (await house.ask(document, {"input": wanted}, REPORTER))["answer"]
    again = (await house.ask(document, {"input": wanted}, REPORTER))["answer"]
    assert first == again
    for caller in ("citizen", "officer", "admin"):
        other = (await house.ask(document, {"input": wanted}, CALLERS[caller]))["answer"]
        assert other["report"]["id"] != first["report"]["id"]
    stranger = await house.ask(document, {"input": wanted}, Somebody(CALLERS["anonymous"].role))
    assert stranger["answer"]["__typename"] == "NotAllowed"
