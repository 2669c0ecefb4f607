"""Before each send the message is looked at again: is it still wanted, still the latest, still due?

Words, address and language are those of this moment: a scheduled broadcast may have been edited, a
phone may have moved, its owner may have gone to bed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import Row

from api.db.session import Database
from api.kit import ids
from api.push.gateway import Message
from api.push.jobs.message_rows import device_messages, overtaking_messages, topic_messages
from api.push.push_rules import (
    NOTIFICATION_PREFIX,
    PRESENTATIONS,
    TOPIC_MESSAGE_PREFIX,
    deep_link,
    reasons,
    subject_public_id,
)
from api.push.push_rules.lanes import URGENT
from api.push.push_rules.quiet_hours import waits_until
from api.push.push_rules.retries import ATTEMPTS
from api.push.push_rules.topics import is_loud
from api.push.service import IsPublic
from api.push.service.broadcast_content import (
    broadcast_subject,
    broadcast_words,
    expiry_of,
    loudness_of,
)
from api.push.values import (
    ENABLED_BY_DEFAULT,
    PASSES_QUIET_HOURS,
    BroadcastStatus,
    DeviceStatus,
    Permission,
    Platform,
    Urgency,
)

_WAIT_FOR_EARLIER: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process may send, as it is stored now."""

    id: str
    lane: str
    attempts: int
    """1 for the first attempt."""
    target: str
    """The id of its device, or its topic."""
    broadcast_id: str | None = None
    """Of a message to a topic."""
    address: tuple[str | None, str | None] = (None, None)
    """The installation id and the token that are tried."""


@dataclass(frozen=True, slots=True)
class Offer:
    """It is sent now."""

    claimed: Claimed
    message: Message


@dataclass(frozen=True, slots=True)
class Drop:
    """It is never sent, for this reason."""

    claimed: Claimed
    code: str


@dataclass(frozen=True, slots=True)
class Wait:
    """It is not due yet after all; the attempt does not count."""

    claimed: Claimed
    until: datetime
    code: str


Decision = Offer | Drop | Wait


async def look_again(
    database: Database,
    lanes: Mapping[str, str],
    now: datetime,
    is_public: IsPublic,
    web_link: str | None = None,
) -> list[Decision]:
    """What is to happen with each of these claimed messages, given by id with their lanes.

    One that is gone (its device was removed) is left out. `web_link` is where a browser leads.
    """
    async with database.read() as session:
        to_devices = (await session.execute(device_messages(list(lanes)))).all()
        to_topics = (await session.execute(topic_messages(list(lanes)))).all()
        overtaking = await overtaking_messages(session, [row.id for row in to_devices])
        public = {
            row.article_id: await is_public(session, row.article_id, now)
            for row in to_topics
            if row.article_id
        }
    decide = _Decider(lanes, now, web_link)
    return [
        *(decide.device_message(row, row.id in overtaking) for row in to_devices),
        *(decide.topic_message(row, public.get(row.article_id, True)) for row in to_topics),
    ]


class _Decider:
    """Decides message by message, at one instant."""

    def __init__(self, lanes: Mapping[str, str], now: datetime, web_link: str | None) -> None:
        self._lanes = lanes
        self._now = now
        self._web_link = web_link
        # Most people keep the same few hours in the same few zones.
        self._waits_until = cache(waits_until)

    def device_message(self, row: Row[Any], is_overtaking: bool) -> Decision:
        """For a notification to a device."""
        claimed = Claimed(
            row.id, self._lanes[row.id], row.attempts, row.device_id,
            address=(row.installation_id, row.token),
        )  # fmt: skip
        expires_at = row.created_at + timedelta(seconds=row.ttl_seconds)
        if reason := self._reason_to_drop(row, expires_at):
            return Drop(claimed, reason)
        if is_overtaking:
            until = self._now + _WAIT_FOR_EARLIER
            return Wait(claimed, until, reasons.EARLIER_ON_ITS_WAY)
        if row.quiet_from is not None and not row.ignore_preferences:
            zone = row.time_zone if row.follows_phone_zone else row.chosen_zone
            end = self._waits_until(row.urgency, row.quiet_from, row.quiet_until, zone, self._now)
            if end is not None:
                return Wait(claimed, end, reasons.QUIET_HOURS)
        english = row.language == "EN"
        return Offer(
            claimed,
            Message(
                id=ids.public_id(NOTIFICATION_PREFIX, row.notification_id),
                kind=row.kind.value,
                subject=subject_public_id(row.subject_kind, row.subject_id),
                deep_link=row.deep_link,
                title=row.title_en if english else row.title_id,
                body=row.body_en if english else row.body_id,
                presentation=PRESENTATIONS[row.urgency],
                tag=row.collapse_key,
                collapses=row.broadcast_id is None,
                expires_at=expires_at,
                is_urgent=claimed.lane == URGENT,
                badge=row.unread if row.platform is Platform.IOS else None,
                link=self._web_link if row.platform is Platform.WEB else None,
                installation_id=row.installation_id,
                token=None if row.installation_id else row.token,
            ),
        )

    def _reason_to_drop(self, row: Row[Any], expires_at: datetime) -> str | None:
        enabled = row.theme in ENABLED_BY_DEFAULT if row.enabled is None else row.enabled
        checks = (
            (reasons.WORKER_DIED, row.attempts > ATTEMPTS),
            (reasons.DEVICE_MOVED, row.owner_id != row.person_id),
            (reasons.DEVICE_OFF, row.status is not DeviceStatus.ACTIVE),
            (reasons.DEVICE_OFF, row.permission is Permission.DENIED),
            (reasons.EXPIRED, self._now >= expires_at),
            (reasons.READ, row.read_at is not None),
            (reasons.SUPERSEDED, row.is_superseded or row.replaced_at is not None),
            (reasons.MUTED, not enabled and not row.ignore_preferences),
        )
        return next((reason for reason, holds in checks if holds), None)

    def topic_message(self, row: Row[Any], is_article_public: bool) -> Decision:
        """For a broadcast to a topic."""
        claimed = Claimed(row.id, self._lanes[row.id], row.attempts, row.topic, row.broadcast_id)
        is_off = row.status not in (BroadcastStatus.SCHEDULED, BroadcastStatus.SENT)
        if row.attempts > ATTEMPTS:
            return Drop(claimed, reasons.WORKER_DIED)
        if is_off or not is_article_public:
            return Drop(claimed, reasons.CANCELLED)
        if row.replaced_at is not None:
            return Drop(claimed, reasons.SUPERSEDED)
        expires_at = expiry_of(row)
        if self._now >= expires_at:
            return Drop(claimed, reasons.EXPIRED)
        if row.is_overtaking:
            until = self._now + _WAIT_FOR_EARLIER
            return Wait(claimed, until, reasons.EARLIER_ON_ITS_WAY)
        title, body = broadcast_words(row, row.topic_language)
        kind, subject = broadcast_subject(row)
        return Offer(
            claimed,
            Message(
                id=ids.public_id(TOPIC_MESSAGE_PREFIX, row.id),
                kind="BROADCAST",
                subject=subject_public_id(kind, subject),
                deep_link=deep_link(kind, subject),
                title=title,
                body=body,
                presentation=PRESENTATIONS[_presented(row)],
                tag=f"broadcast:{row.root_id or row.broadcast_id}",
                expires_at=expires_at,
                is_urgent=claimed.lane == URGENT,
                link=self._web_link,
                topic=row.topic,
            ),
        )


def _presented(row: Row[Any]) -> Urgency:
    """How loudly a broadcast is shown. Without a second person's approval nobody is woken.

    A correction or an all-clear goes to the topics of its warning, to people in quiet hours too.
    """
    loudness = loudness_of(row)
    if is_loud(row.topic) and loudness not in PASSES_QUIET_HOURS:
        return Urgency.LOW
    return loudness
