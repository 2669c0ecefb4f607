"""Replies in JSON: data, and messages in the caller's language."""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.http.languages import request_language
from api.kit.problems import ProblemCode, Words

NO_SNIFFING: Final = {"X-Content-Type-Options": "nosniff"}
RETRY_SECONDS: Final = 10
"""How long a client should wait before it tries again when the fault is on our side."""


def json_reply(
    data: Any, status: int = 200, headers: Mapping[str, str] | None = None, *, indent: bool = False
) -> Response:
    """The data as JSON; not to be stored, unless `headers` say otherwise."""
    return Response(
        orjson.dumps(data, option=orjson.OPT_INDENT_2 if indent else None),
        status,
        headers={"Cache-Control": "no-store", **NO_SNIFFING, **(headers or {})},
        media_type="application/json",
    )


def message_reply(
    request: Request,
    status: int,
    words: Words,
    headers: Mapping[str, str] | None = None,
    *,
    code: ProblemCode | None = None,
    body: Mapping[str, Any] | None = None,
) -> Response:
    """A sentence in the caller's language, with the reason as a code and what else an app needs.

    A reply of 503 says when to come again.
    """
    language = request_language(request)
    reason = {"code": code.name} if code else {}
    return json_reply(
        {**(body or {}), **reason, "message": words.text(language)},
        status,
        {
            "Content-Language": language.lower(),
            "Vary": "Accept-Language",
            **({"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}),
            **(headers or {}),
        },
    )
