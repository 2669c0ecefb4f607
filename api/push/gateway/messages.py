"""Messages as they are handed to a sender, and the results that come back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.push.gateway.error_codes import FcmOutcome, Scope
from api.push.values import Presentation


@dataclass(frozen=True, slots=True)
class Message:
    """One push to one device or to a topic: general words and ids, nothing about a person.

    Exactly one of `installation_id`, `token` and `topic` is the target; a device that has an
    installation id is addressed by that alone.
    """

    id: str
    """An app that handles its pushes itself ignores a second one with the same id."""
    kind: str
    subject: str
    deep_link: str | None
    title: str
    body: str
    presentation: Presentation
    tag: str | None
    """On a phone a later push of the same tag takes the place of an earlier one."""
    expires_at: datetime
    is_urgent: bool = False
    """Whether not even its access token may be waited for together with others."""
    collapses: bool = False
    """Whether, of several with this tag, FCM keeps only the latest for a phone that is offline.

    It keeps four such tags for a device: a tag that is new each time would push others out.
    """
    badge: int | None = None
    """The number on the app's icon on iOS: the person's unread notifications."""
    link: str | None = None
    """The https address that a browser opens on a tap."""
    installation_id: str | None = None
    token: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of a message, with FCM's own code and words if it was not sent."""

    outcome: FcmOutcome
    message_name: str | None = None
    """FCM's resource name of a sent message."""
    code: str = ""
    detail: str = ""
    scope: Scope = Scope.MESSAGE
    """Whom a failure speaks of."""
    retry_after: timedelta | None = None
    """The shortest wait before the next attempt, if FCM or the kind of failure demands one."""
    address_invalid: bool = False
    """Whether the device is to be turned off."""
    needs_operator: bool = False
    witnesses: int = 1
    """How many distinct targets must have met this before others wait too."""

    @property
    def reason(self) -> str:
        """FCM's code and message, in one line."""
        return f"{self.code}: {self.detail}" if self.detail else self.code
