"""Steps: the status machine against every role, what a step writes, and whom it notifies."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from api.db.session import Database
from api.identity.values import Role, Viewer, agency_id
from api.kit import ids
from api.kit.problems import InvalidInput, NotAllowed, NotFound, Problem, ProblemCode
from api.push.models import Device, Notification, PushMessage
from api.push.values import Platform
from api.reports import policy
from api.reports.models import Report, ReportPhoto, ReportUpdate
from api.reports.service import AdvanceReport
from api.reports.values import MEANING, TRANSITIONS, ReportStatus
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

S = ReportStatus
LATER = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def step(report: Report, to: S, **changes: object) -> AdvanceReport:
    """A step with everything that the new status needs."""
    valid = AdvanceReport(
        report.id,
        to,
        public_note="Alasannya begini.",
        until=date(2026, 12, 24) if to is S.POSTPONED else None,
    )
    return replace(valid, **changes)  # type: ignore[arg-type]


async def put(database: Database, report: Report, status: S) -> None:
    """Gives a report a status without the service."""
    async with database.write() as session:
        await session.execute(
            update(Report).values(
                status=status,
                completed_by_id=None,
                is_public=policy.is_public(status, False, False),
                closed_at=NOW if MEANING[status].is_closed else None,
            )
        )


@pytest.mark.slow
@pytest.mark.parametrize("who", [ROADS, ADMIN], ids=lambda viewer: viewer.role.name)
async def test_every_pair_of_statuses_is_allowed_or_refused_as_the_table_says(
    database: Database, scene: Scene, who: Viewer
) -> None:
    report = (await submit(database, scene)).report
    for before in S:
        for to in S:
            await put(database, report, before)
            if to in TRANSITIONS[before]:
                moved = await advance(database, scene, who, step(report, to), LATER)
                assert moved.status is to
                continue
            with pytest.raises(InvalidInput) as caught:
                await advance(database, scene, who, step(report, to), LATER)
            (fault,) = caught.value.faults
            assert (fault.path, fault.code) == ("input.to", ProblemCode.WRONG_STATUS)
            ways = [MEANING[way].label for way in S if way in TRANSITIONS[before]]
            if ways:
                assert fault.words.en.endswith(f": {', '.join(way.en for way in ways)}.")
                assert fault.words.id.endswith(f": {', '.join(way.id for way in ways)}.")
            else:
                assert "Choose one" not in fault.words.en
                assert "dapat dipilih" not in fault.words.id


@pytest.mark.parametrize("status", S)
async def test_nobody_else_changes_any_status(database: Database, scene: Scene, status: S) -> None:
    report = (await submit(database, scene)).report
    await put(database, report, status)
    hidden = status is S.HIDDEN
    for who, problem in (
        (ANONYMOUS, NotAllowed),
        (SARI, NotAllowed),
        (WAYAN, NotAllowed),
        (EDITOR, NotAllowed),
        (PARTNER, NotAllowed),
        (POLICE, NotFound if hidden else NotAllowed),
        (replace(ROADS, agency_id=None, agency=None), NotFound if hidden else NotAllowed),
    ):
        for to in (S.VERIFIED, S.WORKING, S.DONE):
            with pytest.raises(Problem) as caught:
                await advance(database, scene, who, step(report, to))
            assert type(caught.value) is problem, who.role
    assert await count(database, ReportUpdate) == await count(database, Notification) == 0


async def test_officers_do_not_advance_their_own_report_to_another_agency(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, POLICE, hide_report=True)).report
    with pytest.raises(NotAllowed):
        await advance(database, scene, POLICE, step(report, S.VERIFIED))


async def test_a_step_writes_history_photos_and_the_reports_own_fields(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report
    async with database.write() as session:
        photo, digest = await upload(session, ROADS)
    await advance(
        database,
        scene,
        ROADS,
        AdvanceReport(report.id, S.ASSIGNED, " Tim turun besok. ", "hubungi pak Made", (photo,)),
        LATER,
    )
    async with database.read() as session:
        row = await session.get(Report, report.id)
        line = (await session.execute(select(ReportUpdate))).scalar_one()
        picture = (await session.execute(select(ReportPhoto))).scalar_one()
    assert row is not None
    assert (row.status, row.version, row.updated_at) == (S.ASSIGNED, 2, LATER)
    assert row.closed_at is None and row.is_public
    assert (line.status, line.note_id, line.note_en) == (S.ASSIGNED, "Tim turun besok.", None)
    assert line.internal_note == "hubungi pak Made"
    assert (line.author_id, line.author_role) == (ROADS.person_id, Role.OFFICER)
    assert (line.agency_id, line.created_at) == (agency_id("pupr"), LATER)
    assert (picture.image_digest, picture.report_id, picture.update_id) == (
        digest,
        report.id,
        line.id,
    )


async def test_a_note_is_kept_in_the_language_of_its_officer(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report
    english = replace(ROADS, language="EN")
    await advance(database, scene, english, AdvanceReport(report.id, S.VERIFIED, "Checked."))
    async with database.read() as session:
        line = (await session.execute(select(ReportUpdate))).scalar_one()
    assert (line.note_id, line.note_en) == (None, "Checked.")


async def test_closing_postponing_and_resuming(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene)).report
    await advance(database, scene, ROADS, AdvanceReport(report.id, S.ASSIGNED))
    row = await advance(database, scene, ROADS, step(report, S.POSTPONED))
    assert row.postponed_until == date(2026, 12, 24)
    row = await advance(database, scene, ROADS, AdvanceReport(report.id, S.WORKING))
    assert row.postponed_until is None and row.closed_at is None
    row = await advance(database, scene, ROADS, AdvanceReport(report.id, S.DONE), LATER)
    assert row.closed_at == LATER and row.version == 5


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"to": S.REJECTED, "public_note": None}, ["input.publicNote"]),
        ({"to": S.REJECTED, "public_note": "  \n "}, ["input.publicNote"]),
        ({"to": S.OTHER_AGENCY, "public_note": None}, ["input.publicNote"]),
        ({"to": S.POSTPONED, "public_note": None, "until": None},
         ["input.publicNote", "input.until"]),
        # Today in Badung; tomorrow is fine.
        ({"to": S.POSTPONED, "until": date(2026, 11, 23)}, ["input.until"]),
        ({"to": S.POSTPONED, "until": date(2027, 11, 25)}, ["input.until"]),
        ({"to": S.POSTPONED, "until": date.max}, ["input.until"]),
        ({"to": S.WORKING, "until": date(2026, 12, 24)}, ["input.until"]),
        ({"to": S.WORKING, "public_note": "x" * 4001, "internal_note": "y" * 4001},
         ["input.publicNote", "input.internalNote"]),
        ({"to": S.WORKING, "public_note": "\ud800", "internal_note": "\x00"},
         ["input.publicNote", "input.internalNote"]),
        ({"to": S.WORKING, "photos": tuple("abcdefghijk")}, ["input.photos"]),
        ({"to": S.AWAITING_CHECK, "public_note": "\x00", "until": date(2026, 1, 1)},
         ["input.to", "input.publicNote", "input.until"]),
    ],
)  # fmt: skip
async def test_all_faults_are_reported_at_once_and_nothing_is_written(
    database: Database, scene: Scene, changes: dict[str, object], paths: list[str]
) -> None:
    report = (await submit(database, scene)).report
    await put(database, report, S.VERIFIED)
    with pytest.raises(InvalidInput) as caught:
        input = replace(step(report, S.WORKING), **changes)  # type: ignore[arg-type]
        await advance(database, scene, ROADS, input)
    assert [fault.path for fault in caught.value.faults] == paths
    async with database.read() as session:
        row = await session.get(Report, report.id)
    assert row is not None and row.status is S.VERIFIED and row.version == 1
    assert await count(database, ReportUpdate) == 0


async def test_another_persons_photo_is_refused(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene)).report
    async with database.write() as session:
        photo, _ = await upload(session, SARI)
    with pytest.raises(InvalidInput):
        await advance(database, scene, ROADS, step(report, S.VERIFIED, photos=(photo,)))


async def test_unknown_and_invisible_reports_get_the_same_answer(
    database: Database, scene: Scene
) -> None:
    secret = (await submit(database, scene, category_id=scene.violence)).report
    answers = set()
    for id in (secret.id, ids.uuid7(), "nothing", "\x00"):
        with pytest.raises(NotFound) as caught:
            await advance(database, scene, ROADS, AdvanceReport(id, S.VERIFIED))
        answers.add(caught.value.words)
    assert len(answers) == 1


async def test_followers_are_notified_in_the_same_transaction(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report
    async with database.write() as session:
        session.add(
            Device(
                person_id=SARI.person_id, installation_id="abc", app_slug="lapor",
                platform=Platform.ANDROID, app_version="1", language="ID",
                time_zone="Asia/Makassar",
            )
        )  # fmt: skip
    await advance(database, scene, ROADS, AdvanceReport(report.id, S.VERIFIED), LATER)
    async with database.read() as session:
        notice = (await session.execute(select(Notification))).scalar_one()
        line = (await session.execute(select(ReportUpdate))).scalar_one()
    assert (notice.person_id, notice.subject_id) == (SARI.person_id, report.id)
    assert notice.dedupe_key == f"report-update:{line.id}"
    assert await count(database, PushMessage) == 1

    await advance(database, scene, ROADS, AdvanceReport(report.id, S.WORKING))
    assert await count(database, Notification) == 1, "a step that the public does not see"
    with pytest.raises(RuntimeError, match="power cut"):
        await _advance_and_fail(database, scene, report)
    assert await count(database, ReportUpdate) == 2
    assert await count(database, Notification) == await count(database, PushMessage) == 1


async def _advance_and_fail(database: Database, scene: Scene, report: Report) -> None:
    from api.reports.service import advance_report

    async with database.write() as session:
        await advance_report(session, ROADS, scene.places, AdvanceReport(report.id, S.DONE), LATER)
        raise RuntimeError("power cut")


async def test_officers_who_reported_are_not_notified_of_what_they_did(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, ROADS)).report
    await advance(database, scene, ROADS, AdvanceReport(report.id, S.VERIFIED))
    assert await count(database, Notification) == 0


async def test_of_two_officers_at_once_one_succeeds_and_one_gets_a_problem(
    database: Database, database_url: str, scene: Scene
) -> None:
    report = (await submit(database, scene)).report
    other = Database(database_url)

    async def move(engine: Database, who: Viewer) -> bool:
        try:
            await advance(engine, scene, who, AdvanceReport(report.id, S.VERIFIED))
        except InvalidInput:
            return False
        return True

    outcomes = await asyncio.gather(move(database, ROADS), move(other, ADMIN))
    assert sorted(outcomes) == [False, True]
    assert await count(database, ReportUpdate) == await count(database, Notification) == 1
    await other.close()
