"""Brings a store to what a pack says, part by part, within one transaction."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from sqlalchemy import inspect, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.apps.models import App
from api.areas.models import Area, City, CityContact
from api.cctv.models import Camera, CameraSite, Snapshot
from api.db.session import WriteSession
from api.emergency.models import EmergencyCategory, EmergencyNotice, EmergencyShortcut, Facility
from api.identity.models import Agency
from api.identity.values import agency_id
from api.kit.ids import named
from api.kit.problems import Conflict, Words
from api.reports.models import ReportCategory, ResponseTemplate
from api.seed import rows
from api.seed.apply_written import seed_articles, seed_reports
from api.seed.pack import Pack
from api.seed.pictures import Picture
from api.seed.plan import Part, SeedReport
from api.seed.removal import remove
from api.seed.rows import Row
from api.seed.upkeep import Kind, Removals, Upkeep

_LOCK: Final = 0x6B756C6B756C
"""The advisory lock of PostgreSQL that one run holds: two at once would add the same rows."""


def _by_code(prefix: str) -> Callable[[str], str]:
    return lambda code: named(prefix, code)


_CITY: Final = Kind(Part.AREAS, City, "code", _by_code("city"))

_MASTER: Final[Sequence[tuple[Kind, Callable[[Pack], list[Row]]]]] = (
    (Kind(Part.AREAS, CityContact, "code", _by_code("contact")), rows.contact_rows),
    (Kind(Part.AREAS, Area, "code", _by_code("area")), rows.area_rows),
    (Kind(Part.AGENCIES, Agency, "code", agency_id), rows.agency_rows),
    (Kind(Part.CATEGORIES, ReportCategory, "code", _by_code("category")), rows.category_rows),
    (Kind(Part.CATEGORIES, ResponseTemplate, "code", _by_code("template")), rows.template_rows),
    (Kind(Part.APPS, App, "slug", _by_code("app")), rows.app_rows),
    (Kind(Part.CAMERAS, CameraSite, "code", _by_code("site")), rows.site_rows),
    (
        Kind(Part.CAMERAS, Camera, "code", _by_code("camera"), owned=((Snapshot, "camera_id"),)),
        rows.camera_rows,
    ),
    (
        Kind(Part.EMERGENCY, EmergencyNotice, "number", lambda _: named("emergency", "notice")),
        rows.notice_rows,
    ),
    (Kind(Part.EMERGENCY, EmergencyShortcut, "code", _by_code("shortcut")), rows.shortcut_rows),
    (
        Kind(Part.EMERGENCY, EmergencyCategory, "code", _by_code("emergency-category")),
        rows.emergency_category_rows,
    ),
    (Kind(Part.EMERGENCY, Facility, "code", _by_code("facility")), rows.facility_rows),
)
"""The tables of master data, those that others refer to first."""


async def apply_pack(
    session: WriteSession,
    pack: Pack,
    images: Mapping[str, Picture],
    report: SeedReport,
    parts: Sequence[Part],
    step: Callable[[], None],
) -> None:
    """Seeds these parts, telling the report what changes, and calls `step` after each.

    Raises Conflict when the store belongs to another city, lacks what the parts refer to, or has
    something that somebody else made under a name of the pack.
    """
    if session.dialect == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    await check_store(session, pack, parts)
    upkeep = Upkeep(session, report, parts)
    removals: Removals = []
    for part in parts:
        if part is Part.AREAS:
            await upkeep.master(_CITY, rows.city_rows(pack))
        for kind, rows_of in _MASTER:
            if kind.part is part:
                wanted = rows_of(pack)
                await upkeep.master(kind, wanted)
                removals.append((kind, await upkeep.left(kind, wanted)))
        if part is Part.ARTICLES:
            await seed_articles(upkeep, pack, images, removals)
        if part is Part.REPORTS:
            await seed_reports(upkeep, pack)
        step()
    # What refers goes before what it refers to, and all of it after the changes: a category may
    # have moved to another agency in the same pack that drops its old one.
    for kind, candidates in reversed(removals):
        await remove(upkeep, kind, candidates)


async def check_store(session: AsyncSession, pack: Pack, parts: Sequence[Part]) -> None:
    """Whether the store can take this pack at all. Raises Conflict."""
    connection = await session.connection()
    if not await connection.run_sync(lambda it: inspect(it).has_table(_CITY.table.name)):
        raise Conflict(
            Words(
                "Basis data ini belum punya tabel. Jalankan scripts/seed tanpa --dry-run, atau"
                " scripts/serve.",
                "This store has no tables yet. Run scripts/seed without --dry-run, or"
                " scripts/serve.",
            )
        )
    city = (await session.execute(select(_CITY.table.c.code))).scalar()
    if city is None and Part.AREAS not in parts:
        raise Conflict(
            Words(
                "Basis data ini belum punya kota. Muat bagian areas dahulu, atau semuanya.",
                "This store has no city yet. Seed the part areas first, or everything.",
            )
        )
    if city not in (None, pack.city.code):
        raise Conflict(
            Words(
                f"Basis data ini milik kota {city}; paket {pack.city.code} tidak dapat dimuat ke"
                " dalamnya. Pakai folder data atau basis data lain.",
                f"This store belongs to the city {city}; the pack {pack.city.code} cannot be seeded"
                " into it. Use another data folder or database.",
            )
        )
