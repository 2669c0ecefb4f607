"""Who sees what, against a brute-force reading of the rules."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from api.db.base import metadata
from api.db.session import Database
from api.identity.values import Role, Viewer, agency_id
from api.kit import ids
from api.reports import policy
from api.reports.models import Report, ReportUpdate
from api.reports.values import MEANING, ReportStatus
from tests.reports.scene import (
    ADMIN,
    ANONYMOUS,
    EVERYBODY,
    KUTA,
    NOW,
    POLICE,
    ROADS,
    SARI,
    WAYAN,
    Scene,
    submit,
)

REPORT = metadata.tables["report"]
UPDATE = metadata.tables["report_update"]


async def write_all_kinds(database: Database, scene: Scene) -> list[Report]:
    """A report with an update for every combination of what the rules depend on."""
    for person in (SARI, WAYAN):
        await submit(database, scene, person)
    reporters = (None, SARI.person_id, WAYAN.person_id)
    states = (ReportStatus.RECEIVED, ReportStatus.DONE, ReportStatus.HIDDEN)
    made = []
    async with database.write() as session:
        places = ((scene.village, scene.district), (None, scene.district), (None, None))
        for number, (who, agency, hide_name, hide, sensitive, status, rounded, place) in enumerate(
            itertools.product(
                reporters, ("pupr", "satpolpp"), (False, True), (False, True), (False, True),
                states, (False, True), places,
            )
        ):  # fmt: skip
            if (sensitive and not hide) or (place != places[0] and (rounded or hide_name)):
                continue
            report = Report(
                ticket=f"T{number}", status=status, category_id=scene.roads,
                agency_id=agency_id(agency), latitude=-8.717712, longitude=115.168712,
                village_id=place[0], district_id=place[1],
                shown_latitude=-8.718 if rounded else -8.717712,
                shown_longitude=115.169 if rounded else 115.168712,
                title="Lubang", reporter_id=who, hide_name=hide_name, hide_report=hide,
                is_sensitive=sensitive, is_public=policy.is_public(status, hide, sensitive),
                closed_at=NOW if status is ReportStatus.DONE else None,
                submitted_at=NOW, updated_at=NOW,
            )  # fmt: skip
            session.add(report)
            made.append(report)
        await session.flush()
        for report in made:
            session.add(
                ReportUpdate(
                    report_id=report.id, status=report.status, internal_note="rahasia",
                    author_role=Role.OFFICER, agency_id=report.agency_id, created_at=NOW,
                )
            )  # fmt: skip
    return made


def handles(report: Report, viewer: Viewer) -> bool:
    """Handled by the officer's agency, in the area that they work in."""
    here = viewer.area_id in (None, report.village_id, report.district_id)
    return viewer.role is Role.OFFICER and viewer.agency_id == report.agency_id and here


def concerns(report: Report, viewer: Viewer) -> bool:
    if viewer.role is Role.ADMIN:
        return True
    if handles(report, viewer):
        return True
    return viewer.person_id is not None and viewer.person_id == report.reporter_id


def sees(report: Report, viewer: Viewer) -> bool:
    shown_to_all = not (
        report.hide_report or report.is_sensitive or report.status is ReportStatus.HIDDEN
    )
    return shown_to_all or concerns(report, viewer)


def learns_name(report: Report, viewer: Viewer) -> bool:
    """In a plain read. Officers and admins ask for a hidden name, which is recorded."""
    own = viewer.person_id is not None and viewer.person_id == report.reporter_id
    return not report.hide_name or own


def reads_notes(report: Report, viewer: Viewer) -> bool:
    return viewer.role is Role.ADMIN or handles(report, viewer)


def reads_address(report: Report, viewer: Viewer) -> bool:
    return concerns(report, viewer) or report.shown_latitude == report.latitude


PREDICATES: tuple[tuple[Callable[[Any, Viewer], Any], Callable[[Report, Viewer], bool]], ...] = (
    (policy.visible, sees),
    (policy.may_see_reporter, learns_name),
    (policy.may_see_exact_point, concerns),
    (policy.may_see_address, reads_address),
    (policy.may_see_internal, reads_notes),
)


@pytest.mark.slow
async def test_the_predicates_agree_with_a_plain_reading_for_every_viewer(
    database: Database, scene: Scene
) -> None:
    reports = await write_all_kinds(database, scene)
    own = {report.id for report in reports}
    stranger = Viewer(Role.OFFICER, "ID", ids.named("x"), None, None, NOW, "test:x", "X")
    areas = (scene.village, scene.district, ids.uuid7())
    limited = [replace(ROADS, area_id=area) for area in areas]
    async with database.read() as session:
        for viewer in (*EVERYBODY, stranger, *limited):
            for predicate, plain in PREDICATES:
                row = REPORT.alias()
                found = await session.execute(select(row.c.id).where(predicate(row.c, viewer)))
                assert set(found.scalars()) & own == {
                    report.id for report in reports if plain(report, viewer)
                }, (viewer.role, predicate.__name__)

            update = UPDATE.alias()
            of_visible = await session.execute(
                select(update.c.report_id).where(policy.visible_by_report(update.c, viewer))
            )
            assert set(of_visible.scalars()) == {r.id for r in reports if sees(r, viewer)}
            notes = await session.execute(
                select(update.c.report_id).where(policy.may_see_note(update.c, viewer))
            )
            assert set(notes.scalars()) == {r.id for r in reports if reads_notes(r, viewer)}
            for report in reports:
                may = viewer.role is Role.ADMIN or handles(report, viewer)
                assert policy.may_advance(report, viewer) == may


async def test_the_predicates_take_binds_in_place_of_the_viewers_values(
    database: Database, scene: Scene
) -> None:
    """As in a plan that all viewers with one role share."""
    reports = await write_all_kinds(database, scene)
    kind = metadata.tables["report"].c.id.type
    for viewer in (SARI, ROADS):
        shared: Any = Viewer(
            role=viewer.role,
            language="ID",
            person_id=bindparam("person", type_=kind),  # type: ignore[arg-type]
            agency_id=bindparam("agency", type_=kind),  # type: ignore[arg-type]
            agency=None,
            now=NOW,
        )
        row = REPORT.alias()
        statement = select(row.c.id).where(policy.visible(row.c, shared))
        async with database.read() as session:
            found = await session.execute(
                statement, {"person": viewer.person_id, "agency": viewer.agency_id}
            )
        assert {r.id for r in reports if sees(r, viewer)} <= set(found.scalars())


async def test_the_public_predicate_is_one_column(database: Database, scene: Scene) -> None:
    """So that both partial and whole indexes serve anonymous readers."""
    row = REPORT.alias("r")
    compiled = str(policy.visible(row.c, ANONYMOUS))
    assert compiled in ("r.is_public", "r.is_public = 1")


def test_may_advance_is_for_the_agencys_officers_and_admins() -> None:
    report = Report(
        ticket="T", category_id="c", agency_id=agency_id("pupr"), latitude=0, longitude=0,
        shown_latitude=0, shown_longitude=0, title="Lubang", reporter_id=SARI.person_id,
    )  # fmt: skip
    allowed = [viewer for viewer in EVERYBODY if policy.may_advance(report, viewer)]
    assert allowed == [ROADS, ADMIN]
    assert not policy.may_advance(report, POLICE)


@pytest.mark.parametrize(
    "changes",
    [
        {"hide_report": True},
        {"is_sensitive": True, "is_public": False},
        {"is_sensitive": True, "hide_report": True},
        {"status": ReportStatus.HIDDEN},
        {"is_public": False},
        {"status": ReportStatus.DONE},
        {"closed_at": NOW},
    ],
)
async def test_the_table_refuses_rows_that_contradict_the_rules(
    database: Database, scene: Scene, changes: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(
                Report(
                    **{
                        "ticket": "T", "category_id": scene.roads, "agency_id": agency_id("pupr"),
                        "latitude": KUTA.latitude, "longitude": KUTA.longitude,
                        "shown_latitude": KUTA.latitude, "shown_longitude": KUTA.longitude,
                        "title": "Lubang", **changes,
                    }
                )
            )  # fmt: skip


@pytest.mark.parametrize("status", ReportStatus)
@pytest.mark.parametrize("hide", [False, True])
@pytest.mark.parametrize("sensitive", [False, True])
def test_only_reports_neither_hidden_nor_sensitive_are_public(
    status: ReportStatus, hide: bool, sensitive: bool
) -> None:
    expected = not hide and not sensitive and MEANING[status].public is not None
    assert policy.is_public(status, hide, sensitive) == expected
