"""Notices: what a person is told, in words that may travel through servers abroad."""

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from api.kit.problems import Words


class Platform(Enum):
    """What a device runs."""

    ANDROID = "ANDROID"
    IOS = "IOS"
    WEB = "WEB"


LANES: Final = {
    Platform.ANDROID: "push.android",
    Platform.IOS: "push.apns",
    Platform.WEB: "push.web",
}
"""The lane of a device's pushes: one platform's trouble holds up no other platform."""
TOPIC_LANE: Final = "push.topics"
EVERY_LANE: Final = (*LANES.values(), TOPIC_LANE)


class DeviceState(Enum):
    """Whether pushes go to a device."""

    ACTIVE = "ACTIVE"
    OFF = "OFF"


class NotificationKind(Enum):
    """What a notification is about."""

    REPORT_UPDATED = "REPORT_UPDATED"
    ARTICLE_PUBLISHED = "ARTICLE_PUBLISHED"
    ALERT = "ALERT"
    BROADCAST = "BROADCAST"


class Urgency(Enum):
    """How much a notice may disturb."""

    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"


@dataclass(frozen=True, slots=True)
class Manner:
    """How the three platforms are asked to show a push."""

    android_priority: Literal["normal", "high"]
    """high wakes a sleeping phone; Google throttles apps that use it for what can wait."""
    channel: str
    """The app's Android channel, in which a citizen may mute each kind of urgency alone."""
    apns_priority: Literal["5", "10"]
    """10 is shown at once; 5 when it costs the battery little."""
    interruption: Literal["passive", "active", "time-sensitive"]
    """Apple's interruption level; time-sensitive breaks through a focus mode."""
    web_urgency: Literal["low", "normal", "high"]
    """RFC 8030, section 5.3."""
    sound: bool


class DeliveryState(Enum):
    """What became of one notification on one device."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, for whom, in general words: never a name, a place or a report's own text.

    `dedupe_key` makes the notice single for each person: the same key is never told twice.
    """

    kind: NotificationKind
    subject_kind: str
    subject_id: str
    people: tuple[str, ...]
    title: Words
    body: Words
    dedupe_key: str
    urgency: Urgency = Urgency.NORMAL
    collapse_key: str | None = None
    ttl_seconds: int = 4 * 7 * 24 * 3600
