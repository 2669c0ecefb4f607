"""What was published is put right in the open, or taken back: never changed in silence.

Dewan Pers rule 1/2012: a correction stands with what it corrects, and says when.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import col, select

from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import Conflict, FieldFault, InvalidInput, NotFound, Words
from api.news import policy
from api.news.models import Article, Correction
from api.news.service import texts
from api.news.values import CorrectionKind, render_body

_NO_SUCH_ARTICLE: Final = Words("Artikel ini tidak ada.", "There is no such article.")
_WITHDRAWN: Final = Words(
    "Artikel ini sudah dicabut dan tidak berubah lagi.",
    "This article was withdrawn and changes no more.",
)


@dataclass(frozen=True, slots=True)
class CorrectArticle:
    """What was wrong (`note`), and the texts that take the place of the old ones; None keeps one.

    `version` is the article's when the editor read it. `by_article_id` is the article that says so,
    if one does.
    """

    article_id: str
    version: int
    kind: CorrectionKind
    note_id: str
    note_en: str | None = None
    by_article_id: str | None = None
    title_id: str | None = None
    title_en: str | None = None
    summary_id: str | None = None
    summary_en: str | None = None
    body_id: str | None = None
    body_en: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawArticle:
    """Which article is taken back, and why."""

    article_id: str
    note_id: str
    note_en: str | None = None


async def correct_article(
    session: WriteSession, viewer: Viewer, input: CorrectArticle, now: datetime
) -> Article:
    """Puts an article right and records what, when and by which article.

    Raises NotAllowed, NotFound, InvalidInput with every fault at once, and Conflict when somebody
    changed the article since the editor read it, or withdrew it: so one correction sent twice is
    recorded once.
    """
    article = await _locked(session, viewer, input.article_id)
    note_id, note_en = texts.block(input.note_id), texts.block(input.note_en)
    changes = {
        "title_id": texts.line(input.title_id),
        "title_en": texts.line(input.title_en),
        "summary_id": texts.block(input.summary_id),
        "summary_en": texts.block(input.summary_en),
        "body_id": texts.block(input.body_id),
        "body_en": texts.block(input.body_en),
    }
    faults = texts.faults_of(
        [
            *_note_fields(note_id, note_en),
            texts.Field(
                "input.titleId", changes["title_id"], texts.LONGEST_TITLE, 5 * bool(input.title_id)
            ),
            texts.Field("input.titleEn", changes["title_en"], texts.LONGEST_TITLE),
            texts.Field("input.summaryId", changes["summary_id"], texts.LONGEST_SUMMARY),
            texts.Field("input.summaryEn", changes["summary_en"], texts.LONGEST_SUMMARY),
            texts.Field("input.bodyId", changes["body_id"], texts.LONGEST_BODY),
            texts.Field("input.bodyEn", changes["body_en"], texts.LONGEST_BODY),
        ]
    )
    if input.kind is CorrectionKind.WITHDRAWAL:
        faults.append(_WITHDRAW_INSTEAD)
    if input.by_article_id is not None and not await _is_another(session, input):
        faults.append(_NO_OTHER_ARTICLE)
    if faults:
        raise InvalidInput(*faults)
    if article.version != input.version:
        raise Conflict(
            Words(
                f"Artikel ini sudah berubah: sekarang versi {article.version}, bukan"
                f" {input.version}. Baca lagi, lalu perbaiki versi itu.",
                f"The article has changed: it is version {article.version} now, not"
                f" {input.version}. Read it again and correct that version.",
            )
        )
    for name, text in changes.items():
        if text is not None:
            setattr(article, name, text)
    if changes["body_id"]:
        body = render_body(changes["body_id"])
        article.html_id, article.text_id = body.html, body.text
    if changes["body_en"]:
        body = render_body(changes["body_en"])
        article.html_en, article.text_en = body.html, body.text
    await _record(session, article, input.kind, note_id, note_en, now, input.by_article_id)
    return article


async def withdraw_article(
    session: WriteSession, viewer: Viewer, input: WithdrawArticle, now: datetime
) -> Article:
    """Takes an article back: it stays, marked, with the reason and without its text.

    Raises NotAllowed, NotFound, InvalidInput, and Conflict when it was withdrawn before.
    """
    article = await _locked(session, viewer, input.article_id)
    note_id, note_en = texts.block(input.note_id), texts.block(input.note_en)
    faults = texts.faults_of(_note_fields(note_id, note_en))
    if faults:
        raise InvalidInput(*faults)
    article.withdrawn = True
    await _record(session, article, CorrectionKind.WITHDRAWAL, note_id, note_en, now, None)
    return article


async def _locked(session: WriteSession, viewer: Viewer, article_id: str) -> Article:
    """The article, for this transaction alone."""
    require(viewer, *policy.EDITORS)
    await ensure_person(session, viewer)
    found = None
    if ids.is_uuid(article_id):
        found = (
            await session.execute(
                select(Article)
                .where(col(Article.id) == article_id)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
        ).scalar_one_or_none()
    if found is None:
        raise NotFound(_NO_SUCH_ARTICLE)
    if found.withdrawn:
        raise Conflict(_WITHDRAWN)
    return found


async def _record(
    session: WriteSession,
    article: Article,
    kind: CorrectionKind,
    note_id: str | None,
    note_en: str | None,
    now: datetime,
    by_article_id: str | None,
) -> None:
    article.version += 1
    article.updated_at = now
    session.add(
        Correction(
            article_id=article.id,
            by_article_id=by_article_id,
            kind=kind,
            note_id=note_id or "",
            note_en=note_en,
            corrected_at=now,
        )
    )
    await session.flush()
    await texts.make_findable(session, article)


async def _is_another(session: WriteSession, input: CorrectArticle) -> bool:
    by = input.by_article_id
    return (
        by is not None
        and by != input.article_id
        and ids.is_uuid(by)
        and await session.get(Article, by) is not None
    )


def _note_fields(note_id: str | None, note_en: str | None) -> list[texts.Field]:
    return [
        texts.Field("input.noteId", note_id, texts.LONGEST_NOTE, 5),
        texts.Field("input.noteEn", note_en, texts.LONGEST_NOTE),
    ]


_WITHDRAW_INSTEAD: Final = FieldFault(
    "input.kind",
    Words(
        "input.kind: untuk mencabut artikel pakailah withdrawArticle.",
        "input.kind: to take an article back use withdrawArticle.",
    ),
)
_NO_OTHER_ARTICLE: Final = FieldFault(
    "input.by",
    Words(
        "input.by: artikel lain ini tidak ada.",
        "input.by: there is no such other article.",
    ),
)
