"""Messages as they are handed to a sender, and the results that come back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.push.gateway.error_codes import FcmOutcome
from api.push.values import Presentation


@dataclass(frozen=True, slots=True)
class Message:
    """One push to one device or to a topic: general words and ids, nothing about a person.

    Exactly one of `installation_id`, `token`, `topic` and `condition` is the target; a device that
    has an installation id is addressed by that alone.
    """

    id: str
    """An app ignores a second push with the same id."""
    kind: str
    subject: str
    deep_link: str | None
    title: str
    body: str
    presentation: Presentation
    collapse_key: str | None
    """A later push with the same key replaces an earlier one that is still waiting."""
    expires_at: datetime
    app: str = ""
    """The slug of the app that it is for, empty for a topic; it is not sent to FCM. What FCM
    reports about an app's keys applies to the other messages of that app."""
    installation_id: str | None = None
    token: str | None = None
    topic: str | None = None
    condition: str | None = None
    """A combination of topics, such as ``'area-kuta' in topics && 'lang-id' in topics``."""


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of a message, with FCM's own code and words if it was not sent."""

    outcome: FcmOutcome
    message_name: str | None = None
    """FCM's resource name of a sent message."""
    code: str = ""
    detail: str = ""
    retry_after: timedelta | None = None
    """The shortest wait before the next attempt, if FCM or the kind of failure demands one."""
    address_invalid: bool = False
    """Whether the device is to be turned off."""
    needs_operator: bool = False
    app_only: bool = False
    """Whether a pause concerns the message's app alone, and not the whole lane."""
    attempted: bool = True
    """False if it was held back because an earlier message of its batch closed the lane."""
