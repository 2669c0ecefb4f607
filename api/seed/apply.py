"""Brings a store to what a pack says, part by part, within one transaction."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.areas.models import City
from api.db.base import table
from api.db.session import WriteSession
from api.kit.problems import Conflict
from api.seed.articles import seed_articles
from api.seed.entries.content import ArticleEntry
from api.seed.entries.entry import Entry
from api.seed.messages import message
from api.seed.pack import KINDS, Pack
from api.seed.pictures import Picture
from api.seed.plan import Part, SeedReport
from api.seed.removal import remove
from api.seed.reports import seed_reports
from api.seed.upkeep import Upkeep

_LOCK: Final = 0x6B756C6B756C
"""The advisory lock of PostgreSQL that one run holds: two at once would add the same rows."""

_WITH_MORE: Final = (Part.ARTICLES, Part.REPORTS)
"""The parts whose entries bring rows of other tables along."""


async def apply_pack(
    session: WriteSession,
    pack: Pack,
    images: Mapping[str, Picture],
    report: SeedReport,
    parts: Sequence[Part],
    step: Callable[[], None],
) -> None:
    """Seeds these parts, noting in the report what changes, and calls `step` after each.

    Raises Conflict if the store belongs to another city, lacks what the parts refer to, or has
    something that somebody else made under a name of the pack.
    """
    if session.dialect == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    await check_store(session, pack, parts)
    upkeep = Upkeep(session, report, parts)
    removals: list[tuple[type[Entry], dict[str, str]]] = []
    for part in parts:
        for kind in KINDS.values():
            if kind.SOURCE.part is part and part not in _WITH_MORE:
                _, left = await upkeep.sync_own(kind, pack.rows_of(kind))
                removals.append((kind, left))
        if part is Part.ARTICLES:
            removals.append((ArticleEntry, await seed_articles(upkeep, pack, images)))
        if part is Part.REPORTS:
            await seed_reports(upkeep, pack)
        step()
    # What refers goes before what it refers to, and all of it after the changes: a category may
    # have moved to another agency in the same pack that drops its old one.
    for kind, candidates in reversed(removals):
        await remove(upkeep, kind, candidates)


async def check_store(session: AsyncSession, pack: Pack, parts: Sequence[Part]) -> None:
    """Whether the store can take this pack at all. Raises Conflict."""
    city = (await session.execute(select(table(City).c.code))).scalar()
    if city is None and Part.AREAS not in parts:
        raise Conflict(message("no_city"))
    if city not in (None, pack.city.code):
        raise Conflict(message("another_city", city=city, pack=pack.city.code))
