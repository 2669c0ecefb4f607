"""The verbs of push: telling people, and keeping their devices."""

from api.push.service.devices import register_device, remove_device
from api.push.service.notices import DELIVER, mark_notifications_read, notify

__all__ = ["DELIVER", "mark_notifications_read", "notify", "register_device", "remove_device"]
