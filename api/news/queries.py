"""Queries about articles."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import select

from api.gql.common import filters
from api.gql.common.connection import Connection
from api.gql.common.problems import BadValue
from api.gql.common.references import key_of
from api.gql.compile.operation import Given
from api.gql.schema.mapping import Order, Row, arg, lookup, page, sort
from api.news import models
from api.news.policy import may_see_text
from api.news.types import Article
from api.news.values import ArticleKind


@strawberry.input(description="Conditions that articles must meet, all of them. Null means any.")
class ArticleFilter:
    kind: ArticleKind | None = strawberry.field(
        default=None, description="Only articles of this kind."
    )
    topic: str | None = strawberry.field(default=None, description="Only articles with this topic.")
    area: strawberry.ID | None = strawberry.field(
        default=None, description="Only articles about this district or village."
    )
    agency: strawberry.ID | None = strawberry.field(
        default=None, description="Only articles that this agency published."
    )
    text: str | None = strawberry.field(
        default=None,
        description="Only articles that contain every one of these words, in any inflected"
        " form; at most 200 characters.",
    )
    published_after: datetime | None = strawberry.field(
        default=None, description="Only articles published at or after this instant."
    )
    published_before: datetime | None = strawberry.field(
        default=None, description="Only articles published before this instant."
    )


NEWEST = Order("newest", (sort(models.Article.published_at, "instant", descending=True),))


def _filtered(row: Row, given: Given, viewer: Any) -> list[Any]:
    conditions: list[Any] = []
    if given.has("filter.text"):
        conditions.append(may_see_text(row, viewer))
    if given.has("filter.kind"):
        conditions.append(row.kind == given.slot("filter.kind", "text"))
    if given.has("filter.topic"):
        topics = models.ArticleTopic.__table__.alias()  # type: ignore[attr-defined]
        conditions.append(
            row.id.in_(
                select(topics.c.article_id).where(
                    topics.c.topic == given.slot("filter.topic", "text")
                )
            )
        )
    return [
        *conditions,
        *filters.in_area(given, "filter.area", row.area_id, row.district_id),
        *filters.same_reference(given, "filter.agency", "agency", row.agency_id),
        *filters.with_words(row, "article", given),
        *filters.between(
            given, "filter.publishedAfter", "filter.publishedBefore", row.published_at
        ),
    ]


def _named(row: Row, given: Given, _viewer: Any) -> list[Any]:
    if given.has("id"):
        return [row.id == given.slot("id", "uuid", key_of("id", "art"))]
    if given.has("slug"):
        return [row.slug == given.slot("slug", "text")]
    raise BadValue("article: beri id atau slug.", "article: give an id or a slug.")


@strawberry.type
class NewsQueries:
    articles: Connection[Article] = page(
        lambda: Article,
        "Articles, newest first.",
        order=NEWEST,
        filter=_filtered,
        args=[
            arg(
                "filter",
                ArticleFilter | None,
                "Which articles; all that the viewer may see if omitted.",
            )
        ],
    )
    article: Article | None = lookup(
        lambda: Article,
        "An article by its id or its short name.",
        by=_named,
        args=[
            arg("id", strawberry.ID | None, "The article's id."),
            arg("slug", str | None, "The article's short name."),
        ],
    )


QUERIES = (NewsQueries,)
