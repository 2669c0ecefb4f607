"""Frames over the wire: from the twin's street, from odd cameras, and from where none may come."""

import asyncio
import hashlib
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from api.cctv import gateway as door
from api.cctv.gateway import CameraGateway, Frame, FrameFailed, FrameFault
from api.kit import clock
from tests.cctv.street import street
from tests.http.serving import serving

LOCAL = ("127.0.0.0/8",)
Answer = Callable[[Request], Awaitable[Response]]


def jpeg(colour: str = "red") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    return file.getvalue()


async def fetched(
    url: str, path: str, networks: tuple[str, ...] = LOCAL, user: str = "", password: str = ""
) -> Frame:
    async with CameraGateway(url, user, password, networks) as gateway:
        return await gateway.fetch_frame(path)


async def fault_of(url: str, path: str = "/", **options: Any) -> str:
    with pytest.raises(FrameFailed) as failed:
        await fetched(url, path, **options)
    return str(failed.value)


async def answered(answer: Answer, **options: Any) -> Frame:
    """The frame of a camera that answers everything so."""
    async with serving(Starlette(routes=[Route("/{path:path}", answer)])) as url:
        return await fetched(url, "/", **options)


async def failing(answer: Answer, **options: Any) -> str:
    async with serving(Starlette(routes=[Route("/{path:path}", answer)])) as url:
        return await fault_of(url, **options)


async def test_a_snapshot_and_a_stream_of_the_street() -> None:
    async with street() as (_, url):
        snapshot = await fetched(url, "/frames/KTA-001-A.jpg")
        stream = await fetched(f"{url}/", "/mjpeg/KTA-001-A")
    for frame in (snapshot, stream):
        assert Image.open(io.BytesIO(frame.data)).size == (1280, 720)
        assert timedelta(0) <= clock.now() - frame.fetched_at < timedelta(seconds=5)
        assert frame.captured_at <= frame.fetched_at
    assert snapshot.captured_at.microsecond == 0, "the camera's own word, to the second"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("dead", "UNREACHABLE"),
        ("hang", "TIMED_OUT"),
        ("html", "NOT_A_PICTURE"),
        ("huge", "TOO_LARGE"),
        ("401", "LOGIN_REFUSED 401"),
        ("500", "HTTP_ERROR 500"),
    ],
)
async def test_the_streets_faults(kind: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "TOTAL_SECONDS", 1.5)
    async with street() as (cameras, url):
        cameras.break_down("A", kind)
        assert await fault_of(url, "/frames/A.jpg") == fault
        if kind in ("401", "html", "hang"):
            # A password does not help a camera that refuses every one.
            assert await fault_of(url, "/frames/A.jpg", user="u", password="p") == fault


@pytest.mark.slow
async def test_a_slow_camera_has_a_time_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with street(slow_seconds=1.0) as (cameras, url):
        cameras.break_down("A", "slow")
        assert (await fetched(url, "/frames/A.jpg")).data
        # Drips keep every single wait short; the whole is bounded too.
        monkeypatch.setattr(door, "TOTAL_SECONDS", 0.5)
        assert await fault_of(url, "/frames/A.jpg") == "TIMED_OUT"


async def test_an_unreachable_camera() -> None:
    assert await fault_of("http://127.0.0.1:1", "/x.jpg") == "UNREACHABLE"
    assert await fault_of("http://no-such-host.invalid", "/x.jpg") == "UNREACHABLE"


@pytest.mark.parametrize(
    ("networks", "host"),
    [
        (("10.0.0.0/8",), "127.0.0.1"),
        (("10.0.0.0/8", "192.168.0.0/16"), "localhost"),
        (("127.0.0.0/8",), "[::1]"),
        (("127.0.0.0/30",), "127.0.0.9"),
        ((), "127.0.0.1"),
    ],
)
async def test_other_networks_are_not_called(networks: tuple[str, ...], host: str) -> None:
    called: list[str] = []

    async def answer(request: Request) -> Response:
        called.append(request.url.path)
        return Response(jpeg())

    async with serving(Starlette(routes=[Route("/{path:path}", answer)])) as url:
        place = f"http://{host}:{url.rsplit(':', 1)[1]}"
        fault = await fault_of(place, networks=networks, user="u", password="secret")
    assert (fault, called) == ("NOT_ALLOWED network", [])


async def test_a_name_is_resolved_once_and_its_address_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    hosts: list[str] = []

    async def answer(request: Request) -> Response:
        hosts.append(request.headers["host"])
        return Response(jpeg())

    loop = asyncio.get_running_loop()

    async def resolve(host: str, port: int, **_options: Any) -> list[Any]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "203.0.113.7"
        return [(2, 1, 6, "", ("203.0.113.9", port)), (2, 1, 6, "", (address, port))]

    async with serving(Starlette(routes=[Route("/{path:path}", answer)])) as url:
        port = url.rsplit(":", 1)[1]
        monkeypatch.setattr(loop, "getaddrinfo", resolve, raising=False)
        async with CameraGateway(f"http://cameras.kota:{port}", "", "", LOCAL) as gateway:
            await gateway.fetch_frame("/x.jpg")
            with pytest.raises(FrameFailed, match="NOT_ALLOWED"):
                await gateway.fetch_frame("/x.jpg")
    assert hosts == [f"cameras.kota:{port}"]
    assert [host for host in asked if host.startswith("cameras")] == ["cameras.kota"] * 2


@pytest.mark.parametrize("path", ["", "x.jpg", "@10.0.0.1/x.jpg", ":81/x", "http://10.0.0.1/x"])
async def test_a_path_stays_a_path(path: str) -> None:
    assert await fault_of("http://127.0.0.1", path) == "NOT_ALLOWED path"


async def test_redirects_stay_on_the_host() -> None:
    async def answer(request: Request) -> Response:
        match request.url.path:
            case "/":
                return RedirectResponse("/snapshot.jpg")
            case "/away":
                return RedirectResponse("http://127.0.0.2:9/x.jpg")
            case "/port":
                return RedirectResponse(f"http://{request.url.hostname}:9/x.jpg")
            case "/circle":
                return RedirectResponse("/circle")
        return Response(jpeg())

    async with serving(Starlette(routes=[Route("/{path:path}", answer)])) as url:
        assert (await fetched(url, "/")).data == jpeg()
        for path in ("/away", "/port"):
            assert await fault_of(url, path) == "REDIRECTED to another host"
        assert await fault_of(url, "/circle") == "HTTP_ERROR 307"


async def test_basic_login_only_after_a_challenge() -> None:
    async with street(user="operator", password="rahasia") as (_, url):
        assert (await fetched(url, "/frames/A.jpg", user="operator", password="rahasia")).data
        assert await fault_of(url, "/frames/A.jpg", user="operator", password="x") == (
            "LOGIN_REFUSED 401"
        )
        assert await fault_of(url, "/frames/A.jpg") == "LOGIN_REFUSED 401"

    async def open_door(request: Request) -> Response:
        assert "authorization" not in request.headers
        return Response(jpeg())

    assert (await answered(open_door, user="operator", password="rahasia")).data == jpeg()


class DigestCamera:
    """Checks Digest (RFC 7616, MD5 and qop=auth) as cameras do; a nonce serves three requests."""

    def __init__(self) -> None:
        self.requests = 0
        self.nonce = 0
        self.used = 0

    async def answer(self, request: Request) -> Response:
        self.requests += 1
        given = dict(re.findall(r'(\w+)="?([^",]+)"?', request.headers.get("authorization", "")))
        if given.get("nonce") != f"n{self.nonce}" or self.used >= 3:
            self.nonce, self.used = self.nonce + 1, 0
            challenge = f'Digest realm="cam", nonce="n{self.nonce}", qop="auth", algorithm=MD5'
            return Response("", 401, {"WWW-Authenticate": challenge})
        self.used += 1

        def md5(text: str) -> str:
            return hashlib.md5(text.encode()).hexdigest()

        wanted = md5(
            f"{md5('operator:cam:rahasia')}:{given['nonce']}:{given['nc']}:{given['cnonce']}:auth:"
            f"{md5('GET:' + request.url.path)}"
        )
        good = given["response"] == wanted and given["nc"] == f"{self.used:08x}"
        return Response(jpeg()) if good else Response("", 403)


async def test_digest_login_reuses_its_challenge() -> None:
    camera = DigestCamera()
    routes = [Route("/{path:path}", camera.answer)]
    async with (
        serving(Starlette(routes=routes)) as url,
        CameraGateway(url, "operator", "rahasia", LOCAL) as gateway,
    ):
        for number in range(7):
            assert (await gateway.fetch_frame(f"/{number}.jpg")).data == jpeg()
    assert (camera.requests, camera.nonce) == (10, 3)


@pytest.mark.parametrize("challenge", ["Negotiate", "Digest", 'Digest realm="x"', "Digest x=y",
                                       'Digest realm="x", nonce="y", algorithm=ROT13',
                                       'Digest realm="x", nonce="y", qop="auth-int"'])  # fmt: skip
async def test_odd_challenges_are_failures_not_bugs(challenge: str) -> None:
    async def answer(_request: Request) -> Response:
        return Response("", 401, {"WWW-Authenticate": challenge})

    fault = await failing(answer, user="u", password="p")
    assert fault.split()[0] in ("LOGIN_REFUSED", "UNREACHABLE")


def part(data: bytes, mark: str, *, length: bool) -> bytes:
    head = f"--{mark}\r\nContent-Type: image/jpeg\r\n"
    head += f"Content-Length: {len(data)}\r\n" if length else ""
    return head.encode() + b"\r\n" + data + b"\r\n"


@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("declared", ["frame", '"frame"', "--frame", "frame; charset=x"])
@pytest.mark.parametrize("size", [1, 7, 100_000])
async def test_the_first_frame_of_a_stream(length: bool, declared: str, size: int) -> None:
    stream = b"preamble\r\n" + b"".join(
        part(jpeg(c), "frame", length=length) for c in ["red", "blue"]
    )

    async def answer(_request: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            for begin in range(0, len(stream), size):
                yield stream[begin : begin + size]
                if size > 7:
                    await asyncio.sleep(0)
            await asyncio.sleep(30)

        return StreamingResponse(
            pieces(), media_type=None,
            headers={"Content-Type": f"multipart/x-mixed-replace; boundary={declared}"},
        )  # fmt: skip

    assert (await answered(answer)).data == jpeg("red")


async def test_a_stream_that_ends_or_never_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "LARGEST_FRAME", 200_000)
    kind = {"Content-Type": "multipart/x-mixed-replace; boundary=frame"}

    async def ends(_request: Request) -> Response:
        return Response(part(jpeg(), "frame", length=True)[:200], headers=kind)

    async def floods(_request: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            while True:
                yield bytes(50_000)
                await asyncio.sleep(0)

        return StreamingResponse(pieces(), headers=kind)

    assert await failing(ends) == "BROKEN no whole part"
    assert await failing(floods) == "TOO_LARGE"


async def test_a_length_that_is_too_large_is_not_even_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(door, "LARGEST_FRAME", 1_000)

    async def answer(_request: Request) -> Response:
        return Response(bytes(2_000), media_type="image/jpeg")

    assert await failing(answer) == "TOO_LARGE"


NOW = datetime(2026, 11, 24, 3, 40, 5, 120_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "captured"),
    [
        (None, NOW),
        ("", NOW),
        ("yesterday", NOW),
        (format_datetime(NOW - timedelta(minutes=2), usegmt=True), NOW - timedelta(seconds=120.12)),
        ("Tue, 24 Nov 2026 11:38:05 +0800", NOW - timedelta(seconds=120.12)),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True), NOW),
        ("Thu, 01 Jan 1970 00:00:00 GMT", NOW),
        (format_datetime(NOW - timedelta(hours=25), usegmt=True), NOW),
    ],
)
def test_the_cameras_clock_is_believed_within_reason(
    header: str | None, captured: datetime
) -> None:
    assert door._captured_at(header, NOW) == captured


def test_every_fault_is_a_word_without_an_address() -> None:
    assert all(fault.isupper() for fault in FrameFault)
