"""Push in the graph: devices, the inbox, preferences, broadcasts."""

from api.push.types.broadcasts import (
    LATEST,
    TEMPLATES,
    Broadcast,
    BroadcastPreview,
    BroadcastTemplate,
    with_status,
)
from api.push.types.inbox import Device, Notification, PushOfViewer
from api.push.types.preferences import PushPreferences

__all__ = [
    "LATEST",
    "TEMPLATES",
    "Broadcast",
    "BroadcastPreview",
    "BroadcastTemplate",
    "Device",
    "Notification",
    "PushOfViewer",
    "PushPreferences",
    "with_status",
]
