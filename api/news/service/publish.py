"""An editor publishes an article, now or later, openly or first to the media."""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from api.areas.models import Area
from api.areas.values import AreaLevel
from api.db import idempotency
from api.db.session import WriteSession
from api.identity.models import Agency
from api.identity.service import ensure_person, require
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import FieldFault, InvalidInput, NotFound, Words
from api.kit.text import clean
from api.news import policy
from api.news.models import Article, ArticleImage, ArticleTopic
from api.news.service import texts
from api.news.values import ArticleKind, render_body
from api.storage.uploads import claim_uploads

MOST_TOPICS: Final = 8
MOST_IMAGES: Final = 10
_TOPIC: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_SLUG: Final = 120


@dataclass(frozen=True, slots=True)
class PublishArticle:
    """What an editor sends: bodies are Markdown, `images` are ids of finished uploads.

    `publish_at` is when it is out, by default now; until `embargo_until` only registered media and
    editors read it.
    """

    idempotency_key: str
    kind: ArticleKind
    title_id: str
    summary_id: str
    body_id: str
    title_en: str | None = None
    summary_en: str | None = None
    body_en: str | None = None
    slug: str | None = None
    agency_id: str | None = None
    area_id: str | None = None
    topics: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    publish_at: datetime | None = None
    embargo_until: datetime | None = None

    def fingerprint(self) -> str:
        """The same for the same request, as it was sent. JSON escapes what UTF-8 cannot carry."""
        return ids.fingerprint(
            json.dumps({**asdict(self), "kind": self.kind.value}, default=datetime.isoformat)
        )


async def publish_article(
    session: WriteSession, viewer: Viewer, input: PublishArticle, now: datetime
) -> Article:
    """Takes an article from an editor or admin; a retry with the same key gives the same article.

    Raises NotAllowed, Conflict when the key belongs to another request, and InvalidInput with every
    fault at once.
    """
    require(viewer, *policy.EDITORS)
    author = await ensure_person(session, viewer)
    article_id = ids.uuid7()
    faults: list[FieldFault] = []
    key_fault = idempotency.key_fault("input.idempotencyKey", input.idempotency_key)
    if key_fault is None:
        earlier = await idempotency.claim(
            session,
            person_id=author.id,
            operation="publishArticle",
            key=input.idempotency_key,
            request=input.fingerprint(),
            result_id=article_id,
            now=now,
        )
        if earlier is not None:
            return await _made_before(session, earlier)
    else:
        faults.append(key_fault)

    title_id, title_en = texts.line(input.title_id), texts.line(input.title_en)
    summary_id, summary_en = texts.block(input.summary_id), texts.block(input.summary_en)
    body_id, body_en = texts.block(input.body_id), texts.block(input.body_en)
    faults += texts.faults_of(
        [
            texts.Field("input.titleId", title_id, texts.LONGEST_TITLE, 5),
            texts.Field("input.titleEn", title_en, texts.LONGEST_TITLE),
            texts.Field("input.summaryId", summary_id, texts.LONGEST_SUMMARY, 1),
            texts.Field("input.summaryEn", summary_en, texts.LONGEST_SUMMARY),
            texts.Field("input.bodyId", body_id, texts.LONGEST_BODY, 1),
            texts.Field("input.bodyEn", body_en, texts.LONGEST_BODY),
        ]
    )
    topics = list(dict.fromkeys(clean(topic).lower() for topic in input.topics))
    faults += _topic_faults(topics)
    faults += _time_faults(input, now)
    slug = input.slug
    if slug is not None and (not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG):
        faults.append(_SLUG_FAULT)
    if input.agency_id and await _missing(session, Agency, input.agency_id):
        faults.append(_unknown("input.agency", "dinas", "agency"))
    area = await _area(session, input.area_id)
    if input.area_id and area is None:
        faults.append(_unknown("input.area", "wilayah", "area"))
    digests: Sequence[str] = ()
    try:
        digests = await _images(session, viewer, input.images)
    except InvalidInput as problem:
        faults += problem.faults
    if faults or not (title_id and summary_id and body_id):
        raise InvalidInput(*faults)

    shown_id = render_body(body_id)
    shown_en = render_body(body_en) if body_en else None
    published_at = input.publish_at or now
    article = await _insert(
        session,
        slug,
        Article(
            id=article_id,
            slug=slug or slug_of(title_id),
            kind=input.kind,
            title_id=title_id,
            title_en=title_en,
            summary_id=summary_id,
            summary_en=summary_en,
            body_id=body_id,
            body_en=body_en,
            html_id=shown_id.html,
            html_en=shown_en.html if shown_en else None,
            text_id=shown_id.text,
            text_en=shown_en.text if shown_en else None,
            agency_id=input.agency_id,
            area_id=area.id if area else None,
            district_id=_district_of(area),
            topics=topics,
            published_at=published_at,
            embargo_until=input.embargo_until,
            visible_at=max(published_at, input.embargo_until or published_at),
            updated_at=now,
            author_id=author.id,
        ),
    )
    session.add_all(ArticleTopic(article_id=article.id, topic=topic) for topic in topics)
    session.add_all(
        ArticleImage(article_id=article.id, image_digest=digest, position=position)
        for position, digest in enumerate(digests)
    )
    await session.flush()
    await texts.make_findable(session, article)
    return article


def slug_of(title: str) -> str:
    """A title as part of an address: ASCII letters and digits, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))
    if len(slug) > _LONGEST_SLUG:
        slug = slug[:_LONGEST_SLUG].rpartition("-")[0] or slug[:_LONGEST_SLUG]
    return slug or "artikel"


async def _insert(session: WriteSession, wanted: str | None, article: Article) -> Article:
    """Stores an article under its slug; one that we chose gives way to an older one's.

    The unique index decides, not a look beforehand: two editors may use one title at once.
    """
    try:
        async with session.begin_nested():
            session.add(article)
            await session.flush()
    except IntegrityError:
        taken = await session.scalar(
            select(Article.id).where(col(Article.slug) == article.slug).limit(1)
        )
        if taken is None:
            raise
        if wanted is not None:
            raise InvalidInput(
                FieldFault(
                    "input.slug",
                    Words(
                        "input.slug: alamat ini sudah dipakai artikel lain.",
                        "input.slug: another article has this address already.",
                    ),
                )
            ) from None
        # The tail of a version 7 UUID is random: the second attempt does not meet anybody.
        article.slug = f"{article.slug}-{article.id[-8:]}"
        session.add(article)
        await session.flush()
    return article


async def _made_before(session: WriteSession, article_id: str) -> Article:
    article = await session.get(Article, article_id)
    if article is None:
        raise NotFound(
            Words(
                "Artikel dari permintaan ini sudah dihapus.",
                "The article that this request made has been deleted.",
            )
        )
    return article


async def _missing(session: WriteSession, model: type[Agency], id: str) -> bool:
    return not ids.is_uuid(id) or await session.get(model, id) is None


async def _area(session: WriteSession, area_id: str | None) -> Area | None:
    return await session.get(Area, area_id) if area_id and ids.is_uuid(area_id) else None


def _district_of(area: Area | None) -> str | None:
    if area is None:
        return None
    if area.level is AreaLevel.VILLAGE:
        return area.parent_id
    return area.id if area.level is AreaLevel.DISTRICT else None


async def _images(session: WriteSession, viewer: Viewer, uploads: tuple[str, ...]) -> Sequence[str]:
    if len(uploads) > MOST_IMAGES or len(set(uploads)) < len(uploads):
        raise InvalidInput(
            FieldFault(
                "input.images",
                Words(
                    f"input.images: paling banyak {MOST_IMAGES} gambar, masing-masing sekali.",
                    f"input.images: at most {MOST_IMAGES} images, each of them once.",
                ),
            )
        )
    return await claim_uploads(session, viewer, list(uploads), "input.images") if uploads else ()


_SLUG_FAULT: Final = FieldFault(
    "input.slug",
    Words(
        f"input.slug: huruf kecil, angka dan tanda hubung, paling banyak {_LONGEST_SLUG}.",
        f"input.slug: small letters, digits and hyphens, at most {_LONGEST_SLUG}.",
    ),
)


def _unknown(path: str, id: str, en: str) -> FieldFault:
    return FieldFault(
        path, Words(f"{path}: {id} ini tidak ada.", f"{path}: there is no such {en}.")
    )


def _topic_faults(topics: list[str]) -> list[FieldFault]:
    faults = []
    if len(topics) > MOST_TOPICS:
        words = Words(
            f"input.topics: {len(topics)} topik; paling banyak {MOST_TOPICS}.",
            f"input.topics: {len(topics)} topics; at most {MOST_TOPICS}.",
        )
        faults.append(FieldFault("input.topics", words))
    if not all(_TOPIC.fullmatch(topic) and len(topic) <= 64 for topic in topics):
        words = Words(
            "input.topics: huruf kecil, angka dan tanda hubung, misalnya layanan-digital.",
            "input.topics: small letters, digits and hyphens, such as layanan-digital.",
        )
        faults.append(FieldFault("input.topics", words))
    return faults


def _time_faults(input: PublishArticle, now: datetime) -> list[FieldFault]:
    faults = []
    if input.publish_at is not None and input.publish_at < now:
        words = Words(
            "input.publishAt: sudah lewat; kosongkan untuk terbit sekarang.",
            "input.publishAt: it is past; leave it out to publish now.",
        )
        faults.append(FieldFault("input.publishAt", words))
    if input.embargo_until is not None and input.embargo_until <= (input.publish_at or now):
        words = Words(
            "input.embargoUntil: harus sesudah waktu terbit.",
            "input.embargoUntil: it must come after the time of publishing.",
        )
        faults.append(FieldFault("input.embargoUntil", words))
    return faults
