"""The verbs of push: telling people, and keeping their devices."""

from api.push.service.devices import register_device, remove_device
from api.push.service.notices import DELIVER, delivery_job, mark_notifications_read, notify
from api.push.service.openings import report_opened

__all__ = [
    "DELIVER",
    "delivery_job",
    "mark_notifications_read",
    "notify",
    "register_device",
    "remove_device",
    "report_opened",
]
