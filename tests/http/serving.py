"""A real server on a free port, and photos as phones send them."""

import asyncio
import contextlib
import io
import random
from collections.abc import AsyncIterator, Sequence
from typing import Any, Literal

import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from api.http.cors import AnyOrigin


def application(routes: Sequence[Route]) -> Starlette:
    """Some routes as the server has them, behind its CORS."""
    return Starlette(routes=routes, middleware=[Middleware(AnyOrigin)])


def preflight(method: str, headers: str = "content-type") -> dict[str, str]:
    """What a browser asks before a page of another origin sends something."""
    return {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": headers,
    }


class _Server(uvicorn.Server):
    """Ends when it is told, not at the next of its tenths of a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.over = asyncio.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.over.wait()


@contextlib.asynccontextmanager
async def serving(
    app: Any, *, lifespan: Literal["on", "off"] = "off", graceful_seconds: int = 1
) -> AsyncIterator[str]:
    """Serves an ASGI application on a port that the system chooses; gives its base URL."""
    config = uvicorn.Config(
        app,
        port=0,
        log_level="warning",
        lifespan=lifespan,
        timeout_graceful_shutdown=graceful_seconds,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        assert not task.done(), "the server did not start"
        await asyncio.sleep(0.002)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.over.set()
        await task


def phone_photo(width: int = 4000, height: int = 3000, seed: int = 1) -> bytes:
    """A JPEG as a phone makes it: turned by its EXIF, with the place and the maker inside."""
    noise = random.Random(seed).randbytes(64 * 48 * 3)
    picture = Image.frombytes("RGB", (64, 48), noise).resize((width, height))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(0x8825).update({1: "S", 2: (8.0, 43.0, 7.0), 3: "E", 4: (115.0, 10.0, 8.0)})
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85, exif=exif)
    return file.getvalue()
