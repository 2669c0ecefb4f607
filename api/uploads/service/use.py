"""Using a finished photo: once, and by the person who sent it."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete
from sqlmodel import col, select

from api.db.session import WriteSession
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import FieldFault, InvalidInput, ProblemCode, Words
from api.storage.images import Taken
from api.uploads.models import Upload
from api.uploads.values import UploadState

_NOT_FOUND: Final = Words(
    "Foto ini tidak ditemukan. Pilih dan kirim ulang fotonya.",
    "This photo was not found. Choose it and send it again.",
)
_NOT_SENT: Final = Words(
    "Foto ini belum selesai dikirim. Tunggu sampai selesai, lalu coba lagi.",
    "This photo has not been sent yet. Wait until it has, then try again.",
)
_USED: Final = Words(
    "Foto ini sudah dipakai. Pilih dan kirim ulang fotonya untuk memakainya lagi.",
    "This photo has been used already. Choose it and send it again to use it once more.",
)


async def claim_uploads(
    session: WriteSession, viewer: Viewer, upload_ids: Sequence[str], field: str
) -> list[str]:
    """The image digests of the viewer's finished uploads, in the order given; uses them up.

    What was kept of their metadata is dropped.
    Raises InvalidInput with a fault for each that cannot be used, at `<field>.<position>`: the
    same fault for somebody else's as for one that does not exist.
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
        path = f"{field}.{position}"
        if upload is None:
            faults.append(FieldFault(path, _NOT_FOUND, ProblemCode.UNKNOWN_REFERENCE))
        elif upload.state is UploadState.USED:
            faults.append(FieldFault(path, _USED, ProblemCode.NOT_READY))
        elif upload.state is not UploadState.READY or upload.image_digest is None:
            faults.append(FieldFault(path, _NOT_SENT, ProblemCode.NOT_READY))
        else:
            digests.append(upload.image_digest)
            upload.state = UploadState.USED
            upload.taken_at = upload.taken_latitude = upload.taken_longitude = None
    if faults:
        raise InvalidInput(*faults)
    await session.flush()
    return digests


async def taken(
    session: WriteSession, viewer: Viewer, upload_ids: Sequence[str]
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


async def forget_source(session: WriteSession, digest: str) -> None:
    """Forgets from which uploads a used picture came: the person who sent it loses sight of it."""
    await session.execute(
        delete(Upload)
        .where(col(Upload.image_digest) == digest, col(Upload.state) == UploadState.USED)
        .execution_options(synchronize_session=False)
    )
