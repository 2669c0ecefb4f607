"""`scripts/bench proof`: whether a completion photo that was used before is found again, and how
fast; and how often one that is new is taken for an old one."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from rich.console import Console

from api.db import migrate
from api.db.session import Database
from api.kit import clock
from api.reports.service import reuse
from api.storage.likeness import Likeness
from scripts.benchmark import fill
from scripts.benchmark.database import POSTGRES, postgres
from scripts.benchmark.machine import description
from scripts.benchmark.proof_changes import CHANGES
from scripts.benchmark.proof_corpus import drawn, likeness_of
from scripts.benchmark.proof_fill import drawing_of, fill_postgres, fill_sqlite

LEAST_FOUND: Final = 0.98
MOST_FALSE: Final = 0.01
_WARM: Final = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many photos are stored and asked for, and where drawn ones are kept."""

    stores: Sequence[str]
    numbers: Sequence[int]
    drawn: int
    queries: int
    folder: Path


@dataclass(slots=True)
class Found:
    """What one store with so many photos found out; times in milliseconds."""

    store: str
    number: int
    recall: dict[str, float] = field(default_factory=dict)
    false: float = 0.0
    new: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    candidates: list[int] = field(default_factory=list)


def run(wanted: Wanted, console: Console) -> Iterator[Found]:
    """Draws what is not drawn yet, then fills and asks one store after the other."""
    console.print(", ".join(description().values()), markup=False)
    began = time.monotonic()
    kept = list(drawn(wanted.folder, wanted.drawn, lambda done: console.print(f"{done:,} drawn")))
    queries = _queries(wanted)
    console.print(
        f"{len(kept):,} photographs drawn: {time.monotonic() - began:.0f} s", markup=False
    )
    for store in wanted.stores:
        for number in wanted.numbers:
            began = time.monotonic()
            with _filled(store, kept, max(number, len(kept))) as url:
                console.print(
                    f"{store}, {number:,} photos: {time.monotonic() - began:.0f} s to fill"
                )
                yield asyncio.run(_ask(Found(store, number), url, queries, wanted.drawn))


def _queries(wanted: Wanted) -> dict[str, list[tuple[int, Likeness]]]:
    """(scene, likeness) by change; under "new" scenes that no store has."""
    step = wanted.drawn // wanted.queries
    again = range(0, step * wanted.queries, step)
    changed = {
        change: [(n, Likeness.from_bytes(likeness_of(n, change))) for n in again]
        for change in CHANGES
    }
    new = range(wanted.drawn, wanted.drawn + wanted.queries)
    return {"new": [(n, Likeness.from_bytes(likeness_of(n))) for n in new], **changed}


@contextmanager
def _filled(store: str, kept: Sequence[bytes], number: int) -> Iterator[str]:
    now = clock.now()
    if store == POSTGRES:
        with postgres(None) as server:
            name = f"proof_{number}"
            asyncio.run(fill.create(server, name))
            migrate.upgrade(server.sqlalchemy_url(name))
            asyncio.run(fill_postgres(server.asyncpg_options(name), kept, number, now))
            yield server.sqlalchemy_url(name)
        return
    with tempfile.TemporaryDirectory(prefix="kulkul-proof-") as folder:
        file = Path(folder) / "proof.sqlite3"
        url = f"sqlite+aiosqlite:///{file}"
        migrate.upgrade(url)
        fill_sqlite(file, kept, number, now)
        yield url


async def _ask(
    found: Found, url: str, queries: dict[str, list[tuple[int, Likeness]]], stored: int
) -> Found:
    """Every query through the service's own lookup."""
    database = Database(url)
    try:
        async with database.read() as session:
            for _, likeness in islice(queries["new"], _WARM):
                await reuse.similar_earlier(session, likeness)
            for change, asked in queries.items():
                hits = 0
                for number, likeness in asked:
                    began = time.perf_counter()
                    photo = await reuse.similar_earlier(session, likeness)
                    took = (time.perf_counter() - began) * 1_000
                    (found.new if change == "new" else found.again).append(took)
                    hits += photo is not None and (
                        change == "new" or drawing_of(photo, stored) == number
                    )
                if change == "new":
                    found.false = hits / len(asked)
                else:
                    found.recall[change] = hits / len(asked)
            for _, likeness in islice(queries["new"], 100):
                found.candidates.append(len(await reuse.candidates(session, likeness)))
    finally:
        await database.close()
    return found


def table(all_found: Sequence[Found]) -> list[str]:
    """The table of everything found out, in Markdown."""
    names = [f"{found.store}, {found.number:,}" for found in all_found]
    lines = ["| | " + " | ".join(names) + " |", "|---|" + "---:|" * len(names)]
    for change in CHANGES:
        shares = [f"{found.recall[change]:.1%}" for found in all_found]
        lines.append(f"| found again: {change} | " + " | ".join(shares) + " |")
    lines.append("| false alarms | " + " | ".join(f"{f.false:.2%}" for f in all_found) + " |")
    for label, times in (("a new photo", "new"), ("a used photo", "again")):
        cells = [_times(getattr(found, times)) for found in all_found]
        lines.append(f"| lookup of {label}, median / p95 | " + " | ".join(cells) + " |")
    medians = [f"{statistics.median(found.candidates):.0f}" for found in all_found]
    lines.append("| alike hashes of a new photo, median | " + " | ".join(medians) + " |")
    return lines


def misses(all_found: Sequence[Found]) -> list[str]:
    """What misses its target."""
    lines = []
    for found in all_found:
        where = f"{found.store}, {found.number:,}"
        lines += [
            f"{where}: {change} {share:.1%}"
            for change, share in found.recall.items()
            if share < LEAST_FOUND
        ]
        if found.false > MOST_FALSE:
            lines.append(f"{where}: false alarms {found.false:.2%}")
    return lines


def _times(times: list[float]) -> str:
    return f"{statistics.median(times):.1f} / {statistics.quantiles(times, n=20)[-1]:.1f} ms"
