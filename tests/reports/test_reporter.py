"""What reporters do afterwards: add to their report, rate it, reopen it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from api.db.session import Database
from api.identity.values import Role, Viewer
from api.kit import ids
from api.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from api.push.models import Notification
from api.reports.models import ReportPhoto
from api.reports.service import AdvanceReport
from api.reports.values import ModerationAction, ReportStatus, UpdateKind
from api.uploads.values import UploadState
from tests.reports.scene import (
    ADMIN,
    ANONYMOUS,
    POLICE,
    ROADS,
    SARI,
    WAYAN,
    Scene,
    advance,
    count,
    submit,
    upload,
)
from tests.reports.verbs import (
    KETUT,
    LATER,
    add,
    assign,
    history,
    join,
    moderate,
    rate,
    reopen,
    step,
    stored,
)

S = ReportStatus


async def photos(database: Database, owner: Viewer, number: int) -> tuple[str, ...]:
    async with database.write() as session:
        return tuple([(await upload(session, owner))[0] for _ in range(number)])


async def closed(database: Database, scene: Scene, end: S = S.DONE) -> str:
    """A report of Sari's that was closed at LATER."""
    report = (await submit(database, scene)).report.id
    await advance(database, scene, ROADS, AdvanceReport(report, S.ASSIGNED))
    await advance(database, scene, ROADS, step(report, end), LATER)
    return report


async def test_text_and_photos_are_added_as_an_update(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene, photos=await photos(database, SARI, 2))).report.id
    more = await photos(database, SARI, 2)
    await add(database, SARI, report, note="Makin lebar 🕳️ \u202eعاجل\u202c", photos=more)
    (line,) = await history(database, report)
    assert (line.kind, line.status) == (UpdateKind.ADDITION, S.RECEIVED)
    assert line.author_role is Role.CITIZEN
    assert line.note_id == "Makin lebar 🕳️ \u202eعاجل\u202c"
    async with database.read() as session:
        rows = (
            (await session.execute(select(ReportPhoto).order_by(col(ReportPhoto.position))))
            .scalars()
            .all()
        )
    assert [(p.position, p.update_id, p.from_reporter) for p in rows] == [
        (0, None, True), (1, None, True), (2, line.id, True), (3, line.id, True),
    ]  # fmt: skip
    assert (await stored(database, report)).version == 2


async def test_a_retry_adds_once_and_another_request_is_a_conflict(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report.id
    more = await photos(database, SARI, 1)
    for _ in range(3):
        await add(database, SARI, report, key="phone-0001", note="Lagi", photos=more)
    assert len(await history(database, report)) == await count(database, ReportPhoto) == 1
    with pytest.raises(Conflict):
        await add(database, SARI, report, key="phone-0001", note="Lain")
    with pytest.raises(InvalidInput):
        await add(database, SARI, report, key="short", note="Lain")


@pytest.mark.parametrize("before", [10, 7])
async def test_a_report_has_ten_photos_at_most_in_all(
    database: Database, scene: Scene, before: int
) -> None:
    report = (await submit(database, scene, photos=await photos(database, SARI, before))).report.id
    room = 10 - before
    with pytest.raises(InvalidInput, match=f"you can add {room}"):
        await add(database, SARI, report, photos=await photos(database, SARI, room + 1))
    if room:
        await add(database, SARI, report, photos=await photos(database, SARI, room))
    with pytest.raises(InvalidInput, match="you can add 0"):
        await add(database, SARI, report, photos=await photos(database, SARI, 1))
    assert await count(database, ReportPhoto) == 10


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({}, "input.note"),
        ({"note": " \n "}, "input.note"),
        ({"note": "x" * 4001}, "input.note"),
        ({"note": "a\x00b"}, "input.note"),
        ({"note": "\udc00"}, "input.note"),
        ({"photos": tuple(ids.uuid7() for _ in range(11))}, "input.photos"),
        ({"photos": (ids.uuid7(),)}, "input.photos.0"),
        ({"photos": ("\ud800",)}, "input.photos.0"),
    ],
)
async def test_bad_additions_write_nothing(
    database: Database, scene: Scene, fields: dict[str, Any], path: str
) -> None:
    report = (await submit(database, scene)).report.id
    with pytest.raises(InvalidInput) as caught:
        await add(database, SARI, report, **fields)
    assert path in [fault.path for fault in caught.value.faults]
    assert await history(database, report) == []


@pytest.mark.parametrize("state", [UploadState.WAITING, UploadState.REFUSED, UploadState.USED])
async def test_only_the_reporters_own_finished_photos_are_added(
    database: Database, scene: Scene, state: UploadState
) -> None:
    report = (await submit(database, scene)).report.id
    async with database.write() as session:
        unfinished, _ = await upload(session, SARI, state)
    (strange,) = await photos(database, WAYAN, 1)
    (good,) = await photos(database, SARI, 1)
    for bad in (unfinished, strange):
        with pytest.raises(InvalidInput) as caught:
            await add(database, SARI, report, photos=(good, bad))
        assert [fault.path for fault in caught.value.faults] == ["input.photos.1"]
    with pytest.raises(InvalidInput, match="twice"):
        await add(database, SARI, report, photos=(good, good))
    await add(database, SARI, report, photos=(good,))


async def test_four_thousand_characters_fit(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene)).report.id
    await add(database, SARI, report, note="🕳️" * 2000)
    assert len((await history(database, report))[0].note_id or "") == 4000


@pytest.mark.parametrize("who", [WAYAN, ROADS, POLICE, ADMIN], ids=lambda v: v.role.name)
async def test_only_the_reporter_adds_rates_and_reopens(
    database: Database, scene: Scene, who: Viewer
) -> None:
    report = await closed(database, scene)
    for act in (
        lambda: add(database, who, report, note="Halo"),
        lambda: rate(database, who, report),
        lambda: reopen(database, scene, who, report),
    ):
        with pytest.raises(NotAllowed, match="Only the reporter"):
            await act()
    with pytest.raises(NotAllowed):
        await rate(database, ANONYMOUS, report)
    hidden = (await submit(database, scene, hide_report=True)).report.id
    with pytest.raises(NotFound):
        await add(database, WAYAN, hidden, note="Halo")


async def test_a_closed_or_hidden_report_is_not_added_to(database: Database, scene: Scene) -> None:
    report = await closed(database, scene)
    with pytest.raises(Conflict):
        await add(database, SARI, report, note="Halo")
    other = (await submit(database, scene)).report.id
    await moderate(database, ROADS, other, ModerationAction.HIDE)
    with pytest.raises(Conflict):
        await add(database, SARI, other, note="Halo")


async def test_a_rating_is_given_when_done_and_changed_once_within_a_fortnight(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report.id
    with pytest.raises(Conflict, match="once it is done"):
        await rate(database, SARI, report)
    report = await closed(database, scene)
    row = await rate(database, SARI, report, 2, "Lama sekali")
    assert (row.rating, row.rating_comment, row.rating_changed) == (2, "Lama sekali", False)
    await rate(database, SARI, report, 2, "Lama sekali")  # a retry is not a change
    with pytest.raises(Conflict, match="14 days"):
        await rate(database, SARI, report, 5, now=LATER + timedelta(days=14, seconds=1))
    row = await rate(database, SARI, report, 5, now=LATER + timedelta(days=14))
    assert (row.rating, row.rating_comment, row.rating_changed) == (5, None, True)
    with pytest.raises(Conflict, match="only once"):
        await rate(database, SARI, report, 1)


@pytest.mark.parametrize(
    ("rating", "comment", "path"),
    [(0, None, "input.rating"), (6, None, "input.rating"), (-1, "x" * 501, "input.rating"),
     (3, "x" * 501, "input.comment"), (3, "\x00", "input.comment"),
     (3, "\ud83d", "input.comment")],
)  # fmt: skip
async def test_bad_ratings(
    database: Database, scene: Scene, rating: int, comment: str | None, path: str
) -> None:
    report = await closed(database, scene)
    with pytest.raises(InvalidInput) as caught:
        await rate(database, SARI, report, rating, comment)
    assert caught.value.faults[0].path == path
    assert (await stored(database, report)).rating is None


@pytest.mark.parametrize("end", [S.DONE, S.REJECTED])
async def test_a_report_is_reopened_once_with_its_history(
    database: Database, scene: Scene, end: S
) -> None:
    report = await closed(database, scene, end)
    before = await stored(database, report)
    row = await reopen(database, scene, SARI, report)
    assert row.status is S.RECEIVED and row.closed_at is None and row.reopened_at == LATER
    assert row.due_at is not None and before.due_at is not None and row.due_at > before.due_at
    lines = await history(database, report)
    assert [line.kind for line in lines] == [
        UpdateKind.STEP, UpdateKind.STEP, UpdateKind.REOPENED,
    ]  # fmt: skip
    assert lines[-1].author_role is Role.CITIZEN and lines[-1].note_id == "Masih berlubang."
    with pytest.raises(Conflict, match="already reopened once"):
        await reopen(database, scene, SARI, report)
    await advance(database, scene, ROADS, AdvanceReport(report, S.ASSIGNED))
    await advance(database, scene, ROADS, step(report, end))
    with pytest.raises(Conflict, match="already reopened once"):
        await reopen(database, scene, SARI, report)


async def test_reopening_has_a_time_limit_a_reason_and_a_key(
    database: Database, scene: Scene
) -> None:
    report = await closed(database, scene)
    late = LATER + timedelta(days=14, seconds=1)
    with pytest.raises(Conflict, match="14 days"):
        await reopen(database, scene, SARI, report, now=late)
    for reason in ("", "  no ", "x" * 1001, "\x00 masih ada", "\ud800 masih"):
        with pytest.raises(InvalidInput):
            await reopen(database, scene, SARI, report, reason)
    for _ in range(2):
        await reopen(
            database, scene, SARI, report, now=LATER + timedelta(days=14), key="retry-0001"
        )
    assert [line.kind for line in await history(database, report)].count(UpdateKind.REOPENED) == 1


@pytest.mark.parametrize("status", [S.RECEIVED, S.OTHER_AGENCY])
async def test_an_open_or_referred_report_is_not_reopened(
    database: Database, scene: Scene, status: S
) -> None:
    report = (await submit(database, scene)).report.id
    if status is S.OTHER_AGENCY:
        await advance(database, scene, ROADS, step(report, status))
    with pytest.raises(Conflict, match="done or rejected"):
        await reopen(database, scene, SARI, report)


async def test_a_second_outcome_is_rated_anew(database: Database, scene: Scene) -> None:
    report = await closed(database, scene)
    await rate(database, SARI, report, 1)
    await rate(database, SARI, report, 2)
    await reopen(database, scene, SARI, report)
    await advance(database, scene, ROADS, AdvanceReport(report, S.ASSIGNED))
    await advance(database, scene, ROADS, step(report, S.DONE), LATER + timedelta(days=2))
    row = await rate(database, SARI, report, 5, now=LATER + timedelta(days=3))
    assert (row.rating, row.rating_changed) == (5, False)


async def test_reopening_notifies_the_agency_if_no_officer_is_assigned(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report.id
    other = (await submit(database, scene, category_id=scene.noise)).report.id
    await advance(database, scene, KETUT, AdvanceReport(report, S.ASSIGNED))
    await advance(database, scene, POLICE, AdvanceReport(other, S.ASSIGNED))
    await advance(database, scene, ROADS, step(report, S.DONE), LATER)
    await reopen(database, scene, SARI, report)
    async with database.read() as session:
        tasks = await session.execute(
            select(Notification).where(col(Notification.dedupe_key).like("report-task:%"))
        )
        bodies = {n.person_id: (n.title_en, n.body_en) for n in tasks.scalars()}
    assert set(bodies) == {KETUT.person_id, ROADS.person_id}
    assert all(title == "Report reopened" for title, _ in bodies.values())
    assert all("reopened" in body for _, body in bodies.values())


async def test_people_who_joined_and_the_assignee_are_notified_of_reopening(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report.id
    await join(database, WAYAN, report)
    # Officers are known by their first write.
    await advance(database, scene, KETUT, AdvanceReport(report, S.VERIFIED))
    await assign(database, scene, ROADS, report, officer=KETUT.person_id)
    await advance(database, scene, ROADS, step(report, S.DONE), LATER)
    async with database.write() as session:
        for notice in (await session.execute(select(Notification))).scalars():
            await session.delete(notice)
    await reopen(database, scene, SARI, report)
    async with database.read() as session:
        notices = (await session.execute(select(Notification))).scalars().all()
    assert {n.person_id for n in notices} == {WAYAN.person_id, KETUT.person_id}
    (task,) = [n for n in notices if n.person_id == KETUT.person_id]
    assert "reopened" in task.body_en
