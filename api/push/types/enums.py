"""The words of push: its enums with a description for every value."""

from api.gql.common.enums import described
from api.push.values import (
    BroadcastStatus,
    DeviceStatus,
    NotificationKind,
    Platform,
    Theme,
    Urgency,
)

described(
    Platform,
    "What a device runs.",
    ANDROID="Android.",
    IOS="iOS.",
    WEB="A browser.",
)
described(
    NotificationKind,
    "What a notification is about.",
    REPORT_UPDATED="A report that the person follows moved on.",
    ARTICLE_PUBLISHED="An article was published.",
    ALERT="A warning.",
    BROADCAST="A message of the city.",
)
described(
    DeviceStatus,
    "Whether pushes go to a device.",
    ACTIVE="They do.",
    OFF="They do not: the device is gone or was removed.",
)
described(
    Theme,
    "What a citizen may want to hear of.",
    REPORTS="News of the reports that one made or follows.",
    ALERTS="Warnings.",
    ANNOUNCEMENTS="Announcements of the city.",
    NEWS="News that editors think worth a push.",
)
described(
    Urgency,
    "How much a push may disturb.",
    LOW="It is quiet.",
    NORMAL="It is heard.",
    HIGH="It is heard at once.",
    SEVERE="A severe warning: it is heard in quiet hours as well.",
    EXTREME="A warning of extreme danger: it is heard in quiet hours as well.",
)
described(
    BroadcastStatus,
    "Where a broadcast is.",
    SCHEDULED="It waits for its time; it can still be cancelled.",
    SENT="It was sent.",
    CANCELLED="An editor cancelled it, or its article was no longer there.",
)

__all__ = ["BroadcastStatus", "DeviceStatus", "NotificationKind", "Platform", "Theme", "Urgency"]
