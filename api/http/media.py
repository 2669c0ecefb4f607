"""Pictures: GET /media/{digest}/{width}.webp and GET /cameras/{code}/latest.webp.

A picture's address is made of the hash of its bytes: it cannot be guessed, and what is behind it
never changes. Still it is shown only to people who may see something that it belongs to, by the
same policies as everything else: each subject gives a predicate, and any one of them is enough.

When a report is hidden or an article withdrawn, its pictures are refused here within ten seconds
and by shared caches within the hour. A device that has fetched one keeps its copy for a day:
`immutable` saves it from asking again in that time, which is true of the bytes; that everyone may
see them is not true for ever, so the day is short.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import structlog
from cachetools import TTLCache
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.cctv.models import Camera
from api.db.session import Database
from api.http.auth import Authenticator
from api.http.conditional import http_date, not_modified
from api.http.replies import NO_SNIFFING, message_reply
from api.identity.tokens import viewer as viewer_from
from api.identity.values import Viewer
from api.kit import clock
from api.kit.problems import ProblemCode, Words
from api.storage import library
from api.storage.images import CONTENT_TYPE
from api.storage.store import Store, StoreUnavailable

Usage = Callable[[str, Viewer], ColumnElement[bool]]
"""Whether a picture, by its digest, belongs to something of one subject that the viewer may see."""

REMEMBERED_SECONDS: Final = 10.0
MOST_REMEMBERED: Final = 10_000
_DECIDING: Final = frozenset({"report", "report_photo", "article"})
"""The tables whose changes may end that strangers see a picture."""
PUBLICLY: Final = "public, max-age=86400, s-maxage=3600, immutable"
BRIEFLY: Final = "public, max-age=10, stale-while-revalidate=20, stale-if-error=300"
_PRIVATE: Final = "private, max-age=3600"
_WIDTHS: Final = {str(width): width for width in library.RENDITION_WIDTHS}
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SAFE: Final[Mapping[str, str]] = {
    **NO_SNIFFING,
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_log = structlog.get_logger("media")

_NO_PICTURE: Final = Words(
    "Gambar ini tidak ditemukan. Muat ulang halamannya.",
    "This picture was not found. Reload the page.",
)
_NO_CAMERA: Final = Words(
    "Kamera ini tidak ditemukan. Pilih lagi dari daftar kamera.",
    "This camera was not found. Choose one from the list of cameras.",
)
_NO_FRAME: Final = Words(
    "Kamera ini belum memberi gambar. Coba lagi beberapa saat lagi.",
    "This camera has not given a picture yet. Try again in a moment.",
)
_BAD_WIDTH: Final = Words(
    "Lebar gambar harus bilangan bulat mulai dari 1, dalam piksel.",
    "The picture's width must be a whole number of pixels, from 1 on.",
)
_AWAY: Final = Words(
    "Gambar belum dapat diambil karena gangguan di sisi kami. Coba lagi beberapa saat lagi.",
    "The picture cannot be fetched because of a fault on our side. Try again in a moment.",
)


async def image_is_visible(
    session: AsyncSession, usages: Sequence[Usage], digest: str, viewer: Viewer
) -> bool:
    """Whether a viewer may see anything that shows this picture."""
    shown = select(or_(*(usage(digest, viewer) for usage in usages)))
    return bool((await session.execute(shown)).scalar_one())


class MediaEndpoint:
    """Serves pictures out of the store."""

    def __init__(
        self,
        database: Database,
        store: Store,
        authenticator: Authenticator,
        usages: Sequence[Usage],
    ) -> None:
        """Without usages no picture is shown to anybody."""
        self._database = database
        self._store = store
        self._authenticator = authenticator
        self._usages = usages
        self._public: TTLCache[str, bool] = TTLCache(
            MOST_REMEMBERED, ttl=REMEMBERED_SECONDS, timer=lambda: time.monotonic()
        )
        database.on_commit(self._forget)

    async def media(self, request: Request) -> Response:
        """A picture: the same bytes at its address for as long as the viewer may see them."""
        digest, width = request.path_params["digest"], _WIDTHS.get(request.path_params["width"])
        if not _DIGEST.fullmatch(digest) or width is None:
            return _not_found(request, _NO_PICTURE)
        try:
            if await self._is_public(digest):
                cache = PUBLICLY
            elif await self._is_for(request, digest):
                cache = _PRIVATE
            else:
                return _not_found(request, _NO_PICTURE)
            headers = {"Cache-Control": cache}
            found = await self._picture(request, digest, width, headers)
            return found or _not_found(request, _NO_PICTURE)
        except (SQLAlchemyError, StoreUnavailable, OSError) as error:
            return _away(request, error)

    async def latest(self, request: Request) -> Response:
        """A camera's latest good frame; the camera's own address stays ours."""
        wish = request.query_params.get("width", str(library.RENDITION_WIDTHS[1]))
        if not wish.isascii() or not wish.isdecimal() or not int(wish[:9]) > 0:
            return message_reply(request, 400, _BAD_WIDTH, code=ProblemCode.OUT_OF_RANGE)
        try:
            async with self._database.read() as reader:
                camera = (
                    await reader.execute(
                        select(col(Camera.image_digest), col(Camera.captured_at)).where(
                            col(Camera.code) == _without_nul(request.path_params["code"])
                        )
                    )
                ).one_or_none()
            if camera is None:
                return _not_found(request, _NO_CAMERA)
            if camera.image_digest is None:
                return message_reply(request, 503, _NO_FRAME)
            headers = {
                "Cache-Control": BRIEFLY,
                "Last-Modified": http_date(camera.captured_at),
            }
            width = library.rendition_width(int(wish[:9]))
            found = await self._picture(request, camera.image_digest, width, headers)
            return found or message_reply(request, 503, _NO_FRAME)
        except (SQLAlchemyError, StoreUnavailable, OSError) as error:
            return _away(request, error)

    def _forget(self, tables: frozenset[str]) -> None:
        """What has just been hidden, withdrawn or taken away is shown to nobody from now on."""
        if tables & _DECIDING:
            self._public.clear()

    async def _is_public(self, digest: str) -> bool:
        known = self._public.get(digest)
        if known is not None:
            return known
        anonymous = viewer_from(None, "ID", clock.now())
        async with self._database.read() as reader:
            public = await image_is_visible(reader, self._usages, digest, anonymous)
        self._public[digest] = public
        return public

    async def _is_for(self, request: Request, digest: str) -> bool:
        viewer = await self._authenticator.viewer_or_anonymous(request)
        if not viewer.is_signed_in:
            return False
        async with self._database.read() as reader:
            return await image_is_visible(reader, self._usages, digest, viewer)

    async def _picture(
        self,
        request: Request,
        digest: str,
        width: int,
        headers: Mapping[str, str],
    ) -> Response | None:
        """The picture, a 304 for a client that has it, or None if the store has no such picture."""
        headers = {**_SAFE, **headers, "ETag": f'"{digest[:32]}-{width}"'}
        if (unchanged := not_modified(request, headers)) is not None:
            return unchanged
        data = await library.read(self._store, digest, width)
        if data is None:
            return None
        return Response(data, headers=headers, media_type=CONTENT_TYPE)


def routes(
    database: Database,
    store: Store,
    authenticator: Authenticator,
    usages: Sequence[Usage],
) -> list[Route]:
    """The routes; `usages` holds a predicate of each subject that shows pictures."""
    endpoint = MediaEndpoint(database, store, authenticator, usages)
    return [
        Route("/media/{digest}/{width}.webp", endpoint.media, methods=["GET"]),
        Route("/cameras/{code}/latest.webp", endpoint.latest, methods=["GET"]),
    ]


def _without_nul(text: str) -> str:
    """PostgreSQL takes no NUL in a value; no code has one."""
    return text.replace("\x00", "")


def _away(request: Request, error: Exception) -> Response:
    _log.error("media.unavailable", error=type(error).__name__, exc_info=error)
    return message_reply(request, 503, _AWAY)


def _not_found(request: Request, words: Words) -> Response:
    return message_reply(request, 404, words, code=ProblemCode.NOT_FOUND)
