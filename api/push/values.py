"""Notices: what a person is told, in words that may travel through servers abroad."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any, Final, Literal

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
"""Sends to topics, which go to all platforms at once."""
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
    """How much a notice may disturb. The last two are CAP 1.2's severities of a warning."""

    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"
    SEVERE = "SEVERE"
    EXTREME = "EXTREME"


RANKS: Final[Mapping[Urgency, int]] = {
    urgency: rank for rank, urgency in enumerate(reversed(Urgency))
}
"""The rank of a push in its lane: a warning does not stand behind a hundred thousand news."""
PASSES_QUIET_HOURS: Final = frozenset({Urgency.SEVERE, Urgency.EXTREME})


class Theme(Enum):
    """What a citizen may want to hear of, or not."""

    REPORTS = "REPORTS"
    ALERTS = "ALERTS"
    ANNOUNCEMENTS = "ANNOUNCEMENTS"
    NEWS = "NEWS"


CITY_THEMES: Final = (Theme.ALERTS, Theme.ANNOUNCEMENTS, Theme.NEWS)
"""The themes that are told to areas; REPORTS is told to those who follow a report."""
ON_AT_FIRST: Final = frozenset({Theme.REPORTS, Theme.ALERTS, Theme.ANNOUNCEMENTS})
"""What a citizen hears who has chosen nothing: what concerns them, not what may interest them."""

APPS_FOR: Final[Mapping[Theme, tuple[str, ...]]] = {
    Theme.REPORTS: ("COMPLAINTS", "INFORMATION", "SERVICES"),
    Theme.ALERTS: ("INFORMATION", "SERVICES", "COMPLAINTS"),
    Theme.ANNOUNCEMENTS: ("INFORMATION", "SERVICES", "COMPLAINTS"),
    Theme.NEWS: ("INFORMATION", "TOURISM", "SERVICES"),
}
"""Which of several apps on one phone tells it: the categories of apps, the best first."""


THEME_OF: Final[Mapping[NotificationKind, Theme]] = {
    NotificationKind.REPORT_UPDATED: Theme.REPORTS,
    NotificationKind.ARTICLE_PUBLISHED: Theme.NEWS,
    NotificationKind.ALERT: Theme.ALERTS,
    NotificationKind.BROADCAST: Theme.ANNOUNCEMENTS,
}


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


class BroadcastState(Enum):
    """Where an editor's message is."""

    SCHEDULED = "SCHEDULED"
    SENT = "SENT"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Followers:
    """Those who follow a thing, from the one after `after` (by their ids) on."""

    subject_kind: str
    subject_id: str
    after: str
    without: tuple[str, ...] = ()
    """Who is not told: the author of what happened."""


@dataclass(frozen=True, slots=True)
class People:
    """Persons by their ids. `more` stands for those who did not fit into one transaction."""

    ids: tuple[str, ...]
    more: Followers | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """Everybody who wants to hear of a theme in an area; without an area, in the whole city."""

    theme: Theme
    area_id: str | None = None


Audience = People | Topic


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, for whom, in general words: never a name, a place or a report's own text.

    `dedupe_key` makes the notice single for each person: the same key is never told twice.
    """

    kind: NotificationKind
    subject_kind: str
    subject_id: str
    audience: Audience
    title: Words
    body: Words
    dedupe_key: str
    urgency: Urgency = Urgency.NORMAL
    collapse_key: str | None = None
    ttl_seconds: int = 4 * 7 * 24 * 3600
    broadcast_id: str | None = None
    own_theme: Theme | None = None
    """Its theme where that does not follow from its kind or audience."""

    @property
    def theme(self) -> Theme:
        """By which choice of its receivers it is told or kept silent."""
        if isinstance(self.audience, Topic):
            return self.audience.theme
        return self.own_theme or THEME_OF[self.kind]

    @property
    def passes_quiet_hours(self) -> bool:
        """Whether it may wake people."""
        return self.urgency in PASSES_QUIET_HOURS

    def payload(self) -> dict[str, Any]:
        """The notice as JSON can carry it, without its audience."""
        told = {name: value for name, value in asdict(self).items() if name != "audience"}
        names = {"kind": self.kind.name, "urgency": self.urgency.name, "own_theme": self.theme.name}
        return {**told, **names}

    @classmethod
    def of(cls, payload: Mapping[str, Any], audience: Audience) -> "Notice":
        """The notice of a payload, for this audience."""
        return cls(
            **{
                **payload,
                "kind": NotificationKind[payload["kind"]],
                "urgency": Urgency[payload["urgency"]],
                "own_theme": Theme[payload["own_theme"]],
                "title": Words(**payload["title"]),
                "body": Words(**payload["body"]),
            },
            audience=audience,
        )
