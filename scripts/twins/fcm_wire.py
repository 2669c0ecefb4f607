"""What FCM v1 says on the wire: its failures, and what it asks of a message."""

import json
from collections.abc import Iterator
from enum import Enum
from typing import Any, Final

from starlette.responses import JSONResponse, Response

TARGETS: Final = ("fid", "token", "topic", "condition")
_FCM_ERROR: Final = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
_LARGEST_PAYLOAD: Final = 4_096


class Fault(Enum):
    """What FCM can answer but a name: (HTTP status, google.rpc.Code, FCM's errorCode, message)."""

    UNREGISTERED = (404, "NOT_FOUND", "UNREGISTERED", "Requested entity was not found.")
    SENDER_ID_MISMATCH = (403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH", "SenderId mismatch")
    INVALID_ARGUMENT = (400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "Invalid value in the message")
    BAD_ADDRESS = (
        400,
        "INVALID_ARGUMENT",
        "INVALID_ARGUMENT",
        "The registration token is not a valid FCM registration token",
    )
    QUOTA_EXCEEDED = (429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", "Quota exceeded.")
    INTERNAL = (500, "INTERNAL", "INTERNAL", "Internal error encountered.")
    UNAVAILABLE = (503, "UNAVAILABLE", "UNAVAILABLE", "The service is currently unavailable.")
    THIRD_PARTY_AUTH_ERROR = (
        401,
        "UNAUTHENTICATED",
        "THIRD_PARTY_AUTH_ERROR",
        "Auth error from APNS or Web Push Service",
    )
    UNAUTHENTICATED = (401, "UNAUTHENTICATED", None, "Request had invalid credentials.")
    NO_SUCH_PROJECT = (404, "NOT_FOUND", None, "Project not found.")
    DENIED = (403, "PERMISSION_DENIED", None, "The API is disabled for this project.")
    PORTAL = (200, "", None, "A page of somebody in between, instead of FCM's answer.")
    HANG = (0, "", None, "No answer at all.")
    DRIP = (200, "", None, "A good answer, a byte at a time.")
    DEAD = (0, "", None, "The connection breaks without a word.")
    HALF_CLOSED = (0, "", None, "The server says no more and keeps its ear on the line.")


def failure(fault: Fault, retry_after: str | None = None, field: str | None = None) -> Response:
    """An answer as google.rpc.Status, with FCM's own code among its details."""
    status, rpc_code, fcm_code, message = fault.value
    details: list[dict[str, Any]] = []
    if fcm_code:
        details.append({"@type": _FCM_ERROR, "errorCode": fcm_code})
    if field:
        violation = {"field": field, "description": message}
        details.append(
            {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
        )
    error: dict[str, Any] = {"code": status, "message": message, "status": rpc_code}
    if details:
        error["details"] = details
    headers = {"Retry-After": retry_after} if retry_after is not None else None
    return JSONResponse({"error": error}, status_code=status, headers=headers)


def complaint(body: Any) -> str | None:
    """The first field that FCM would not take, or None."""
    message = body.get("message") if isinstance(body, dict) else None
    if not isinstance(message, dict):
        return "message"
    if sum(target in message for target in TARGETS) != 1:
        return "message.target"
    if any(not isinstance(v, str) for v in message.get("data", {}).values()):
        return "message.data"
    if not message.get("android", {}).get("ttl", "0s").endswith("s"):
        return "message.android.ttl"
    if len(message.get("apns", {}).get("headers", {}).get("apns-collapse-id", "")) > 64:
        return "message.apns.headers"
    shown = {k: message[k] for k in ("notification", "data") if k in message}
    if len(json.dumps(shown, ensure_ascii=False).encode()) > _LARGEST_PAYLOAD:
        return "message.data"
    return None


def texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every key and every value inside, with the path to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield where, str(key)
            yield from texts(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from texts(inner, f"{where}[{index}]")
    elif value is not None:
        yield where, str(value)
