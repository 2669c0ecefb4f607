"""Nobody but editors and registered media reads what is embargoed, by any path."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from api.db.base import metadata
from api.db.session import Database
from api.identity.values import Role, Viewer
from api.kit import ids
from api.news import policy
from api.news.models import Article, ArticleImage, ArticleTopic
from api.news.values import ArticleKind
from api.storage.models import StoredImage

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def viewer(role: Role) -> Viewer:
    person = None if role is Role.ANONYMOUS else ids.named(role.value)
    return Viewer(role, "ID", person, ids.named("agency", "pupr"), "pupr", NOW, role.value)


def article(slug: str, **changes: Any) -> Article:
    values: dict[str, Any] = {
        "slug": slug, "kind": ArticleKind.NEWS, "title_id": slug, "summary_id": "s", "body_id": "b",
        "html_id": "h", "text_id": "t", "topics": ["air"], "published_at": NOW - DAY,
        "visible_at": NOW - DAY,
    }  # fmt: skip
    return Article(**{**values, **changes})


async def write(database: Database) -> None:
    async with database.write() as session:
        articles = [
            article("out"),
            article("withdrawn", withdrawn=True),
            article("embargo over", embargo_until=NOW - DAY / 2, visible_at=NOW - DAY / 2),
            article("this instant", published_at=NOW, visible_at=NOW),
            article("embargoed", embargo_until=NOW + DAY, visible_at=NOW + DAY),
            article("planned", published_at=NOW + DAY, visible_at=NOW + DAY),
        ]
        session.add_all(articles)
        await session.flush()
        session.add_all(ArticleTopic(article_id=one.id, topic="air") for one in articles)


PUBLIC = {"out", "withdrawn", "embargo over", "this instant"}


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.ANONYMOUS, PUBLIC),
        (Role.CITIZEN, PUBLIC),
        (Role.OFFICER, PUBLIC),
        (Role.PARTNER, PUBLIC | {"embargoed"}),
        (Role.EDITOR, PUBLIC | {"embargoed", "planned"}),
        (Role.ADMIN, PUBLIC | {"embargoed", "planned"}),
    ],
)
async def test_each_role_reads_its_articles(database: Database, role: Role, seen: set[str]) -> None:
    await write(database)
    row = metadata.tables["article"].alias()
    topic = metadata.tables["article_topic"].alias()
    async with database.read() as session:
        found = await session.execute(select(row.c.slug).where(policy.visible(row.c, viewer(role))))
        assert set(found.scalars()) == seen
        through = await session.execute(
            select(row.c.slug)
            .join(topic, topic.c.article_id == row.c.id)
            .where(policy.visible_by_article(topic.c, viewer(role)))
        )
        assert set(through.scalars()) == seen
        texts = await session.execute(
            select(row.c.slug).where(
                policy.visible(row.c, viewer(role)), policy.may_see_text(row.c, viewer(role))
            )
        )
        hidden = set() if role in policy.EDITORS else {"withdrawn"}
        assert set(texts.scalars()) == seen - hidden


async def test_each_role_sees_its_images(database: Database) -> None:
    await write(database)
    async with database.write() as session:
        slugs = {one.id: one.slug for one in (await session.execute(select(Article))).scalars()}
        digests = {slug: ids.fingerprint(slug) for slug in slugs.values()}
        session.add_all(
            StoredImage(digest=digest, width=8, height=8, thumbhash="x", byte_size=9)
            for digest in digests.values()
        )
        await session.flush()
        session.add_all(
            ArticleImage(article_id=id, image_digest=digests[slug], position=0)
            for id, slug in slugs.items()
        )
    public = PUBLIC - {"withdrawn"}
    async with database.read() as session:
        for role, shown in (
            (Role.ANONYMOUS, public),
            (Role.PARTNER, public | {"embargoed"}),
            (Role.EDITOR, set(digests)),
        ):
            found = {
                slug
                for slug, digest in digests.items()
                if await session.scalar(select(policy.shows_image(digest, viewer(role))))
            }
            assert found == shown, role


@pytest.mark.parametrize(
    "changes",
    [
        {"published_at": NOW + DAY},
        {"embargo_until": NOW + DAY},
    ],
)
async def test_the_table_never_makes_held_articles_public(
    database: Database, changes: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(article("early", **changes))
