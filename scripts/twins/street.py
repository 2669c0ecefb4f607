"""A street of simulated cameras: an HTTP server of drawn scenes that move, with faults on demand.

It stands where a city's cameras would, so that fetching, storing and outages are tried for real:

    GET  /frames/CODE.jpg            one 1280 x 720 JPEG, new every half second
    GET  /mjpeg/CODE                 the same as a multipart stream, two frames a second
    POST /faults/CODE?kind=KIND      that camera misbehaves from now on (FAULTS); DELETE heals it
    GET  /                           all cameras, with links
"""

import argparse
import asyncio
import base64
import csv
import hmac
import html
import itertools
import random
import re
import socket
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn
import yaml
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from scripts.twins.scene import Scene

FAULTS = {
    "dead": "hangs up without a word",
    "slow": "answers well, but in drips",
    "hang": "takes the request and never answers",
    "broken": "sends half a JPEG as if it were whole",
    "html": "sends a login page with status 200",
    "huge": "sends 64 MB of nothing as a JPEG",
    "frozen": "keeps sending the picture of the moment it froze",
    "black": "sends black pictures, the clock still running",
    "401": "refuses every password",
    "500": "answers 500",
}
_FRAMES_A_SECOND = 2
_MOST_SCENES = 512
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PACKS = Path(__file__).parents[1] / "packs"
_NO_STORE = {"Cache-Control": "no-cache"}

Clock = Callable[[], datetime]


@dataclass
class Street:
    """The ASGI application. Its faults change while it runs, by its own paths or the two verbs."""

    names: Mapping[str, str]
    clock: Clock
    zone: ZoneInfo
    login: tuple[str, str] | None
    slow_seconds: float
    faults: dict[str, str] = field(default_factory=dict)
    _frozen_at: dict[str, datetime] = field(default_factory=dict)
    _scenes: OrderedDict[str, Scene] = field(default_factory=OrderedDict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"the cameras speak HTTP only, not {scope['type']}")
        response = await self._answer(Request(scope, receive), receive, send)
        if response is not None:
            await response(scope, receive, send)

    def break_down(self, code: str, kind: str) -> None:
        """Give a camera one of FAULTS; KeyError for any other kind."""
        if kind not in FAULTS:
            raise KeyError(kind)
        self.faults[code] = kind
        self._frozen_at[code] = self._now()

    def heal(self, code: str) -> None:
        """Take a camera's fault away, if it has one."""
        self.faults.pop(code, None)

    async def _answer(self, request: Request, receive: Receive, send: Send) -> Response | None:
        if not self._may_enter(request):
            return _unauthorised()
        match request.method, request.url.path.strip("/").split("/"):
            case "GET" | "HEAD", [""]:
                return HTMLResponse(self._index())
            case "GET" | "HEAD", ["frames", file] if file.endswith(".jpg"):
                code, respond = file.removesuffix(".jpg"), self._frame
            case "GET", ["mjpeg", code]:
                respond = self._stream
            case "POST" | "DELETE", ["faults", code] if _CODE.fullmatch(code):
                return self._change_fault(request, code)
            case _:
                return PlainTextResponse("No such page. See /\n", 404)
        if not _CODE.fullmatch(code):
            return PlainTextResponse("A camera code has 1-64 letters, digits, dots, - or _.\n", 404)
        match self.faults.get(code):
            case "dead":
                _hang_up(send)
                await _until_gone(receive)
                return None
            case "hang":
                await _until_gone(receive)
                return None
            case "html":
                return HTMLResponse(
                    "<title>Login</title><form>User <input> Password <input></form>"
                )
            case "huge":
                return StreamingResponse(_junk(), media_type="image/jpeg")
            case "401":
                return _unauthorised()
            case "500":
                return PlainTextResponse("Internal error\n", 500)
            case _:
                return await respond(request, code)

    async def _frame(self, request: Request, code: str) -> Response:
        moment = self._moment(code)
        headers = {
            **_NO_STORE,
            "ETag": f'"{code}-{moment.timestamp():.1f}-{self.faults.get(code, "well")}"',
            "Last-Modified": format_datetime(moment.astimezone(UTC), usegmt=True),
        }
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        picture = await self._picture(code, moment)
        if self.faults.get(code) == "slow":
            headers["Content-Length"] = str(len(picture))
            drips = self._drip(picture)
            return StreamingResponse(drips, media_type="image/jpeg", headers=headers)
        return Response(picture, media_type="image/jpeg", headers=headers)

    async def _stream(self, request: Request, code: str) -> Response:
        async def parts() -> AsyncIterator[bytes]:
            while True:
                picture = await self._picture(code, self._moment(code))
                head = (
                    f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
                )
                yield head.encode() + picture + b"\r\n"
                slow = self.faults.get(code) == "slow"
                await asyncio.sleep(self.slow_seconds if slow else 1 / _FRAMES_A_SECOND)

        kind = "multipart/x-mixed-replace; boundary=frame"
        return StreamingResponse(parts(), headers={**_NO_STORE, "Content-Type": kind})

    def _now(self) -> datetime:
        """Local time, to the frame."""
        now = self.clock().astimezone(self.zone)
        tick = now.microsecond * _FRAMES_A_SECOND // 1_000_000
        return now.replace(microsecond=tick * 1_000_000 // _FRAMES_A_SECOND)

    def _moment(self, code: str) -> datetime:
        return self._frozen_at[code] if self.faults.get(code) == "frozen" else self._now()

    async def _picture(self, code: str, moment: datetime) -> bytes:
        scene = self._scenes.pop(code, None) or Scene(code, self.names.get(code, code))
        self._scenes[code] = scene
        if len(self._scenes) > _MOST_SCENES:
            self._scenes.popitem(last=False)
        fault = self.faults.get(code)
        picture = await asyncio.to_thread(scene.frame, moment, black=fault == "black")
        return picture[: len(picture) // 2] if fault == "broken" else picture

    async def _drip(self, picture: bytes) -> AsyncIterator[bytes]:
        drips = 10
        size = len(picture) // drips + 1
        for start in range(0, len(picture), size):
            await asyncio.sleep(self.slow_seconds / drips)
            yield picture[start : start + size]

    def _may_enter(self, request: Request) -> bool:
        if self.login is None:
            return True
        wanted = "Basic " + base64.b64encode(":".join(self.login).encode()).decode()
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), wanted.encode())

    def _change_fault(self, request: Request, code: str) -> Response:
        if request.method == "DELETE":
            self.heal(code)
            return PlainTextResponse(f"{code} is well\n")
        kind = request.query_params.get("kind", "")
        if kind not in FAULTS:
            return PlainTextResponse(
                f"kind is {kind!r}; it must be one of {', '.join(FAULTS)}\n", 400
            )
        self.break_down(code, kind)
        return PlainTextResponse(f"{code} {FAULTS[kind]}\n")

    def _index(self) -> str:
        rows = "".join(
            f"<tr><td><a href='/frames/{code}.jpg'>{code}</a> <a href='/mjpeg/{code}'>live</a>"
            f"<td>{html.escape(self.names.get(code, code))}"
            f"<td>{FAULTS.get(self.faults.get(code, ''), '')}"
            for code in sorted({*self.names, *self.faults})
        )
        kinds = "".join(f"<li><code>{kind}</code> {words}" for kind, words in FAULTS.items())
        return (
            "<!doctype html><meta charset=utf-8><title>Kamera simulasi</title>"
            "<style>body{font:16px system-ui;margin:2rem}td{padding:.2rem 1rem}</style>"
            "<h1>Kamera simulasi <small lang=en>Simulated cameras</small></h1>"
            f"<table>{rows}</table><h2>Gangguan <small lang=en>Faults</small></h2>"
            f"<p><code>curl -X POST '/faults/CODE?kind=KIND'</code>, DELETE</p><ul>{kinds}</ul>"
        )


def create_app(
    names: Mapping[str, str],
    *,
    clock: Clock = lambda: datetime.now(UTC),
    zone: str = "Asia/Makassar",
    user: str | None = None,
    password: str = "",
    dead_share: float = 0.0,
    seed: int = 0,
    slow_seconds: float = 5.0,
) -> Street:
    """A street with these cameras, by code; any other code is drawn too, under its code as name.

    `clock` gives aware times. With `user`, every path asks for Basic authentication. Of the named
    cameras a `dead_share` (0 to 1) is dead from the start, chosen by `seed`. A slow camera takes
    `slow_seconds` for a frame.
    """
    login = (user, password) if user else None
    street = Street(names, clock, ZoneInfo(zone), login, slow_seconds)
    for code in random.Random(seed).sample(sorted(names), round(dead_share * len(names))):
        street.break_down(code, "dead")
    return street


def _hang_up(send: Send) -> None:
    """Break the connection. ASGI has no word for it: this asks uvicorn, whose method `send` is."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise RuntimeError("a dead camera needs uvicorn: no other server lets it hang up")
    transport.abort()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _junk() -> AsyncIterator[bytes]:
    yield b"\xff\xd8\xff\xe0"
    for _ in range(64):
        yield bytes(1_000_000)


def _unauthorised() -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="camera", charset="UTF-8"'}
    return PlainTextResponse("User and password, please\n", 401, headers)


def _pack(folder: Path) -> tuple[dict[str, str], str]:
    """The names of the city's cameras by code, and its time zone."""
    try:
        zone = yaml.safe_load((folder / "city.yaml").read_text("utf-8"))["time_zone"]
        with (folder / "cameras.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = itertools.dropwhile(lambda line: line.lstrip('"').startswith("#"), file)
            return {row["code"]: row["name"] for row in csv.DictReader(rows)}, zone
    except FileNotFoundError as error:
        known = ", ".join(sorted(path.parent.name for path in _PACKS.glob("*/cameras.csv")))
        raise SystemExit(f"{error.filename} is missing. Cities with cameras: {known}") from None


def main() -> None:
    """Read the command line and serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="scripts/cameras", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--port", type=int, default=8090, help="0 takes any that is free")
    parser.add_argument("--host", default="127.0.0.1")
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--city", default="badung", help="whose cameras: a folder of scripts/packs")
    whose.add_argument("--pack", type=Path, help="or the folder of a city pack elsewhere")
    parser.add_argument("--dead-share", type=float, default=0.0, help="0 to 1: dead from the start")
    parser.add_argument("--seed", type=int, default=0, help="chooses which cameras are dead")
    parser.add_argument("--user", help="ask for this user by Basic authentication")
    parser.add_argument("--password", default="")
    args = parser.parse_args()
    if not 0 <= args.dead_share <= 1:
        parser.error(f"--dead-share is {args.dead_share}; it must be from 0 to 1")
    names, zone = _pack(args.pack or _PACKS / args.city)
    street = create_app(
        names,
        zone=zone,
        user=args.user,
        password=args.password,
        dead_share=args.dead_share,
        seed=args.seed,
    )
    try:
        listening = socket.create_server((args.host, args.port))
    except OSError as error:
        parser.error(f"--port {args.port}: {error.strerror}")
    print(
        f"{len(names)} kamera simulasi / simulated cameras, {len(street.faults)} mati / dead: "
        f"http://{args.host}:{listening.getsockname()[1]}/",
        flush=True,
    )
    config = uvicorn.Config(
        street,
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=1,  # streams and hanging cameras never end by themselves
    )
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
