"""What the router says itself: no such address, another method, and bugs; in both languages."""

from collections.abc import Callable
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.gql.schema.problems import MASKED
from api.http.replies import message_reply
from api.kit.problems import ProblemCode, Words

_NO_ADDRESS: Final = Words(
    "Halaman ini tidak ditemukan. Mulai lagi dari halaman depan.",
    "This page was not found. Start again from the front page.",
)
_OTHER_METHOD: Final = Words(
    "Metode {method} tidak berlaku di alamat ini; pakai: {allowed}.",
    "The method {method} does not work at this address; use: {allowed}.",
)


async def refuse(request: Request, error: Exception) -> Response:
    """The reply to a request for which there is no route."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "GET")
        method = "".join(c for c in request.method[:20] if c.isalpha())
        words = _OTHER_METHOD.fill(method=method, allowed=allowed)
        return message_reply(request, 405, words, error.headers)
    return message_reply(
        request, error.status_code, _NO_ADDRESS, error.headers, code=ProblemCode.NOT_FOUND
    )


class Masked:
    """Replies to bugs of the application inside with a number, under which they are logged."""

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
            reply = message_reply(Request(scope), 500, MASKED, body={"correlationId": number})
            await reply(scope, receive, send)


class _Broken(Exception):
    """A response that broke off; what broke it is logged under a number."""
