"""A correction or an all-clear takes the place of a sent broadcast, on phones and in every list."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import exists, select

from api.db import idempotency
from api.db.base import table
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import Conflict, FieldFault, ProblemCode, Words
from api.push.models import Broadcast
from api.push.policy import EDITORS
from api.push.service.broadcast_content import BroadcastContent, IsPublic, validate
from api.push.service.broadcasts import admit, existing, new_broadcast
from api.push.values import BroadcastStatus, Urgency

_BROADCAST: Final = table(Broadcast)
_NOT_SENT: Final = Words(
    "Hanya siaran yang sudah dikirim yang dapat dikoreksi. Siaran yang belum dikirim dapat diubah"
    " atau dibatalkan.",
    "Only a broadcast that was sent can be corrected. One that was not can be edited or cancelled.",
)
_NOT_THE_LATEST: Final = Words(
    "Siaran ini sudah dikoreksi. Koreksilah siaran yang terakhir, atau ubah koreksi yang belum"
    " dikirim.",
    "This broadcast has a correction already. Correct the latest one, or edit the correction if it"
    " has not been sent.",
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a broadcast is to say from now on, and how much that may disturb."""

    title_id: str
    title_en: str
    body_id: str
    body_en: str
    urgency: Urgency
    expires_at: datetime | None = None


async def correct_broadcast(
    session: WriteSession,
    viewer: Viewer,
    broadcast_id: str,
    correction: Correction,
    is_public: IsPublic,
    idempotency_key: str,
) -> str:
    """Sends a correction of a sent broadcast to the same topics; returns the key of the new one.

    It waits for a second person if it wakes people itself. A retry with the same idempotency key
    returns the same one. Raises NotAllowed, NotFound, InvalidInput, and Conflict unless the
    broadcast was sent and is the latest of its chain.
    """
    require(viewer, *EDITORS)
    author = await ensure_person(session, viewer)
    new_id = ids.uuid7()
    faults: list[FieldFault] = []
    texts = (correction.title_id, correction.title_en, correction.body_id, correction.body_en)
    until = correction.expires_at.isoformat() if correction.expires_at else ""
    earlier = await idempotency.replayed(
        session, person_id=author.id, operation="correctBroadcast", key=idempotency_key,
        request=ids.fingerprint(broadcast_id, *texts, correction.urgency.name, until),
        result_id=new_id, now=viewer.now, faults=faults,
    )  # fmt: skip
    if earlier is not None:
        return earlier
    first = await existing(session, broadcast_id)
    if first.status is not BroadcastStatus.SENT:
        raise Conflict(_NOT_SENT, ProblemCode.WRONG_STATUS)
    later = exists().where(
        _BROADCAST.c.replaces_id == first.id, _BROADCAST.c.status != BroadcastStatus.CANCELLED
    )
    if await session.scalar(select(later)):
        raise Conflict(_NOT_THE_LATEST, ProblemCode.OUTDATED)
    article = first.article_id
    if article is not None and not await is_public(session, article, viewer.now):
        article = None  # perhaps it is what was wrong
    content = replace(
        BroadcastContent.of(first),
        title_id=correction.title_id,
        title_en=correction.title_en,
        body_id=correction.body_id,
        body_en=correction.body_en,
        urgency=correction.urgency,
        article_id=article,
        send_at=None,
        expires_at=correction.expires_at,
    ).cleaned()
    await validate(session, content, viewer.now, is_public, faults, path="input")
    row = new_broadcast(new_id, author.id, content, viewer.now)
    row.replaces_id, row.root_id = first.id, first.root_id or first.id
    session.add(row)
    await admit(session, row, viewer.now)
    return new_id
