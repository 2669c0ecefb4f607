"""The articles of a pack as rows, and how they come into a store in which editors change them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import select

from api.db.base import table
from api.kit.ids import named
from api.news.models import Article, ArticleImage, ArticleTopic, Correction
from api.news.service.texts import make_findable
from api.news.values import CorrectionKind, render_body
from api.seed.entries.city import district_id
from api.seed.entries.content import ArticleEntry
from api.seed.messages import message
from api.seed.pack import Pack
from api.seed.pictures import Picture
from api.seed.plan import Part, Row, Verb
from api.seed.upkeep import Target, Upkeep, difference, target_of
from api.storage.models import StoredImage

_ARTICLE: Final = target_of(ArticleEntry)


async def seed_articles(
    upkeep: Upkeep, pack: Pack, images: Mapping[str, Picture]
) -> dict[str, str]:
    """Seeds the articles and what belongs to them, and leaves those alone that editors changed.

    `images` has each article's image by its file name. What the pack has no more is returned for
    removal, slugs by ids.
    """
    wanted = article_rows(pack)
    names = await upkeep.names(ArticleEntry)
    edited = await _edited_articles(upkeep, names)
    files = {images[a.image].digest: a.image for a in pack.articles if a.image}
    pictures = Target(Part.ARTICLES, StoredImage, lambda row: str(files[row["digest"]]))
    described = {images[a.image]: a.image_alt for a in pack.articles if a.image and a.image_alt}
    await upkeep.sync(
        pictures,
        [asdict(i) | {"alt_id": alt.id, "alt_en": alt.en} for i, alt in described.items()],
    )

    free = [row for row in wanted if row["id"] not in edited]
    changed, left = await upkeep.sync_own(ArticleEntry, free)
    for row in changed:
        await make_findable(upkeep.session, Article(**row))
    upkeep.report.rows[_ARTICLE.part, _ARTICLE.table.name] = len(wanted)
    theirs = {row["id"]: row for row in wanted if row["id"] in edited}
    for stored in await upkeep.stored(_ARTICLE, "id", theirs):
        row = theirs[stored.model_dump()["id"]]
        if difference(stored, row):
            upkeep.note(_ARTICLE, row, Verb.KEPT, reason=message("edited"))

    slugs = names | {row["id"]: row["slug"] for row in wanted}
    owners = {row["id"] for row in free}
    topics = [{"article_id": a.row_id, "topic": topic} for a in pack.articles for topic in a.topics]
    shown = [
        {
            "id": named("article-image", article.slug, "0"),
            "article_id": article.row_id,
            "image_digest": images[article.image].digest,
            "position": 0,
        }
        for article in pack.articles
        if article.image
    ]
    for model, rows in (
        (ArticleTopic, topics),
        (ArticleImage, shown),
        (Correction, _correction_rows(pack)),
    ):
        belonging = Target(
            Part.ARTICLES,
            model,
            lambda row: f"{slugs[row['article_id']]} {row.get('topic', '')}".strip(),
        )
        mine = [row for row in rows if row["article_id"] in owners]
        await upkeep.sync(belonging, mine, owned=("article_id", owners))
        upkeep.report.rows[belonging.part, belonging.table.name] = len(rows)
    for id in sorted(edited & left.keys()):
        slug = left.pop(id)
        if id not in theirs:
            upkeep.note(_ARTICLE, {"slug": slug}, Verb.KEPT, reason=message("edited"))
    return left


async def _edited_articles(upkeep: Upkeep, slugs: Mapping[str, str]) -> set[str]:
    """The articles that editors have changed since they were seeded (`slugs` by id are all).

    Each change by an editor leaves a correction that is not the pack's, and counts up the version.
    """
    article, correction = _ARTICLE.table, table(Correction)
    found = await upkeep.session.execute(
        select(correction.c.id, correction.c.article_id, correction.c.by_article_id)
    )
    seeded: dict[str, int] = defaultdict(int)
    edited = set()
    for id, article_id, by in found:
        if id == _correction_id(slugs[article_id], slugs[by] if by else None):
            seeded[article_id] += 1
        else:
            edited.add(article_id)
    versions = await upkeep.session.execute(select(article.c.id, article.c.version))
    return edited | {id for id, version in versions if version != 1 + seeded[id]}


def article_rows(pack: Pack) -> list[Row]:
    """The articles, their Markdown shown as HTML and as plain text."""
    corrections: dict[str, list[datetime]] = defaultdict(list)
    for row in _correction_rows(pack):
        corrections[row["article_id"]].append(row["corrected_at"])
    return [_article_row(article, corrections[article.row_id]) for article in pack.articles]


def _article_row(article: ArticleEntry, corrected: Sequence[datetime]) -> Row:
    row = article.row()
    for language in ("id", "en"):
        body = render_body(row[f"body_{language}"])
        row |= {f"html_{language}": body.html, f"text_{language}": body.text}
    return row | {
        "district_id": district_id(article.area_code or ""),
        "visible_at": article.visible_at,
        "updated_at": max([article.visible_at, *corrected]),
        "version": 1 + len(corrected),
    }


def _correction_rows(pack: Pack) -> list[Row]:
    """What was put right in which article. A pack does not say when an article was withdrawn: the
    moment of its last correction stands for it, or else that of its publication."""
    corrections = [
        _correction(article.correction_of, article, article.slug, article.visible_at)
        for article in pack.articles
        if article.correction_of
    ]
    latest = {row["article_id"]: row["corrected_at"] for row in corrections}
    withdrawals = [
        _correction(article.slug, article, None, latest.get(article.row_id, article.visible_at))
        for article in pack.articles
        if article.withdrawn
    ]
    return corrections + withdrawals


def _correction(slug: str, source: ArticleEntry, by: str | None, at: datetime) -> Row:
    """A correction of the article of this slug, or its withdrawal, in the words of `source`."""
    is_own = by or not source.correction_of  # else the note is about another article
    note = (is_own and source.correction_note) or message("withdrawn")
    return {
        "id": _correction_id(slug, by),
        "article_id": ArticleEntry.id_of(slug),
        "by_article_id": by and ArticleEntry.id_of(by),
        "kind": CorrectionKind.CORRECTION if by else CorrectionKind.WITHDRAWAL,
        "note_id": note.id,
        "note_en": note.en,
        "corrected_at": at,
    }


def _correction_id(slug: str, by_slug: str | None) -> str:
    """The id of a seeded correction; without another article it is a withdrawal."""
    return named("correction", slug, by_slug or "")
