"""A small city: two districts with one village each, and three apps of different categories."""

from datetime import timedelta

from sqlalchemy import select, update

from api.apps.models import App
from api.apps.values import AppCategory
from api.areas.models import Area
from api.areas.values import AreaLevel
from api.db.session import Database
from api.kit import clock, ids
from api.push.gateway import Sender
from api.push.jobs.memberships import sync_memberships
from api.push.models import TopicMembership

CITY, WEST, EAST, BEACH, HILL = (ids.named("area", name) for name in ("c", "w", "e", "b", "h"))
_AREAS = (
    (CITY, "51.03", AreaLevel.CITY, None),
    (WEST, "51.03.01", AreaLevel.DISTRICT, CITY),
    (EAST, "51.03.02", AreaLevel.DISTRICT, CITY),
    (BEACH, "51.03.01.1", AreaLevel.VILLAGE, WEST),
    (HILL, "51.03.02.1", AreaLevel.VILLAGE, EAST),
)
_APPS = (("info", AppCategory.INFORMATION), ("lapor", AppCategory.COMPLAINTS),
         ("pajak", AppCategory.FINANCE))  # fmt: skip
MEMBER = TopicMembership.metadata.tables["topic_membership"]


async def create_city(database: Database) -> None:
    """Adds the areas and the apps."""
    async with database.write() as session:
        for id, code, level, parent in _AREAS:
            session.add(
                Area(id=id, code=code, level=level, kind="", name=code, parent_id=parent,
                     latitude=-8.7, longitude=115.1, synthetic=True)
            )  # fmt: skip
            await session.flush()
        for position, (slug, category) in enumerate(_APPS):
            session.add(
                App(id=ids.uuid7(), slug=slug, name=slug, category=category, summary_id="",
                    summary_en="", position=position, synthetic=True)
            )  # fmt: skip


async def wanted(database: Database) -> dict[str, set[str]]:
    """The topics that each installation should be in."""
    found: dict[str, set[str]] = {}
    async with database.read() as session:
        for row in await session.execute(select(MEMBER).where(MEMBER.c.wanted)):
            found.setdefault(row.registration, set()).add(row.topic)
    return found


async def unconfirmed(database: Database) -> int:
    """The number of memberships that FCM has not confirmed yet."""
    async with database.read() as session:
        found = await session.execute(select(MEMBER).where(MEMBER.c.due_at.is_not(None)))
        return len(found.all())


async def make_due(database: Database) -> None:
    """Expires every claim and every wait."""
    past = clock.now() - timedelta(seconds=1)
    async with database.write() as session:
        await session.execute(
            update(MEMBER).where(MEMBER.c.due_at.is_not(None)).values(due_at=past)
        )


async def converge(database: Database, sender: Sender) -> None:
    """Runs the job until the memberships at FCM are as wanted."""
    await sync_memberships(database, sender)
    assert await unconfirmed(database) == 0
