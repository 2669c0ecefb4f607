"""Pages of any origin may ask: there are no cookies, a token or an upload's id is what it takes."""

from collections.abc import Collection
from typing import Final

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "OPTIONS")
_HEADERS: Final = (
    "Accept-Language", "Authorization", "Content-Type", "Idempotency-Key", "If-Modified-Since",
    "If-None-Match",
)  # fmt: skip
_EXPOSED: Final = ("Content-Disposition", "ETag", "Last-Modified", "Retry-After")
_SECONDS: Final = 86_400
"""How long a browser may remember what it asked."""

RAW: Final = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", ", ".join(_EXPOSED).encode()),
]
"""For responses that are written without Starlette."""
RAW_PREFLIGHT: Final = [
    (b"access-control-allow-methods", ", ".join(_METHODS).encode()),
    (b"access-control-allow-headers", ", ".join(_HEADERS).encode()),
    (b"access-control-max-age", str(_SECONDS).encode()),
]


class AnyOrigin:
    """Starlette's CORS, for requests without an Origin too.

    A shared cache may keep what an app without an Origin was given, and give it to a browser, which
    would refuse it without these headers.
    """

    def __init__(self, app: ASGIApp, closed: Collection[str] = ()) -> None:
        """`closed`: paths that no page of another origin may read, in an operator's browser."""
        self._app = app
        self._closed = closed
        self._cors = CORSMiddleware(
            app,
            allow_origins=("*",),
            allow_methods=_METHODS,
            allow_headers=_HEADERS,
            expose_headers=_EXPOSED,
            max_age=_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in self._closed:
            await self._app(scope, receive, send)
            return
        if scope["type"] == "http" and all(name != b"origin" for name, _ in scope["headers"]):
            scope = {**scope, "headers": [*scope["headers"], (b"origin", b"null")]}
        await self._cors(scope, receive, send)
