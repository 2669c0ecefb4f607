"""The verbs of push: telling people, keeping their devices, and what they want to hear."""

from api.push.service.broadcast_words import NewBroadcast
from api.push.service.broadcasts import (
    Preview,
    broadcast,
    cancel_broadcast,
    preview_broadcast,
)
from api.push.service.devices import register_device, remove_device
from api.push.service.notices import PEOPLE_AT_ONCE, mark_notifications_read, notify
from api.push.service.openings import report_opened, report_topic_opened
from api.push.service.outgoing import DELIVER, delivery_job
from api.push.service.preferences import Quiet, update_push_preferences
from api.push.service.wishes import Choice

__all__ = [
    "DELIVER",
    "PEOPLE_AT_ONCE",
    "Choice",
    "NewBroadcast",
    "Preview",
    "Quiet",
    "broadcast",
    "cancel_broadcast",
    "delivery_job",
    "mark_notifications_read",
    "notify",
    "preview_broadcast",
    "register_device",
    "remove_device",
    "report_opened",
    "report_topic_opened",
    "update_push_preferences",
]
