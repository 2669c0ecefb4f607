"""A pack comes into both kinds of store: fresh, again, changed, and beside what a city lives."""

import asyncio
import io
import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col

from api.apps.models import App
from api.areas.models import Area, City
from api.cctv.models import Camera, CameraSite, Snapshot
from api.cctv.values import CameraStatus
from api.db import search
from api.db.base import metadata
from api.db.session import Database
from api.emergency.models import EmergencyShortcut, Facility
from api.identity.models import Agency, Person
from api.identity.values import Role, agency_id
from api.kit import clock
from api.kit.ids import named
from api.kit.problems import Conflict
from api.news.models import Article, ArticleImage, ArticleTopic, Correction
from api.news.values import ArticleKind, CorrectionKind
from api.push.models import Device
from api.push.values import Platform
from api.reports.models import (
    Report,
    ReportCategory,
    ReportFollower,
    ReportUpdate,
    TicketDay,
)
from api.reports.values import ReportStatus
from api.seed.pack import Pack, load_pack
from api.seed.plan import Part, SeedReport, Verb
from api.seed.run import seed_pack
from api.storage.library import rendition_key
from api.storage.models import StoredImage
from api.storage.store import Store
from tests.seed.conftest import Edit

BOUNDARY = json.dumps(
    {"type": "Polygon", "coordinates": [[[115, -9], [116, -9], [116, -8], [115, -8], [115, -9]]]}
)


class Seeder:
    """Seeds the small pack as it is now."""

    def __init__(self, database: Database, store: Store, folder: Path, console: Console) -> None:
        self.database, self.store, self.folder, self.console = database, store, folder, console

    async def __call__(self, *parts: Part, dry_run: bool = False) -> SeedReport:
        return await seed_pack(
            self.database,
            self.store,
            load_pack(self.folder),
            parts or tuple(Part),
            dry_run=dry_run,
            console=self.console,
        )

    @property
    def pack(self) -> Pack:
        return load_pack(self.folder)

    @property
    def printed(self) -> str:
        assert isinstance(self.console.file, io.StringIO)
        return self.console.file.getvalue()

    async def rows(self, model: type[SQLModel], order: Any = None) -> list[Any]:
        async with self.database.read() as session:
            statement = select(model) if order is None else select(model).order_by(order)
            return list((await session.execute(statement)).scalars())

    async def row(self, model: type[SQLModel], id: str) -> Any:
        async with self.database.read() as session:
            return await session.get(model, id)

    async def everything(self) -> dict[str, list[Mapping[str, Any]]]:
        found: dict[str, list[Mapping[str, Any]]] = {}
        async with self.database.read() as session:
            for table in metadata.sorted_tables:
                order = [*table.primary_key]
                rows = await session.execute(select(table).order_by(*order))
                found[table.name] = [dict(row) for row in rows.mappings()]
        return found


def rows_of(pack: Pack) -> dict[str, int]:
    """How many rows of each table a pack brings."""
    reporters = [report.reporter for report in pack.reports if report.reporter]
    pictures = [article.image for article in pack.articles if article.image]
    return {
        "city": 1,
        "city_contact": len(pack.contacts),
        "area": len(pack.areas),
        "agency": len(pack.agencies),
        "report_category": len(pack.categories),
        "response_template": len(pack.templates),
        "app": len(pack.apps),
        "broadcast_template": len(pack.broadcast_templates),
        "camera_site": len(pack.sites),
        "camera": len(pack.cameras),
        "emergency_notice": 1,
        "emergency_shortcut": len(pack.shortcuts),
        "emergency_category": len(pack.emergency_categories),
        "facility": len(pack.facilities),
        "image": len(set(pictures)),
        "article": len(pack.articles),
        "article_topic": sum(len(article.topics) for article in pack.articles),
        "article_image": len(pictures),
        "correction": sum(bool(a.correction_of) + a.withdrawn for a in pack.articles),
        "person": len(set(reporters)),
        "report": len(pack.reports),
        "report_update": len(pack.updates),
        "report_follower": len(reporters),
    }


@pytest.fixture
def seed(database: Database, store: Store, folder: Path, console: Console) -> Seeder:
    return Seeder(database, store, folder, console)


def changed_rows(report: SeedReport, verb: Verb) -> list[tuple[str, str]]:
    return [(change.table, change.name) for change in report.changes if change.verb is verb]


async def test_a_fresh_store_gets_everything(seed: Seeder) -> None:
    report = await seed()
    counts = {table: rows for (_, table), rows in report.rows.items()}
    assert counts == rows_of(seed.pack)
    assert report.changed == sum(counts.values())
    stored = {name: len(rows) for name, rows in (await seed.everything()).items() if rows}
    days = {report.ticket[3:9] for report in seed.pack.reports}
    assert stored == counts | {"ticket_day": len(days)}


async def test_ids_follow_from_codes(seed: Seeder) -> None:
    await seed()
    (city,) = await seed.rows(City)
    assert (city.code, city.languages, city.people) == ("mini", ["id", "en"], 1234)
    assert (await seed.row(Agency, agency_id("pupr"))).name_en == "Public Works"
    bpbd = await seed.row(Agency, agency_id("bpbd"))
    assert (bpbd.synthetic, bpbd.source_name, str(bpbd.source_date)) == (
        False, "Koran", "2017-09-29",
    )  # fmt: skip
    village = await seed.row(Area, named("area", "51.03.01.1002"))
    assert village.parent_id == named("area", "51.03.01")
    site = await seed.row(CameraSite, named("site", "KTA-001"))
    assert (site.village_id, site.district_id) == (village.id, village.parent_id)
    camera = await seed.row(Camera, named("camera", "KTA-001-A"))
    assert (camera.site_id, camera.bearing, camera.failures, camera.image_digest) == (
        site.id, 90, 0, None,
    )  # fmt: skip
    assert (await seed.row(App, named("app", "peta"))).agency_id is None
    shortcut = await seed.row(EmergencyShortcut, named("shortcut", "bpbd"))
    assert (shortcut.dial_uri, shortcut.sms_en, shortcut.categories) == (
        "tel:+62361413417", "EMERGENCY at …", [],
    )  # fmt: skip
    facility = await seed.row(Facility, named("facility", "rs-01"))
    assert facility.village_id == village.id and facility.open_24h


async def test_articles_come_with_what_belongs_to_them(seed: Seeder) -> None:
    await seed()
    wrong = await seed.row(Article, named("article", "jembatan-ditutup"))
    right = await seed.row(Article, named("article", "ralat-jembatan"))
    assert "<strong>ditutup</strong>" in wrong.html_id and "<li>" in wrong.html_id
    assert "<script>" not in wrong.html_en and "alert(1)" in wrong.html_en
    assert "**" not in wrong.text_id and "pejalan kaki boleh lewat" in wrong.text_id
    assert (wrong.area_id, wrong.district_id) == (
        named("area", "51.03.01.1002"), named("area", "51.03.01"),
    )  # fmt: skip
    assert right.area_id == right.district_id == named("area", "51.03.06")
    assert right.visible_at == datetime(2026, 7, 21, 6, tzinfo=UTC) == wrong.updated_at
    assert (wrong.version, right.version, wrong.topics) == (2, 1, ["jalan", "keselamatan"])
    topics = await seed.rows(ArticleTopic)
    assert {(t.article_id, t.topic) for t in topics} == {
        (wrong.id, "jalan"), (wrong.id, "keselamatan"), (right.id, "jalan"),
    }  # fmt: skip
    corrections = await seed.rows(Correction, col(Correction.kind))
    assert [(c.kind, c.article_id, c.by_article_id) for c in corrections] == [
        (CorrectionKind.CORRECTION, wrong.id, right.id),
        (CorrectionKind.WITHDRAWAL, named("article", "lomba-foto"), None),
    ]
    (link,) = await seed.rows(ArticleImage)
    image = await seed.row(StoredImage, link.image_digest)
    assert (link.article_id, link.position) == (wrong.id, 0)
    assert (image.width, image.height, image.alt_en) == (400, 240, "A bridge from its side")
    for width in (320, 960):
        assert await seed.store.exists(rendition_key(image.digest, width))


async def test_reports_come_with_what_follows_from_them(seed: Seeder) -> None:
    await seed()
    reports = {r.ticket[-7:]: r for r in await seed.rows(Report)}
    done, merged, levy, violence = (
        reports[k] for k in ("1010001", "1010002", "1020001", "1020002")
    )
    assert done.id == named("report", "mini", "r1")
    assert done.village_id == named("area", "51.03.01.1002")
    assert done.district_id == named("area", "51.03.01")
    assert done.agency_id == agency_id("pupr") and done.joined_count == 3 and done.rating == 5
    assert (done.shown_latitude, done.shown_longitude) == (-8.721234, 115.171234)
    assert (levy.shown_latitude, levy.shown_longitude) == (-8.641, 115.161)
    assert levy.latitude == -8.641234
    assert done.updated_at == done.closed_at == datetime(2026, 11, 4, 1, tzinfo=UTC)
    assert levy.closed_at is None and levy.updated_at == datetime(2026, 11, 3, 5, tzinfo=UTC)
    assert violence.updated_at == violence.submitted_at
    assert (violence.hide_report, violence.is_sensitive, violence.is_public) == (True, True, False)
    assert merged.merged_into_id == done.id and merged.closed_at is not None and merged.hide_name
    assert levy.due_at is not None and levy.due_at.astimezone(UTC).hour == 15
    made = await seed.row(Person, done.reporter_id)
    assert (made.subject, made.role, made.synthetic) == ("seed:Made", Role.CITIZEN, True)
    assert levy.reporter_id == made.id and violence.reporter_id is None
    updates = await seed.rows(ReportUpdate, col(ReportUpdate.created_at))
    mine = [u for u in updates if u.report_id == done.id]
    assert [u.status.name for u in mine] == ["VERIFIED", "WORKING", "DONE"]
    assert (mine[0].internal_note, mine[1].note_en, mine[2].author_role) == (
        "cek lokasi", "Being worked on.", Role.OFFICER,
    )  # fmt: skip
    followers = await seed.rows(ReportFollower)
    assert {f.report_id for f in followers} == {done.id, merged.id, levy.id}
    assert {d.day: d.last for d in await seed.rows(TicketDay)} == {"261101": 2, "261102": 2}


async def test_articles_and_reports_can_be_found(seed: Seeder) -> None:
    await seed()

    async def hits(subject: str, model: type[SQLModel], words: str) -> list[str]:
        table = metadata.tables[subject].alias("row")
        lite = seed.database.is_sqlite
        question = text(":q").bindparams(q=search.lite_question(words) if lite else words)
        async with seed.database.read() as session:
            dialect = "sqlite" if lite else "postgresql"
            condition = search.found(table.c, subject, dialect, question)  # type: ignore[arg-type]
            return list((await session.execute(select(table.c.id).where(condition))).scalars())

    assert await hits("report", Report, "sekolah dalam") == [named("report", "mini", "r1")]
    assert await hits("article", Article, "pejalan") == [named("article", "jembatan-ditutup")]
    assert len(await hits("article", Article, "jembatan")) == 2


async def test_a_second_run_changes_nothing(seed: Seeder) -> None:
    await seed()
    before = await seed.everything()
    report = await seed()
    assert report.changed == 0 and report.changes == []
    assert await seed.everything() == before
    assert "0 perubahan · 0 changes" in seed.printed


async def test_a_changed_cell_changes_a_field(seed: Seeder, edit: Edit) -> None:
    await seed()
    edit("categories.csv", "pupr,10", "pupr,12")
    edit("cameras.csv", "POLICE,MAINTENANCE", "POLICE,RETIRED")
    edit("articles.yaml", "id: Satu hari saja.", "id: Dua hari.")
    report = await seed()
    changed = {(c.table, c.name): c.fields for c in report.changes if c.verb is Verb.CHANGED}
    assert changed == {
        ("report_category", "jalan-rusak"): {"sla_working_days": (10, 12)},
        ("camera", "KTA-001-B"): {"status": (CameraStatus.MAINTENANCE, CameraStatus.RETIRED)},
        ("article", "jembatan-ditutup"): {"summary_id": ("Satu hari saja.", "Dua hari.")},
    }
    assert report.changed == 3
    category = await seed.row(ReportCategory, named("category", "jalan-rusak"))
    assert category.sla_working_days == 12
    assert (await seed()).changed == 0


async def test_rows_that_left_the_pack_leave_the_store(seed: Seeder, edit: Edit) -> None:
    await seed()
    lines = (seed.folder / "apps.csv").read_text().splitlines(keepends=True)
    (seed.folder / "apps.csv").write_text("".join(lines[:2]))
    edit("cameras.csv", "KTU-001-A,KTU-001,Dalung A,,8000,VILLAGE,ACTIVE,/frames/KTU-001-A.jpg,"
         "true,,,example\n", "")  # fmt: skip
    edit("camera_sites.csv", "KTU-001,Simpang Dalung,51.03.06.2003,-8.641,115.161,true,,,example\n",
         "")  # fmt: skip
    edit("articles.yaml", "  topics: [jalan, keselamatan]", "  topics: [jalan]")
    report = await seed()
    assert sorted(changed_rows(report, Verb.REMOVED)) == [
        ("app", "peta"),
        ("article_topic", "jembatan-ditutup keselamatan"),
        ("camera", "KTU-001-A"),
        ("camera_site", "KTU-001"),
    ]
    assert {a.slug for a in await seed.rows(App)} == {"sidumas"}
    assert len(await seed.rows(CameraSite)) == 1
    assert (await seed()).changed == 0


async def test_a_camera_that_left_takes_its_frames_along(seed: Seeder, edit: Edit) -> None:
    await seed()
    (image,) = await seed.rows(StoredImage)
    async with seed.database.write() as session:
        session.add(
            Snapshot(
                camera_id=named("camera", "KTA-001-B"),
                image_digest=image.digest,
                captured_at=clock.now(),
            )
        )
    edit("cameras.csv", "KTA-001-B,KTA-001,Gerbang B,,,POLICE,MAINTENANCE,/frames/KTA-001-B.jpg,"
         "true,,,example\n", "")  # fmt: skip
    assert changed_rows(await seed(), Verb.REMOVED) == [("camera", "KTA-001-B")]
    assert await seed.rows(Snapshot) == []


async def test_what_is_referred_to_stays_and_is_reported(seed: Seeder, edit: Edit) -> None:
    """A category with citizens' reports, an agency with a category, an app with a device."""
    await seed()
    async with seed.database.write() as session:
        session.add(
            Device(installation_id="i", app_slug="peta", platform=Platform.WEB, app_version="1",
                   language="id", time_zone="Asia/Makassar")
        )  # fmt: skip
    lines = (seed.folder / "apps.csv").read_text().splitlines(keepends=True)
    (seed.folder / "apps.csv").write_text("".join(lines[:2]))
    edit("categories.csv", "pungli,Pungutan liar,Illegal levies,pupr,5,false,true,false,60,,,"
         "ticket,true,,,example\n", "")  # fmt: skip
    (seed.folder / "reports.csv").write_text(
        (seed.folder / "reports.csv").read_text().replace(",pungli,", ",lainnya,")
    )
    report = await seed()
    assert changed_rows(report, Verb.REMOVED) == []
    kept = {(c.table, c.name): c.reason for c in report.changes if c.verb is Verb.KEPT}
    assert set(kept) == {("app", "peta"), ("report_category", "pungli")}
    reason = kept["report_category", "pungli"]
    assert reason is not None and reason.en == "still referred to by: report (1)"
    assert "device (1)" in str(kept["app", "peta"])
    assert await seed.row(ReportCategory, named("category", "pungli")) is not None
    assert "masih dirujuk oleh: report (1)" in seed.printed


async def test_an_agency_goes_when_its_category_has_moved(seed: Seeder, edit: Edit) -> None:
    """What refers is changed before what it referred to is removed."""
    await seed(*(p for p in Part if p is not Part.REPORTS))
    (seed.folder / "categories.csv").write_text(
        (seed.folder / "categories.csv").read_text().replace(",dp3a,", ",pupr,")
    )
    edit(
        "agencies.csv", "dp3a,Dinas Perlindungan Anak,Child Protection,dinas,,true,,,example\n", ""
    )
    report = await seed(*(p for p in Part if p is not Part.REPORTS))
    assert changed_rows(report, Verb.REMOVED) == [("agency", "dp3a")]
    assert changed_rows(report, Verb.CHANGED) == [("report_category", "kekerasan")]


async def test_areas_go_with_their_villages_first(seed: Seeder, edit: Edit) -> None:
    parts = (Part.AREAS,)
    await seed(*parts)
    edit("areas.csv", "51.03.06,DISTRICT,kecamatan,Kuta Utara,51.03,-8.65,115.16,true,,,example\n",
         "")  # fmt: skip
    edit(
        "areas.csv", "51.03.06.2003,VILLAGE,desa,Dalung,51.03.06,-8.64,115.16,true,,,example\n", ""
    )
    for file in ("camera_sites.csv", "facilities.csv", "articles.yaml", "reports.csv"):
        path = seed.folder / file
        path.write_text(
            path.read_text().replace("51.03.06.2003", "51.03.01.1002")
            .replace("51.03.06", "51.03.01").replace("-8.641", "-8.72").replace("115.161", "115.17")
        )  # fmt: skip
    report = await seed(*parts)
    assert changed_rows(report, Verb.REMOVED) == [("area", "51.03.06.2003"), ("area", "51.03.06")]


async def test_what_others_made_is_never_removed(seed: Seeder) -> None:
    """An agency, an article and a report that no pack brought."""
    await seed()
    async with seed.database.write() as session:
        session.add(Agency(code="swasta", name_id="S", name_en="S", kind="lain"))
        now = clock.now()
        session.add(
            Article(slug="milik-redaksi", kind=ArticleKind.NEWS, title_id="t", summary_id="s",
                    body_id="b", html_id="<p>b</p>", text_id="b", topics=["x"], published_at=now,
                    visible_at=now)
        )  # fmt: skip
    before = await seed.everything()
    assert (await seed()).changed == 0
    assert await seed.everything() == before


async def test_what_officers_and_cameras_did_survives(seed: Seeder, edit: Edit) -> None:
    await seed()
    now = clock.now()
    (image,) = await seed.rows(StoredImage)
    levy = named("report", "mini", "r3")
    async with seed.database.write() as session:
        await session.execute(
            update(Report).where(col(Report.id) == levy).values(
                status=ReportStatus.DONE, closed_at=now, updated_at=now, version=4, joined_count=9)
        )  # fmt: skip
        session.add(
            ReportUpdate(report_id=levy, status=ReportStatus.DONE, author_role=Role.OFFICER)
        )
        await session.execute(
            update(Camera).where(col(Camera.code) == "KTA-001-A").values(
                image_digest=image.digest, captured_at=now, fetched_at=now, failures=3,
                last_failure="timeout")
        )  # fmt: skip
        await session.execute(update(Area).values(boundary=BOUNDARY))
        await session.execute(update(Person).values(name="Nama lain"))
    before = await seed.everything()
    edit("reports.csv", "Diminta uang parkir", "Judul baru")
    edit("cameras.csv", ",90,600", ",95,600")
    edit("report_updates.csv", "r3,2026-11-03T05:00:00Z,WORKING,,,,OFFICER,pupr,true,,,example\n",
         "r3,2026-11-03T05:00:00Z,WORKING,,,,OFFICER,pupr,true,,,example\n"
         "r3,2026-11-05T05:00:00Z,WORKING,Ya.,Yes.,,OFFICER,pupr,true,,,example\n")  # fmt: skip
    report = await seed()
    assert changed_rows(report, Verb.CHANGED) == [("camera", "KTA-001-A")]
    assert report.changed == 1
    assert changed_rows(report, Verb.KEPT) == [("report_update", "MIN2611020001 WORKING")]
    after = await seed.everything()
    for name, rows in after.items():
        if name != "camera":
            assert rows == before[name], name
    camera = await seed.row(Camera, named("camera", "KTA-001-A"))
    assert (camera.bearing, camera.failures, camera.image_digest) == (95, 3, image.digest)


async def test_an_edited_article_is_the_editors(seed: Seeder, edit: Edit) -> None:
    await seed()
    now, id = clock.now(), named("article", "jembatan-ditutup")
    async with seed.database.write() as session:
        await session.execute(
            update(Article).where(col(Article.id) == id).values(title_id="Diperbaiki", version=3)
        )
        session.add(
            Correction(article_id=id, kind=CorrectionKind.CORRECTION, note_id="n", corrected_at=now)
        )
    before = await seed.everything()
    edit("articles.yaml", "topics: [jalan, keselamatan]", "topics: [lain]")
    report = await seed()
    assert report.changed == 0
    assert changed_rows(report, Verb.KEPT) == [("article", "jembatan-ditutup")]
    assert await seed.everything() == before
    # Out of the pack altogether: still the editors'.
    path = seed.folder / "articles.yaml"
    path.write_text("[]\n")
    report = await seed()
    assert set(changed_rows(report, Verb.KEPT)) == {
        ("article", "jembatan-ditutup"),
        ("article", "ralat-jembatan"),  # the kept article's correction refers to it
    }
    assert changed_rows(report, Verb.REMOVED) == [("article", "lomba-foto")]


async def test_articles_that_left_take_all_of_theirs_along(seed: Seeder) -> None:
    await seed()
    (image,) = await seed.rows(StoredImage)
    (seed.folder / "articles.yaml").write_text("[]\n")
    report = await seed()
    assert sorted(name for _, name in changed_rows(report, Verb.REMOVED)) == [
        "jembatan-ditutup", "lomba-foto", "ralat-jembatan",
    ]  # fmt: skip
    for model in (Article, ArticleTopic, ArticleImage, Correction, StoredImage):
        assert await seed.rows(model) == []
    assert not await seed.store.exists(rendition_key(image.digest, 320))
    if seed.database.is_sqlite:
        async with seed.database.read() as session:
            count = await session.execute(
                select(func.count()).select_from(search.WORDS)
                .where(search.WORDS.c.subject == "article")
            )  # fmt: skip
            assert count.scalar_one() == 0


@pytest.mark.slow
async def test_a_dry_run_shows_the_changes_and_stores_nothing(seed: Seeder, edit: Edit) -> None:
    report = await seed(dry_run=True)
    assert report.changed == sum(rows_of(seed.pack).values())
    assert all(not rows for rows in (await seed.everything()).values())
    assert "KTA-001-A" in seed.printed and "dry run: nothing was stored" in seed.printed
    await seed()
    before = await seed.everything()
    edit("categories.csv", "pupr,10", "pupr,12")
    edit("facilities.csv", "pol-01,POLICE,Pos Polisi Dalung (contoh),51.03.06.2003,", "evk-01,"
         "SHELTER,Balai,,")  # fmt: skip
    report = await seed(dry_run=True)
    assert report.changed == 3
    assert await seed.everything() == before
    printed = seed.printed.rsplit("0 changes", 1)[-1]
    assert "sla_working_days: 10 → 12" in printed
    assert (
        "emergency/facility (1): pol-01" in printed and "emergency/facility (1): evk-01" in printed
    )


async def test_a_failure_in_the_middle_leaves_nothing(seed: Seeder, edit: Edit) -> None:
    """The last part fails on a person whom nobody should have made; the parts before it go too."""
    await seed(*(part for part in Part if part is not Part.REPORTS))
    async with seed.database.write() as session:
        session.add(Person(subject="seed:Made", role=Role.CITIZEN))
    before = await seed.everything()
    edit("agencies.csv", "Public Works", "Works")
    edit("articles.yaml", "id: Satu hari saja.", "id: Dua hari.")
    with pytest.raises(IntegrityError):
        await seed()
    assert await seed.everything() == before


@pytest.mark.slow
@pytest.mark.parametrize("there", [False, True], ids=["no file", "no tables"])
async def test_a_dry_run_without_a_store_says_what_would_be_added(
    tmp_path: Path, store: Store, folder: Path, console: Console, there: bool
) -> None:
    file = tmp_path / "empty.sqlite3"
    if there:
        sqlite3.connect(file).close()
        file.touch()
    database = Database(f"sqlite+aiosqlite:///{file}")
    seed = Seeder(database, store, folder, console)
    try:
        report = await seed(dry_run=True)
        assert report.changed == len(changed_rows(report, Verb.ADDED))
        assert report.changed == sum(rows_of(seed.pack).values())
        assert "areas/city (1): mini" in seed.printed and "KTA-001-A" in seed.printed
        with pytest.raises(Conflict, match="no city yet"):
            await seed(Part.APPS, dry_run=True)
    finally:
        await database.close()
    assert file.exists() is there and (not there or file.stat().st_size == 0)


async def test_another_city_is_refused(seed: Seeder, edit: Edit) -> None:
    await seed()
    before = await seed.everything()
    edit("city.yaml", "code: mini", "code: lain")
    seed.folder = seed.folder.rename(seed.folder.with_name("lain"))
    with pytest.raises(Conflict, match="belongs to the city mini"):
        await seed()
    assert await seed.everything() == before


async def test_a_name_that_somebody_took_is_refused(seed: Seeder) -> None:
    await seed(Part.AREAS)
    async with seed.database.write() as session:
        session.add(Agency(code="pupr", name_id="S", name_en="S", kind="lain"))
    with pytest.raises(Conflict, match=r"agency already has a code .* pupr"):
        await seed()


async def test_a_citizens_ticket_is_not_taken_again(seed: Seeder, edit: Edit) -> None:
    await seed()
    async with seed.database.write() as session:
        session.add(
            Report(ticket="MIN2611020003", category_id=named("category", "lainnya"),
                   agency_id=agency_id("pupr"), latitude=-8.7, longitude=115.17,
                   shown_latitude=-8.7, shown_longitude=115.17, title="Warga")
        )  # fmt: skip
    edit("reports.csv", "r4,MIN2611020002,", "r5,MIN2611020003,lainnya,-8.72,115.17,,Lampu,,,false,"
         "false,RECEIVED,2026-11-02T04:00:00Z,0,,,true,,,example\nr4,MIN2611020002,")  # fmt: skip
    with pytest.raises(Conflict, match="MIN2611020003"):
        await seed()


async def test_new_reports_raise_the_days_last_ticket_only_upwards(
    seed: Seeder, edit: Edit
) -> None:
    await seed()
    async with seed.database.write() as session:
        await session.execute(
            update(TicketDay).where(col(TicketDay.day) == "261102").values(last=40)
        )
    edit("reports.csv", "r4,MIN2611020002,", "r5,MIN2611020003,lainnya,-8.72,115.17,,Lampu,,,false,"
         "false,RECEIVED,2026-11-02T04:00:00Z,0,,,true,,,example\nr6,MIN2611010007,lainnya,-8.72,"
         "115.17,,Lampu lagi,,,false,false,RECEIVED,2026-11-01T04:00:00Z,0,,,true,,,example\n"
         "r4,MIN2611020002,")  # fmt: skip
    report = await seed()
    assert changed_rows(report, Verb.ADDED) == [
        ("report", "MIN2611020003"),
        ("report", "MIN2611010007"),
    ]
    assert {d.day: d.last for d in await seed.rows(TicketDay)} == {"261101": 7, "261102": 40}


async def test_parts_by_themselves_need_what_they_refer_to(seed: Seeder) -> None:
    with pytest.raises(Conflict, match="Seed the part areas first"):
        await seed(Part.AGENCIES)
    await seed(Part.AREAS)
    for part in (Part.CATEGORIES, Part.APPS, Part.ARTICLES):
        with pytest.raises(Conflict, match="Seed the part agencies first"):
            await seed(part)
    await seed(Part.AGENCIES)
    with pytest.raises(Conflict, match="Seed the part categories first"):
        await seed(Part.REPORTS)
    rows = rows_of(seed.pack)
    for part, tables in {
        Part.CATEGORIES: ("report_category", "response_template"),
        Part.REPORTS: ("person", "report", "report_update", "report_follower"),
        Part.APPS: ("app",),
        Part.CAMERAS: ("camera_site", "camera"),
        Part.BROADCASTS: ("broadcast_template",),
        Part.EMERGENCY: ("emergency_notice", "emergency_shortcut", "emergency_category",
                         "facility"),
        Part.ARTICLES: ("image", "article", "article_topic", "article_image", "correction"),
    }.items():  # fmt: skip
        assert (await seed(part)).changed == sum(rows[table] for table in tables), part
    assert (await seed()).changed == 0


async def test_two_runs_at_once_add_everything_once(seed: Seeder, database_url: str) -> None:
    other = Database(database_url)
    try:
        second = Seeder(other, seed.store, seed.folder, Console(file=io.StringIO()))
        reports = await asyncio.gather(seed(), second())
    finally:
        await other.close()
    assert sorted(report.changed for report in reports) == [0, sum(rows_of(seed.pack).values())]


async def test_listeners_hear_of_the_tables(seed: Seeder) -> None:
    heard: list[frozenset[str]] = []
    seed.database.on_commit(heard.append)
    await seed(Part.AREAS)
    assert heard and {"city", "area", "city_contact"} <= heard[0]
