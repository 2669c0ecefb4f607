"""A small server that speaks Firebase Cloud Messaging v1: for tests and for trying push at home.

It hands out access tokens for a signed grant, checks messages as far as their shape goes, keeps all
that it was sent, and answers for single devices with the faults that FCM has. With `http2` it is
met as Google is: HTTP/2 over TLS, with a certificate of its own. As a program::

    python -m scripts.twins.fcm --port 9099 --credentials data/fcm-twin.json

prints the settings with which a server sends to it.
"""

import argparse
import asyncio
import json
import secrets
import signal
import socket
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from scripts.twins.fcm_account import PROJECT, service_account, wrong_grant
from scripts.twins.fcm_faults import FaultBook
from scripts.twins.fcm_lines import Silence, with_transport
from scripts.twins.fcm_topics import TopicBook
from scripts.twins.fcm_web import Pages
from scripts.twins.fcm_wire import TARGETS, Fault, complaint, failure, texts
from scripts.twins.http2 import Http2Server
from scripts.twins.phone import Phone


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that reached the server, and the status of the answer."""

    body: dict[str, Any]
    status: int

    @property
    def message(self) -> dict[str, Any]:
        """The FCM message."""
        found: dict[str, Any] = self.body["message"]
        return found

    @property
    def target(self) -> str:
        """The installation id, token, topic or condition that it was sent to."""
        return next(str(self.message[k]) for k in TARGETS if k in self.message)

    @property
    def id(self) -> str:
        """`data.id`, by which an app knows a push that it had before."""
        return str(self.message.get("data", {}).get("id", ""))


class FcmTwin:
    """The server, in a thread of this process: ``with FcmTwin() as twin: …``."""

    def __init__(self, port: int = 0, keep: int | None = None, *, http2: bool = False) -> None:
        self.sent: deque[Sent] = deque(maxlen=keep)
        self.drip_seconds = 0.3
        """Between two bytes of a dripping answer."""
        self.faults = FaultBook()
        self.phones: dict[str, Phone] = {}
        """The phone on which a registration lives: it draws what it is sent."""
        self.token_requests = 0
        self.token_seconds = 0.0
        """How long a token takes to be made: a slow account server."""
        self._tokens: set[str] = set()
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        scheme = "https" if http2 else "http"
        self.url = f"{scheme}://127.0.0.1:{self._socket.getsockname()[1]}"
        self.topics = TopicBook(self._knows, self._fault_due)
        """Who is in which topic."""
        app = Starlette(
            routes=[
                *self.topics.routes,
                *Pages(self.phones).routes,
                Route("/token", self._token, methods=["POST"]),
                Route("/v1/projects/{project}/messages:send", self._send, methods=["POST"]),
                Route("/counts", self._counts, methods=["GET"]),
            ]
        )
        self.authority: Path | None = None  # what a client of the HTTP/2 server has to trust
        self._server: uvicorn.Server | Http2Server
        if http2:
            self._server = Http2Server(with_transport(app))
            self.authority = self._server.authority
        else:
            config = uvicorn.Config(
                with_transport(app), log_level="warning", timeout_graceful_shutdown=1
            )
            self._server = uvicorn.Server(config)
        self._shown: Counter[tuple[str, str]] = Counter()
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the FCM twin did not start")
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def reset(self) -> None:
        """Forgets what was sent and scripted; access tokens stay good."""
        self.sent.clear()
        self.topics.reset()
        self._shown.clear()
        self.faults.reset()
        self.phones.clear()
        self.token_requests, self.token_seconds = 0, 0.0

    def script(
        self,
        target: str,
        fault: Fault,
        *,
        times: int | None = None,
        retry_after: int | str | None = None,
    ) -> None:
        """Answers messages to this target with a fault: `times`, or for good."""
        self.faults.script(fault, target=target, times=times, retry_after=retry_after)

    def phone(
        self, platform: str = "ANDROID", *, apps: dict[str, str], phone: Phone | None = None
    ) -> Phone:
        """A phone with these apps by their registrations, which draws what it is sent."""
        phone = phone or Phone(platform)
        for registration, app in apps.items():
            phone.install(registration, app)
            self.faults.belongs(registration, app)
            self.phones[registration] = phone
        return phone

    def uninstall(self, registration: str) -> None:
        """Takes an app off its phone: FCM answers UNREGISTERED and drops it from its topics."""
        self.faults.uninstall(registration)
        self.topics.forget(registration)
        if phone := self.phones.pop(registration, None):
            phone.uninstall(registration)

    def revoke_tokens(self) -> None:
        """Knows none of the access tokens any more that it handed out."""
        self._tokens.clear()

    def credentials(self, file: Path) -> Path:
        """Writes a service account's key whose tokens come from this server."""
        account = service_account(f"{self.url}/token")
        file.write_text(json.dumps(account, indent=2), encoding="utf-8")
        file.chmod(0o600)
        return file

    def accepted(self, target: str | None = None) -> list[Sent]:
        """The messages that were answered with a name, to one target or to all."""
        # A copy, made in one step: the server goes on in its own thread.
        return [s for s in list(self.sent) if s.status == 200 and target in (None, s.target)]

    def doubled(self) -> dict[tuple[str, str], int]:
        """(target, data.id) of pushes accepted more than once, with how often: the wire's view."""
        counted = Counter((s.target, s.id) for s in self.accepted())
        return {key: times for key, times in counted.items() if times > 1}

    def shown(self) -> set[tuple[str, str]]:
        """(target, data.id) of what citizens see: an app drops an id that it had before."""
        return {(s.target, s.id) for s in self.accepted()}

    def assert_no_personal_data(self, forbidden: Iterable[str]) -> None:
        """Fails when any of these texts stands anywhere in what was sent, in any letter case."""
        words = [text.casefold() for text in forbidden if text]
        for sent in list(self.sent):
            for where, text in texts(sent.body, ""):
                for word in words:
                    if word in text.casefold():
                        raise AssertionError(f"{word!r} left the house in {where}: {text!r}")

    async def _token(self, request: Request) -> Response:
        self.token_requests += 1
        await asyncio.sleep(self.token_seconds)
        wrong = wrong_grant((await request.body()).decode())
        if wrong:
            answer = {"error": "invalid_grant", "error_description": wrong}
            return JSONResponse(answer, status_code=400)
        token = f"twin.{secrets.token_urlsafe(24)}"
        self._tokens.add(token)
        return JSONResponse({"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    async def _send(self, request: Request) -> Response:
        if not self._knows(request):
            return failure(Fault.UNAUTHENTICATED)
        body = json.loads(await request.body())
        wrong = complaint(body)
        if wrong:
            return self._keep(body, failure(Fault.INVALID_ARGUMENT, field=wrong))
        due = self.faults.due(Sent(body, 0).target)
        name = f"projects/{request.path_params['project']}/messages/{secrets.token_hex(8)}"
        if due is None:
            answer = self._keep(body, JSONResponse({"name": name}))
            # It is taken by now, and the sender does not know yet.
            await asyncio.sleep(self.faults.seconds(Sent(body, 0).target))
            return answer
        match due.fault:
            case Fault.HANG | Fault.DEAD | Fault.HALF_CLOSED:
                self.sent.append(Sent(body, 0))
                return Silence(due.fault)
            case Fault.PORTAL:
                self.sent.append(Sent(body, 0))
                return HTMLResponse("<html><body>Please sign in to the network.</body></html>")
            case Fault.DRIP:
                return self._keep(body, StreamingResponse(self._drip(name)))
        fields = {
            Fault.INVALID_ARGUMENT: "message.android.ttl",
            Fault.BAD_ADDRESS: "message.token",
        }
        answer = failure(due.fault, due.retry_after, fields.get(due.fault))
        return self._keep(body, answer)

    async def _drip(self, name: str) -> AsyncIterator[bytes]:
        for byte in json.dumps({"name": name}).encode():
            yield bytes([byte])
            await asyncio.sleep(self.drip_seconds)

    async def _counts(self, _request: Request) -> Response:
        return JSONResponse({"accepted": self._shown.total(), "shown": len(self._shown)})

    def _knows(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return scheme == "Bearer" and token in self._tokens

    def _keep(self, body: dict[str, Any], response: Response) -> Response:
        sent = Sent(body, response.status_code)
        self.sent.append(sent)
        if response.status_code == 200:
            self._shown[sent.target, sent.id] += 1
            self._deliver(sent)
        return response

    def _deliver(self, sent: Sent) -> None:
        message = sent.message
        is_wide = "topic" in message or "condition" in message
        for registration in sorted(self.topics.reached(message)) if is_wide else [sent.target]:
            if phone := self.phones.get(registration):
                phone.receive(registration, message)

    def _fault_due(self, target: str) -> Fault | None:
        scripted = self.faults.due(target)
        return scripted.fault if scripted else None


def main() -> None:
    """Runs the server until it is interrupted and prints each message that it takes."""
    parser = argparse.ArgumentParser(description="A small server that speaks FCM v1.")
    parser.add_argument("--port", type=int, default=9099, help="port on this machine")
    parser.add_argument("--credentials", type=Path, default=Path("data/fcm-twin.json"))
    parser.add_argument("--http2", action="store_true", help="HTTP/2 over TLS, as Google has it")
    parser.add_argument("--quiet", action="store_true", help="only count: GET /counts")
    given = parser.parse_args()
    given.credentials.parent.mkdir(parents=True, exist_ok=True)
    with FcmTwin(given.port, keep=1 if given.quiet else 1_000, http2=given.http2) as twin:
        twin.credentials(given.credentials)
        trust = f" KULKUL_FCM_AUTHORITY={twin.authority}" if twin.authority else ""
        print(
            f"KULKUL_FIREBASE_CREDENTIALS={given.credentials} KULKUL_FCM_URL={twin.url}{trust}",
            flush=True,
        )
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            while True:
                while twin.sent and not given.quiet:
                    sent = twin.sent.popleft()
                    print(sent.status, json.dumps(sent.body, ensure_ascii=False))
                time.sleep(0.2)
        except KeyboardInterrupt:
            sys.exit(0)


__all__ = ["PROJECT", "FcmTwin", "Sent"]

if __name__ == "__main__":
    main()
