"""PUT /uploads/{id}: where a photo promised by requestUpload arrives."""

import asyncio
import tempfile
from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any, Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from api.db.session import Database
from api.http.addresses import PublicAddress
from api.http.replies import message_reply
from api.kit import clock
from api.kit.problems import NotFound, Problem, ProblemCode, Words
from api.storage import library
from api.storage.images import ImageRefused, ImagesBusy, Processed, Refusal
from api.storage.models import StoredImage
from api.storage.photo_limits import MAX_BYTES
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
_SHOWN_WIDTH: Final = library.RENDITION_WIDTHS[1]

_CODES: Final = {
    Refusal.TOO_LARGE: ProblemCode.TOO_LARGE,
    Refusal.TOO_MANY_PIXELS: ProblemCode.TOO_LARGE,
    Refusal.TOO_DEMANDING: ProblemCode.TOO_LARGE,
    Refusal.BROKEN: ProblemCode.INVALID,
}
"""Why a photo was refused; the other reasons are all its kind."""

_log = structlog.get_logger("uploads")


class _Refused(Exception):
    """Ends a request with a status and words; `body` holds what else an app needs."""

    def __init__(
        self,
        status: int,
        words: Words,
        code: ProblemCode | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(words.en)
        self.status = status
        self.words = words
        self.code = code
        self.body = body


_BUSY: Final = Words(
    "Banyak foto sedang diterima. Kirim lagi beberapa saat lagi.",
    "Many photos are arriving right now. Send it again in a moment.",
)
_AWAY: Final = Words(
    "Foto belum dapat disimpan karena gangguan di sisi kami. Kirim lagi beberapa saat lagi.",
    "The photo could not be stored because of a fault on our side. Send it again in a moment.",
)
_TOO_LARGE: Final = Words(
    "Foto lebih besar dari 15 MB. Kirim foto yang lebih kecil.",
    "The photo is larger than 15 MB. Send a smaller one.",
)
_CHANGED: Final = Words(
    "Foto ini tidak sama dengan yang tadi dipilih. Pilih dan kirim ulang fotonya.",
    "This photo is not the one that was chosen. Choose it and send it again.",
)
_TOO_SLOW: Final = Words(
    "Pengiriman foto terlalu lama. Periksa koneksi, lalu kirim ulang.",
    "Sending the photo took too long. Check the connection, then send it again.",
)
_READY: Final = Words("Foto sudah diterima.", "The photo has been received.")


def _other_size(upload: Upload, received: int, status: int = 400) -> _Refused:
    return _Refused(
        status,
        _CHANGED,
        ProblemCode.OUT_OF_RANGE,
        {"expectedBytes": upload.byte_size, "receivedBytes": received},
    )


class UploadEndpoint:
    """Receives photos; needs no token, because only the person who asked was given the id."""

    def __init__(
        self, database: Database, store: Store, pool: ImagePool, public_address: PublicAddress
    ) -> None:
        self._database = database
        self._store = store
        self._pool = pool
        self._public_address = public_address
        self._free = MOST_AT_ONCE

    async def put(self, request: Request) -> Response:
        """Receives a photo. A repeated PUT of one that was received gets the first one's reply."""
        try:
            upload = await self._receive(request, clock.now())
            return await self._ready(request, upload)
        except _Refused as refused:
            # What is left of a body that came too slowly is not waited for.
            headers = {"Connection": "close"} if refused.status == 408 else {}
            if refused.words is ImagesBusy.words:  # a place is free again in seconds
                headers["Retry-After"] = "5"
            return message_reply(
                request,
                refused.status,
                refused.words,
                headers,
                code=refused.code,
                body=refused.body,
            )
        except Problem as problem:
            status = 404 if isinstance(problem, NotFound) else 410
            return message_reply(request, status, problem.words, code=problem.code)
        except (SQLAlchemyError, StoreUnavailable, OSError) as error:
            _log.error("upload.not_stored", error=type(error).__name__, exc_info=error)
            return message_reply(request, 503, _AWAY)
        except ClientDisconnect:
            # Nobody is there to read it, and nothing was recorded: the photo can be sent again.
            return Response(status_code=400)

    async def _receive(self, request: Request, now: datetime) -> Upload:
        upload_id = request.path_params["id"]
        async with self._database.read() as reader:
            upload = await service.open_upload(reader, upload_id, now)
        if upload.image_digest is not None:
            return upload
        _check_headers(request, upload)
        if not self._free:
            raise _Refused(503, _BUSY)
        self._free -= 1
        try:
            with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
                await _read_body(request, upload, file)
                processed = await self._process(upload, file)
        finally:
            self._free += 1
        await library.keep_renditions(self._store, processed)
        async with self._database.write() as session:
            upload = await service.receive(session, upload.id, processed)
        await library.keep_renditions(self._store, processed)
        return upload

    async def _process(self, upload: Upload, file: IO[bytes]) -> Processed:
        file.seek(0)
        try:
            return await self._pool.process(file.read(), upload.content_type)
        except ImageRefused as refused:
            async with self._database.write() as session:
                await service.receive(session, upload.id, None)
            code = _CODES.get(refused.code, ProblemCode.UNSUPPORTED_TYPE)
            raise _Refused(422, refused.words, code, {"status": "REFUSED"}) from None
        except ImagesBusy:
            raise _Refused(503, ImagesBusy.words) from None

    async def _ready(self, request: Request, upload: Upload) -> Response:
        async with self._database.read() as reader:
            image = await reader.get(StoredImage, upload.image_digest)
        assert image is not None  # the foreign key says so
        base = self._public_address.base_of(request.scope)
        shown = {
            "url": f"{base}/media/{image.digest}/{_SHOWN_WIDTH}.webp",
            "width": image.width,
            "height": image.height,
            "thumbhash": image.thumbhash,
        }
        return message_reply(
            request, 200, _READY, body={"status": upload.state.name, "image": shown}
        )


def _check_headers(request: Request, upload: Upload) -> None:
    """Refuses by the headers alone what can be known from them: a phone pays for its bytes."""
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared not in ("", upload.content_type):
        raise _Refused(
            415,
            _CHANGED,
            ProblemCode.UNSUPPORTED_TYPE,
            {"expectedType": upload.content_type, "receivedType": declared},
        )
    length = request.headers.get("content-length")
    if length is None:
        return
    if not (length.isascii() and length.isdecimal() and len(length) <= 12):
        raise _Refused(413, _TOO_LARGE, ProblemCode.TOO_LARGE)
    if int(length) > MAX_BYTES:
        raise _Refused(413, _TOO_LARGE, ProblemCode.TOO_LARGE)
    if int(length) != upload.byte_size:
        raise _other_size(upload, int(length))


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
                    raise _other_size(upload, received, 413)
                file.write(chunk)
    except TimeoutError:
        raise _Refused(408, _TOO_SLOW) from None
    finally:
        await chunks.aclose()
    if received != upload.byte_size:
        raise _other_size(upload, received)


def routes(
    database: Database, store: Store, pool: ImagePool, public_address: PublicAddress
) -> list[Route]:
    """The route to which photos are sent."""
    endpoint = UploadEndpoint(database, store, pool, public_address)
    return [Route("/uploads/{id}", endpoint.put, methods=["PUT"])]
