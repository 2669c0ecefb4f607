"""Articles, their topics, images and corrections."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.db.base import Id, Instant, Provenance, Strings, choice, exact, key, longest, reference
from api.kit import clock
from api.news.values import ArticleKind, CorrectionKind


class Article(Provenance, table=True):
    """A press release, news item, announcement or hoax clarification.

    The public can read it from `visible_at` on: `published_at` or `embargo_until`, whichever is
    later. Registered media outlets can read it from `published_at` on, editors always.
    """

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_time", "published_at", "id"),
        CheckConstraint(
            "visible_at >= published_at AND (embargo_until IS NULL OR visible_at >= embargo_until)",
            name="visible_at",
        ),
        longest("title_id", 300),
        longest("title_en", 300),
    )

    id: str = key()
    slug: str = Field(sa_type=exact(160), unique=True)
    kind: ArticleKind = Field(sa_type=choice(ArticleKind))
    title_id: str
    title_en: str | None = None
    summary_id: str = Field(sa_type=Text)
    summary_en: str | None = Field(default=None, sa_type=Text)
    body_id: str = Field(sa_type=Text)
    body_en: str | None = Field(default=None, sa_type=Text)
    html_id: str = Field(sa_type=Text)
    html_en: str | None = Field(default=None, sa_type=Text)
    text_id: str = Field(sa_type=Text)
    text_en: str | None = Field(default=None, sa_type=Text)
    agency_id: str | None = reference("agency.id", default=None)
    area_id: str | None = reference("area.id", default=None)
    district_id: str | None = reference("area.id", default=None)
    topics: list[str] = Field(sa_type=Strings)
    published_at: datetime = Field(sa_type=Instant)
    embargo_until: datetime | None = Field(default=None, sa_type=Instant)
    visible_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    version: int = 1
    withdrawn: bool = False
    author_id: str | None = Field(default=None, sa_type=Id)


class ArticleTopic(SQLModel, table=True):
    """One topic of an article, for filtering; `Article.topics` is the same list for reading."""

    __tablename__ = "article_topic"
    __table_args__ = (Index("ix_article_topic_topic", "topic", "article_id"),)

    article_id: str = Field(primary_key=True, foreign_key="article.id", sa_type=Id)
    topic: str = Field(primary_key=True, sa_type=exact())


class ArticleImage(SQLModel, table=True):
    """An image of an article, in order."""

    __tablename__ = "article_image"
    __table_args__ = (UniqueConstraint("article_id", "position"),)

    id: str = key()
    article_id: str = reference("article.id", index=False)
    image_digest: str = Field(foreign_key="image.digest", sa_type=exact(64), index=True)
    position: int


class Correction(SQLModel, table=True):
    """A correction of an article, and the later article that carries it, if any."""

    __tablename__ = "correction"
    __table_args__ = (
        Index("ix_correction_article", "article_id", "corrected_at", "id"),
        Index("ix_correction_time", "corrected_at", "id"),
    )

    id: str = key()
    article_id: str = reference("article.id", index=False)
    by_article_id: str | None = reference("article.id", default=None)
    kind: CorrectionKind = Field(sa_type=choice(CorrectionKind))
    note_id: str = Field(sa_type=Text)
    note_en: str | None = Field(default=None, sa_type=Text)
    corrected_at: datetime = Field(sa_type=Instant)
