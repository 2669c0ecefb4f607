"""What becomes of the photo that a PUT brings, and of what nobody uses."""

from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.db.session import Database, WriteSession
from api.kit import ids
from api.kit.problems import NotFound, Problem, ProblemCode, Words
from api.storage import library
from api.storage.images import Processed
from api.storage.photo_limits import KEPT_UNUSED
from api.storage.store import Store
from api.uploads.models import Upload
from api.uploads.values import UploadState

_UNKNOWN: Final = Words(
    "Foto ini tidak ditemukan. Pilih dan kirim ulang fotonya.",
    "This photo was not found. Choose it and send it again.",
)
_EXPIRED: Final = Words(
    "Waktu untuk mengirim foto ini sudah habis. Pilih dan kirim ulang fotonya.",
    "The time for sending this photo is over. Choose it and send it again.",
)


class UploadExpired(Problem):
    """The upload was there, and its time is over: for the PUT alone, the graph never says it."""

    default_code = ProblemCode.NOT_READY


async def open_upload(session: AsyncSession, upload_id: str, now: datetime) -> Upload:
    """The upload that a PUT is for. Raises NotFound, and UploadExpired if it came too late.

    One that is READY or USED is given at any time: a repeated PUT learns what became of the first.
    """
    upload = await session.get(Upload, upload_id) if ids.is_uuid(upload_id) else None
    if upload is None:
        raise NotFound(_UNKNOWN)
    if upload.image_digest is None and upload.expires_at <= now:
        raise UploadExpired(_EXPIRED)
    return upload


async def receive(session: WriteSession, upload_id: str, processed: Processed | None) -> Upload:
    """Records what became of a photo: its picture, or None if it was refused.

    The first good photo stands: what comes after it changes nothing. Raises NotFound.
    """
    upload = (
        await session.execute(select(Upload).where(col(Upload.id) == upload_id).with_for_update())
    ).scalar_one_or_none()
    if upload is None:
        raise NotFound(_UNKNOWN)
    if upload.state in (UploadState.READY, UploadState.USED):
        return upload
    if processed is None:
        upload.state = UploadState.REFUSED
    else:
        await library.keep_row(session, processed)
        upload.state = UploadState.READY
        upload.image_digest = processed.digest
        if upload.keeps_taken:
            upload.taken_at = processed.taken.at
            upload.taken_latitude = processed.taken.latitude
            upload.taken_longitude = processed.taken.longitude
    await session.flush()
    return upload


async def sweep(database: Database, store: Store, now: datetime) -> int:
    """Forgets uploads whose time is over, and pictures that nothing shows; gives their number."""
    async with database.write() as session:
        await session.execute(
            delete(Upload)
            .where(col(Upload.expires_at) < now - KEPT_UNUSED)
            .execution_options(synchronize_session=False)
        )
    async with database.read() as reader:
        unused = await library.unused(reader, now - KEPT_UNUSED)
    return await library.forget(database, store, unused)
