"""Publishing an article: now or later, to everyone or first to the media."""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

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
from api.news.service import checks, texts
from api.news.values import ArticleKind, render_body
from api.uploads.service import claim_uploads


@dataclass(frozen=True, slots=True)
class PublishArticle:
    """An editor's request: bodies are Markdown, `images` are ids of finished uploads.

    The article appears at `publish_at`, by default now; until `embargo_until` only registered media
    outlets and editors can read it.
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
        """A hash of the request as it was sent. JSON escapes what UTF-8 cannot carry."""
        return ids.fingerprint(
            json.dumps({**asdict(self), "kind": self.kind.value}, default=datetime.isoformat)
        )


async def publish_article(
    session: WriteSession, viewer: Viewer, input: PublishArticle, now: datetime
) -> Article:
    """Stores an article of an editor or admin; a retry with the same key returns the same article.

    Raises NotAllowed, Conflict if the key belongs to another request, and InvalidInput with every
    fault at once.
    """
    require(viewer, *policy.EDITORS)
    author = await ensure_person(session, viewer)
    article_id = ids.uuid7()
    faults: list[FieldFault] = []
    earlier = await idempotency.replayed(
        session, person_id=author.id, operation="publishArticle", key=input.idempotency_key,
        request=input.fingerprint(), result_id=article_id, now=now, faults=faults,
    )  # fmt: skip
    if earlier is not None:
        return await _replayed(session, earlier)

    title_id, title_en = texts.line(input.title_id), texts.line(input.title_en)
    summary_id, summary_en = texts.block(input.summary_id), texts.block(input.summary_en)
    body_id, body_en = texts.block(input.body_id), texts.block(input.body_en)
    faults += texts.faults_of(
        [
            texts.Field(
                "input.title.indonesian", title_id, texts.LONGEST_TITLE, texts.SHORTEST_TITLE
            ),
            texts.Field("input.title.english", title_en, texts.LONGEST_TITLE),
            texts.Field("input.summary.indonesian", summary_id, texts.LONGEST_SUMMARY, 1),
            texts.Field("input.summary.english", summary_en, texts.LONGEST_SUMMARY),
            texts.Field("input.body.indonesian", body_id, texts.LONGEST_BODY, 1),
            texts.Field("input.body.english", body_en, texts.LONGEST_BODY),
        ]
    )
    topics = list(dict.fromkeys(clean(topic).lower() for topic in input.topics))
    faults += checks.topic_faults(topics)
    faults += checks.time_faults(input.publish_at, input.embargo_until, now)
    faults += checks.slug_faults(input.slug)
    if input.agency_id and not await _exists(session, Agency, input.agency_id):
        faults.append(checks.UNKNOWN_AGENCY)
    area = await _area(session, input.area_id)
    if input.area_id and area is None:
        faults.append(checks.UNKNOWN_AREA)
    digests: Sequence[str] = ()
    try:
        digests = await _claim_images(session, viewer, input.images)
    except InvalidInput as problem:
        faults += problem.faults
    if faults or not (title_id and summary_id and body_id):
        raise InvalidInput(*faults)

    rendered_id = render_body(body_id)
    rendered_en = render_body(body_en) if body_en else None
    published_at = input.publish_at or now
    article = await _insert(
        session,
        Article(
            id=article_id,
            slug=input.slug or slug_of(title_id),
            kind=input.kind,
            title_id=title_id,
            title_en=title_en,
            summary_id=summary_id,
            summary_en=summary_en,
            body_id=body_id,
            body_en=body_en,
            html_id=rendered_id.html,
            html_en=rendered_en.html if rendered_en else None,
            text_id=rendered_id.text,
            text_en=rendered_en.text if rendered_en else None,
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
        chosen=input.slug is not None,
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
    """A title as part of a URL: ASCII letters and digits, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))
    if len(slug) > checks.LONGEST_SLUG:
        slug = slug[: checks.LONGEST_SLUG].rpartition("-")[0] or slug[: checks.LONGEST_SLUG]
    return slug or "artikel"


async def _insert(session: WriteSession, article: Article, *, chosen: bool) -> Article:
    """Stores an article under its slug; one made from the title gives way to an older article's.

    Raises InvalidInput if the editor chose the slug of another article. The unique index decides,
    not a look beforehand: two editors may use the same title at once.
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
        if chosen:
            raise InvalidInput(checks.SLUG_TAKEN) from None
        # The tail of a version 7 UUID is random, so the second attempt meets no other article.
        article.slug = f"{article.slug}-{article.id[-8:]}"
        session.add(article)
        await session.flush()
    return article


async def _replayed(session: WriteSession, article_id: str) -> Article:
    article = await session.get(Article, article_id)
    if article is None:
        raise NotFound(
            Words(
                "Artikel dari permintaan ini sudah dihapus.",
                "The article from this request has been deleted.",
            )
        )
    return article


async def _exists(session: WriteSession, model: type[Agency], id: str) -> bool:
    return ids.is_uuid(id) and await session.get(model, id) is not None


async def _area(session: WriteSession, area_id: str | None) -> Area | None:
    return await session.get(Area, area_id) if area_id and ids.is_uuid(area_id) else None


def _district_of(area: Area | None) -> str | None:
    if area is None:
        return None
    if area.level is AreaLevel.VILLAGE:
        return area.parent_id
    return area.id if area.level is AreaLevel.DISTRICT else None


async def _claim_images(
    session: WriteSession, viewer: Viewer, uploads: tuple[str, ...]
) -> Sequence[str]:
    faults = checks.image_faults(uploads)
    if faults:
        raise InvalidInput(*faults)
    return await claim_uploads(session, viewer, list(uploads), "input.images") if uploads else ()
