"""The enums of push in the graph, with a description for every value."""

from api.gql.common.enums import described
from api.push.values import (
    BroadcastStatus,
    DeviceStatus,
    NotificationKind,
    Permission,
    Platform,
    Theme,
    Urgency,
)

described(
    Platform,
    "The platform of a device.",
    ANDROID="Android.",
    IOS="iOS or iPadOS.",
    WEB="A web browser.",
)
described(
    NotificationKind,
    "What a notification is about.",
    REPORT_UPDATED="A report that the person made, follows or handles was updated.",
    ARTICLE_PUBLISHED="An article was published.",
    ALERT="A warning.",
    BROADCAST="A message from the city.",
)
described(
    DeviceStatus,
    "Whether pushes are sent to a device.",
    ACTIVE="Pushes are sent.",
    OFF="No pushes are sent: the app was uninstalled, or its address is not valid any more. The"
    " device becomes active again when it registers.",
)
described(
    Permission,
    "Whether the phone's owner lets an app show notifications.",
    name="PushPermission",
    GRANTED="Notifications are shown.",
    PROVISIONAL="iOS shows them quietly, until the owner decides.",
    DENIED="Nothing is shown: pushes go to another of the city's apps on the phone, if there is"
    " one.",
    UNKNOWN="The app has not said.",
)
described(
    Theme,
    "A topic that people can turn on or off.",
    REPORTS="Updates of the reports that the person made or follows.",
    ALERTS="Warnings.",
    ANNOUNCEMENTS="Announcements by the city.",
    NEWS="News that editors consider worth a push.",
)
described(
    Urgency,
    "How much a push may disturb.",
    LOW="Shown without a sound.",
    NORMAL="Shown with a sound.",
    HIGH="Shown at once, with a sound; it wakes a sleeping phone.",
    SEVERE="A severe warning: shown in quiet hours too.",
    EXTREME="A warning of extreme danger: shown in quiet hours too.",
)
described(
    BroadcastStatus,
    "Where a broadcast stands.",
    DRAFT="An editor is still writing it.",
    AWAITING_APPROVAL="It may wake people: a second person must approve it before it is sent.",
    SCHEDULED="It will be sent at its time, and can still be edited or cancelled.",
    SENT="It has been sent.",
    CANCELLED="It was not sent: an editor cancelled it, or its article was not public any more.",
)

__all__ = [
    "BroadcastStatus",
    "DeviceStatus",
    "NotificationKind",
    "Permission",
    "Platform",
    "Theme",
    "Urgency",
]
