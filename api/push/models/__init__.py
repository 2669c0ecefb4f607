"""The tables of push, in two groups: who receives, and what is sent."""

from api.push.models.devices import (
    AreaChoice,
    Device,
    PushPreference,
    ThemeChoice,
    TopicMembership,
)
from api.push.models.messages import (
    Broadcast,
    BroadcastReach,
    BroadcastTemplate,
    LanePause,
    Notification,
    PushMessage,
    PushOpening,
)

__all__ = [
    "AreaChoice",
    "Broadcast",
    "BroadcastReach",
    "BroadcastTemplate",
    "Device",
    "LanePause",
    "Notification",
    "PushMessage",
    "PushOpening",
    "PushPreference",
    "ThemeChoice",
    "TopicMembership",
]
