"""PUT /uploads/{id}: where a photo promised by requestUpload arrives."""

import asyncio
import tempfile
from datetime import datetime
from typing import IO, Any, Final

import orjson
import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from api.db.session import Database
from api.http.addresses import PublicAddress
from api.http.auth import request_language
from api.kit import clock
from api.kit.problems import NotFound, Problem, Words
from api.storage import library
from api.storage.images import MAX_BYTES, ImageRefused, ImagesBusy, Processed
from api.storage.models import StoredImage
from api.storage.pool import ImagePool
from api.storage.store import Store, StoreUnavailable
from api.uploads import service
from api.uploads.models import Upload

MOST_AT_ONCE: Final = 64
"""Photos that may be arriving at the same time; they wait on disk, not in memory."""
IN_MEMORY: Final = 256_000
SLOWEST_CHUNK_SECONDS: Final = 20.0
LONGEST_SECONDS: Final = 300.0
"""15 MB in this time is 400 kbit/s: a phone on a poor 3G network gets through."""

_ANY_ORIGIN: Final = {"Access-Control-Allow-Origin": "*"}
"""A web app of any origin may send: the id, not a cookie, is what it takes."""

_log = structlog.get_logger("uploads")


class _Answer(Exception):
    """Ends a request with a status and words."""

    def __init__(self, status: int, words: Words, state: str | None = None) -> None:
        super().__init__(words.en)
        self.status = status
        self.words = words
        self.state = state


_BUSY: Final = Words(
    "Banyak foto sedang diterima. Kirim lagi sebentar.",
    "Many photos are arriving right now. Send it again shortly.",
)
_AWAY: Final = Words(
    "Foto belum dapat disimpan karena gangguan di sisi kami. Kirim lagi sebentar.",
    "The photo could not be stored: the fault is on our side. Send it again shortly.",
)
_TOO_LARGE: Final = Words(
    f"Foto lebih besar dari {MAX_BYTES} byte (15 MB). Kirim foto yang lebih kecil.",
    f"The photo is larger than {MAX_BYTES} bytes (15 MB). Send a smaller one.",
)
_OTHER_SIZE: Final = Words(
    "Ukuran foto tidak sama dengan byteSize yang disebut saat meminta unggahan: {promised} byte"
    " dijanjikan, {sent} byte dikirim.",
    "The photo's size is not the byteSize named when the upload was asked for: {promised} bytes"
    " promised, {sent} bytes sent.",
)
_OTHER_TYPE: Final = Words(
    "Content-Type harus {promised}, seperti saat meminta unggahan.",
    "The Content-Type must be {promised}, as when the upload was asked for.",
)
_TOO_SLOW: Final = Words(
    "Foto tidak sampai dalam batas waktu. Periksa jaringan, lalu kirim lagi.",
    "The photo did not arrive in time. Check the network, then send it again.",
)
_READY: Final = Words("Foto sudah diterima.", "The photo has been taken.")


class UploadDoor:
    """Receives photos; needs no token, because whoever knows the id was given it."""

    def __init__(
        self, database: Database, store: Store, pool: ImagePool, public_address: PublicAddress
    ) -> None:
        self._database = database
        self._store = store
        self._pool = pool
        self._public_address = public_address
        self._free = MOST_AT_ONCE

    async def put(self, request: Request) -> Response:
        """Takes a photo. A repeated PUT of one that was taken answers as the first did."""
        try:
            upload = await self._receive(request, clock.now())
            return await self._ready(request, upload)
        except _Answer as answer:
            return self._told(request, answer.status, answer.words, answer.state)
        except Problem as problem:
            status = 404 if isinstance(problem, NotFound) else 410
            return self._told(request, status, problem.words)
        except (SQLAlchemyError, StoreUnavailable, OSError) as error:
            _log.error("upload.not_stored", error=type(error).__name__, exc_info=error)
            return self._told(request, 503, _AWAY)
        except ClientDisconnect:
            # Nobody is there to read it, and nothing was recorded: the photo can be sent again.
            return Response(status_code=400)

    async def preflight(self, _request: Request) -> Response:
        """A browser asks before it PUTs from a page of another origin."""
        return Response(
            status_code=204,
            headers={
                **_ANY_ORIGIN,
                "Access-Control-Allow-Methods": "PUT",
                "Access-Control-Allow-Headers": "Content-Type, Accept-Language",
                "Access-Control-Max-Age": "86400",
            },
        )

    async def _receive(self, request: Request, now: datetime) -> Upload:
        upload_id = request.path_params["id"]
        async with self._database.read() as reader:
            upload = await service.open_upload(reader, upload_id, now)
        if upload.image_digest is not None:
            return upload
        self._check_headers(request, upload)
        if not self._free:
            raise _Answer(503, _BUSY)
        self._free -= 1
        try:
            with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
                await self._read_body(request, upload, file)
                processed = await self._process(upload, file)
        finally:
            self._free += 1
        await library.keep_renditions(self._store, processed)
        async with self._database.write() as session:
            upload = await service.receive(session, upload.id, processed)
        await library.keep_renditions(self._store, processed)
        return upload

    @staticmethod
    def _check_headers(request: Request, upload: Upload) -> None:
        """Refuses by the headers alone what can be known from them: a phone pays for its bytes."""
        declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if declared not in ("", upload.content_type):
            raise _Answer(415, _OTHER_TYPE.fill(promised=upload.content_type))
        length = request.headers.get("content-length")
        if length is None:
            return
        if not length.isascii() or not length.isdecimal() or int(length) > MAX_BYTES:
            raise _Answer(413, _TOO_LARGE)
        if int(length) != upload.byte_size:
            raise _Answer(400, _OTHER_SIZE.fill(promised=upload.byte_size, sent=length))

    @staticmethod
    async def _read_body(request: Request, upload: Upload, file: IO[bytes]) -> None:
        received = 0
        chunks = request.stream()
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                while True:
                    async with asyncio.timeout(SLOWEST_CHUNK_SECONDS):
                        chunk = await anext(chunks, None)
                    if chunk is None:
                        break
                    received += len(chunk)
                    if received > upload.byte_size:
                        raise _Answer(
                            413, _OTHER_SIZE.fill(promised=upload.byte_size, sent=f"> {received}")
                        )
                    file.write(chunk)
        except TimeoutError:
            raise _Answer(408, _TOO_SLOW) from None
        finally:
            await chunks.aclose()
        if received != upload.byte_size:
            raise _Answer(400, _OTHER_SIZE.fill(promised=upload.byte_size, sent=received))

    async def _process(self, upload: Upload, file: IO[bytes]) -> Processed:
        file.seek(0)
        try:
            return await self._pool.process(file.read(), upload.content_type)
        except ImageRefused as refused:
            async with self._database.write() as session:
                await service.receive(session, upload.id, None)
            words = refused.words
            raise _Answer(422, words, "REFUSED") from None
        except ImagesBusy:
            raise _Answer(503, ImagesBusy.words) from None

    async def _ready(self, request: Request, upload: Upload) -> Response:
        async with self._database.read() as reader:
            image = await reader.get(StoredImage, upload.image_digest)
        assert image is not None  # the foreign key says so
        base = self._public_address.base_of(request.scope)
        shown = {
            "url": f"{base}/media/{image.digest}/{library.RENDITION_WIDTHS[1]}.webp",
            "width": image.width,
            "height": image.height,
            "thumbhash": image.thumbhash,
        }
        return self._told(request, 200, _READY, upload.state.name, shown)

    @staticmethod
    def _told(
        request: Request,
        status: int,
        words: Words,
        state: str | None = None,
        image: dict[str, Any] | None = None,
    ) -> Response:
        language = request_language(request)
        body: dict[str, Any] = {"state": state} if state else {}
        if image:
            body["image"] = image
        body["message"] = words.text(language)
        headers = {
            **_ANY_ORIGIN,
            "Cache-Control": "no-store",
            "Content-Language": language.lower(),
            "X-Content-Type-Options": "nosniff",
        }
        if status == 503:
            headers["Retry-After"] = "5"
        if status == 408:
            headers["Connection"] = "close"
        return Response(orjson.dumps(body), status, headers=headers, media_type="application/json")


def routes(
    database: Database, store: Store, pool: ImagePool, public_address: PublicAddress
) -> list[Route]:
    """The routes of the door."""
    door = UploadDoor(database, store, pool, public_address)
    return [
        Route("/uploads/{id}", door.put, methods=["PUT"]),
        Route("/uploads/{id}", door.preflight, methods=["OPTIONS"]),
    ]
