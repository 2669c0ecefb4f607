"""Frames from cameras over HTTP, from inside the operator's own networks only.

A camera serves a snapshot (JPEG, PNG or WebP) or an endless MJPEG stream, of which the first image
is used. Nothing that a camera sends can make the server connect anywhere else.
"""

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final, Self

import httpx

from api.kit import clock
from api.storage.images import ImageRefused, recognise

CONNECT_SECONDS: Final = 3.0
TOTAL_SECONDS: Final = 8.0
LARGEST_FRAME: Final = 5_000_000
MOST_REDIRECTS: Final = 2
OLDEST_CLOCK: Final = timedelta(days=1)
"""A Last-Modified header older than this comes from a clock that was never set."""

_BOUNDARY: Final = re.compile(r'boundary="?([^";,\s]+)', re.IGNORECASE)
_LENGTH: Final = re.compile(rb"^content-length:[ \t]*(\d{1,9})[ \t]*\r?$", re.IGNORECASE | re.M)
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")


class FrameFault(StrEnum):
    """Why there is no frame. Operators read it beside the camera, so it never names an address."""

    UNREACHABLE = "UNREACHABLE"
    TIMED_OUT = "TIMED_OUT"
    LOGIN_REFUSED = "LOGIN_REFUSED"
    HTTP_ERROR = "HTTP_ERROR"
    REDIRECTED = "REDIRECTED"
    NOT_ALLOWED = "NOT_ALLOWED"
    TOO_LARGE = "TOO_LARGE"
    NOT_A_PICTURE = "NOT_A_PICTURE"
    BROKEN = "BROKEN"
    FROZEN = "FROZEN"


class FrameFailed(Exception):
    """A camera gave no frame; `fault` and `detail` (a status or a size) say why."""

    def __init__(self, fault: FrameFault, detail: str = "") -> None:
        super().__init__(f"{fault} {detail}".strip())
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Frame:
    """An image as the camera sent it; `captured_at` is by its own clock if that is credible."""

    data: bytes
    captured_at: datetime
    fetched_at: datetime


class CameraGateway:
    """Fetches frames. A context manager, used for one round of all cameras."""

    def __init__(self, base_url: str, user: str, password: str, networks: Sequence[str]) -> None:
        """`base_url` is the prefix of stream paths; `networks` (CIDR) are the allowed targets."""
        self._base = httpx.URL(base_url.rstrip("/"))
        self._networks = [ipaddress.ip_network(network) for network in networks]
        self._login = _Login(user, password) if user else None
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=32),
            verify=ssl.create_default_context() if self._base.scheme == "https" else False,
            trust_env=False,  # a proxy in the environment would take the frames elsewhere
            headers={"Accept": "image/*, multipart/x-mixed-replace", "Accept-Encoding": "identity"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._client.aclose()

    async def fetch_frame(self, stream_path: str) -> Frame:
        """The current frame of the camera at this path. Raises FrameFailed."""
        if not stream_path.startswith("/"):
            # Anything else, appended to a host name, would name another host.
            raise FrameFailed(FrameFault.NOT_ALLOWED, "path")
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                data, modified = await self._fetch(httpx.URL(f"{self._base}{stream_path}"))
        except (TimeoutError, httpx.TimeoutException):
            raise FrameFailed(FrameFault.TIMED_OUT) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            raise FrameFailed(FrameFault.UNREACHABLE) from None
        except (
            KeyError,
            NotImplementedError,
        ):  # how httpx meets an unknown Digest
            raise FrameFailed(FrameFault.LOGIN_REFUSED, "unknown digest") from None
        try:
            recognise(data, None)
        except ImageRefused:
            raise FrameFailed(FrameFault.NOT_A_PICTURE) from None
        now = clock.now()
        return Frame(data, _captured_at(modified, now), now)

    async def _fetch(self, url: httpx.URL) -> tuple[bytes, str | None]:
        request = await self._request(url)
        if self._login is not None:
            self._login.prepare(request)
        may_log_in = self._login is not None
        redirects = 0
        while True:
            response = await self._client.send(request, stream=True, auth=None)
            try:
                location = response.headers.get("location")
                if response.status_code == 401 and self._login is not None and may_log_in:
                    may_log_in = False
                    if self._login.respond(request, response):
                        continue
                if response.is_redirect and location and redirects < MOST_REDIRECTS:
                    redirects += 1
                    url = _same_host(url, location)
                    request = await self._request(url)
                    if self._login is not None:
                        self._login.prepare(request)
                    continue
                if response.status_code in (401, 403):
                    raise FrameFailed(FrameFault.LOGIN_REFUSED, str(response.status_code))
                if response.status_code != 200:
                    raise FrameFailed(FrameFault.HTTP_ERROR, str(response.status_code))
                return await _picture(response), response.headers.get("last-modified")
            finally:
                await response.aclose()

    async def _request(self, url: httpx.URL) -> httpx.Request:
        # The connection goes to the very address that was checked: a name that resolves to another
        # one a moment later changes nothing. The certificate must still match the name.
        return self._client.build_request(
            "GET",
            url.copy_with(host=await self._allowed_address(url)),
            headers={"Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.host},
        )

    async def _allowed_address(self, url: httpx.URL) -> str:
        found = await asyncio.get_running_loop().getaddrinfo(
            url.host, url.port or (443 if url.scheme == "https" else 80), type=socket.SOCK_STREAM
        )
        for *_, address in found:
            ip = ipaddress.ip_address(str(address[0]).partition("%")[0])
            ip = getattr(ip, "ipv4_mapped", None) or ip
            if any(ip in network for network in self._networks):
                return str(ip)
        raise FrameFailed(FrameFault.NOT_ALLOWED, "network")


class _Login:
    """Digest or Basic, whichever the camera asks for. No password is sent before it asks.

    The scheme is remembered: later requests need one round trip.
    """

    def __init__(self, user: str, password: str) -> None:
        self._basic = httpx.BasicAuth(user, password)
        self._digest = httpx.DigestAuth(user, password)
        self._known: httpx.Auth | None = None

    def prepare(self, request: httpx.Request) -> None:
        """Sets the Authorization header of a request if the scheme is known."""
        if self._known is not None:
            next(self._known.auth_flow(request))

    def respond(self, request: httpx.Request, response: httpx.Response) -> bool:
        """Sets the Authorization header that a 401 asks for; False for an unknown scheme."""
        asked = [v.lower() for v in response.headers.get_list("www-authenticate")]
        if any(value.startswith("digest ") for value in asked):
            self._known = self._digest
            flow = self._digest.auth_flow(request)
            next(flow)
            flow.send(response)
            return True
        if any(value.startswith("basic") for value in asked):
            self._known = self._basic
            next(self._basic.auth_flow(request))
            return True
        return False


def _same_host(url: httpx.URL, location: str) -> httpx.URL:
    target = url.join(location)
    if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
        raise FrameFailed(FrameFault.REDIRECTED, "to another host")
    return target


async def _picture(response: httpx.Response) -> bytes:
    kind = response.headers.get("content-type", "")
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:12]) > LARGEST_FRAME:
        raise FrameFailed(FrameFault.TOO_LARGE)
    boundary = _BOUNDARY.search(kind) if kind.lower().startswith("multipart/") else None
    part = _FirstPart(boundary.group(1)) if boundary else None
    received = bytearray()
    async for chunk in response.aiter_raw():
        received += chunk
        if len(received) > LARGEST_FRAME:
            raise FrameFailed(FrameFault.TOO_LARGE)
        if part is not None and (picture := part.found_in(received)) is not None:
            return picture
    if part is not None:
        raise FrameFailed(FrameFault.BROKEN, "no whole part")
    return bytes(received)


class _FirstPart:
    """Finds the first part of a multipart stream as it arrives.

    Cameras differ in whether the boundary that they declare includes the two leading dashes.
    """

    def __init__(self, boundary: str) -> None:
        self._mark = boundary.lstrip("-").encode("latin-1")
        self._body = 0
        self._length: int | None = None
        self._sought = 0

    def found_in(self, stream: bytearray) -> bytes | None:
        """The part's bytes, or None until all of them have arrived."""
        if not self._body:
            begin = stream.find(self._mark)
            head = _HEAD_END.search(stream, begin) if begin >= 0 else None
            if head is None:
                return None
            self._body = self._sought = head.end()
            length = _LENGTH.search(bytes(stream[begin : head.start() + 1]))
            self._length = int(length.group(1)) if length else None
        if self._length is not None:
            end = self._body + self._length
            return bytes(stream[self._body : end]) if len(stream) >= end else None
        end = stream.find(b"--" + self._mark, self._sought)
        self._sought = max(self._body, len(stream) - len(self._mark) - 2)
        return bytes(stream[self._body : end]).rstrip(b"\r\n-") if end >= 0 else None


def _captured_at(modified: str | None, now: datetime) -> datetime:
    """When the camera took the image by its own clock, or now if that clock is plainly wrong."""
    if modified is None:
        return now
    try:
        claimed = parsedate_to_datetime(modified)
    except ValueError:
        return now
    if claimed.tzinfo is None:
        claimed = claimed.replace(tzinfo=UTC)
    return claimed.astimezone(UTC) if now - OLDEST_CLOCK <= claimed <= now else now
