"""Moderators hide reports, edit them and remove photos; and two reports are merged."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from api.db.session import Database
from api.identity.service import ensure_person
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import InvalidInput, NotAllowed, NotFound, Problem, ProblemCode
from api.push.models import Notification
from api.reports import policy
from api.reports.models import Report, ReportFollower, ReportPhoto, ReportRevision
from api.reports.service import AdvanceReport
from api.reports.values import FollowKind, ModerationAction, ReportStatus, UpdateKind
from api.uploads.policy import shows_own_upload
from tests.reports.scene import (
    ADMIN,
    ANONYMOUS,
    EDITOR,
    NOW,
    PARTNER,
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
from tests.reports.test_service_advance import put
from tests.reports.verbs import (
    LATER,
    PEOPLE,
    add,
    followers,
    history,
    join,
    merge,
    moderate,
    note,
    rate,
    reopen,
    step,
    stored,
)

S, A = ReportStatus, ModerationAction


@pytest.mark.parametrize(
    "who", [ANONYMOUS, SARI, WAYAN, PARTNER, EDITOR, POLICE], ids=lambda v: v.role.name
)
async def test_only_the_agency_and_admins_moderate_or_merge(
    database: Database, scene: Scene, who: Viewer
) -> None:
    a = (await submit(database, scene)).report.id
    b = (await submit(database, scene)).report.id
    for act in (
        lambda: moderate(database, who, a, A.HIDE),
        lambda: moderate(database, who, a, A.EDIT, title="Judul lain"),
        lambda: merge(database, who, b, into=a),
    ):
        with pytest.raises(NotAllowed):
            await act()
    assert await history(database, a) == []


@pytest.mark.parametrize("status", [s for s in S if s is not S.HIDDEN])
async def test_a_hidden_report_is_shown_again_as_it_was(
    database: Database, scene: Scene, status: ReportStatus
) -> None:
    report = (await submit(database, scene)).report
    await put(database, report, status)
    before = await stored(database, report.id)
    hidden = await moderate(database, ADMIN, report.id, A.HIDE)
    assert hidden.status is S.HIDDEN and not hidden.is_public
    assert hidden.closed_at == before.closed_at
    with pytest.raises(InvalidInput, match="already hidden"):
        await moderate(database, ADMIN, report.id, A.HIDE)
    with pytest.raises(InvalidInput, match="report is hidden") as refused:
        await advance(database, scene, ROADS, AdvanceReport(report.id, S.WORKING))
    (fault,) = refused.value.faults
    assert (fault.path, fault.code) == ("input.to", ProblemCode.WRONG_STATUS)
    assert "Tampilkan kembali" in fault.words.id and "Show it again" in fault.words.en
    shown = await moderate(database, ROADS, report.id, A.UNHIDE)
    assert (shown.status, shown.is_public, shown.closed_at) == (status, True, before.closed_at)
    assert shown.due_at == before.due_at
    with pytest.raises(InvalidInput, match="not hidden"):
        await moderate(database, ROADS, report.id, A.UNHIDE)
    assert [line.kind for line in await history(database, report.id)] == [UpdateKind.MODERATED] * 2


async def test_only_the_reporter_is_notified_of_hiding(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene)).report.id
    await join(database, WAYAN, report)
    await moderate(database, ROADS, report, A.HIDE)
    await moderate(database, ROADS, report, A.UNHIDE)
    async with database.read() as session:
        (notice,) = (await session.execute(select(Notification))).scalars()
    assert notice.person_id == SARI.person_id and "hidden" in notice.body_en


@pytest.mark.parametrize("category", ["roads", "violence"])
async def test_only_the_reporter_is_notified_of_a_note_on_a_hidden_report(
    database: Database, scene: Scene, category: str
) -> None:
    category_id = getattr(scene, category)
    report = (await submit(database, scene, category_id=category_id)).report.id
    async with database.write() as session:
        await ensure_person(session, WAYAN)
        session.add(
            ReportFollower(
                report_id=report,
                person_id=WAYAN.person_id or "",
                kind=FollowKind.JOINED,
                followed_at=NOW,
            )
        )
    await moderate(database, ADMIN, report, A.HIDE)
    hiding = await count(database, Notification)
    await note(database, ADMIN, report, internal_note="Untuk kita.")
    assert await count(database, Notification) == hiding
    await note(database, ADMIN, report, public_note="Nomor telepon sudah kami hapus.")
    async with database.read() as session:
        found = await session.execute(select(Notification).order_by(Notification.id))
        _, notice = found.scalars()
    assert notice.person_id == SARI.person_id
    words = f"{notice.title_id} {notice.body_id} {notice.title_en} {notice.body_en}"
    assert "telepon" not in words and "Lubang" not in words
    assert ("report" in words.lower()) == (category == "roads")


async def test_reporters_are_not_notified_of_their_own_note_on_a_hidden_report(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, ROADS)).report.id
    await moderate(database, ROADS, report, A.HIDE)
    await note(database, ROADS, report, public_note="Sudah diperbaiki.")
    assert await count(database, Notification) == 0


async def test_edits_keep_the_old_text_for_the_reporter_and_the_agency(
    database: Database, scene: Scene
) -> None:
    submitted = await submit(
        database, scene, description="Hubungi 0812-3456", address="Rumah Bu Ani"
    )
    report = submitted.report.id
    await moderate(
        database, ROADS, report, A.EDIT, title="  Lubang   besar ", description="", address=""
    )
    row = await stored(database, report)
    assert (row.title, row.description, row.address) == ("Lubang besar", None, None)
    revision = Report.metadata.tables["report_revision"].c
    async with database.read() as session:
        (old,) = (await session.execute(select(ReportRevision))).scalars()
        for who in (ANONYMOUS, WAYAN, POLICE, EDITOR, SARI, ROADS, ADMIN):
            seen = await session.execute(
                select(revision.id).where(policy.sees_revision(revision, who))
            )
            assert bool(seen.all()) == (who in (SARI, ROADS, ADMIN)), who.role
    assert (old.title, old.description) == ("Lubang di jalan Pantai Kuta", "Hubungi 0812-3456")
    assert (old.address, old.reason) == ("Rumah Bu Ani", "Ada nomor telepon orang.")
    assert old.author_id == ROADS.person_id


async def test_the_edited_text_is_found_and_the_old_one_is_not(
    database: Database, scene: Scene
) -> None:
    from api.db import search

    report = (await submit(database, scene, description="Hubungi Mariana")).report.id
    await moderate(database, ROADS, report, A.EDIT, description="Dekat warung")
    dialect = "sqlite" if database.is_sqlite else "postgresql"
    row = Report.metadata.tables["report"].c
    from sqlalchemy import literal

    async with database.read() as session:
        for word, hits in (("Mariana", 0), ("warung", 1)):
            question = search.lite_question(word) if dialect == "sqlite" else word
            found = await session.execute(
                select(row.id).where(search.found(row, "report", dialect, literal(question)))
            )
            assert len(found.all()) == hits, word


@pytest.mark.parametrize(
    ("action", "fields", "path"),
    [
        (A.EDIT, {}, "input.title"),
        (A.EDIT, {"title": "Lubang di jalan Pantai Kuta"}, "input.title"),
        (A.EDIT, {"title": "a"}, "input.title"),
        (A.EDIT, {"title": "x" * 141}, "input.title"),
        (A.EDIT, {"description": "\x00"}, "input.description"),
        (A.EDIT, {"description": "\ud800"}, "input.description"),
        (A.EDIT, {"photo_id": ids.uuid7(), "title": "Judul baru"}, "input.action"),
        (A.HIDE, {"title": "Judul baru"}, "input.action"),
        (A.HIDE, {"reason": "  no "}, "input.reason"),
        (A.REDACT_PHOTO, {}, "input.photo"),
        (A.REDACT_PHOTO, {"photo_id": ids.uuid7()}, "input.photo"),
        (A.REDACT_PHOTO, {"photo_id": "\x00"}, "input.photo"),
    ],
)
async def test_bad_moderation_writes_nothing(
    database: Database, scene: Scene, action: ModerationAction, fields: dict[str, Any], path: str
) -> None:
    report = (await submit(database, scene)).report.id
    with pytest.raises(InvalidInput) as caught:
        await moderate(database, ROADS, report, action, **fields)
    assert path in [fault.path for fault in caught.value.faults]
    assert await count(database, ReportRevision) == 0
    assert (await stored(database, report)).version == 1


async def test_a_redacted_photo_is_shown_to_nobody(database: Database, scene: Scene) -> None:
    async with database.write() as session:
        photo, digest = await upload(session, SARI)
        kept, kept_digest = await upload(session, SARI)
    report = (await submit(database, scene, photos=(photo, kept))).report.id
    other = (await submit(database, scene)).report.id
    async with database.read() as session:
        first = (
            await session.execute(
                select(ReportPhoto).where(col(ReportPhoto.image_digest) == digest)
            )
        ).scalar_one()
    with pytest.raises(InvalidInput):
        await moderate(database, ROADS, other, A.REDACT_PHOTO, photo_id=first.id)
    await moderate(database, ROADS, report, A.REDACT_PHOTO, photo_id=first.id)
    row = Report.metadata.tables["report_photo"].c
    async with database.read() as session:
        for who in (ANONYMOUS, SARI, ROADS, ADMIN):
            for one, expected in ((digest, False), (kept_digest, True)):
                shown = select(policy.shows_photo(one, who) | shows_own_upload(one, who))
                assert bool((await session.execute(shown)).scalar_one()) is expected
            seen = await session.execute(select(row.id).where(policy.sees_photo(row, who)))
            assert len(seen.all()) == 1
    with pytest.raises(InvalidInput):
        await moderate(database, ROADS, report, A.REDACT_PHOTO, photo_id=first.id)


async def test_a_redacted_photo_makes_room_for_another(database: Database, scene: Scene) -> None:
    async with database.write() as session:
        ten = tuple([(await upload(session, SARI))[0] for _ in range(10)])
        extra, _ = await upload(session, SARI)
    report = (await submit(database, scene, photos=ten)).report.id
    async with database.read() as session:
        photo = (await session.execute(select(col(ReportPhoto.id)).limit(1))).scalar_one()
    await moderate(database, ROADS, report, A.REDACT_PHOTO, photo_id=photo)
    await add(database, SARI, report, photos=(extra,))
    async with database.read() as session:
        last = (await session.execute(select(col(ReportPhoto.position)))).scalars().all()
    assert sorted(last) == list(range(11))


async def test_merging_takes_followers_along_and_counts_each_once(
    database: Database, scene: Scene
) -> None:
    a = (await submit(database, scene, SARI)).report.id
    b = (await submit(database, scene, WAYAN)).report.id
    both, only_b = PEOPLE[:2]
    await join(database, both, a)
    for who in (both, only_b, SARI):
        await join(database, who, b)
    stays = await merge(database, ROADS, b, into=a, reason="Lubang yang sama.")
    assert stays.joined_count == 3, "one of both, one of b, and b's reporter; Sari is a's own"
    kinds = await followers(database, a)
    assert kinds == {
        SARI.person_id: FollowKind.REPORTER,
        both.person_id: FollowKind.JOINED,
        only_b.person_id: FollowKind.JOINED,
        WAYAN.person_id: FollowKind.JOINED,
    }
    merged = await stored(database, b)
    assert (merged.status, merged.merged_into_id, merged.joined_count) == (S.DUPLICATE, a, 0)
    assert merged.closed_at == LATER
    (line,) = await history(database, b)
    assert line.note_en is not None and stays.ticket in line.note_en
    assert "Lubang yang sama." in line.note_en
    (line,) = await history(database, a)
    assert line.note_id is not None and merged.ticket in line.note_id
    async with database.read() as session:
        notices = (await session.execute(select(Notification))).scalars().all()
    assert sorted(n.person_id for n in notices) == sorted(kinds), "everyone once"
    assert {n.subject_id for n in notices} == {a}
    # Repeating it changes nothing and notifies nobody.
    await merge(database, ROADS, b, into=a)
    assert (await stored(database, a)).joined_count == 3
    assert await count(database, Notification) == 4
    # Later updates are notified once as well.
    await advance(database, scene, ROADS, AdvanceReport(a, S.VERIFIED))
    assert await count(database, Notification) == 8


async def test_merged_reports_follow_when_the_one_that_stays_is_merged(
    database: Database, scene: Scene
) -> None:
    a, b, c = [(await submit(database, scene, who)).report.id for who in (SARI, WAYAN, PEOPLE[0])]
    await merge(database, ROADS, c, into=b)
    await merge(database, ROADS, b, into=a)
    assert (await stored(database, c)).merged_into_id == a
    assert (await stored(database, b)).merged_into_id == a
    assert (await stored(database, a)).joined_count == 2
    for merged, into in ((a, c), (a, b), (c, b)):
        with pytest.raises(InvalidInput):
            await merge(database, ROADS, merged, into=into)
    with pytest.raises(InvalidInput, match="itself"):
        await merge(database, ROADS, a, into=a)


async def test_the_ticket_of_a_hidden_report_is_not_named_where_it_was_merged(
    database: Database, scene: Scene
) -> None:
    a = (await submit(database, scene)).report.id
    b = (await submit(database, scene, WAYAN, hide_report=True)).report
    await merge(database, ROADS, b.id, into=a)
    (line,) = await history(database, a)
    assert line.note_id and b.ticket not in line.note_id
    assert line.note_en and b.ticket not in line.note_en


async def test_a_count_without_known_persons_is_added(database: Database, scene: Scene) -> None:
    a = (await submit(database, scene)).report.id
    b = (await submit(database, scene, WAYAN)).report.id
    async with database.write() as session:
        row = await session.get_one(Report, b)
        row.joined_count = 7  # as an example of the seed has it
    await join(database, PEOPLE[0], b)
    await merge(database, ROADS, b, into=a)
    assert (await stored(database, a)).joined_count == 9


@pytest.mark.parametrize("status", [S.DONE, S.REJECTED, S.OTHER_AGENCY, S.DUPLICATE, S.HIDDEN])
async def test_only_open_reports_are_merged(
    database: Database, scene: Scene, status: ReportStatus
) -> None:
    closed = (await submit(database, scene)).report
    await put(database, closed, status)
    report = (await submit(database, scene, WAYAN)).report.id
    for pair, path in (((closed.id, report), "input.report"), ((report, closed.id), "input.into")):
        with pytest.raises(InvalidInput) as caught:
            await merge(database, ROADS, pair[0], into=pair[1])
        assert path in [fault.path for fault in caught.value.faults]
    assert await count(database, Notification) == 0


async def test_hidden_and_sensitive_reports_are_not_merged(
    database: Database, scene: Scene
) -> None:
    public = (await submit(database, scene)).report.id
    secret = (await submit(database, scene, hide_report=True)).report.id
    violence = (await submit(database, scene, category_id=scene.violence)).report.id
    with pytest.raises(InvalidInput, match="must be public"):
        await merge(database, ROADS, public, into=secret)
    with pytest.raises(InvalidInput, match="ensitive"):
        await merge(database, ADMIN, violence, into=public)
    with pytest.raises(NotFound):
        await merge(database, ROADS, violence, into=public)


async def test_merging_needs_officers_of_both_reports(database: Database, scene: Scene) -> None:
    mine = (await submit(database, scene)).report.id
    theirs = (await submit(database, scene, category_id=scene.noise)).report.id
    for pair in ((mine, theirs), (theirs, mine)):
        with pytest.raises(NotAllowed):
            await merge(database, ROADS, pair[0], into=pair[1])
    await merge(database, ADMIN, theirs, into=mine)
    for bad in (ids.uuid7(), "\x00"):
        with pytest.raises(NotFound):
            await merge(database, ROADS, bad, into=mine)


async def test_two_merges_of_one_pair_at_once_make_no_circle(
    database: Database, database_url: str, scene: Scene
) -> None:
    a = (await submit(database, scene)).report.id
    b = (await submit(database, scene, WAYAN)).report.id
    other = Database(database_url)

    async def attempt(store: Database, merged: str, into: str) -> bool:
        try:
            await merge(store, ROADS, merged, into=into)
        except Problem:
            return False
        return True

    outcomes = await asyncio.gather(
        attempt(database, a, b), attempt(other, b, a), join(database, PEOPLE[0], a),
        return_exceptions=True,
    )  # fmt: skip
    assert sorted(str(o) for o in outcomes[:2]) == ["False", "True"]
    await other.close()


async def test_the_clock_of_a_merged_report_stands_still(database: Database, scene: Scene) -> None:
    report, stays = [(await submit(database, scene)).report.id for _ in range(2)]
    await merge(database, ROADS, report, into=stays)
    row = await stored(database, report)
    # Submitted on Monday, merged on Tuesday.
    assert (row.clock_from, row.days_used) == (None, 1)


@pytest.mark.slow
async def test_merges_along_one_chain_at_once_do_not_wait_for_each_other(
    database: Database, scene: Scene
) -> None:
    """A merge is repeated while its target is being merged: both touch all three reports."""
    for _ in range(6):
        first, second, third = [(await submit(database, scene)).report.id for _ in range(3)]
        await merge(database, ROADS, first, into=second)
        outcomes = await asyncio.gather(
            *(merge(database, ROADS, first, into=second) for _ in range(3)),
            merge(database, ROADS, second, into=third),
            return_exceptions=True,
        )
        bugs = [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, Problem)]
        assert bugs == []
        assert (await stored(database, first)).merged_into_id == third


async def test_a_merged_report_is_neither_rated_nor_reopened(
    database: Database, scene: Scene
) -> None:
    a = (await submit(database, scene)).report.id
    b = (await submit(database, scene, WAYAN)).report.id
    await merge(database, ROADS, b, into=a)
    for act in (
        lambda: rate(database, WAYAN, b),
        lambda: reopen(database, scene, WAYAN, b),
        lambda: add(database, WAYAN, b, note="Halo"),
        lambda: advance(database, scene, ROADS, step(b, S.VERIFIED), NOW),
    ):
        with pytest.raises(Problem):
            await act()
