"""A page that receives web pushes from the FCM twin and shows them as a browser does.

Real FCM encrypts a push for the browser's own push service, which no local server can reach. Here
the page asks the twin for what was sent to its registration, and its service worker shows each with
the options that the push carried: title, body, tag, renotify, silent, and the link for a tap.
"""

import secrets
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from scripts.twins.phone import Phone

_FOLDER: Final = Path(__file__).with_name("web")
_KEPT: Final = 100
_HEADERS: Final = {"Cache-Control": "no-store", "Service-Worker-Allowed": "/web"}


class Page(Phone):
    """A browser tab: beside drawing, it keeps what it got until its page has asked for it."""

    def __init__(self) -> None:
        super().__init__("WEB")
        self.messages: list[dict[str, Any]] = []

    def receive(self, registration: str, message: dict[str, Any]) -> None:
        """Takes a message that FCM took."""
        super().receive(registration, message)
        self.messages.append(message)


class Pages:
    """The pages that are open, among the twin's phones."""

    def __init__(self, phones: MutableMapping[str, Any]) -> None:
        self._phones = phones
        self.routes = [
            Route("/web", self._file("index.html")),
            Route("/web/worker.js", self._file("worker.js")),
            Route("/web/registrations", self._open, methods=["POST"]),
            Route("/web/registrations/{registration}/messages", self._messages),
        ]

    @staticmethod
    def _file(name: str) -> Any:
        async def answer(_request: Request) -> Response:
            return FileResponse(_FOLDER / name, headers=_HEADERS)

        return answer

    async def _open(self, _request: Request) -> Response:
        registration = f"web-{secrets.token_hex(8)}"
        page = Page()
        page.install(registration, "web")
        self._phones[registration] = page
        return JSONResponse({"registration": registration})

    async def _messages(self, request: Request) -> Response:
        page = self._phones.get(request.path_params["registration"])
        if not isinstance(page, Page):
            return JSONResponse({"error": "the twin was restarted: reload the page"}, 404)
        after = int(request.query_params.get("after", "0"))
        return JSONResponse(page.messages[after : after + _KEPT])
