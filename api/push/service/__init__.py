"""The verbs of push: notifying people, registering their devices, keeping their preferences."""

from api.push.service.broadcast_content import BroadcastContent, IsPublic
from api.push.service.broadcast_corrections import Correction, correct_broadcast
from api.push.service.broadcast_drafts import save_broadcast_draft, submit_broadcast_draft
from api.push.service.broadcast_preview import Preview, preview_broadcast
from api.push.service.broadcast_templates import (
    TemplateContent,
    delete_broadcast_template,
    save_broadcast_template,
)
from api.push.service.broadcasts import (
    approve_broadcast,
    broadcast,
    cancel_broadcast,
    update_broadcast,
)
from api.push.service.devices import register_device, remove_device
from api.push.service.notices import PEOPLE_AT_ONCE, mark_notifications_read, notify
from api.push.service.openings import mark_notification_opened, mark_topic_message_opened
from api.push.service.preferences import QuietHoursRequest, update_push_preferences
from api.push.service.theme_choices import ThemeRequest

__all__ = [
    "PEOPLE_AT_ONCE",
    "BroadcastContent",
    "Correction",
    "IsPublic",
    "Preview",
    "QuietHoursRequest",
    "TemplateContent",
    "ThemeRequest",
    "approve_broadcast",
    "broadcast",
    "cancel_broadcast",
    "correct_broadcast",
    "delete_broadcast_template",
    "mark_notification_opened",
    "mark_notifications_read",
    "mark_topic_message_opened",
    "notify",
    "preview_broadcast",
    "register_device",
    "remove_device",
    "save_broadcast_draft",
    "save_broadcast_template",
    "submit_broadcast_draft",
    "update_broadcast",
    "update_push_preferences",
]
