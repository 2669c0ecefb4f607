"""Connections that hang, break, or are closed in one direction, which ASGI cannot express."""

import socket

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from scripts.twins.fcm_wire import Fault


def with_transport(app: ASGIApp) -> ASGIApp:
    """Lets the application break its line: ASGI has no words for that. The `send` of both servers
    is a method of what has the transport."""

    async def around(scope: Scope, receive: Receive, send: Send) -> None:
        scope["transport"] = getattr(getattr(send, "__self__", None), "transport", None)
        await app(scope, receive, send)

    return around


class Silence(Response):
    """No answer: the connection hangs, breaks, or is closed in one direction."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self._fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._fault is Fault.DEAD:
            scope["transport"].abort()
        elif self._fault is Fault.HALF_CLOSED:
            scope["transport"].get_extra_info("socket").shutdown(socket.SHUT_WR)
        while (await receive())["type"] != "http.disconnect":
            pass
