"""What each of FCM's error codes means for the message, its device and the lane.

Source: the FCM v1 reference of ErrorCode, and Google's guide to sending at scale (at least 10 s
between attempts, quotas per minute).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any, Final


class FcmOutcome(Enum):
    """How FCM dealt with a message, and so what happens to it next."""

    SENT = "SENT"
    DEVICE_GONE = "DEVICE_GONE"
    """The address is not valid any more: turn the device off. An everyday event."""
    REJECTED = "REJECTED"
    """This message will never be accepted; the device may be fine."""
    RETRY = "RETRY"
    """A temporary failure of this message."""
    PAUSE_LANE = "PAUSE_LANE"
    """Nothing of this lane will be accepted now: pause it. The message itself is not at fault."""


@dataclass(frozen=True, slots=True)
class CodeRule:
    """What follows from one error code."""

    outcome: FcmOutcome
    wait: timedelta = timedelta(0)
    """The shortest wait before the next attempt; a longer Retry-After takes precedence."""
    needs_operator: bool = False
    """Whether only a change of keys, permissions or apps helps."""
    app_only: bool = False
    """Whether it concerns the keys of one app: each has its own Apple key in the console."""


_MINUTE: Final = timedelta(minutes=1)
_LONG: Final = timedelta(minutes=10)
DEFAULT_RULE: Final = CodeRule(FcmOutcome.RETRY)
"""For every code that is not in the table: timeouts, refused connections, 500, 503, odd pages."""
RULES: Final[Mapping[str, CodeRule]] = {
    "UNREGISTERED": CodeRule(FcmOutcome.DEVICE_GONE),
    "SENDER_ID_MISMATCH": CodeRule(FcmOutcome.DEVICE_GONE, needs_operator=True),
    "INVALID_ARGUMENT": CodeRule(FcmOutcome.REJECTED),
    "QUOTA_EXCEEDED": CodeRule(FcmOutcome.PAUSE_LANE, _MINUTE),  # quotas are per minute
    "THIRD_PARTY_AUTH_ERROR": CodeRule(
        FcmOutcome.PAUSE_LANE, _LONG, needs_operator=True, app_only=True
    ),
    "UNAUTHENTICATED": CodeRule(FcmOutcome.PAUSE_LANE, _MINUTE, needs_operator=True),
    "NO_ACCESS_TOKEN": CodeRule(FcmOutcome.PAUSE_LANE, _MINUTE, needs_operator=True),
    "PERMISSION_DENIED": CodeRule(FcmOutcome.PAUSE_LANE, _LONG, needs_operator=True),
    # A bare 404 is about the project or the URL, not about the device.
    "NOT_FOUND": CodeRule(FcmOutcome.PAUSE_LANE, _LONG, needs_operator=True),
}
_ALIASES: Final = {"APNS_AUTH_ERROR": "THIRD_PARTY_AUTH_ERROR"}
_BY_STATUS: Final = {
    200: "UNKNOWN",  # a page from a proxy in between
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


def rule_of(code: str) -> CodeRule:
    """The rule for an error code; an unknown code is retried."""
    return RULES.get(code, DEFAULT_RULE)


def error_code(status: int, body: Any) -> str:
    """FCM's own code in an error response; without one, the code that its HTTP status implies."""
    for detail in _details(body):
        code = detail.get("errorCode")
        if detail.get("@type") == _FCM_ERROR and isinstance(code, str):
            return _ALIASES.get(code, code)
    return _BY_STATUS.get(status, f"HTTP_{status}")


def blames_address(body: Any) -> bool:
    """Whether a rejection is about the device's address rather than the rest of the message."""
    for detail in _details(body):
        violations = detail.get("fieldViolations")
        for violation in violations if isinstance(violations, list) else []:
            if isinstance(violation, dict) and violation.get("field") in _ADDRESS_FIELDS:
                return True
    return _BAD_TOKEN in error_message(body)


def error_message(body: Any) -> str:
    """FCM's message in an error response; empty if there is none."""
    error = body.get("error") if isinstance(body, dict) else None
    message = error.get("message") if isinstance(error, dict) else None
    return message if isinstance(message, str) else ""


def _details(body: Any) -> list[dict[str, Any]]:
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    return [d for d in details if isinstance(d, dict)] if isinstance(details, list) else []
