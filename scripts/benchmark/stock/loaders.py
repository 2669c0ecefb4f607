"""The stock system's ORM classes and its DataLoaders: one statement for all keys of a level."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, aliased
from strawberry.dataloader import DataLoader

from api.tables import metadata as tables
from scripts.benchmark.stock.types import Area, Camera, Category, Image, Update

Sessions = async_sessionmaker[AsyncSession]


class Base(DeclarativeBase):
    """The same tables as our server's, as plain ORM classes."""

    metadata = tables


def _orm(name: str) -> Any:
    return type(name, (Base,), {"__table__": tables.tables[name]})


ArticleRow, ArticleImageRow, ImageRow = _orm("article"), _orm("article_image"), _orm("image")
SiteRow, CameraRow, AreaRow = _orm("camera_site"), _orm("camera"), _orm("area")
ReportRow, UpdateRow, CategoryRow = _orm("report"), _orm("report_update"), _orm("report_category")
FollowerRow, PersonRow = _orm("report_follower"), _orm("person")
KeyRow, TicketRow = _orm("idempotency_key"), _orm("ticket_day")


def loaders(sessions: Sessions) -> dict[str, DataLoader[Any, Any]]:
    """New DataLoaders, for one request."""

    def by_key(row: Any, column: Any, make: Callable[[Any], Any]) -> DataLoader[str, Any]:
        async def load(keys: list[str]) -> list[Any]:
            async with sessions() as session:
                rows = await session.scalars(select(row).where(column.in_(keys)))
                found = {getattr(r, column.key): make(r) for r in rows}
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load)

    async def article_images(keys: list[str]) -> list[list[Image]]:
        statement = (
            select(ArticleImageRow.article_id, ImageRow)
            .join(ImageRow, ImageRow.digest == ArticleImageRow.image_digest)
            .where(ArticleImageRow.article_id.in_(keys))
            .order_by(ArticleImageRow.position, ArticleImageRow.id)
        )
        found = defaultdict(list)
        async with sessions() as session:
            for article_id, row in await session.execute(statement):
                found[article_id].append(Image.of(row))
        return [found[key] for key in keys]

    async def cameras(keys: list[str]) -> list[list[Camera]]:
        statement = select(CameraRow).where(CameraRow.site_id.in_(keys)).order_by(CameraRow.code)
        found = defaultdict(list)
        async with sessions() as session:
            for row in await session.scalars(statement):
                found[row.site_id].append(Camera.of(row))
        return [found[key] for key in keys]

    async def updates(keys: list[tuple[str, int]]) -> list[list[Update]]:
        place = (
            func.row_number()
            .over(
                partition_by=UpdateRow.report_id,
                order_by=(UpdateRow.created_at.desc(), UpdateRow.id.desc()),
            )
            .label("place")
        )
        ids = [report_id for report_id, _ in keys]
        ranked = select(UpdateRow, place).where(UpdateRow.report_id.in_(ids)).subquery()
        row = aliased(UpdateRow, ranked)
        most = max(first for _, first in keys)
        statement = select(row).where(ranked.c.place <= most).order_by(ranked.c.place)
        found = defaultdict(list)
        async with sessions() as session:
            for one in await session.scalars(statement):
                found[one.report_id].append(Update.of(one))
        return [found[report_id][:first] for report_id, first in keys]

    return {
        "article_images": DataLoader(load_fn=article_images),
        "cameras": DataLoader(load_fn=cameras),
        "updates": DataLoader(load_fn=updates),
        "images": by_key(ImageRow, ImageRow.digest, Image.of),
        "categories": by_key(
            CategoryRow, CategoryRow.id, lambda r: Category(name=r.name_id, icon=r.icon)
        ),
        "areas": by_key(AreaRow, AreaRow.id, lambda r: Area(name=r.name)),
    }
