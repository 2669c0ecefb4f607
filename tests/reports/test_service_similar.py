"""Similar reports: nearby, open, public, of the same category."""

import pytest

from api.db.session import Database
from api.kit import ids
from api.kit.geo import METRES_PER_DEGREE, Point, metres_between
from api.kit.problems import InvalidInput
from api.reports.service import AdvanceReport, similar_reports
from api.reports.values import ReportStatus
from tests.reports.scene import KUTA, NOW, ROADS, SARI, Scene, advance, submit


def north(metres: float) -> Point:
    return Point(KUTA.latitude + metres / METRES_PER_DEGREE, KUTA.longitude)


async def near(database: Database, scene: Scene, **options: object) -> list[str]:
    category = str(options.pop("category", scene.roads))
    async with database.read() as session:
        found = await similar_reports(session, category, KUTA, **options)  # type: ignore[arg-type]
    return [one.report_id for one in found]


async def test_the_five_nearest_open_public_reports_of_the_category(
    database: Database, scene: Scene
) -> None:
    placed = {}
    for metres in (55, 5, 45, 15, 35, 25, 65):
        placed[metres] = (await submit(database, scene, point=north(metres))).report
    await submit(database, scene, category_id=scene.noise)
    await submit(database, scene, hide_report=True)
    done = (await submit(database, scene)).report
    await advance(database, scene, ROADS, AdvanceReport(done.id, ReportStatus.REJECTED, "Bukan."))

    assert await near(database, scene) == [placed[m].id for m in (5, 15, 25, 35, 45)]
    assert await near(database, scene, besides=placed[15].id) == [
        placed[m].id for m in (5, 25, 35, 45, 55)
    ]
    async with database.read() as session:
        first = (await similar_reports(session, scene.roads, KUTA))[0]
    assert first.metres == pytest.approx(5, abs=0.2)


async def test_a_rounded_report_is_found_by_its_shown_point_only(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene, category_id=scene.levies)).report
    shown = Point(report.shown_latitude, report.shown_longitude)
    async with database.read() as session:
        (found,) = await similar_reports(session, scene.levies, KUTA)
    assert found.metres == pytest.approx(metres_between(KUTA, shown), abs=0.01)


async def test_sensitive_reports_are_never_similar(database: Database, scene: Scene) -> None:
    await submit(database, scene, SARI, category_id=scene.violence, now=NOW)
    assert await near(database, scene, category=scene.violence) == []


@pytest.mark.parametrize("category", ["", "roads", "\x00", ids.named("category", "none")])
async def test_an_unknown_category_is_refused(
    database: Database, scene: Scene, category: str
) -> None:
    with pytest.raises(InvalidInput, match="category was not found"):
        await near(database, scene, category=category)


async def test_a_point_must_be_on_earth(database: Database, scene: Scene) -> None:
    async with database.read() as session:
        with pytest.raises(InvalidInput, match="does not exist on earth"):
            await similar_reports(session, scene.roads, Point(float("nan"), 0))
        assert await similar_reports(session, scene.roads, Point(90.0, 0)) == []
