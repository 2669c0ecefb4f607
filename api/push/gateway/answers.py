"""What each of FCM's answers means for the message, its device and the lane.

Source: the FCM v1 reference of ErrorCode, and Google's guide to sending at scale (at least 10 s
between tries, quotas per minute).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any, Final


class Answer(Enum):
    """What to do about a message that was offered to FCM."""

    SENT = "SENT"
    GONE = "GONE"
    """The device does not take pushes from here any more: turn it off. Nothing to look into."""
    REFUSED = "REFUSED"
    """This message will never be accepted; the device may be all right."""
    LATER = "LATER"
    """Try this message again."""
    PAUSE = "PAUSE"
    """Nothing of this lane will be accepted now: leave it alone for a while. No message is to
    blame."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows from one code."""

    answer: Answer
    wait: timedelta = timedelta(0)
    """Not to be tried again sooner; a longer Retry-After holds instead."""
    needs_operator: bool = False
    """Whether only a change of keys, permissions or apps betters it."""
    of_app: bool = False
    """Whether it is about the keys of one app: each has its own for Apple in the console."""


_MINUTE: Final = timedelta(minutes=1)
_LONG: Final = timedelta(minutes=10)
LATER: Final = Rule(Answer.LATER)
"""Of every code that is not in the table: timeouts, refused connections, 500, 503, odd pages."""
RULES: Final[Mapping[str, Rule]] = {
    "UNREGISTERED": Rule(Answer.GONE),
    "SENDER_ID_MISMATCH": Rule(Answer.GONE, needs_operator=True),
    "INVALID_ARGUMENT": Rule(Answer.REFUSED),
    "QUOTA_EXCEEDED": Rule(Answer.PAUSE, _MINUTE),  # quotas are counted by the minute
    "THIRD_PARTY_AUTH_ERROR": Rule(Answer.PAUSE, _LONG, needs_operator=True, of_app=True),
    "UNAUTHENTICATED": Rule(Answer.PAUSE, _MINUTE, needs_operator=True),
    "NO_ACCESS_TOKEN": Rule(Answer.PAUSE, _MINUTE, needs_operator=True),
    "PERMISSION_DENIED": Rule(Answer.PAUSE, _LONG, needs_operator=True),
    # A bare 404 speaks of the project or the address, not of the device.
    "NOT_FOUND": Rule(Answer.PAUSE, _LONG, needs_operator=True),
}
_ALIASES: Final = {"APNS_AUTH_ERROR": "THIRD_PARTY_AUTH_ERROR"}
_BY_STATUS: Final = {
    200: "UNKNOWN",  # a page of somebody in between
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "QUOTA_EXCEEDED",
    500: "INTERNAL",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "UNAVAILABLE",
}
_FCM_ERROR: Final = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
_ADDRESS_FIELDS: Final = frozenset({"message.token", "message.fid"})
_BAD_TOKEN: Final = "registration token is not a valid"  # noqa: S105


def rule_of(code: str) -> Rule:
    """The rule of a code."""
    return RULES.get(code, LATER)


def code_of(status: int, body: Any) -> str:
    """FCM's own code in an answer that is no success, else what its HTTP status stands for."""
    for detail in _details(body):
        code = detail.get("errorCode")
        if detail.get("@type") == _FCM_ERROR and isinstance(code, str):
            return _ALIASES.get(code, code)
    return _BY_STATUS.get(status, f"HTTP_{status}")


def names_the_address(body: Any) -> bool:
    """Whether a refusal is about the device's address, and not about the rest of the message."""
    for detail in _details(body):
        violations = detail.get("fieldViolations")
        for violation in violations if isinstance(violations, list) else []:
            if isinstance(violation, dict) and violation.get("field") in _ADDRESS_FIELDS:
                return True
    return _BAD_TOKEN in words_of(body)


def words_of(body: Any) -> str:
    """FCM's message in an answer that is no success; empty where there is none."""
    error = body.get("error") if isinstance(body, dict) else None
    message = error.get("message") if isinstance(error, dict) else None
    return message if isinstance(message, str) else ""


def _details(body: Any) -> list[dict[str, Any]]:
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    return [d for d in details if isinstance(d, dict)] if isinstance(details, list) else []
