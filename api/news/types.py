"""Articles and corrections in the graph."""

from datetime import datetime

import strawberry
from sqlalchemy import ColumnElement, and_, case, literal_column

from api.areas.types import Area
from api.gql.common.enums import described
from api.gql.common.types import Image, Language, Node, Provenance
from api.gql.schema.fields import col, expr, gid, many, one, same, sort, table, words
from api.gql.schema.mapping import Express, Order, Row
from api.identity.types import Agency
from api.identity.values import Viewer
from api.news import models
from api.news.policy import may_see_text, visible, visible_by_article
from api.news.values import ArticleKind, CorrectionKind

described(
    ArticleKind,
    "What an article is.",
    PRESS_RELEASE="A press release (siaran pers).",
    NEWS="A news item (berita).",
    ANNOUNCEMENT="An announcement (pengumuman).",
    HOAX_CLARIFICATION="A clarification of a hoax (klarifikasi hoaks).",
)
described(
    CorrectionKind,
    "What was done to a published article.",
    CORRECTION="Something was put right (ralat, koreksi).",
    RIGHT_OF_REPLY="Somebody concerned replied (hak jawab).",
    WITHDRAWAL="The article was taken back (pencabutan).",
)


def _unless_withdrawn(id_column: str, en_column: str) -> Express:
    def express(row: Row, viewer: Viewer) -> ColumnElement[str]:
        text = row[id_column]
        if viewer.language == "EN":
            text = case((row[en_column].is_not(None), row[en_column]), else_=text)
        return case((may_see_text(row, viewer), text), else_=literal_column("''"))

    return express


def _pictures(article: Row, image: Row, viewer: Viewer) -> ColumnElement[bool]:
    return and_(image.article_id == article.id, may_see_text(article, viewer))


def _language(row: Row, viewer: Viewer) -> ColumnElement[str]:
    if viewer.language != "EN":
        return literal_column("'ID'")
    return case((row.title_en.is_not(None), literal_column("'EN'")), else_=literal_column("'ID'"))


@table(
    models.Correction,
    where=visible_by_article,
    prefix="corr",
    description="What was put right in an article, when, and where (Dewan Pers rule 1/2012).",
)
class Correction(Node):
    id: strawberry.ID = gid("The correction's id.")
    kind: CorrectionKind = col(models.Correction.kind, "What was done.")
    note: str = words(
        models.Correction.note_id, models.Correction.note_en, "What was wrong, and what is right."
    )
    corrected_at: datetime = col(models.Correction.corrected_at, "When.")
    article: "Article | None" = one(
        lambda: Article, models.Correction.article_id, "The article that was corrected."
    )
    by: "Article | None" = one(
        lambda: Article, models.Correction.by_article_id, "The article that says so, if one does."
    )


@table(
    models.Article,
    where=visible,
    prefix="art",
    description="A press release, news item, announcement or hoax clarification.",
)
class Article(Node):
    id: strawberry.ID = gid("The article's id.")
    slug: str = col(models.Article.slug, "A stable short name, used in addresses.")
    kind: ArticleKind = col(models.Article.kind, "What it is.")
    language: Language = expr(_language, "The language that it is given in.")
    title: str = words(models.Article.title_id, models.Article.title_en, "Its title.")
    summary: str = expr(
        _unless_withdrawn("summary_id", "summary_en"), "A few sentences; empty when withdrawn."
    )
    body_html: str = expr(
        _unless_withdrawn("html_id", "html_en"), "The text as clean HTML; empty when withdrawn."
    )
    body_text: str = expr(
        _unless_withdrawn("text_id", "text_en"), "The text without marks; empty when withdrawn."
    )
    published_at: datetime = col(models.Article.published_at, "When it was published.")
    updated_at: datetime = col(models.Article.updated_at, "When it last changed.")
    embargo_until: datetime | None = col(
        models.Article.embargo_until, "Until when only staff and registered media read it."
    )
    version: int = col(models.Article.version, "Counts its corrections, from 1.")
    withdrawn: bool = col(
        models.Article.withdrawn,
        "Taken back: the title stays, the text is gone, a correction says why.",
    )
    corrections: list[Correction] = many(
        lambda: Correction,
        "What was put right in it, newest first.",
        on=models.Correction.article_id,
        order=Order("time", (sort(models.Correction.corrected_at, "instant", descending=True),)),
        limit=20,
        with_parent=True,
    )
    images: list[Image] = many(
        lambda: Image,
        "Its pictures, in order; none when withdrawn.",
        via=models.ArticleImage,
        on=_pictures,
        through=models.ArticleImage.image_digest,
        order=Order("position", (sort(models.ArticleImage.position, "int"),)),
        limit=20,
    )
    agency: Agency | None = one(lambda: Agency, models.Article.agency_id, "Who published it.")
    area: Area | None = one(lambda: Area, models.Article.area_id, "Where it matters.")
    topics: list[str] = expr(lambda row, _v: row.topics, "What it is about.", kind="json")
    provenance: Provenance = same(lambda: Provenance, "Whether it is an example.")
