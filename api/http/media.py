"""Pictures: GET /media/{digest}/{width}.webp and GET /cameras/{code}/latest.webp.

A picture's address is made of the hash of its bytes: it cannot be guessed, and what is behind it
never changes. Still it is shown only to those who may see something that it belongs to, by the same
policies as everything else: each subject gives a predicate, and any one of them is enough.

When a report is hidden or an article withdrawn, its pictures are refused here within ten seconds
and by shared caches within the hour. A device that has fetched one keeps its copy for a day:
`immutable` saves it from asking again in that time, which is true of the bytes; that everybody may
see them is not true for ever, so the day is short.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from email.utils import format_datetime
from typing import Any, Final

import orjson
import structlog
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.cctv.models import Camera
from api.db.session import Database
from api.http.auth import Authenticator, request_language
from api.identity.tokens import viewer as viewer_from
from api.identity.values import Viewer
from api.kit import clock
from api.kit.problems import Words
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
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
_log = structlog.get_logger("media")

_NO_PICTURE: Final = Words(
    "Gambar ini tidak ada. Ambil alamatnya lagi dari API.",
    "There is no such picture. Take its address from the API again.",
)
_NO_CAMERA: Final = Words(
    "Kamera dengan kode ini tidak ada. Daftarnya ada di kueri `cameras`.",
    "There is no camera with this code. The query `cameras` lists them.",
)
_NO_FRAME: Final = Words(
    "Kamera ini belum memberi gambar. Coba lagi sebentar.",
    "This camera has given no picture yet. Try again shortly.",
)
_BAD_WIDTH: Final = Words(
    "`width` harus bilangan bulat mulai dari 1, dalam piksel.",
    "`width` must be a whole number of pixels, from 1 on.",
)
_AWAY: Final = Words(
    "Gambar belum dapat diambil karena gangguan di sisi kami. Coba lagi sebentar.",
    "The picture cannot be fetched now: the fault is on our side. Try again shortly.",
)


async def image_is_visible(
    session: AsyncSession, usages: Sequence[Usage], digest: str, viewer: Viewer
) -> bool:
    """Whether a viewer may see anything that shows this picture."""
    shown = select(or_(*(usage(digest, viewer) for usage in usages)))
    return bool((await session.execute(shown)).scalar_one())


class MediaDoor:
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
        self._public: OrderedDict[str, tuple[bool, float]] = OrderedDict()
        database.on_commit(self._forget)

    async def media(self, request: Request) -> Response:
        """A picture: the same bytes at its address for as long as the viewer may see them."""
        digest, width = request.path_params["digest"], _WIDTHS.get(request.path_params["width"])
        if not _DIGEST.fullmatch(digest) or width is None:
            return _told(request, 404, _NO_PICTURE)
        try:
            if await self._is_public(digest):
                cache = PUBLICLY
            elif await self._is_for(request, digest):
                cache = _PRIVATE
            else:
                return _told(request, 404, _NO_PICTURE)
            headers = {"Cache-Control": cache}
            return await self._picture(request, digest, width, headers, (404, _NO_PICTURE))
        except (SQLAlchemyError, StoreUnavailable, OSError) as error:
            return _away(request, error)

    async def latest(self, request: Request) -> Response:
        """A camera's latest good frame; the camera's own address stays ours."""
        wish = request.query_params.get("width", str(library.RENDITION_WIDTHS[1]))
        if not wish.isascii() or not wish.isdecimal() or not int(wish[:9]) > 0:
            return _told(request, 400, _BAD_WIDTH)
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
                return _told(request, 404, _NO_CAMERA)
            if camera.image_digest is None:
                return _told(request, 503, _NO_FRAME)
            headers = {
                "Cache-Control": BRIEFLY,
                "Last-Modified": format_datetime(camera.captured_at, usegmt=True),
            }
            width = library.rendition_width(int(wish[:9]))
            return await self._picture(
                request, camera.image_digest, width, headers, (503, _NO_FRAME)
            )
        except (SQLAlchemyError, StoreUnavailable, OSError) as error:
            return _away(request, error)

    def _forget(self, tables: frozenset[str]) -> None:
        """What has just been hidden, withdrawn or taken away is shown to nobody from now on."""
        if tables & _DECIDING:
            self._public.clear()

    async def _is_public(self, digest: str) -> bool:
        known = self._public.get(digest)
        if known is not None and time.monotonic() < known[1]:
            return known[0]
        anonymous = viewer_from(None, "ID", clock.now())
        async with self._database.read() as reader:
            public = await image_is_visible(reader, self._usages, digest, anonymous)
        self._public[digest] = (public, time.monotonic() + REMEMBERED_SECONDS)
        self._public.move_to_end(digest)
        if len(self._public) > MOST_REMEMBERED:
            self._public.popitem(last=False)
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
        missing: tuple[int, Words],
    ) -> Response:
        tag = f'"{digest[:32]}-{width}"'
        headers = {**_SAFE, **headers, "ETag": tag}
        if matches(request, tag):
            return Response(status_code=304, headers=headers)
        data = await library.read(self._store, digest, width)
        if data is None:
            return _told(request, *missing)
        return Response(data, headers=headers, media_type=CONTENT_TYPE)


def matches(request: Request, tag: str) -> bool:
    """Whether If-None-Match names this entity tag, compared weakly (RFC 9110, section 13.1.2)."""
    asked = request.headers.get("if-none-match", "")
    if asked.strip() == "*":
        return True
    bare = tag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") == bare for one in asked.split(","))


def routes(
    database: Database,
    store: Store,
    authenticator: Authenticator,
    usages: Sequence[Usage],
) -> list[Route]:
    """The routes of the door; `usages` holds a predicate of each subject that shows pictures."""
    door = MediaDoor(database, store, authenticator, usages)
    return [
        Route("/media/{digest}/{width}.webp", door.media, methods=["GET"]),
        Route("/cameras/{code}/latest.webp", door.latest, methods=["GET"]),
    ]


def _without_nul(text: str) -> str:
    """PostgreSQL takes no NUL in a value; no code has one."""
    return text.replace("\x00", "")


def _away(request: Request, error: Exception) -> Response:
    _log.error("media.unavailable", error=type(error).__name__, exc_info=error)
    return _told(request, 503, _AWAY)


def _told(request: Request, status: int, words: Words) -> Response:
    language = request_language(request)
    body: dict[str, Any] = {"message": words.text(language)}
    headers = {
        "Cache-Control": "no-store",
        "Content-Language": language.lower(),
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Allow-Origin": "*",
    }
    if status == 503:
        headers["Retry-After"] = "10"
    return Response(orjson.dumps(body), status, headers=headers, media_type="application/json")
