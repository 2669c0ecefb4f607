"""The emergency pack, read from the database."""

from dataclasses import replace
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.areas.models import Area
from api.db import base
from api.emergency import models
from api.emergency.service.pack import revision_of
from api.emergency.values import Category, Facility, Pack, Provenance, Shortcut, Village
from api.kit.problems import Words

TABLES: Final = frozenset(
    {"emergency_notice", "emergency_shortcut", "emergency_category", "facility", "area"}
)
"""The tables that the pack is read from."""


async def load_pack(session: AsyncSession) -> Pack | None:
    """The pack as it is in the store; None if the store is not seeded, so that it has no notice."""
    notice = (await session.execute(select(models.EmergencyNotice))).scalars().first()
    if notice is None:
        return None
    shortcuts = await _shortcuts(session)
    pack = Pack(
        revision="",
        number=notice.number,
        notice=Words(notice.notice_id, notice.notice_en),
        shortcuts=tuple(shortcuts.values()),
        categories=await _categories(session, shortcuts),
        facilities=await _facilities(session),
    )
    return replace(pack, revision=revision_of(pack))


async def _shortcuts(session: AsyncSession) -> dict[str, Shortcut]:
    """The shortcuts by the keys of their rows, in their order."""
    rows = await session.execute(
        select(models.EmergencyShortcut).order_by(
            col(models.EmergencyShortcut.position), col(models.EmergencyShortcut.code)
        )
    )
    return {
        row.id: Shortcut(
            code=row.code,
            label=Words(row.label_id, row.label_en),
            number=row.number,
            dial_uri=row.dial_uri,
            sms=Words(row.sms_id, row.sms_en or row.sms_id) if row.sms_id else None,
            fallback_numbers=tuple(row.fallback_numbers),
            icon=row.icon,
            categories=tuple(row.categories),
            provenance=_provenance(row),
        )
        for row in rows.scalars()
    }


async def _categories(
    session: AsyncSession, shortcuts: dict[str, Shortcut]
) -> tuple[Category, ...]:
    rows = await session.execute(
        select(models.EmergencyCategory).order_by(
            col(models.EmergencyCategory.position), col(models.EmergencyCategory.code)
        )
    )
    return tuple(
        Category(row.code, Words(row.label_id, row.label_en), shortcuts[row.shortcut_id].code)
        for row in rows.scalars()
    )


async def _facilities(session: AsyncSession) -> tuple[Facility, ...]:
    rows = await session.execute(
        select(models.Facility, col(Area.id), col(Area.code), col(Area.name))
        .outerjoin(Area, col(Area.id) == col(models.Facility.village_id))
        .order_by(col(models.Facility.code))
    )
    return tuple(
        Facility(
            code=row.code,
            kind=row.kind,
            name=row.name,
            village=None if area_id is None else Village(area_id, area_code, area_name),
            latitude=row.latitude,
            longitude=row.longitude,
            phone=row.phone,
            open_24h=row.open_24h,
            provenance=_provenance(row),
        )
        for row, area_id, area_code, area_name in rows
    )


def _provenance(row: base.Provenance) -> Provenance:
    return Provenance(row.synthetic, row.source_name, row.source_date, row.source_note)
