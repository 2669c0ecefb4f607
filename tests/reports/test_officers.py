"""Officers assign reports, write notes, and ask for hidden names."""

from typing import Any

import pytest
from sqlalchemy import select

from api.db.session import Database
from api.identity.models import Person
from api.identity.values import Role, Viewer, agency_id
from api.kit import ids
from api.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound, ProblemCode
from api.push.models import Notification
from api.reports import policy
from api.reports.models import IdentityDisclosure, Report, ReportUpdate
from api.reports.service import AdvanceReport
from api.reports.values import ASSIGNABLE, ReportStatus, UpdateKind
from tests.reports.scene import (
    ADMIN,
    ANONYMOUS,
    EDITOR,
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
    viewer,
)
from tests.reports.test_service_advance import put
from tests.reports.verbs import KETUT, assign, history, join, note, reveal, stored

S = ReportStatus
ORDER, PUPR = agency_id("satpolpp"), agency_id("pupr")


async def known(database: Database, scene: Scene, *officers: Viewer) -> None:
    """Officers are known by their first write."""
    for officer in officers:
        other = (await submit(database, scene, officer)).report.id
        assert other


@pytest.mark.parametrize("status", S)
async def test_only_open_reports_are_assigned(database: Database, scene: Scene, status: S) -> None:
    report = (await submit(database, scene)).report
    await put(database, report, status)
    if status in ASSIGNABLE:
        row = await assign(database, scene, ROADS, report.id, agency=ORDER)
        assert (row.status, row.agency_id, row.assignee_id) == (S.ASSIGNED, ORDER, None)
        (line,) = await history(database, report.id)
        assert line.kind is UpdateKind.ASSIGNED and line.agency_id == ORDER
        assert line.internal_note == "Jalan ini milik dinas itu." and line.note_id is None
    else:
        with pytest.raises(InvalidInput, match="can be assigned") as caught:
            await assign(database, scene, ROADS, report.id, agency=ORDER)
        (fault,) = caught.value.faults
        assert (fault.path, fault.code) == ("input.report", ProblemCode.WRONG_STATUS)
        assert (await stored(database, report.id)).agency_id == PUPR


async def test_the_new_agency_handles_it_and_the_old_one_does_not(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report.id
    await assign(database, scene, ROADS, report, agency=ORDER, note="Kami serahkan.")
    with pytest.raises(NotAllowed):
        await assign(database, scene, ROADS, report, agency=PUPR)
    await advance(database, scene, POLICE, AdvanceReport(report, S.WORKING))
    await assign(database, scene, POLICE, report, agency=PUPR)
    assert (await stored(database, report)).status is S.ASSIGNED


async def test_the_assigned_officer_is_notified(database: Database, scene: Scene) -> None:
    await known(database, scene, KETUT, POLICE)
    report = (await submit(database, scene)).report.id
    row = await assign(database, scene, ROADS, report, officer=KETUT.person_id)
    assert (row.agency_id, row.assignee_id) == (PUPR, KETUT.person_id)
    async with database.read() as session:
        notices = (await session.execute(select(Notification))).scalars().all()
    assert {n.person_id for n in notices} == {SARI.person_id, KETUT.person_id}
    row = await assign(database, scene, ROADS, report, agency=ORDER, officer=POLICE.person_id)
    assert (row.agency_id, row.assignee_id) == (ORDER, POLICE.person_id)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({}, "input.agency"),
        ({"agency": ids.named("none")}, "input.agency"),
        ({"agency": "\x00"}, "input.agency"),
        ({"officer": ids.named("none")}, "input.officer"),
        ({"officer": SARI.person_id}, "input.officer"),
        ({"officer": POLICE.person_id}, "input.officer"),
        ({"officer": KETUT.person_id, "agency": ORDER}, "input.officer"),
        ({"agency": ORDER, "reason": "no"}, "input.reason"),
        ({"agency": ORDER, "reason": "\x00 nanti"}, "input.reason"),
        ({"agency": ORDER, "note": "x" * 4001}, "input.publicNote"),
    ],
)
async def test_bad_assignments(
    database: Database, scene: Scene, fields: dict[str, Any], path: str
) -> None:
    await known(database, scene, KETUT, POLICE)
    report = (await submit(database, scene)).report.id
    with pytest.raises(InvalidInput) as caught:
        await assign(database, scene, ROADS, report, **fields)
    assert [fault.path for fault in caught.value.faults] == [path]
    assert await history(database, report) == []


async def test_a_report_is_not_assigned_where_it_already_is(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report.id
    await assign(database, scene, ROADS, report, agency=PUPR)
    with pytest.raises(InvalidInput, match="already assigned there"):
        await assign(database, scene, ROADS, report, agency=PUPR)


@pytest.mark.parametrize(
    "who", [ANONYMOUS, SARI, WAYAN, PARTNER, EDITOR, POLICE], ids=lambda v: v.role.name
)
async def test_nobody_else_assigns_notes_or_reveals(
    database: Database, scene: Scene, who: Viewer
) -> None:
    report = (await submit(database, scene, hide_name=True)).report.id
    for act in (
        lambda: assign(database, scene, who, report, agency=ORDER),
        lambda: note(database, who, report, internal_note="Halo"),
        lambda: reveal(database, who, report),
    ):
        with pytest.raises(NotAllowed):
            await act()
    assert await count(database, IdentityDisclosure) == await count(database, ReportUpdate) == 0


async def test_an_internal_note_is_an_update_for_the_agency_only(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report.id
    before = await stored(database, report)
    await note(database, ROADS, report, internal_note="Panggil pak Made 🛠️")
    (line,) = await history(database, report)
    assert line.is_internal and line.kind is UpdateKind.NOTE
    assert await count(database, Notification) == 0
    assert (await stored(database, report)).updated_at == before.updated_at
    row = Report.metadata.tables["report_update"].c
    async with database.read() as session:
        for who in (ANONYMOUS, SARI, POLICE, EDITOR, ROADS, ADMIN):
            seen = await session.execute(select(row.id).where(policy.sees_update(row, who)))
            assert bool(seen.all()) == (who in (ROADS, ADMIN)), who.role


async def test_a_public_note_notifies_followers_and_shows_photos(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report.id
    await join(database, WAYAN, report)
    async with database.write() as session:
        photo, _ = await upload(session, ROADS)
    for _ in range(2):
        await note(database, ROADS, report, key="desk-0001", public_note="Besok", photos=(photo,))
    (line,) = await history(database, report)
    assert not line.is_internal and line.note_id == "Besok"
    assert await count(database, Notification) == 2
    with pytest.raises(Conflict):
        await note(database, ROADS, report, key="desk-0001", public_note="Lusa")


@pytest.mark.parametrize(
    "fields",
    [{}, {"public_note": " "}, {"internal_note": "x" * 4001}, {"public_note": "\x00"},
     {"internal_note": "\ud800"}, {"key": "short", "public_note": "Halo"}],
)  # fmt: skip
async def test_bad_notes(database: Database, scene: Scene, fields: dict[str, Any]) -> None:
    report = (await submit(database, scene)).report.id
    with pytest.raises(InvalidInput):
        await note(database, ROADS, report, **fields)
    async with database.write() as session:
        photo, _ = await upload(session, ROADS)
    with pytest.raises(InvalidInput, match="for the public"):
        await note(database, ROADS, report, internal_note="Foto", photos=(photo,))
    assert await history(database, report) == []


async def test_every_disclosure_is_recorded_and_the_reporter_can_list_it(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, hide_name=True)).report.id
    for who in (ROADS, KETUT, ADMIN):
        revealed = await reveal(database, who, report)
        assert revealed.name == "Sari" and revealed.disclosure is not None
    row = Report.metadata.tables["identity_disclosure"].c
    async with database.read() as session:
        records = (await session.execute(select(IdentityDisclosure))).scalars().all()
        for who in (ANONYMOUS, WAYAN, ROADS, KETUT, POLICE, EDITOR):
            seen_rows = await session.execute(
                select(row.id).where(policy.sees_disclosure(row, who))
            )
            assert seen_rows.all() == [], who.role
        for who in (SARI, ADMIN):
            seen_rows = await session.execute(
                select(row.id).where(policy.sees_disclosure(row, who))
            )
            assert len(seen_rows.all()) == 3
    assert {(one.recipient_id, one.recipient_role, one.agency_id) for one in records} == {
        (ROADS.person_id, Role.OFFICER, PUPR),
        (KETUT.person_id, Role.OFFICER, PUPR),
        (ADMIN.person_id, Role.ADMIN, None),
    }
    assert {one.reason for one in records} == {"Menanyakan letaknya."}


async def test_no_name_is_disclosed_without_a_reason_and_a_record(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, hide_name=True)).report.id
    for reason in ("", " a ", "x" * 1001, "\x00 ingin tahu"):
        with pytest.raises(InvalidInput):
            await reveal(database, ROADS, report, reason)
    with pytest.raises(RuntimeError, match="power cut"):
        async with database.write() as session:
            from api.reports.service import reveal_reporter

            await reveal_reporter(session, ROADS, report, "Ingin tahu", ROADS.now)
            raise RuntimeError("power cut")
    assert await count(database, IdentityDisclosure) == 0


async def test_a_name_that_is_not_hidden_from_the_viewer_is_not_recorded(
    database: Database, scene: Scene
) -> None:
    open_one = (await submit(database, scene)).report.id
    assert (await reveal(database, ROADS, open_one)).disclosure is None
    own = (await submit(database, scene, ROADS, hide_name=True)).report.id
    assert (await reveal(database, ROADS, own)).disclosure is None
    async with database.write() as session:
        (await session.get_one(Report, own)).reporter_id = None
    with pytest.raises(NotFound):
        await reveal(database, ROADS, own)


async def test_a_person_has_the_agency_of_their_last_token(
    database: Database, scene: Scene
) -> None:
    await submit(database, scene, KETUT)
    moved = viewer(Role.OFFICER, "ketut", agency="satpolpp")
    await submit(database, scene, moved)
    async with database.read() as session:
        person = await session.get_one(Person, KETUT.person_id)
    assert person.agency_id == ORDER
