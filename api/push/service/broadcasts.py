"""Editors send broadcasts to everyone who has a theme enabled, in an area or the whole city.

Publishing an article disturbs nobody by itself. Whether it is worth a push, to whom and in which
words is an editor's decision: a broadcast that names the article. What wakes people needs a second
editor, and then waits for a minute in which it can still be cancelled.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from api.db import idempotency
from api.db.base import table
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import Conflict, FieldFault, NotAllowed, NotFound, ProblemCode, Words
from api.push.models import Broadcast, Notification
from api.push.policy import EDITORS
from api.push.push_rules import reasons
from api.push.service.broadcast_content import BroadcastContent, IsPublic, expiry_of, validate
from api.push.service.broadcast_queue import (
    is_with_fcm,
    queue_broadcast,
    unqueue_broadcast,
    withdraw,
)
from api.push.values import BroadcastStatus

TIME_TO_UNDO: Final = timedelta(seconds=60)
"""An approved warning leaves so long after its approval."""
NOT_OUT_YET: Final = frozenset(
    {BroadcastStatus.DRAFT, BroadcastStatus.AWAITING_APPROVAL, BroadcastStatus.SCHEDULED}
)
_BROADCAST: Final = table(Broadcast)
_NOTIFICATION: Final = table(Notification)
_NO_BROADCAST: Final = Words("Siaran tidak ditemukan.", "The broadcast was not found.")
_TOO_LATE: Final = Words(
    "Siaran ini sudah dikirim atau sudah dibatalkan.",
    "This broadcast has already been sent or cancelled.",
)
_CANNOT_EDIT: Final = Words(
    "Siaran ini sudah dikirim atau dibatalkan, sehingga tidak dapat diubah lagi. Siaran yang sudah"
    " dikirim dapat dikoreksi.",
    "This broadcast has been sent or cancelled and cannot be edited any more. One that was sent can"
    " be corrected.",
)
_CHANGED: Final = Words(
    "Siaran ini diubah sesudah Anda membacanya. Baca lagi, lalu putuskan.",
    "This broadcast was changed after you read it. Read it again, then decide.",
)
_SECOND_PERSON: Final = Words(
    "Anda yang menulis siaran ini. Mintalah redaktur atau admin lain untuk menyetujuinya.",
    "You wrote this broadcast. Ask another editor or admin to approve it.",
)
_NOTHING_TO_APPROVE: Final = Words(
    "Siaran ini tidak menunggu persetujuan.", "This broadcast is not waiting for approval."
)
_OVER: Final = Words(
    "Isi siaran ini akan berakhir sebelum dapat dikirim. Ubah waktu berakhirnya dahulu.",
    "What this broadcast says will be over before it can be sent. Change its end first.",
)
_OTHER_AUDIENCE: Final = Words(
    "Koreksi diterima oleh mereka yang menerima siaran pertama. Jangan ubah bagian ini.",
    "A correction goes to those who got the first broadcast. Leave this as it is.",
)


async def broadcast(
    session: WriteSession,
    viewer: Viewer,
    content: BroadcastContent,
    is_public: IsPublic,
    idempotency_key: str,
) -> str:
    """Accepts a broadcast from an editor; returns its key.

    It is sent at its time; one that wakes people is not before a second person approves it. A
    retry with the same idempotency key returns the same broadcast. Raises NotAllowed, Conflict if
    the key belongs to another request, and InvalidInput with every fault at once.
    """
    require(viewer, *EDITORS)
    author = await ensure_person(session, viewer)
    broadcast_id = ids.uuid7()
    faults: list[FieldFault] = []
    earlier = await idempotency.replayed(
        session, person_id=author.id, operation="broadcast", key=idempotency_key,
        request=content.fingerprint(), result_id=broadcast_id, now=viewer.now, faults=faults,
    )  # fmt: skip
    if earlier is not None:
        return earlier
    content = content.cleaned()
    await validate(session, content, viewer.now, is_public, faults)
    row = new_broadcast(broadcast_id, author.id, content, viewer.now)
    session.add(row)
    await admit(session, row, viewer.now)
    return broadcast_id


def new_broadcast(
    broadcast_id: str,
    author_id: str,
    content: BroadcastContent,
    now: datetime,
    status: BroadcastStatus = BroadcastStatus.SCHEDULED,
) -> Broadcast:
    """A row of a new broadcast."""
    row = Broadcast(
        id=broadcast_id, author_id=author_id, theme=content.theme, urgency=content.urgency,
        title_id="", title_en="", body_id="", body_en="", status=status, send_at=now,
        created_at=now,
    )  # fmt: skip
    content.store(row, now)
    return row


async def admit(session: WriteSession, row: Broadcast, now: datetime) -> None:
    """Queues a complete broadcast for its time, or has it wait for a second person."""
    row.approved_by_id = row.approved_at = None
    if BroadcastContent.of(row).needs_approval:
        row.status = BroadcastStatus.AWAITING_APPROVAL
        await unqueue_broadcast(session, row)
    else:
        row.status = BroadcastStatus.SCHEDULED
        await queue_broadcast(session, row, now)


async def update_broadcast(
    session: WriteSession,
    viewer: Viewer,
    broadcast_id: str,
    content: BroadcastContent,
    is_public: IsPublic,
    version: int | None = None,
) -> str:
    """Edits a broadcast that has not been taken to be sent; returns its key.

    One that was approved waits for approval again. With `version` it is edited only if that is
    still its version. Raises NotAllowed, NotFound, Conflict (also once it has been taken), and
    InvalidInput with every fault at once.
    """
    require(viewer, *EDITORS)
    editor = await ensure_person(session, viewer)
    row = await editable(session, broadcast_id, version)
    content = content.cleaned()
    faults = []
    if row.replaces_id is not None:
        # Whom it goes to was decided with the first.
        for field, is_same in (
            ("theme", content.theme is row.theme),
            ("area", content.area_id == row.area_id),
            ("isExercise", content.is_exercise == row.is_exercise),
        ):
            if not is_same:
                path = f"input.content.{field}"
                faults.append(FieldFault(path, _OTHER_AUDIENCE, ProblemCode.NOT_APPLICABLE))
    await validate(session, content, viewer.now, is_public, faults)
    is_draft = row.status is BroadcastStatus.DRAFT
    change(row, editor.id, content, viewer.now)
    if not is_draft:
        await admit(session, row, viewer.now)
    return row.id


def change(row: Broadcast, editor_id: str, content: BroadcastContent, now: datetime) -> None:
    """Gives a broadcast new content by an editor, whose words they are from now on."""
    content.store(row, now)
    row.author_id = editor_id
    row.version += 1


async def approve_broadcast(
    session: WriteSession, viewer: Viewer, broadcast_id: str, version: int
) -> str:
    """Approves a warning that wakes people; returns its key. It leaves a minute later, or when due.

    `version` is what the approver has read. Raises NotAllowed (SECOND_PERSON_REQUIRED for whoever
    wrote it), NotFound, and Conflict.
    """
    require(viewer, *EDITORS)
    approver = await ensure_person(session, viewer)
    row = await existing(session, broadcast_id)
    if row.status is not BroadcastStatus.AWAITING_APPROVAL:
        raise Conflict(_NOTHING_TO_APPROVE, ProblemCode.WRONG_STATUS)
    if row.author_id == approver.id:
        raise NotAllowed(_SECOND_PERSON, ProblemCode.SECOND_PERSON_REQUIRED)
    if row.version != version:
        raise Conflict(_CHANGED, ProblemCode.OUTDATED)
    row.send_at = max(row.send_at, viewer.now + TIME_TO_UNDO)
    if expiry_of(row) <= row.send_at:
        raise Conflict(_OVER, ProblemCode.TOO_LATE)
    row.status = BroadcastStatus.SCHEDULED
    row.approved_by_id, row.approved_at = approver.id, viewer.now
    await queue_broadcast(session, row, viewer.now)
    return row.id


async def cancel_broadcast(session: WriteSession, viewer: Viewer, broadcast_id: str) -> str:
    """Cancels a broadcast that FCM does not have yet; returns its key.

    What a correction would have replaced is shown again. Raises NotAllowed, NotFound, and Conflict
    if it has already been sent or cancelled.
    """
    require(viewer, *EDITORS)
    row = await existing(session, broadcast_id)
    can_cancel = row.status in NOT_OUT_YET or row.status is BroadcastStatus.SENT
    if not can_cancel or await is_with_fcm(session, row.id):
        raise Conflict(_TOO_LATE, ProblemCode.WRONG_STATUS)
    row.status, row.ended_at = BroadcastStatus.CANCELLED, viewer.now
    await session.flush()
    await withdraw(session, [row.id], viewer.now, reasons.CANCELLED)
    if row.replaces_id is not None:
        await _restore(session, row.replaces_id)
    return row.id


async def _restore(session: WriteSession, broadcast_id: str) -> None:
    """Shows a broadcast again that a correction replaced before it was cancelled."""
    was = select(_BROADCAST.c.replaced_at).where(_BROADCAST.c.id == broadcast_id)
    await session.execute(
        update(_NOTIFICATION)
        .where(
            _NOTIFICATION.c.broadcast_id == broadcast_id,
            _NOTIFICATION.c.replaced_at == was.scalar_subquery(),
        )
        .values(replaced_at=None)
    )
    await session.execute(
        update(_BROADCAST).where(_BROADCAST.c.id == broadcast_id).values(replaced_at=None)
    )


async def existing(session: WriteSession, broadcast_id: str) -> Broadcast:
    """The broadcast, locked: it is not taken to be sent meanwhile. Raises NotFound.

    What it replaces is locked first, as when it is taken.
    """
    replaced = select(_BROADCAST.c.replaces_id).where(_BROADCAST.c.id == broadcast_id)
    found = await session.execute(
        select(Broadcast)
        .where(_BROADCAST.c.id.in_([broadcast_id]) | _BROADCAST.c.id.in_(replaced))
        .order_by(_BROADCAST.c.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = {one.id: one for one in found.scalars()}.get(broadcast_id)
    if row is None:
        raise NotFound(_NO_BROADCAST)
    return row


async def editable(
    session: WriteSession, broadcast_id: str, version: int | None = None
) -> Broadcast:
    """The broadcast, locked, if it can be edited. Raises NotFound and Conflict."""
    row = await existing(session, broadcast_id)
    if row.status not in NOT_OUT_YET:
        raise Conflict(_CANNOT_EDIT, ProblemCode.WRONG_STATUS)
    if version is not None and version != row.version:
        raise Conflict(_CHANGED, ProblemCode.OUTDATED)
    return row
