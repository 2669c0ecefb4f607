"""What each of FCM's error codes means, and for whom: the message, its target, an app, all.

Source: the FCM v1 reference of ErrorCode, Google's guide to sending at scale (at least 10 s between
attempts, quotas per minute), and the reference of topic subscriptions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any, Final


class FcmOutcome(Enum):
    """How FCM dealt with a message or a membership, and so what happens to it next."""

    SENT = "SENT"
    DEVICE_GONE = "DEVICE_GONE"
    """The address is not valid any more: turn the device off. An everyday event."""
    REJECTED = "REJECTED"
    """This will never be accepted; the device may be fine."""
    RETRY = "RETRY"
    """Not now."""


class Scope(Enum):
    """Whom an answer speaks of."""

    MESSAGE = "MESSAGE"
    TARGET = "TARGET"
    """The device or the topic: whatever else goes to it waits too."""
    APP = "APP"
    """The app on its platform: each has keys of its own with Apple and with browsers."""
    PROJECT = "PROJECT"


@dataclass(frozen=True, slots=True)
class CodeRule:
    """What follows from one error code."""

    outcome: FcmOutcome
    scope: Scope = Scope.TARGET
    wait: timedelta = timedelta(0)
    """The shortest wait before the next attempt; a longer Retry-After takes precedence."""
    needs_operator: bool = False
    """Whether only a change of keys, permissions or apps helps."""

    @property
    def witnesses(self) -> int:
        """How many distinct targets must say so, with no success in between, to close a lane.

        One target alone may be at fault itself: a topic over its quota, a browser's old key.
        """
        return 5 if self.scope is Scope.TARGET else 2


_MINUTE: Final = timedelta(minutes=1)
_LONG: Final = timedelta(minutes=10)
_RETRY: Final = FcmOutcome.RETRY
DEFAULT_RULE: Final = CodeRule(_RETRY)
"""For every code that is not in the table: timeouts, refused connections, 500, 503, odd pages."""
RULES: Final[Mapping[str, CodeRule]] = {
    "UNREGISTERED": CodeRule(FcmOutcome.DEVICE_GONE),
    "SENDER_ID_MISMATCH": CodeRule(FcmOutcome.DEVICE_GONE, needs_operator=True),
    "INVALID_ARGUMENT": CodeRule(FcmOutcome.REJECTED, Scope.MESSAGE),
    "QUOTA_EXCEEDED": CodeRule(_RETRY, wait=_MINUTE),  # quotas are per minute
    "THIRD_PARTY_AUTH_ERROR": CodeRule(_RETRY, Scope.APP, _LONG, needs_operator=True),
    "UNAUTHENTICATED": CodeRule(_RETRY, Scope.PROJECT, _MINUTE, needs_operator=True),
    "NO_ACCESS_TOKEN": CodeRule(_RETRY, Scope.PROJECT, _MINUTE, needs_operator=True),
    "PERMISSION_DENIED": CodeRule(_RETRY, Scope.PROJECT, _LONG, needs_operator=True),
    # A bare 404 is about the project or the URL, not about the device.
    "NOT_FOUND": CodeRule(_RETRY, Scope.PROJECT, _LONG, needs_operator=True),
}
MEMBERSHIP_RULES: Final[Mapping[str, CodeRule]] = {
    **RULES,
    "ALREADY_EXISTS": CodeRule(FcmOutcome.SENT),
    # 2,000 topics for one app instance: one topic more is refused, the device is fine.
    "TOO_MANY_TOPICS": CodeRule(FcmOutcome.REJECTED, needs_operator=True),
    "FAILED_PRECONDITION": CodeRule(FcmOutcome.REJECTED, needs_operator=True),
    "RESOURCE_EXHAUSTED": CodeRule(_RETRY, wait=_MINUTE),
}
"""The same for joining and leaving topics; `NOT_FOUND` is an alarm there too, never a deletion."""
_ALIASES: Final = {"APNS_AUTH_ERROR": "THIRD_PARTY_AUTH_ERROR"}
_BY_STATUS: Final = {
    200: "UNKNOWN",  # a page from a proxy in between
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    429: "QUOTA_EXCEEDED",
    500: "INTERNAL",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "UNAVAILABLE",
}
_FCM_ERROR: Final = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
_ADDRESS_FIELDS: Final = frozenset({"message.token", "message.fid"})
_BAD_TOKEN: Final = "registration token is not a valid"  # noqa: S105


def rule_of(code: str, rules: Mapping[str, CodeRule] = RULES) -> CodeRule:
    """The rule for an error code; an unknown code is retried."""
    return rules.get(code, DEFAULT_RULE)


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
