"""The stock system's queries, and its ASGI view."""

from pathlib import Path
from typing import Any

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from starlette.requests import Request
from starlette.responses import Response
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from api.gql.compile.cursors import encode_cursor
from api.identity.tokens import LocalKeys
from api.kit import clock
from api.settings import Settings
from scripts.benchmark.stock.loaders import ArticleRow, ReportRow, Sessions, SiteRow, loaders
from scripts.benchmark.stock.submit import Mutation, Places, load_places
from scripts.benchmark.stock.types import (
    Article,
    ArticlePage,
    CameraSite,
    PageInfo,
    Point,
    Report,
    ReportPage,
)


def _page_info(rows: list[Any], first: int, column: str) -> PageInfo:
    shown = rows[:first]
    end = None
    if shown:
        moment = clock.to_text(getattr(shown[-1], column))
        end = encode_cursor("newest", moment, shown[-1].id)
    return PageInfo(has_next_page=len(rows) > first, end_cursor=end)


@strawberry.input
class ReportKey:
    id: strawberry.ID


@strawberry.type
class Query:
    @strawberry.field
    async def articles(self, info: strawberry.Info, first: int = 20) -> ArticlePage:
        statement = (
            select(ArticleRow)
            .where(ArticleRow.visible_at <= clock.now())
            .order_by(ArticleRow.published_at.desc(), ArticleRow.id.desc())
            .limit(first + 1)
        )
        async with info.context["sessions"]() as session:
            rows = list(await session.scalars(statement))
        nodes = [
            Article(
                key=row.id,
                id=strawberry.ID(f"art_{row.id}"),
                slug=row.slug,
                kind=row.kind,
                title=row.title_id,
                summary="" if row.withdrawn else row.summary_id,
                published_at=row.published_at,
            )
            for row in rows[:first]
        ]
        return ArticlePage(nodes=nodes, page_info=_page_info(rows, first, "published_at"))

    @strawberry.field
    async def camera_sites(self, info: strawberry.Info) -> list[CameraSite]:
        async with info.context["sessions"]() as session:
            rows = await session.scalars(select(SiteRow).order_by(SiteRow.code))
            return [
                CameraSite(
                    key=row.id,
                    name=row.name,
                    point=Point(latitude=row.latitude, longitude=row.longitude),
                )
                for row in rows
            ]

    @strawberry.field
    async def reports(self, info: strawberry.Info, first: int = 20) -> ReportPage:
        statement = (
            select(ReportRow)
            .where(ReportRow.is_public)
            .order_by(ReportRow.submitted_at.desc(), ReportRow.id.desc())
            .limit(first + 1)
        )
        async with info.context["sessions"]() as session:
            rows = list(await session.scalars(statement))
        return ReportPage(
            nodes=[Report.of(row) for row in rows[:first]],
            page_info=_page_info(rows, first, "submitted_at"),
        )

    @strawberry.field
    async def report(self, info: strawberry.Info, by: ReportKey) -> Report | None:
        key = str(by.id).removeprefix("rep_")
        statement = select(ReportRow).where(ReportRow.id == key, ReportRow.is_public)
        async with info.context["sessions"]() as session:
            row = await session.scalar(statement)
        return row and Report.of(row)


class View(GraphQL[Any, Any]):
    """Strawberry's view, with a session maker and new DataLoaders for each request."""

    def __init__(self, sessions: Sessions, keys: LocalKeys, extensions: list[Any]) -> None:
        super().__init__(
            strawberry.Schema(query=Query, mutation=Mutation, extensions=extensions),
            graphql_ide=None,
        )
        self._sessions = sessions
        self._keys = keys
        self._places: Places | None = None

    async def get_context(self, request: Request, response: Response) -> dict[str, Any]:  # type: ignore[override]
        if self._places is None:
            self._places = await load_places(self._sessions)
        return {
            "request": request,
            "sessions": self._sessions,
            "keys": self._keys,
            "places": self._places,
            **loaders(self._sessions),
        }


def make(url: str, data: Path, *, cached: bool) -> View:
    """The system on one store. `data` holds the keys of tokens.

    `cached`: with Strawberry's caches of parsed and of valid documents.
    """
    engine = create_async_engine(url)
    extensions = [ParserCache(maxsize=100), ValidationCache(maxsize=100)] if cached else []
    keys = LocalKeys(data / "keys", Settings().token_audience)
    return View(async_sessionmaker(engine, expire_on_commit=False), keys, extensions)
