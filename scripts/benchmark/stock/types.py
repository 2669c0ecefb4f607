"""The types of the stock system: dataclasses, and resolvers that ask a DataLoader."""

from datetime import datetime
from typing import Any

import strawberry

from api.cctv.values import CameraStatus
from api.news.values import ArticleKind
from api.reports.values import MEANING, ReportPublicStatus
from scripts.benchmark.media import address

for kind in (ArticleKind, CameraStatus, ReportPublicStatus):
    strawberry.enum(kind)


def public(row: Any) -> ReportPublicStatus:
    """The state that everybody sees."""
    return MEANING[row.status].public or ReportPublicStatus.WAITING


@strawberry.type
class Image:
    digest: strawberry.Private[str]
    width: int
    height: int
    thumbhash: str
    alt: str | None

    @strawberry.field
    def url(self, width: int = 960) -> str:
        return address(self.digest, width)

    @classmethod
    def of(cls, row: Any) -> "Image":
        return cls(
            digest=row.digest,
            width=row.width,
            height=row.height,
            thumbhash=row.thumbhash,
            alt=row.alt_id,
        )


@strawberry.type
class Article:
    key: strawberry.Private[str]
    id: strawberry.ID
    slug: str
    kind: ArticleKind
    title: str
    summary: str
    published_at: datetime

    @strawberry.field
    async def images(self, info: strawberry.Info) -> list[Image]:
        images: list[Image] = await info.context["article_images"].load(self.key)
        return images


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class ArticlePage:
    nodes: list[Article]
    page_info: PageInfo


@strawberry.type
class Point:
    latitude: float
    longitude: float


@strawberry.type
class Snapshot:
    digest: strawberry.Private[str]
    captured_at: datetime

    @strawberry.field
    async def image(self, info: strawberry.Info) -> Image:
        image: Image = await info.context["images"].load(self.digest)
        return image


@strawberry.type
class Camera:
    code: str
    name: str
    status: CameraStatus
    snapshot: Snapshot | None

    @classmethod
    def of(cls, row: Any) -> "Camera":
        latest = None
        if row.image_digest is not None:
            latest = Snapshot(digest=row.image_digest, captured_at=row.captured_at)
        return cls(code=row.code, name=row.name, status=row.status, snapshot=latest)


@strawberry.type
class CameraSite:
    key: strawberry.Private[str]
    name: str
    point: Point

    @strawberry.field
    async def cameras(self, info: strawberry.Info) -> list[Camera]:
        cameras: list[Camera] = await info.context["cameras"].load(self.key)
        return cameras


@strawberry.type
class Category:
    name: str
    icon: str


@strawberry.type
class Area:
    name: str


@strawberry.type
class Update:
    status: ReportPublicStatus
    note: str | None
    created_at: datetime

    @classmethod
    def of(cls, row: Any) -> "Update":
        return cls(status=public(row), note=row.note_id, created_at=row.created_at)


@strawberry.type
class UpdatePage:
    nodes: list[Update]


@strawberry.type
class Report:
    row: strawberry.Private[Any]
    id: strawberry.ID
    ticket: str
    title: str
    description: str | None
    status: ReportPublicStatus
    submitted_at: datetime
    joined_count: int
    point: Point

    @classmethod
    def of(cls, row: Any) -> "Report":
        return cls(
            row=row,
            id=strawberry.ID(f"rep_{row.id}"),
            ticket=row.ticket,
            title=row.title,
            description=row.description,
            status=public(row),
            submitted_at=row.submitted_at,
            joined_count=row.joined_count,
            point=Point(latitude=row.shown_latitude, longitude=row.shown_longitude),
        )

    @strawberry.field
    async def category(self, info: strawberry.Info) -> Category:
        category: Category = await info.context["categories"].load(self.row.category_id)
        return category

    @strawberry.field
    async def area(self, info: strawberry.Info) -> Area | None:
        key = self.row.village_id
        return None if key is None else await info.context["areas"].load(key)

    @strawberry.field
    async def updates(self, info: strawberry.Info, first: int = 20) -> UpdatePage:
        return UpdatePage(nodes=await info.context["updates"].load((self.row.id, first)))


@strawberry.type
class ReportPage:
    nodes: list[Report]
    page_info: PageInfo
