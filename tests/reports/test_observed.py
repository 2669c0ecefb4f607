"""Reports written offline: when the problem was seen is kept beside the arrival, and only shown."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from api.db.session import Database
from api.kit import clock, ids
from api.kit.problems import Conflict, InvalidInput, ProblemCode
from api.reports.models import Report
from api.reports.service import submit_report
from tests.reports.scene import NOW, SARI, WITA, Scene, build, request, submit
from tests.reports.test_graph import ADMIN, ANONYMOUS, EVERYBODY, ROADS, do
from tests.reports.test_graph import SARI as SARI_OUTSIDE
from tests.reports.verbs import stored
from tests.story.house import House, open_house, settings_of

EARLIER = NOW - timedelta(days=2, hours=5)


@pytest.fixture
async def house(database_url: str, database: Database, tmp_path: Path) -> AsyncIterator[House]:
    await build(database)
    async with open_house(settings_of(tmp_path, database_url, worker=False)) as open_one:
        yield open_one


async def test_no_deadline_depends_on_it(database: Database, scene: Scene) -> None:
    plain = await stored(database, (await submit(database, scene)).report.id)
    report = (await submit(database, scene, observed_at=EARLIER)).report
    row = await stored(database, report.id)
    assert (row.observed_at, plain.observed_at) == (EARLIER, None)
    for name in ("submitted_at", "updated_at", "due_at", "clock_from", "days_used", "days_allowed"):
        assert getattr(row, name) == getattr(plain, name), name
    assert row.ticket[:9] == plain.ticket[:9] == "BDG261123"


@pytest.mark.parametrize(
    ("observed", "kept"),
    [
        (NOW - timedelta(days=7), NOW - timedelta(days=7)),
        ((NOW - timedelta(hours=3)).astimezone(WITA), NOW - timedelta(hours=3)),
        (NOW, NOW),
        # A phone's clock may be five minutes ahead: nothing is seen after it is reported.
        (NOW + timedelta(minutes=5), NOW),
    ],
)
async def test_what_is_kept(
    database: Database, scene: Scene, observed: datetime, kept: datetime
) -> None:
    report = (await submit(database, scene, observed_at=observed)).report
    assert (await stored(database, report.id)).observed_at == kept


@pytest.mark.parametrize(
    ("observed", "code", "words"),
    [
        (NOW + timedelta(minutes=5, seconds=1), ProblemCode.IN_THE_FUTURE, "in the future"),
        (NOW + timedelta(days=900), ProblemCode.IN_THE_FUTURE, "in the future"),
        (NOW - timedelta(days=7, seconds=1), ProblemCode.OUT_OF_RANGE, "more than 7 days ago"),
        (NOW - timedelta(days=9_000), ProblemCode.OUT_OF_RANGE, "more than 7 days ago"),
    ],
)
async def test_what_is_refused(
    database: Database, scene: Scene, observed: datetime, code: ProblemCode, words: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await submit(database, scene, observed_at=observed)
    (fault,) = caught.value.faults
    assert (fault.path, fault.code) == ("input.observedAt", code)
    assert words in fault.words.en and fault.words.id != fault.words.en


async def test_it_is_part_of_the_request(database: Database, scene: Scene) -> None:
    """A retry is the same request in any zone, however late it comes; another time is not."""
    asked = request(scene, observed_at=EARLIER)
    tokyo = replace(asked, observed_at=EARLIER.astimezone(timezone(timedelta(hours=9))))
    made = set()
    for wanted, now in ((asked, NOW), (tokyo, NOW), (asked, NOW + timedelta(days=20))):
        async with database.write() as session:
            submitted = await submit_report(session, SARI, scene.places, wanted, now)
            made.add(submitted.report.id)
    assert len(made) == 1
    for observed in (None, EARLIER + timedelta(seconds=1)):
        with pytest.raises(Conflict):
            async with database.write() as session:
                other = replace(asked, observed_at=observed)
                await submit_report(session, SARI, scene.places, other, NOW)


async def test_the_table_refuses_an_observation_after_the_arrival(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await session.execute(
                update(Report)
                .where(Report.__table__.c.id == report.id)  # type: ignore[attr-defined]
                .values(observed_at=NOW + timedelta(seconds=1))
            )


READ = """query($id: ID!, $ticket: String!) { node(id: $id) { ... on Report { observedAt } }
  report(by: {ticket: $ticket}) { observedAt submittedAt }
  reports { nodes { ticket observedAt } } }"""


async def test_everyone_who_sees_the_report_sees_it(house: House) -> None:
    seen = clock.now() - timedelta(hours=30)
    observed = clock.to_text(seen)
    public = await house.submit(SARI_OUTSIDE, "roads", observedAt=observed)
    hidden = await house.submit(SARI_OUTSIDE, "roads", observedAt=observed, hideReport=True)
    plain = await house.submit(SARI_OUTSIDE, "roads")
    for who in EVERYBODY:
        answer = await house.ask(READ, {"id": public["id"], "ticket": public["ticket"]}, who)
        assert answer["node"]["observedAt"] == answer["report"]["observedAt"]
        assert _same(answer["report"]["observedAt"], seen)
        assert not _same(answer["report"]["submittedAt"], seen)
        shown = {node["ticket"]: node["observedAt"] for node in answer["reports"]["nodes"]}
        assert shown[plain["ticket"]] is None and _same(shown[public["ticket"]], seen)
        answer = await house.ask(READ, {"id": hidden["id"], "ticket": hidden["ticket"]}, who)
        sees = who in (SARI_OUTSIDE, ROADS, ADMIN)
        assert (answer["node"] is not None) == (answer["report"] is not None) == sees, who
        assert (hidden["ticket"] in str(answer)) == sees


async def test_open_data_and_open311_show_it_beside_the_arrival(house: House) -> None:
    seen = clock.now() - timedelta(hours=30)
    report = await house.submit(SARI_OUTSIDE, "roads", observedAt=clock.to_text(seen))
    plain = await house.submit(SARI_OUTSIDE, "roads")
    headers = house.headers(ANONYMOUS, "en")

    text = (await house.client.get("/open-data/reports.csv", headers=headers)).text
    rows = {row["ticket"]: row for row in csv.DictReader(io.StringIO(text))}
    assert _same(rows[report["ticket"]]["observed_at"], seen)
    assert rows[plain["ticket"]]["observed_at"] == ""
    assert not _same(rows[report["ticket"]]["submitted_at"], seen)
    features = (await house.client.get("/open-data/reports.geojson", headers=headers)).json()
    by_ticket = {f["properties"]["ticket"]: f["properties"] for f in features["features"]}
    assert _same(by_ticket[report["ticket"]]["observed_at"], seen)
    assert by_ticket[plain["ticket"]]["observed_at"] is None

    async def open311(ticket: str) -> dict[str, Any]:
        address = f"/open311/v2/requests/{ticket}.json"
        found = await house.client.get(address, params={"extensions": "true"}, headers=headers)
        shown: dict[str, Any] = found.json()[0]
        return shown

    shown = await open311(report["ticket"])
    assert _same(shown["extended_attributes"]["observed_datetime"], seen)
    assert not _same(shown["requested_datetime"], seen)
    assert (await open311(plain["ticket"]))["extended_attributes"]["observed_datetime"] is None


async def test_bad_times_are_problems_over_http(house: House) -> None:
    for hours, code in ((1, "IN_THE_FUTURE"), (-200, "OUT_OF_RANGE")):
        observed = clock.to_text(clock.now() + timedelta(hours=hours))
        wanted = await house.wanted("roads", observedAt=observed, idempotencyKey=ids.uuid7())
        answer = await do(house, SARI_OUTSIDE, "submitReport", **wanted)
        assert answer["__typename"] == "InvalidInput" and answer["code"] == code
        assert [fault["path"] for fault in answer["fields"]] == [["input", "observedAt"]]


def _same(text: str, moment: datetime) -> bool:
    """Whether an instant as it is shown, to the second or more exactly, is this moment."""
    return abs(datetime.fromisoformat(text) - moment) < timedelta(seconds=1)
