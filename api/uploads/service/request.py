"""Asking for a place to send a photo to."""

import uuid
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select

from api.db import idempotency
from api.db.session import WriteSession
from api.identity.values import Viewer
from api.kit.problems import (
    FieldFault,
    InvalidInput,
    ProblemCode,
    TooMany,
    Words,
    sign_in_required,
)
from api.storage.photo_limits import (
    KEPT_UNUSED,
    MAX_BYTES,
    MOST_UNUSED,
    MOST_WAITING,
    UPLOAD_LIFETIME,
    accepted_kinds,
)
from api.uploads.models import Upload
from api.uploads.policy import PROVERS
from api.uploads.values import UploadState

_OTHER_KIND: Final = Words(
    "Berkas jenis ini tidak dapat dikirim. Pilih foto {id}.",
    "Files of this kind cannot be sent. Choose a {en} photo.",
)
_EMPTY: Final = Words(
    "Berkas ini kosong. Pilih foto lain.", "This file is empty. Choose another photo."
)
_TOO_LARGE: Final = Words(
    "Foto ini lebih besar dari 15 MB. Pilih foto yang lebih kecil.",
    "This photo is larger than 15 MB. Choose a smaller one.",
)
_BOUNDS: Final = (
    (
        (UploadState.WAITING, UploadState.REFUSED),
        timedelta(0),
        MOST_WAITING,
        Words(
            f"Masih ada {MOST_WAITING} foto yang belum selesai dikirim. Selesaikan dahulu.",
            f"{MOST_WAITING} of your photos have not been sent yet. Send those first.",
        ),
    ),
    (
        (UploadState.READY,),
        KEPT_UNUSED,
        MOST_UNUSED,
        Words(
            f"Masih ada {MOST_UNUSED} foto Anda yang belum dipakai. Pakai foto-foto itu dahulu.",
            f"{MOST_UNUSED} of your photos have not been used yet. Use those first.",
        ),
    ),
)
"""States, how long they count after the time for the PUT is over, how many, and the refusal."""


async def request_upload(
    session: WriteSession,
    viewer: Viewer,
    content_type: str,
    byte_size: int,
    now: datetime,
    idempotency_key: str | None = None,
) -> Upload:
    """Promises to take one photo of this type and size within the hour.

    When and where an officer's photo was taken is kept until it is used (`taken`). A retry with the
    same idempotency key gives the same upload, with a new hour if the old one is over.
    Raises NotAllowed if nobody is signed in, InvalidInput, Conflict if the key belongs to another
    request, and TooMany while 20 of the viewer's uploads wait for their photo, or 60 of their
    photos wait to be used.
    """
    if not viewer.is_signed_in or viewer.person_id is None:
        raise sign_in_required()
    declared = content_type.partition(";")[0].strip().lower()
    faults = _faults(declared, byte_size)
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
    promised = await session.get(Upload, upload_id) if earlier else None
    if promised is not None:
        if promised.image_digest is None and promised.expires_at <= now:
            await _check_room(session, viewer.person_id, now)
            promised.expires_at = now + UPLOAD_LIFETIME
            await session.flush()
        return promised
    await _check_room(session, viewer.person_id, now)
    upload = Upload(
        id=upload_id,
        person_id=viewer.person_id,
        content_type=declared,
        byte_size=byte_size,
        keeps_taken=viewer.role in PROVERS,
        created_at=now,
        expires_at=now + UPLOAD_LIFETIME,
    )
    session.add(upload)
    await session.flush()
    return upload


def _faults(declared: str, byte_size: int) -> list[FieldFault]:
    faults: list[FieldFault] = []
    kinds = accepted_kinds()
    if declared not in kinds:
        *others, last = kinds.values()
        words = _OTHER_KIND.fill(
            id=f"{', '.join(others)}, atau {last}", en=f"{', '.join(others)} or {last}"
        )
        faults.append(FieldFault("input.contentType", words, ProblemCode.UNSUPPORTED_TYPE))
    if byte_size <= 0:
        faults.append(FieldFault("input.byteSize", _EMPTY, ProblemCode.TOO_SMALL))
    elif byte_size > MAX_BYTES:
        faults.append(FieldFault("input.byteSize", _TOO_LARGE, ProblemCode.TOO_LARGE))
    return faults


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
