"""Enums and notices of push. A notice travels through servers abroad: its words are general."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import Enum
from typing import Any, Final, Literal

from api.apps.values import AppCategory
from api.kit.problems import Words


class Platform(Enum):
    """The platform of a device, as FCM tells them apart."""

    ANDROID = "ANDROID"
    IOS = "IOS"
    WEB = "WEB"


class Permission(Enum):
    """Whether a phone's owner lets an app show notifications, as the app reports it."""

    GRANTED = "GRANTED"
    PROVISIONAL = "PROVISIONAL"
    DENIED = "DENIED"
    UNKNOWN = "UNKNOWN"


class DeviceStatus(Enum):
    """Whether pushes are sent to a device."""

    ACTIVE = "ACTIVE"
    OFF = "OFF"


class NotificationKind(Enum):
    """What a notification is about."""

    REPORT_UPDATED = "REPORT_UPDATED"
    ARTICLE_PUBLISHED = "ARTICLE_PUBLISHED"
    ALERT = "ALERT"
    BROADCAST = "BROADCAST"


class Urgency(Enum):
    """How much a notice may disturb. The last two are severities of CAP 1.2."""

    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"
    SEVERE = "SEVERE"
    EXTREME = "EXTREME"


RANKS: Final[Mapping[Urgency, int]] = {
    urgency: rank for rank, urgency in enumerate(reversed(Urgency))
}
"""The rank of a push in its lane: a warning does not queue behind a hundred thousand news."""
PASSES_QUIET_HOURS: Final = frozenset({Urgency.SEVERE, Urgency.EXTREME})

_HOUR: Final = timedelta(hours=1)
SHOWN_FOR: Final[Mapping[Urgency, timedelta]] = {
    Urgency.LOW: _HOUR,
    Urgency.NORMAL: 12 * _HOUR,
    Urgency.HIGH: 12 * _HOUR,
    Urgency.SEVERE: 6 * _HOUR,
    Urgency.EXTREME: 6 * _HOUR,
}
"""How long after it was sent a phone that was away still shows a broadcast without an end."""


class Theme(Enum):
    """What a citizen can choose to be notified about."""

    REPORTS = "REPORTS"
    ALERTS = "ALERTS"
    ANNOUNCEMENTS = "ANNOUNCEMENTS"
    NEWS = "NEWS"


CITY_THEMES: Final = (Theme.ALERTS, Theme.ANNOUNCEMENTS, Theme.NEWS)
"""The themes that are sent to areas; REPORTS goes to the people who follow a report."""
ENABLED_BY_DEFAULT: Final = frozenset({Theme.REPORTS, Theme.ALERTS, Theme.ANNOUNCEMENTS})
"""For citizens who have chosen nothing: what concerns them, not what may interest them."""

PREFERRED_APPS: Final[Mapping[Theme, tuple[AppCategory, ...]]] = {
    Theme.REPORTS: (AppCategory.COMPLAINTS, AppCategory.INFORMATION, AppCategory.SERVICES),
    Theme.ALERTS: (AppCategory.INFORMATION, AppCategory.SERVICES, AppCategory.COMPLAINTS),
    Theme.ANNOUNCEMENTS: (AppCategory.INFORMATION, AppCategory.SERVICES, AppCategory.COMPLAINTS),
    Theme.NEWS: (AppCategory.INFORMATION, AppCategory.TOURISM, AppCategory.SERVICES),
}
"""Of several apps on one phone, the category that shows a theme, the most suitable first."""


DEFAULT_THEMES: Final[Mapping[NotificationKind, Theme]] = {
    NotificationKind.REPORT_UPDATED: Theme.REPORTS,
    NotificationKind.ARTICLE_PUBLISHED: Theme.NEWS,
    NotificationKind.ALERT: Theme.ALERTS,
    NotificationKind.BROADCAST: Theme.ANNOUNCEMENTS,
}


@dataclass(frozen=True, slots=True)
class Presentation:
    """How the three platforms are asked to show a push."""

    android_priority: Literal["normal", "high"]
    """high wakes a sleeping phone; Google throttles apps that use it for what can wait."""
    channel: str
    """The app's Android channel, in which a citizen can mute each kind of urgency by itself."""
    android_shown: Literal["low", "default", "high", "max"]
    """How prominently Android 7 and earlier show it; later ones go by the channel."""
    apns_priority: Literal["5", "10"]
    """10 is shown at once; 5 when it suits the battery."""
    interruption: Literal["passive", "active", "time-sensitive"]
    """Apple's interruption level; time-sensitive breaks through a focus mode."""
    web_urgency: Literal["low", "normal", "high"]
    """RFC 8030, section 5.3."""
    sound: bool


class MessageState(Enum):
    """Where a message to FCM stands. SENT, FAILED and DROPPED are final."""

    QUEUED = "QUEUED"
    SENDING = "SENDING"
    """A worker has taken it; its lease says until when nobody else may."""
    SENT = "SENT"
    FAILED = "FAILED"
    """It was not accepted, and is kept for an operator."""
    DROPPED = "DROPPED"
    """By our own decision it is not sent: its code says why."""


class BroadcastStatus(Enum):
    """Where an editor's broadcast stands."""

    DRAFT = "DRAFT"
    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    SCHEDULED = "SCHEDULED"
    SENT = "SENT"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Followers:
    """The people who follow a subject, in the order of their ids, from the one after `after` on."""

    subject_kind: str
    subject_id: str
    after: str
    excluding: tuple[str, ...] = ()
    """People who are not notified: the author of what happened."""


@dataclass(frozen=True, slots=True)
class People:
    """People by their ids; `rest` stands for those who did not fit into one transaction."""

    ids: tuple[str, ...]
    rest: Followers | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, and who is notified, in general words.

    Never a person's name, a place or the text of a report. `dedupe_key` makes a notice unique for
    each person: nobody is notified twice of the same key.
    """

    kind: NotificationKind
    subject_kind: str
    subject_id: str
    audience: People
    title: Words
    body: Words
    dedupe_key: str
    urgency: Urgency = Urgency.NORMAL
    collapse_key: str | None = None
    ttl_seconds: int | None = None
    """How long a phone that was away still shows it; None: four weeks, or an hour if it is LOW."""
    broadcast_id: str | None = None
    theme_override: Theme | None = None
    """Its theme, if that does not follow from its kind."""

    @property
    def theme(self) -> Theme:
        """The theme by which receivers enable or disable it."""
        return self.theme_override or DEFAULT_THEMES[self.kind]

    @property
    def shown_for_seconds(self) -> int:
        """How long a phone that was away still shows it."""
        if self.ttl_seconds is not None:
            return self.ttl_seconds
        return 3_600 if self.urgency is Urgency.LOW else 4 * 7 * 24 * 3_600

    def payload(self) -> dict[str, Any]:
        """The notice as JSON, for a job, without its audience."""
        fields = {name: value for name, value in asdict(self).items() if name != "audience"}
        enums = {
            "kind": self.kind.name,
            "urgency": self.urgency.name,
            "theme_override": self.theme.name,
        }
        return {**fields, **enums}

    @classmethod
    def of(cls, payload: Mapping[str, Any], audience: People) -> "Notice":
        """The notice of a job's payload, for this audience."""
        return cls(
            **{
                **payload,
                "kind": NotificationKind[payload["kind"]],
                "urgency": Urgency[payload["urgency"]],
                "theme_override": Theme[payload["theme_override"]],
                "title": Words(**payload["title"]),
                "body": Words(**payload["body"]),
            },
            audience=audience,
        )
