"""Queries about articles."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import select

from api.db.base import table
from api.gql.common import filters
from api.gql.common.connection import Connection
from api.gql.common.keys import TextKey, by_key
from api.gql.schema.fields import arg, lookup, page, sort
from api.gql.schema.mapping import Given, Order, Row
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


@strawberry.input(one_of=True, description="An article, named by exactly one of these.")
class ArticleKey:
    id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The article's ID."
    )
    slug: str | None = strawberry.field(
        default=strawberry.UNSET, description="The article's short name in URLs."
    )


NEWEST = Order("newest", (sort(models.Article.published_at, "instant", descending=True),))


def _filtered(row: Row, given: Given, viewer: Any) -> list[Any]:
    conditions: list[Any] = []
    if given.has("filter.text"):
        conditions.append(may_see_text(row, viewer))
    if given.has("filter.kind"):
        conditions.append(row.kind == given.slot("filter.kind", "text"))
    if given.has("filter.topic"):
        topics = table(models.ArticleTopic).alias()
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
        "An article by its ID or slug; null if there is none that the viewer may see.",
        by=by_key("art", slug=TextKey(models.Article.slug)),
        args=[arg("by", ArticleKey, "Which article.")],
    )


QUERIES = (NewsQueries,)
