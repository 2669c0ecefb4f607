"""The real packs: right, complete by the numbers that were published, and quick to seed."""

from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import select

from api.areas.values import AreaLevel
from api.db.session import Database
from api.reports.models import Report
from api.seed.pack import Pack, load_pack
from api.seed.run import seed_pack
from api.settings import PACKS
from api.storage.store import Store

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def badung() -> Pack:
    return load_pack(PACKS / "badung")


@pytest.fixture(scope="module")
def cirebon() -> Pack:
    return load_pack(PACKS / "cirebon")


def levels(pack: Pack) -> tuple[int, int, int]:
    found = Counter(area.level for area in pack.areas)
    return found[AreaLevel.CITY], found[AreaLevel.DISTRICT], found[AreaLevel.VILLAGE]


def test_badung_has_the_published_numbers(badung: Pack) -> None:
    assert levels(badung) == (1, 6, 62)
    assert len(badung.apps) == 34
    assert len(badung.sites) == 117
    assert len(badung.cameras) == 168
    district = {site.code: site.area_code.rpartition(".")[0] for site in badung.sites}
    assert Counter(district[camera.site] for camera in badung.cameras) == {
        "51.03.01": 100,
        "51.03.06": 68,
    }
    assert 35 <= len(badung.articles) <= 50
    assert 250 <= len(badung.reports) <= 350
    assert len(badung.updates) >= len(badung.reports)
    assert badung.notice.number == "112"


def test_cirebon_is_complete_and_smaller(cirebon: Pack) -> None:
    assert levels(cirebon) == (1, 5, 22)
    for name in ("apps", "sites", "cameras", "shortcuts", "facilities", "articles", "reports"):
        assert getattr(cirebon, name), name


def test_each_city_keeps_its_own_days(badung: Pack, cirebon: Pack) -> None:
    assert {"galungan", "kuningan"} < set(badung.city.holidays.regional)
    assert cirebon.city.holidays.regional == ()


async def test_seeded_reports_have_clocks_that_agree_with_their_ends(
    database: Database, objects: Path, console: Console, badung: Pack
) -> None:
    await seed_pack(database, Store.on_disk(objects), badung, console=console)
    async with database.read() as session:
        reports = (await session.execute(select(Report))).scalars().all()
    for report in reports:
        assert report.due_at is not None and report.due_at > report.submitted_at
        assert (report.clock_from is None) == (report.closed_at is not None)
        assert report.days_allowed > 0 and report.days_used >= 0
    assert any(report.closed_at and report.days_used > 3 for report in reports)


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all tests of this module keep images: each is re-encoded once."""
    return tmp_path_factory.mktemp("objects")


@pytest.mark.parametrize("city", ["badung", "cirebon"])
async def test_a_real_pack_is_seeded_and_seeded_again(
    database: Database, objects: Path, console: Console, city: str, request: pytest.FixtureRequest
) -> None:
    pack: Pack = request.getfixturevalue(city)
    store = Store.on_disk(objects)
    report = await seed_pack(database, store, pack, console=console)
    assert report.changed == sum(report.rows.values())
    again = await seed_pack(database, store, pack, console=console)
    assert again.changed == 0 and not again.changes
