"""Push in the graph: devices, the inbox, preferences, broadcasts."""

from api.push.types.broadcasts import BY_TIME, Broadcast, BroadcastLook, in_state
from api.push.types.inbox import NEWEST, Device, NotificationFields, _count, unread
from api.push.types.preferences import PushPreferences

__all__ = [
    "BY_TIME",
    "NEWEST",
    "Broadcast",
    "BroadcastLook",
    "Device",
    "NotificationFields",
    "PushPreferences",
    "_count",
    "in_state",
    "unread",
]
