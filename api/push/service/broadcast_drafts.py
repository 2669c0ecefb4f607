"""Drafts of broadcasts: kept incomplete, checked whole when they are submitted."""

from dataclasses import replace
from typing import Final

from api.db import idempotency
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import Conflict, FieldFault, InvalidInput, ProblemCode, Words
from api.push.policy import EDITORS
from api.push.service.broadcast_content import BroadcastContent, IsPublic, validate, validate_draft
from api.push.service.broadcasts import admit, change, existing, new_broadcast
from api.push.values import BroadcastStatus

_NO_DRAFT: Final = Words(
    "Siaran ini bukan draf lagi. Muat ulang untuk melihat keadaannya.",
    "This broadcast is not a draft any more. Reload to see where it stands.",
)
_FIELDS: Final = {
    "theme": Words("Topik", "Topic"),
    "urgency": Words("Tingkat", "Urgency"),
    "area": Words("Wilayah", "Area"),
    "article": Words("Artikel", "Article"),
    "title.indonesian": Words("Judul bahasa Indonesia", "Indonesian title"),
    "title.english": Words("Judul bahasa Inggris", "English title"),
    "body.indonesian": Words("Isi bahasa Indonesia", "Indonesian text"),
    "body.english": Words("Isi bahasa Inggris", "English text"),
    "sendAt": Words("Waktu kirim", "Time to send"),
    "expiresAt": Words("Waktu berakhir", "End"),
}
"""What people call the fields of a draft."""


async def save_broadcast_draft(
    session: WriteSession,
    viewer: Viewer,
    content: BroadcastContent,
    broadcast_id: str | None = None,
    idempotency_key: str | None = None,
) -> str:
    """Keeps a new draft, or new content of the draft `broadcast_id`; returns its key.

    Texts may be empty. A retry with the same idempotency key returns the same draft. Raises
    NotAllowed, NotFound, Conflict if it is not a draft any more, and InvalidInput.
    """
    require(viewer, *EDITORS)
    editor = await ensure_person(session, viewer)
    new_id = ids.uuid7()
    faults: list[FieldFault] = []
    earlier = await idempotency.replayed(
        session, person_id=editor.id, operation="saveBroadcastDraft", key=idempotency_key,
        request=ids.fingerprint(broadcast_id or "", content.fingerprint()),
        result_id=broadcast_id or new_id, now=viewer.now, faults=faults,
    )  # fmt: skip
    if earlier is not None:
        return earlier
    row = await existing(session, broadcast_id) if broadcast_id else None
    if row is not None and row.status is not BroadcastStatus.DRAFT:
        raise Conflict(_NO_DRAFT, ProblemCode.WRONG_STATUS)
    content = content.cleaned()
    await validate_draft(session, content, faults)
    if row is None:
        row = new_broadcast(new_id, editor.id, content, viewer.now, BroadcastStatus.DRAFT)
        session.add(row)
    else:
        change(row, editor.id, content, viewer.now)
    await session.flush()
    return row.id


async def submit_broadcast_draft(
    session: WriteSession,
    viewer: Viewer,
    broadcast_id: str,
    is_public: IsPublic,
    idempotency_key: str,
) -> str:
    """Has a draft sent at its time, as `broadcast` would; returns its key.

    Raises NotAllowed, NotFound, Conflict if it is not a draft any more, and InvalidInput with
    every fault of the draft at once.
    """
    require(viewer, *EDITORS)
    editor = await ensure_person(session, viewer)
    faults: list[FieldFault] = []
    earlier = await idempotency.replayed(
        session, person_id=editor.id, operation="submitBroadcastDraft", key=idempotency_key,
        request=ids.fingerprint(broadcast_id), result_id=broadcast_id, now=viewer.now,
        faults=faults,
    )  # fmt: skip
    if earlier is not None:
        return earlier
    row = await existing(session, broadcast_id)
    if row.status is not BroadcastStatus.DRAFT:
        raise Conflict(_NO_DRAFT, ProblemCode.WRONG_STATUS)
    content = BroadcastContent.of(row)
    try:
        await validate(session, content, viewer.now, is_public, faults)
    except InvalidInput as wrong:
        raise InvalidInput(*map(_of_draft, wrong.faults)) from None
    row.status = BroadcastStatus.SCHEDULED
    content.store(row, viewer.now)
    await admit(session, row, viewer.now)
    return row.id


def _of_draft(fault: FieldFault) -> FieldFault:
    """A fault of a field that is not in this input, but in the draft: its name is said."""
    field = fault.path.removeprefix("input.content.")
    if field == fault.path:
        return fault
    name = _FIELDS[field]
    words = Words(f"{name.id}: {fault.words.id}", f"{name.en}: {fault.words.en}")
    return replace(fault, path="input.broadcast", words=words)
