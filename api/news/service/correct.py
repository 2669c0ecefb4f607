"""Corrections and withdrawals of articles, always in public: nothing is changed silently.

Dewan Pers rule 1/2012: a correction is shown with the article that it corrects, and with its date.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import col, select

from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import Conflict, FieldFault, InvalidInput, NotFound, ProblemCode, Words
from api.news import policy
from api.news.models import Article, Correction
from api.news.service import texts
from api.news.values import CorrectionKind, render_body

_NOT_FOUND: Final = Words("Artikel ini tidak ditemukan.", "This article was not found.")
_WITHDRAWN: Final = Words(
    "Artikel ini sudah dicabut dan tidak dapat diubah lagi.",
    "This article has been withdrawn and can no longer be changed.",
)
_WITHDRAW_INSTEAD: Final = FieldFault(
    "input.kind",
    Words(
        "Ralat tidak dapat mencabut artikel; gunakan pencabutan artikel.",
        "A correction cannot withdraw an article; use the withdrawal instead.",
    ),
    ProblemCode.NOT_APPLICABLE,
)
_NO_OTHER_ARTICLE: Final = FieldFault(
    "input.by",
    Words(
        "Artikel yang memuat ralat tidak ditemukan; pilih artikel lain yang sudah ada.",
        "The article that carries the correction was not found; choose another existing article.",
    ),
    ProblemCode.UNKNOWN_REFERENCE,
)


@dataclass(frozen=True, slots=True)
class CorrectArticle:
    """What was wrong (`note`), and the texts that replace the old ones; None keeps the old one.

    `version` is that of the article when the editor read it. `by_article_id` is another article
    that carries the correction, if there is one.
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
    """The article to withdraw, and the reason."""

    article_id: str
    note_id: str
    note_en: str | None = None


async def correct_article(
    session: WriteSession, viewer: Viewer, input: CorrectArticle, now: datetime
) -> Article:
    """Corrects an article and records what was wrong, when, and which article carries it.

    Raises NotAllowed, NotFound, InvalidInput with every fault at once, and Conflict if the article
    was changed since the editor read it, or withdrawn: so a correction sent twice is recorded once.
    """
    article = await _locked(session, viewer, input.article_id, ProblemCode.WRONG_STATUS)
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
                "input.title.indonesian",
                changes["title_id"],
                texts.LONGEST_TITLE,
                texts.SHORTEST_TITLE if input.title_id else 0,
            ),
            texts.Field("input.title.english", changes["title_en"], texts.LONGEST_TITLE),
            texts.Field("input.summary.indonesian", changes["summary_id"], texts.LONGEST_SUMMARY),
            texts.Field("input.summary.english", changes["summary_en"], texts.LONGEST_SUMMARY),
            texts.Field("input.body.indonesian", changes["body_id"], texts.LONGEST_BODY),
            texts.Field("input.body.english", changes["body_en"], texts.LONGEST_BODY),
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
                "Artikel ini sudah berubah sejak Anda membacanya: sekarang versi"
                f" {article.version}, bukan {input.version}. Baca kembali, lalu perbaiki versi"
                " terbaru.",
                f"The article has changed since you read it: it is now version {article.version},"
                f" not {input.version}. Read it again, then correct the latest version.",
            ),
            ProblemCode.OUTDATED,
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
    """Withdraws an article: it stays, marked as withdrawn, with the reason and without its text.

    Raises NotAllowed, NotFound, InvalidInput, and Conflict if it has been withdrawn before.
    """
    article = await _locked(session, viewer, input.article_id, ProblemCode.ALREADY_DONE)
    note_id, note_en = texts.block(input.note_id), texts.block(input.note_en)
    faults = texts.faults_of(_note_fields(note_id, note_en))
    if faults:
        raise InvalidInput(*faults)
    article.withdrawn = True
    await _record(session, article, CorrectionKind.WITHDRAWAL, note_id, note_en, now, None)
    return article


async def _locked(
    session: WriteSession, viewer: Viewer, article_id: str, if_withdrawn: ProblemCode
) -> Article:
    """The article, locked until the transaction ends.

    Raises NotAllowed, NotFound, and Conflict with the code `if_withdrawn`.
    """
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
        raise NotFound(_NOT_FOUND)
    if found.withdrawn:
        raise Conflict(_WITHDRAWN, if_withdrawn)
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
        texts.Field("input.note.indonesian", note_id, texts.LONGEST_NOTE, 5),
        texts.Field("input.note.english", note_en, texts.LONGEST_NOTE),
    ]
