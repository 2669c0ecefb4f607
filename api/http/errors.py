"""What the router says itself: no such address, another method, and bugs; in both languages."""

from collections.abc import Callable
from typing import Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.gql.schema.problems import MASKED
from api.http.auth import request_language
from api.kit.problems import Words

_NO_ADDRESS: Final = Words(
    "Alamat ini tidak ada. Mulailah dari / atau /graphiql.",
    "There is no such address. Start at / or at /graphiql.",
)
_OTHER_METHOD: Final = Words(
    "Metode {method} tidak berlaku di alamat ini; pakai: {allowed}.",
    "The method {method} does not work at this address; use: {allowed}.",
)
_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


async def refuse(request: Request, error: Exception) -> Response:
    """The answer to a request for which there is no route."""
    assert isinstance(error, HTTPException)
    words = _NO_ADDRESS
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "GET")
        method = "".join(c for c in request.method[:20] if c.isalpha())
        words = _OTHER_METHOD.fill(method=method, allowed=allowed)
    language = request_language(request)
    return Response(
        orjson.dumps({"message": words.text(language)}),
        error.status_code,
        headers={**(error.headers or {}), **_HEADERS, "Content-Language": language.lower()},
        media_type="application/json",
    )


class Masked:
    """Answers bugs of the application inside with a number, under which they are written down."""

    def __init__(self, app: ASGIApp, report: Callable[[BaseException], str]) -> None:
        self._app = app
        self._report = report

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as bug:
            number = self._report(bug)
            if has_begun or scope["type"] != "http":
                raise _Broken(number) from None
            request = Request(scope)
            told = {"message": MASKED.text(request_language(request)), "correlationId": number}
            answer = Response(
                orjson.dumps(told), 500, headers=_HEADERS, media_type="application/json"
            )
            await answer(scope, receive, send)


class _Broken(Exception):
    """An answer that broke off; what broke it is written down under a number."""
