"""Articles and their corrections in the graph."""

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
    "The kind of an article. Values may be added.",
    PRESS_RELEASE="A press release (siaran pers).",
    NEWS="A news item (berita).",
    ANNOUNCEMENT="An announcement (pengumuman).",
    HOAX_CLARIFICATION="A clarification of a hoax (klarifikasi hoaks).",
)
described(
    CorrectionKind,
    "The effect of a correction on a published article.",
    CORRECTION="An error was corrected (ralat, koreksi).",
    RIGHT_OF_REPLY="Someone concerned exercised the right of reply (hak jawab).",
    WITHDRAWAL="The article was withdrawn (pencabutan).",
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
    description="A public correction of an article (Dewan Pers rule 1/2012).",
)
class Correction(Node):
    id: strawberry.ID = gid("The correction's ID.")
    kind: CorrectionKind = col(models.Correction.kind, "The effect of the correction.")
    note: str = words(
        models.Correction.note_id,
        models.Correction.note_en,
        "What was wrong and what is right, in the viewer's language.",
    )
    corrected_at: datetime = col(
        models.Correction.corrected_at, "When the correction was published."
    )
    article: "Article | None" = one(
        lambda: Article,
        models.Correction.article_id,
        "The corrected article; null if the viewer may not see it.",
    )
    by: "Article | None" = one(
        lambda: Article,
        models.Correction.by_article_id,
        "The article that carries the correction; null if there is none that the viewer may see.",
    )


@table(
    models.Article,
    where=visible,
    prefix="art",
    description="A press release, news item, announcement or hoax clarification of the city.",
)
class Article(Node):
    id: strawberry.ID = gid("The article's ID.")
    slug: str = col(models.Article.slug, "A stable short name for URLs.")
    kind: ArticleKind = col(models.Article.kind, "The kind of article.")
    language: Language = expr(
        _language, "The language of the texts: Indonesian if there is no English version."
    )
    title: str = words(models.Article.title_id, models.Article.title_en, "The title.")
    summary: str = expr(
        _unless_withdrawn("summary_id", "summary_en"),
        "A summary in a few sentences; empty if the article is withdrawn, except for editors.",
    )
    body_html: str = expr(
        _unless_withdrawn("html_id", "html_en"),
        "The body as sanitised HTML; empty if the article is withdrawn, except for editors.",
    )
    body_text: str = expr(
        _unless_withdrawn("text_id", "text_en"),
        "The body as plain text; empty if the article is withdrawn, except for editors.",
    )
    published_at: datetime = col(
        models.Article.published_at, "When the article was published, or will be."
    )
    updated_at: datetime = col(models.Article.updated_at, "When the article was last changed.")
    embargo_until: datetime | None = col(
        models.Article.embargo_until,
        "Until then only editors and registered media outlets can read the article; null if there"
        " is no embargo.",
    )
    version: int = col(
        models.Article.version, "The version: 1 at first, and one more with each correction."
    )
    withdrawn: bool = col(
        models.Article.withdrawn,
        "Whether the article is withdrawn: its title stays, its text is gone, and a correction"
        " says why.",
    )
    corrections: list[Correction] = many(
        lambda: Correction,
        "The corrections of the article, newest first; at most 20.",
        on=models.Correction.article_id,
        order=Order("time", (sort(models.Correction.corrected_at, "instant", descending=True),)),
        limit=20,
        with_parent=True,
    )
    images: list[Image] = many(
        lambda: Image,
        "The images, in order; none if the article is withdrawn, except for editors. At most 20.",
        via=models.ArticleImage,
        on=_pictures,
        through=models.ArticleImage.image_digest,
        order=Order("position", (sort(models.ArticleImage.position, "int"),)),
        limit=20,
    )
    agency: Agency | None = one(
        lambda: Agency,
        models.Article.agency_id,
        "The agency that published the article; null if it was the city as a whole.",
    )
    area: Area | None = one(
        lambda: Area,
        models.Article.area_id,
        "The area that the article is about; null if it is about the whole city.",
    )
    topics: list[str] = expr(
        lambda row, _v: row.topics,
        "The topics, each in lower-case words joined by hyphens.",
        kind="json",
    )
    provenance: Provenance = same(
        lambda: Provenance, "The source of the article; an example says so."
    )
