"""Officers' requests sent again with their key: carried out once, answered as the first time."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from api.db.session import Database, WriteSession
from api.identity.values import agency_id
from api.kit import ids
from api.kit.problems import Conflict, InvalidInput, NotAllowed, ProblemCode
from api.push.models import Notification
from api.reports import service
from api.reports.models import IdentityDisclosure, Report, ReportRevision
from api.reports.values import ModerationAction, ReportStatus
from tests.reports.proving import complete, picture, reported
from tests.reports.scene import ROADS, Scene, count, submit
from tests.reports.verbs import KETUT, LATER, assign, history, note, stored

S = ReportStatus
ORDER = agency_id("satpolpp")
KEY = "desk-0001"
WORDS = "Masih berlubang."
Act = Callable[[WriteSession, Scene, str, str, str | None], Awaitable[Report]]
"""From a session, the city, a report, a text and a key: what KETUT does."""

VERBS: dict[str, Act] = {
    "advanceReport": lambda session, scene, report, words, key: service.advance_report(
        session, KETUT, scene.places,
        service.AdvanceReport(report, S.VERIFIED, words, idempotency_key=key), LATER,
    ),
    "assignReport": lambda session, scene, report, words, key: service.assign_report(
        session, KETUT, scene.places,
        service.AssignReport(report, ORDER, None, words, idempotency_key=key), LATER,
    ),
    "moderateReport": lambda session, scene, report, words, key: service.moderate_report(
        session, KETUT,
        service.ModerateReport(report, ModerationAction.HIDE, words, idempotency_key=key), LATER,
    ),
    "recategoriseReport": lambda session, scene, report, words, key: service.recategorise_report(
        session, KETUT, scene.places,
        service.RecategoriseReport(report, scene.noise, words, key), LATER,
    ),
    "acceptCompletion": lambda session, scene, report, words, key: service.accept_completion(
        session, KETUT, scene.places, report, LATER, key
    ),
    "rejectCompletion": lambda session, scene, report, words, key: service.reject_completion(
        session, KETUT, scene.places, report, words, LATER, key
    ),
}  # fmt: skip


async def _ready(database: Database, scene: Scene, verb: str) -> str:
    """A report of the roads agency on which it is possible."""
    if "Completion" not in verb:
        return (await submit(database, scene)).report.id
    report = await reported(database, scene, picture(0))
    await complete(database, scene, report, picture(5), who=ROADS)
    return report


@pytest.mark.parametrize("verb", VERBS)
async def test_a_retry_acts_once_and_another_request_is_a_conflict(
    database: Database, scene: Scene, verb: str
) -> None:
    report = await _ready(database, scene, verb)
    lines = len(await history(database, report))

    async def send(of: str = report, words: str = WORDS, key: str = KEY) -> str:
        async with database.write() as session:
            return (await VERBS[verb](session, scene, of, words, key)).id

    with pytest.raises(InvalidInput) as caught:
        await send(key="short")
    assert [fault.path for fault in caught.value.faults] == ["input.idempotencyKey"]
    assert caught.value.faults[0].code is ProblemCode.WRONG_FORMAT
    assert len(await history(database, report)) == lines

    assert set(await asyncio.gather(*(send() for _ in range(3)))) == {report}
    assert len(await history(database, report)) == lines + 1
    assert await count(database, ReportRevision) == (verb == "moderateReport")
    notices = await count(database, Notification)

    # Another agency handles it now, it is hidden: what was done is still done.
    async with database.write() as session:
        row = await session.get_one(Report, report)
        row.agency_id, row.status, row.is_public = ORDER, S.HIDDEN, False
    before = await stored(database, report)
    assert await send() == report
    assert (await stored(database, report)).model_dump() == before.model_dump()
    assert len(await history(database, report)) == lines + 1
    assert await count(database, Notification) == notices

    with pytest.raises(Conflict, match="an earlier one"):
        await send(of=ids.uuid7())
    if verb != "acceptCompletion":
        with pytest.raises(Conflict, match="an earlier one"):
            await send(words="Kata yang lain.")


async def test_without_a_key_every_request_is_processed(database: Database, scene: Scene) -> None:
    report = await _ready(database, scene, "moderateReport")
    async with database.write() as session:
        await VERBS["moderateReport"](session, scene, report, WORDS, None)
    with pytest.raises(InvalidInput, match="already hidden"):
        async with database.write() as session:
            await VERBS["moderateReport"](session, scene, report, WORDS, None)


async def test_a_retried_note_is_answered_after_an_assignment(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, hide_report=True)).report.id
    await note(database, ROADS, report, key=KEY, public_note="Besok")
    await assign(database, scene, ROADS, report, agency=ORDER)
    lines = len(await history(database, report))
    assert (await note(database, ROADS, report, key=KEY, public_note="Besok")).id == report
    assert len(await history(database, report)) == lines


async def test_a_refused_request_leaves_its_key_free(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene)).report.id
    async with database.write() as session:
        with pytest.raises(InvalidInput):
            await VERBS["assignReport"](session, scene, report, "x", KEY)
        await session.rollback()
    async with database.write() as session:
        await VERBS["assignReport"](session, scene, report, WORDS, KEY)
    assert (await stored(database, report)).agency_id == ORDER


async def test_a_retried_disclosure_is_recorded_once(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene, hide_name=True)).report.id

    async def ask(reason: str = "Menanyakan letaknya.", key: str = KEY) -> service.Revealed:
        async with database.write() as session:
            return await service.reveal_reporter(session, ROADS, report, reason, LATER, key)

    first, *more = await asyncio.gather(*(ask() for _ in range(3)))
    assert first.name == "Sari" and first.disclosure is not None
    assert all(again.name == "Sari" and again.disclosure for again in more)
    assert len({one.disclosure.id for one in (first, *more) if one.disclosure}) == 1
    assert await count(database, IdentityDisclosure) == 1
    with pytest.raises(Conflict, match="an earlier one"):
        await ask("Alasan yang lain.")
    with pytest.raises(InvalidInput) as caught:
        await ask(key="a b c d e f")
    assert [fault.path for fault in caught.value.faults] == ["input.idempotencyKey"]
    await ask(key="desk-0002")
    assert await count(database, IdentityDisclosure) == 2
    await assign(database, scene, ROADS, report, agency=ORDER)
    with pytest.raises(NotAllowed):
        await ask()
