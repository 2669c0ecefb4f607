"""What goes through the door, and what comes back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.push.gateway.answers import Answer
from api.push.values import Manner


@dataclass(frozen=True, slots=True)
class Message:
    """One push to one device or to a topic: general words and ids, nothing about a person.

    Exactly one of `installation_id`, `token`, `topic` and `condition` says where it goes; a device
    that has an installation id is reached by it alone.
    """

    id: str
    """The app drops a second push with the same id."""
    kind: str
    subject: str
    deep_link: str | None
    title: str
    body: str
    manner: Manner
    collapse_key: str | None
    """A later push with the same key takes the place of an earlier one that is still waiting."""
    expires_at: datetime
    app: str = ""
    """The short name of the app that it is for, none for a topic; it stays here. What FCM says of
    an app's keys holds for the other messages of that app."""
    installation_id: str | None = None
    token: str | None = None
    topic: str | None = None
    condition: str | None = None
    """Where topics meet, such as ``'area-kuta' in topics && 'lang-id' in topics``."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message, with FCM's own code and words when it was not sent."""

    answer: Answer
    name: str | None = None
    """FCM's name of a sent message."""
    code: str = ""
    detail: str = ""
    after: timedelta | None = None
    """Not to be tried again sooner, where FCM or the kind of failure says so."""
    address_is_bad: bool = False
    """The device is to be turned off."""
    needs_operator: bool = False
    of_app: bool = False
    """Whether a pause concerns the message's app alone, and not the whole lane."""
    offered: bool = True
    """False for what stayed at home since an earlier message of its batch closed the lane."""
