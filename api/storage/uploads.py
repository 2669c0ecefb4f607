"""Photos on their way in: promised, received, used.

An upload's id is a secret, known to whoever asked for it: it is all that the PUT needs.
"""

import importlib.util
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Protocol

from sqlalchemy import ColumnElement, delete, false, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.db import idempotency
from api.db.base import table
from api.db.session import Database, WriteSession
from api.kit import ids
from api.kit.problems import (
    SIGN_IN,
    FieldFault,
    InvalidInput,
    NotAllowed,
    NotFound,
    Problem,
    ProblemCode,
    TooMany,
    Words,
)
from api.storage import library
from api.storage.images import MAX_BYTES, Processed, Taken
from api.storage.models import Upload, UploadState
from api.storage.store import Store

LIFETIME: Final = timedelta(hours=1)
"""How long a photo may be PUT after it was asked for."""
KEPT_UNUSED: Final = timedelta(days=1)
"""How long a finished photo waits to be used."""
MOST_WAITING: Final = 20
MOST_READY: Final = 60
"""How many finished photos of one person may wait to be used: else one could fill the disk."""
_TYPES: Final = ("image/jpeg", "image/png", "image/webp")
_HEIF_TYPES: Final = ("image/heic", "image/heif")


class Asker(Protocol):
    """What uploads need to know of a viewer."""

    @property
    def is_signed_in(self) -> bool: ...
    @property
    def person_id(self) -> str | None: ...


class Gone(Problem):
    """The upload was there, and its time is over: for the PUT alone, no answer of the graph."""

    default_code = ProblemCode.NOT_READY


UNKNOWN: Final = Words(
    "Unggahan ini tidak ada. Minta yang baru dengan requestUpload.",
    "There is no such upload. Ask for a new one with requestUpload.",
)
EXPIRED: Final = Words(
    "Waktu unggahan ini sudah habis. Minta yang baru dengan requestUpload.",
    "The time for this upload is over. Ask for a new one with requestUpload.",
)


def accepted_types() -> tuple[str, ...]:
    """The media types of photos that this server can take."""
    return _TYPES + (_HEIF_TYPES if importlib.util.find_spec("pillow_heif") else ())


async def request_upload(
    session: WriteSession,
    viewer: Asker,
    content_type: str,
    byte_size: int,
    now: datetime,
    *,
    keeps_taken: bool = False,
    idempotency_key: str | None = None,
) -> Upload:
    """Promises to take one photo of this type and size within the hour.

    `keeps_taken`: when and where it was taken is kept until it is used (`taken`). A retry with the
    same idempotency key gives the same upload, with a new hour where the old one is over.
    Raises NotAllowed when nobody is signed in, InvalidInput, Conflict when the key belongs to
    another request, and TooMany while 20 of the viewer's uploads wait for their photo, or 60 of
    their photos wait to be used.
    """
    if not viewer.is_signed_in or viewer.person_id is None:
        raise NotAllowed(SIGN_IN)
    declared = content_type.partition(";")[0].strip().lower()
    faults: list[FieldFault] = []
    if declared not in accepted_types():
        names = ", ".join(accepted_types())
        words = Words(
            f"input.contentType: jenis ini tidak diterima. Yang diterima: {names}.",
            f"input.contentType: this type is not taken. These are: {names}.",
        )
        faults.append(FieldFault("input.contentType", words))
    if not 0 < byte_size <= MAX_BYTES:
        words = Words(
            f"input.byteSize: 1 sampai {MAX_BYTES} byte (15 MB). Kirim foto yang lebih kecil.",
            f"input.byteSize: 1 to {MAX_BYTES} bytes (15 MB). Send a smaller photo.",
        )
        faults.append(FieldFault("input.byteSize", words))
    # All at random: uuid7's head tells the time, and this is a secret.
    upload_id = str(uuid.uuid4())
    earlier = await idempotency.replayed(
        session, person_id=viewer.person_id, operation="requestUpload", key=idempotency_key,
        request=sha256(f"{declared} {byte_size}".encode()).hexdigest(), result_id=upload_id,
        now=now, faults=faults,
    )  # fmt: skip
    if faults:
        raise InvalidInput(*faults)
    upload_id = earlier or upload_id
    made = await session.get(Upload, upload_id) if earlier else None
    if made is not None:
        if made.image_digest is None and made.expires_at <= now:
            await _check_room(session, viewer.person_id, now)
            made.expires_at = now + LIFETIME
            await session.flush()
        return made
    await _check_room(session, viewer.person_id, now)
    upload = Upload(
        id=upload_id,
        person_id=viewer.person_id,
        content_type=declared,
        byte_size=byte_size,
        keeps_taken=keeps_taken,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(upload)
    await session.flush()
    return upload


_BOUNDS: Final = (
    (
        (UploadState.WAITING, UploadState.REFUSED),
        timedelta(0),
        MOST_WAITING,
        Words(
            f"Ada {MOST_WAITING} unggahan yang menunggu fotonya. Kirim dahulu foto-foto itu.",
            f"{MOST_WAITING} uploads are waiting for their photo. Send those photos first.",
        ),
    ),
    (
        (UploadState.READY,),
        KEPT_UNUSED,
        MOST_READY,
        Words(
            f"Ada {MOST_READY} foto Anda yang belum dipakai. Pakai dahulu foto-foto itu.",
            f"{MOST_READY} of your photos have not been used. Use those photos first.",
        ),
    ),
)
"""States, how long they count after the time for the PUT is over, how many, and the refusal."""


async def _check_room(session: WriteSession, person: str, now: datetime) -> None:
    for states, kept, most, words in _BOUNDS:
        number, first = (
            await session.execute(
                select(func.count(), func.min(col(Upload.expires_at))).where(
                    col(Upload.person_id) == person,
                    col(Upload.state).in_(states),
                    col(Upload.expires_at) > now - kept,
                )
            )
        ).one()
        if number >= most:
            raise TooMany(words, max(1, int((first + kept - now).total_seconds()) + 1))


async def open_upload(session: AsyncSession, upload_id: str, now: datetime) -> Upload:
    """The upload that a PUT is for. Raises NotFound, and Gone when it came too late.

    One that is READY or USED is given at any time: a repeated PUT learns what became of the first.
    """
    upload = await session.get(Upload, upload_id) if ids.is_uuid(upload_id) else None
    if upload is None:
        raise NotFound(UNKNOWN)
    if upload.image_digest is None and upload.expires_at <= now:
        raise Gone(EXPIRED)
    return upload


async def receive(session: WriteSession, upload_id: str, processed: Processed | None) -> Upload:
    """Records what became of a photo: its picture, or None when it was refused.

    The first good photo stands: what comes after it changes nothing. Raises NotFound.
    """
    upload = (
        await session.execute(select(Upload).where(col(Upload.id) == upload_id).with_for_update())
    ).scalar_one_or_none()
    if upload is None:
        raise NotFound(UNKNOWN)
    if upload.state in (UploadState.READY, UploadState.USED):
        return upload
    if processed is None:
        upload.state = UploadState.REFUSED
    else:
        await library.keep_row(session, processed)
        upload.state = UploadState.READY
        upload.image_digest = processed.digest
        if upload.keeps_taken:
            _keep(upload, processed.taken)
    await session.flush()
    return upload


_NOT_YOURS: Final = Words(
    "{path}: unggahan ini tidak ada. Minta yang baru dengan requestUpload.",
    "{path}: there is no such upload. Ask for a new one with requestUpload.",
)
_NOT_FINISHED: Final = Words(
    "{path}: fotonya belum selesai diunggah. Kirim (PUT) dahulu fotonya ke alamat unggahan.",
    "{path}: its photo has not been uploaded. PUT the photo to the upload's address first.",
)
_USED: Final = Words(
    "{path}: foto ini sudah dipakai. Unggah lagi untuk memakainya sekali lagi.",
    "{path}: this photo has been used already. Upload it again to use it once more.",
)


async def claim_uploads(
    session: WriteSession, viewer: Asker, upload_ids: Sequence[str], field: str
) -> list[str]:
    """The image digests of the viewer's finished uploads, in the order given; uses them up.

    What was kept of their metadata is dropped.
    Raises InvalidInput with a fault for each that cannot be used, at `<field>.<position>`. One of
    somebody else's is told apart in no way from one that does not exist.
    """
    wanted = [upload_id for upload_id in upload_ids if ids.is_uuid(upload_id)]
    # Locked in one order: two requests over the same uploads wait for each other, and never both.
    rows = await session.execute(
        select(Upload)
        .where(col(Upload.id).in_(wanted), col(Upload.person_id) == viewer.person_id)
        .order_by(col(Upload.id))
        .with_for_update()
    )
    found = {upload.id: upload for upload in rows.scalars()} if viewer.person_id else {}
    faults: list[FieldFault] = []
    digests: list[str] = []
    for position, upload_id in enumerate(upload_ids):
        upload = found.get(upload_id)
        fault: Words | None = None
        if upload is None:
            fault = _NOT_YOURS
        elif upload.state is UploadState.USED:
            fault = _USED
        elif upload.state is not UploadState.READY or upload.image_digest is None:
            fault = _NOT_FINISHED
        else:
            digests.append(upload.image_digest)
            upload.state = UploadState.USED
            _keep(upload, Taken())
        if fault is not None:
            path = f"{field}.{position}"
            faults.append(FieldFault(path, fault.fill(path=path)))
    if faults:
        raise InvalidInput(*faults)
    await session.flush()
    return digests


async def taken(
    session: WriteSession, viewer: Asker, upload_ids: Sequence[str]
) -> dict[str, Taken]:
    """What the metadata of the viewer's photos said, by the upload; to be read before the claim."""
    rows = await session.execute(
        select(
            col(Upload.id),
            col(Upload.taken_at),
            col(Upload.taken_latitude),
            col(Upload.taken_longitude),
        ).where(
            col(Upload.id).in_([one for one in upload_ids if ids.is_uuid(one)]),
            col(Upload.person_id) == viewer.person_id,
        )
    )
    return {id: Taken(at, latitude, longitude) for id, at, latitude, longitude in rows.all()}


def _keep(upload: Upload, taken: Taken) -> None:
    upload.taken_at = taken.at
    upload.taken_latitude, upload.taken_longitude = taken.latitude, taken.longitude


async def forget_source(session: WriteSession, digest: str) -> None:
    """Forgets from which uploads a used picture came: whoever sent it sees it here no longer."""
    await session.execute(
        delete(Upload)
        .where(col(Upload.image_digest) == digest, col(Upload.state) == UploadState.USED)
        .execution_options(synchronize_session=False)
    )


def shows_own_upload(digest: str, viewer: Asker) -> ColumnElement[bool]:
    """Whether a picture came from the viewer's own upload: they may look at what they sent."""
    if not viewer.is_signed_in or viewer.person_id is None:
        return false()
    upload = table(Upload)
    return (
        select(upload.c.id)
        .where(upload.c.image_digest == digest, upload.c.person_id == viewer.person_id)
        .exists()
    )


async def sweep(database: Database, store: Store, now: datetime) -> int:
    """Forgets uploads whose time is over, and pictures that nothing shows; gives their number."""
    async with database.write() as session:
        await session.execute(
            delete(Upload)
            .where(
                col(Upload.expires_at) < now - KEPT_UNUSED,
            )
            .execution_options(synchronize_session=False)
        )
    async with database.read() as reader:
        unused = await library.unused(reader, now - KEPT_UNUSED)
    return await library.forget(database, store, unused)
