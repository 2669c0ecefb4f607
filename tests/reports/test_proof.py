"""Completions that can be trusted: their photo, their checks, and the second person."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from api.db.session import Database
from api.identity.values import Role, Viewer
from api.kit.problems import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    Problem,
    ProblemCode,
)
from api.push.models import Notification
from api.reports.models import CompletionHash, CompletionProof, ReportPhoto
from api.reports.values import TRANSITIONS, ReportStatus
from api.reports.values.proof import Finding, ProofVerdict
from api.storage.images import Taken
from api.uploads.models import Upload
from tests.reports.proving import accept, complete, move, photo, picture, proof_of, reject, reported
from tests.reports.scene import (
    ADMIN,
    KUTA,
    NOW,
    POLICE,
    ROADS,
    SARI,
    WAYAN,
    WITA,
    Scene,
    count,
    submit,
    viewer,
)
from tests.reports.verbs import KETUT, LATER, history, merge, reopen, stored

S, F, V = ReportStatus, Finding, ProofVerdict
HOUR = timedelta(hours=1)


async def test_done_needs_a_photo_and_awaits_review(database: Database, scene: Scene) -> None:
    report = await reported(database, scene, picture(0))
    with pytest.raises(InvalidInput) as caught:
        await move(database, scene, ROADS, report, S.DONE)
    (fault,) = caught.value.faults
    assert fault.path == "input.photos" and "photo of the finished work" in fault.words.en
    assert fault.code is ProblemCode.REQUIRED
    row = await complete(database, scene, report, picture(1))
    assert (row.status, row.closed_at, row.completed_by_id) == (
        S.AWAITING_CHECK, None, ROADS.person_id,
    )  # fmt: skip
    proof = await proof_of(database, report)
    assert proof is not None and proof.verdict is V.VERIFIED and proof.similar_to is None
    assert proof.findings == (F.OTHER_SHOT, F.FIRST_USE, F.NO_TIME, F.NO_PLACE, F.WAITING)


@pytest.mark.parametrize("before", [s for s in S if S.DONE in TRANSITIONS[s]])
async def test_no_officer_completes_a_checked_report_alone(
    database: Database, scene: Scene, before: ReportStatus
) -> None:
    report = (await submit(database, scene, category_id=scene.holes)).report.id
    ways = {S.ASSIGNED: (S.ASSIGNED,), S.WORKING: (S.ASSIGNED, S.WORKING)}
    for to in ways.get(before, (S.ASSIGNED, S.WORKING)):
        await move(database, scene, ROADS, report, to)
    if before is S.AWAITING_CHECK:
        await complete(database, scene, report, picture(2))
        with pytest.raises(NotAllowed):
            await move(database, scene, ROADS, report, S.DONE)
    else:
        assert (await complete(database, scene, report, picture(2))).status is S.AWAITING_CHECK
    for verb in (move(database, scene, ROADS, report, S.DONE),
                 accept(database, scene, ROADS, report),
                 reject(database, scene, ROADS, report)):  # fmt: skip
        with pytest.raises(NotAllowed) as caught:
            await verb
        assert caught.value.code is ProblemCode.SECOND_PERSON_REQUIRED
        assert "Ask another officer of your agency" in caught.value.words.en
    assert (await stored(database, report)).status is S.AWAITING_CHECK


@pytest.mark.parametrize(
    ("who", "finding"), [(KETUT, F.BY_OFFICER), (ADMIN, F.BY_OFFICER), (SARI, F.BY_REPORTER)]
)
async def test_a_second_person_accepts(
    database: Database, scene: Scene, who: Viewer, finding: Finding
) -> None:
    report = await reported(database, scene)
    await complete(database, scene, report, picture(3))
    row = await accept(database, scene, who, report)
    assert (row.status, row.closed_at, row.completed_by_id) == (S.DONE, LATER, None)
    assert (await accept(database, scene, who, report)).version == row.version, "a retry"
    proof = await proof_of(database, report)
    assert proof is not None and proof.findings[-1] is finding
    last = (await history(database, report))[-1]
    assert (last.status, last.author_id) == (S.DONE, who.person_id)
    assert last.author_role is (Role.CITIZEN if who is SARI else who.role)


async def test_another_officer_may_also_accept_by_a_step(database: Database, scene: Scene) -> None:
    report = await reported(database, scene)
    await complete(database, scene, report, picture(3))
    extra, _ = await photo(database, KETUT, likeness=picture(4))
    with pytest.raises(InvalidInput, match="belong to reporting a completion"):
        await move(database, scene, KETUT, report, S.DONE, extra)
    assert (await move(database, scene, KETUT, report, S.DONE)).status is S.DONE
    proof = await proof_of(database, report)
    assert proof is not None and proof.findings[-1] is F.BY_OFFICER


async def test_other_people_decide_nothing(database: Database, scene: Scene) -> None:
    report = await reported(database, scene, hide_report=True)
    await complete(database, scene, report, picture(3))
    anonymous = viewer(Role.ANONYMOUS)
    for who, problem in ((WAYAN, NotFound), (POLICE, NotFound), (anonymous, NotAllowed)):
        for verb in (accept(database, scene, who, report), reject(database, scene, who, report)):
            with pytest.raises(Problem) as caught:
                await verb
            assert type(caught.value) is problem, who.role


@pytest.mark.parametrize("who", [KETUT, SARI], ids=["officer", "reporter"])
async def test_a_rejection_returns_it_and_notifies_the_officer_who_completed_it(
    database: Database, scene: Scene, who: Viewer
) -> None:
    report = await reported(database, scene)
    await complete(database, scene, report, picture(3))
    with pytest.raises(InvalidInput):
        await reject(database, scene, who, report, "x")
    row = await reject(database, scene, who, report)
    assert (row.status, row.completed_by_id) == (S.WORKING, None)
    await reject(database, scene, who, report)
    proof = await proof_of(database, report)
    assert proof is not None
    assert (proof.verdict, proof.findings[-1]) == (V.REJECTED, F.REJECTED)
    assert (await history(database, report))[-1].note_id == "Masih berlubang."
    async with database.read() as session:
        found = await session.execute(
            select(Notification).where(col(Notification.person_id) == ROADS.person_id)
        )
        (notice,) = found.scalars()
    assert "belum disetujui" in notice.body_id and "perlu diperbaiki" in notice.title_id
    with pytest.raises(Conflict):
        await accept(database, scene, who, report)
    # The next completion has a proof of its own.
    await complete(database, scene, report, picture(4))
    proof = await proof_of(database, report)
    assert proof is not None and proof.verdict is V.VERIFIED
    assert await count(database, CompletionProof) == 2


async def test_the_officer_who_completed_it_may_withdraw(database: Database, scene: Scene) -> None:
    report = await reported(database, scene)
    await complete(database, scene, report, picture(3))
    row = await move(database, scene, ROADS, report, S.WORKING)
    assert (row.status, row.completed_by_id) == (S.WORKING, None)
    proof = await proof_of(database, report)
    assert proof is not None
    assert (proof.verdict, proof.findings[-1]) == (V.VERIFIED, F.WITHDRAWN)


async def test_the_reporter_is_asked_once(database: Database, scene: Scene) -> None:
    report = await reported(database, scene)
    await complete(database, scene, report, picture(3))
    async with database.read() as session:
        bodies = list(
            (
                await session.execute(
                    select(col(Notification.body_id))
                    .where(col(Notification.person_id) == SARI.person_id)
                    .order_by(col(Notification.id))
                )
            ).scalars()
        )
    assert [body for body in bodies if "dinyatakan selesai" in body] == bodies[-1:]


# The photos ------------------------------------------------------------------------------------


async def refused(database: Database, scene: Scene, report: str, **sent: object) -> str:
    """The message with which a completion is refused outright; nothing of it is kept."""
    before = await count(database, CompletionProof)
    with pytest.raises(InvalidInput) as caught:
        await complete(database, scene, report, **sent)  # type: ignore[arg-type]
    (fault,) = caught.value.faults
    assert fault.path == "input.photos.0" and fault.words.id != fault.words.en
    assert fault.code is ProblemCode.PHOTO_REUSED
    assert (await stored(database, report)).status is S.WORKING
    assert await count(database, CompletionProof) == before
    return fault.words.en


async def test_the_reporters_own_photo_is_refused(database: Database, scene: Scene) -> None:
    report = await reported(database, scene, picture(0))
    async with database.read() as session:
        digest = (await session.execute(select(col(ReportPhoto.image_digest)))).scalar_one()
    words = await refused(database, scene, report, digest=digest)
    assert "the reporter's own photo" in words


async def test_a_photo_of_another_completion_is_refused_without_naming_it(
    database: Database, scene: Scene
) -> None:
    hidden = await reported(database, scene, hide_report=True)
    await complete(database, scene, hidden, picture(3))
    async with database.read() as session:
        digest = (
            await session.execute(
                select(col(ReportPhoto.image_digest)).where(col(ReportPhoto.report_id) == hidden)
            )
        ).scalar_one()
    other = await reported(database, scene)
    words = await refused(database, scene, other, digest=digest)
    ticket = (await stored(database, hidden)).ticket
    assert "was sent as a completion photo before" in words and ticket not in words


async def test_the_same_report_cannot_use_its_photo_twice(database: Database, scene: Scene) -> None:
    report = await reported(database, scene)
    await complete(database, scene, report, picture(3))
    await reject(database, scene, KETUT, report)
    async with database.read() as session:
        digest = (await session.execute(select(col(ReportPhoto.image_digest)))).scalar_one()
    assert "before" in await refused(database, scene, report, digest=digest)


async def test_a_photo_similar_to_one_of_another_completion_is_doubtful(
    database: Database, scene: Scene
) -> None:
    first = await reported(database, scene)
    await complete(database, scene, first, picture(3))
    second = await reported(database, scene)
    await complete(database, scene, second, picture(3))
    proof = await proof_of(database, second)
    assert proof is not None and proof.verdict is V.NEEDS_REVIEW
    assert proof.findings[1] is F.LIKE_EARLIER
    async with database.read() as session:
        photo = (
            await session.execute(select(ReportPhoto).where(col(ReportPhoto.report_id) == first))
        ).scalar_one()
    assert proof.similar_to == photo.id
    await accept(database, scene, KETUT, second)
    after = await proof_of(database, second)
    assert after is not None and after.verdict is V.NEEDS_REVIEW, (
        "accepting does not remove a doubt"
    )


async def test_the_reporters_shot_is_doubtful_wherever_it_was_sent(
    database: Database, scene: Scene
) -> None:
    """Also if it came with a report that was merged into this one."""
    report = await reported(database, scene, picture(0))
    other = await reported(database, scene, picture(6), by=WAYAN)
    await merge(database, ROADS, other, report)
    await complete(database, scene, report, picture(6))
    proof = await proof_of(database, report)
    assert proof is not None and proof.verdict is V.NEEDS_REVIEW
    assert proof.findings[0] is F.SAME_SHOT


async def test_photos_that_cannot_be_compared_are_marked_so(
    database: Database, scene: Scene
) -> None:
    report = await reported(database, scene, None)
    await complete(database, scene, report, None)
    proof = await proof_of(database, report)
    assert proof is not None and proof.verdict is V.VERIFIED
    assert proof.findings[:2] == (F.REPORTERS_UNKNOWN, F.USE_UNKNOWN)
    assert await count(database, CompletionHash) == 0
    plain = await reported(database, scene)
    await complete(database, scene, plain, picture(7))
    proof = await proof_of(database, plain)
    assert proof is not None and proof.findings[0] is F.NO_REPORTERS_PHOTO


# The camera's clock and position -----------------------------------------------------------------

LOCAL = LATER.astimezone(WITA) - HOUR


@pytest.mark.parametrize(
    ("at", "finding"),
    [
        (LOCAL.strftime("%Y-%m-%dT%H:%M:%S"), F.TIME_FITS),  # in the city's own zone
        ((LATER - HOUR).strftime("%Y-%m-%dT%H:%M:%S+00:00"), F.TIME_FITS),
        (LATER.strftime("%Y-%m-%dT%H:%M:%S+00:00"), F.TIME_FITS),
        ((NOW - HOUR).strftime("%Y-%m-%dT%H:%M:%S+00:00"), F.TOO_EARLY),
        ((NOW - HOUR).astimezone(WITA).strftime("%Y-%m-%dT%H:%M:%S"), F.TOO_EARLY),
        ((LATER + HOUR).strftime("%Y-%m-%dT%H:%M:%S+00:00"), F.IN_FUTURE),
        (LATER.astimezone(WITA).strftime("%Y-%m-%dT%H:%M:%S+00:00"), F.IN_FUTURE),
        ("2026-02-31T10:00:00", F.NO_TIME),
        (None, F.NO_TIME),
    ],
)
async def test_when_it_was_taken(
    database: Database, scene: Scene, at: str | None, finding: Finding
) -> None:
    report = await reported(database, scene)
    await complete(database, scene, report, picture(3), taken=Taken(at))
    proof = await proof_of(database, report)
    assert proof is not None and proof.findings[2] is finding
    assert proof.verdict is (
        V.NEEDS_REVIEW if finding in (F.TOO_EARLY, F.IN_FUTURE) else V.VERIFIED
    )


async def test_after_reopening_an_old_photo_is_too_early(database: Database, scene: Scene) -> None:
    report = await reported(database, scene)
    await complete(database, scene, report, picture(3))
    await accept(database, scene, KETUT, report)
    await reopen(database, scene, SARI, report, now=LATER)
    for to in (S.ASSIGNED, S.WORKING):
        await move(database, scene, ROADS, report, to)
    old = (LATER - HOUR).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    await complete(database, scene, report, picture(4), taken=Taken(old))
    proof = await proof_of(database, report)
    assert proof is not None and proof.findings[2] is F.TOO_EARLY


@pytest.mark.parametrize(
    ("metres_north", "finding"), [(0, F.PLACE_FITS), (59, F.PLACE_FITS), (62, F.ELSEWHERE)]
)
async def test_where_it_was_taken(
    database: Database, scene: Scene, metres_north: float, finding: Finding
) -> None:
    report = await reported(database, scene)
    north = KUTA.latitude + metres_north / 111_195
    await complete(database, scene, report, picture(3), taken=Taken(None, north, KUTA.longitude))
    proof = await proof_of(database, report)
    assert proof is not None and proof.findings[3] is finding


async def test_the_cameras_metadata_are_dropped_with_the_completion(
    database: Database, scene: Scene
) -> None:
    report = await reported(database, scene)
    await complete(
        database, scene, report, picture(3), taken=Taken("2026-11-24T10:00:00", -8.71, 115.16)
    )
    async with database.read() as session:
        for row in (await session.execute(select(Upload))).scalars():
            kept = (row.taken_at, row.taken_latitude, row.taken_longitude)
            assert kept == (None, None, None)


async def test_categories_without_checks_are_done_at_once(database: Database, scene: Scene) -> None:
    """Their photos still count as used; officers who ask for a review cannot accept it."""
    report = await reported(database, scene, category_id=scene.roads)
    assert (await complete(database, scene, report, picture(3))).status is S.DONE
    assert await proof_of(database, report) is None
    holes = await reported(database, scene)
    await complete(database, scene, holes, picture(3))
    proof = await proof_of(database, holes)
    assert proof is not None and proof.findings[1] is F.LIKE_EARLIER
    asked = await reported(database, scene, category_id=scene.roads)
    await move(database, scene, ROADS, asked, S.AWAITING_CHECK)
    with pytest.raises(NotAllowed):
        await move(database, scene, ROADS, asked, S.DONE)
    assert (await accept(database, scene, SARI, asked)).status is S.DONE


async def test_officers_do_not_review_their_own_completion_as_the_reporter(
    database: Database, scene: Scene
) -> None:
    report = await reported(database, scene, by=ROADS)
    await complete(database, scene, report, picture(3))
    as_citizen = replace(ROADS, role=Role.CITIZEN, agency_id=None, agency=None)
    with pytest.raises(NotAllowed):
        await accept(database, scene, as_citizen, report)
