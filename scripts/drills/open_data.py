"""Every report as a file, while somebody watches the server's memory."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

import httpx
import psutil
from rich.console import Console

from api.kit import clock
from scripts.benchmark import fill
from scripts.benchmark.growth_rows import grow_postgres, grow_sqlite
from scripts.drills.city import City, city

FILES: Final = ("/open-data/reports.csv", "/open-data/reports.geojson")
MOST_GROWTH: Final = 48.0
"""MB by which a server may grow while it sends a file, however long the file is."""
_LOOK_SECONDS: Final = 0.05
_WARM: Final = "?month={month}"
"""A month of reports is sent first: what a process loads once does not count as growth."""


@dataclass(slots=True)
class Download:
    """One file of one store. Memory is resident, in MB."""

    store: str
    path: str
    rows: int
    expected: int
    megabytes: float
    seconds: float
    before: float
    peak: float
    after: float

    @property
    def holds(self) -> bool:
        """Whether the file is whole and the server stayed as it was."""
        return self.rows == self.expected and self.peak - self.before <= MOST_GROWTH


async def run(store: str, rows: int, console: Console) -> list[Download]:
    """Downloads both files of a store with so many reports."""
    pack, now = fill.read_pack(), clock.now()
    async with city(store, 1) as there:
        began = time.monotonic()
        if there.server is not None:
            await grow_postgres(there.server.asyncpg_options("drill"), pack, rows, now)
        else:
            await asyncio.to_thread(grow_sqlite, there.data / "kulkul.sqlite3", pack, rows, now)
        console.print(f"{store}: {rows:,} reports in {time.monotonic() - began:.0f} s")
        await there.start()
        month = _WARM.format(month=f"{now:%Y-%m}")
        async with httpx.AsyncClient(base_url=there.addresses[0], timeout=120) as client:
            expected = await _public(client)
            for path in FILES:
                await _lines(client, path + month)
            return [await _download(store, there, client, path, expected) for path in FILES]


async def _public(client: httpx.AsyncClient) -> int:
    asked = {"query": "{ reportStatistics(by: []) { submitted } }"}
    answer = (await client.post("/graphql", json=asked)).json()
    return int(answer["data"]["reportStatistics"][0]["submitted"])


async def _download(
    store: str, there: City, client: httpx.AsyncClient, path: str, expected: int
) -> Download:
    server = psutil.Process(there.processes[0].pid)
    before, began = _resident(server), time.monotonic()
    async with _watched(server) as peaks:
        rows, size = await _lines(client, path)
    seconds = time.monotonic() - began
    return Download(
        store, path, rows, expected, size / 1e6, seconds, before, max(peaks), _resident(server)
    )


async def _lines(client: httpx.AsyncClient, path: str) -> tuple[int, int]:
    """(rows, bytes) of a file. A row of CSV is a line; of GeoJSON, a feature."""
    mark = b'"type":"Feature"' if "geojson" in path else b"\r\n"
    rows = size = 0
    rest = b""
    async with client.stream("GET", path, headers={"Accept-Encoding": "identity"}) as answer:
        answer.raise_for_status()
        async for piece in answer.aiter_raw():
            size += len(piece)
            seen = rest + piece
            rows += seen.count(mark)
            # A mark may be cut in two; what is kept is too short to hold a whole one.
            rest = seen[-(len(mark) - 1) :]
    return rows - (mark == b"\r\n"), size


@asynccontextmanager
async def _watched(server: psutil.Process) -> AsyncIterator[list[float]]:
    """Looks at a process again and again meanwhile; gives what it saw."""
    seen = [_resident(server)]

    async def watch() -> None:
        while True:
            seen.append(_resident(server))
            await asyncio.sleep(_LOOK_SECONDS)

    watching = asyncio.create_task(watch())
    try:
        yield seen
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def _resident(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6


def table(found: list[Download]) -> list[str]:
    """The findings, as Markdown."""
    return [
        "",
        "| store | file | rows | MB | s | memory before, MB | at most | after | |",
        "|---|---|---|---|---|---|---|---|---|",
        *(
            f"| {one.store} | {one.path} | {one.rows:,} of {one.expected:,} | {one.megabytes:.0f}"
            f" | {one.seconds:.0f} | {one.before:.0f} | {one.peak:.0f} | {one.after:.0f}"
            f" | {'' if one.holds else 'BROKEN'} |"
            for one in found
        ),
    ]
