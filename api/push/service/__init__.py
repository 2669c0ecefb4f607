"""The verbs of push: notifying people, registering their devices, keeping their preferences."""

from api.push.service.broadcast_content import BroadcastContent, IsPublic
from api.push.service.broadcasts import (
    Preview,
    broadcast,
    cancel_broadcast,
    preview_broadcast,
)
from api.push.service.devices import register_device, remove_device
from api.push.service.notices import PEOPLE_AT_ONCE, mark_notifications_read, notify
from api.push.service.openings import mark_notification_opened, mark_topic_message_opened
from api.push.service.preferences import QuietHoursRequest, update_push_preferences
from api.push.service.theme_choices import ThemeRequest

__all__ = [
    "PEOPLE_AT_ONCE",
    "BroadcastContent",
    "IsPublic",
    "Preview",
    "QuietHoursRequest",
    "ThemeRequest",
    "broadcast",
    "cancel_broadcast",
    "mark_notification_opened",
    "mark_notifications_read",
    "mark_topic_message_opened",
    "notify",
    "preview_broadcast",
    "register_device",
    "remove_device",
    "update_push_preferences",
]
