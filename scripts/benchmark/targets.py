"""What was to be reached, and whether it was."""

from dataclasses import dataclass
from typing import Final

from scripts.benchmark.database import POSTGRES, SQLITE
from scripts.benchmark.queries import READS
from scripts.benchmark.reads import ALONE, Findings
from scripts.benchmark.systems import CACHED, HAND, OURS, STOCK

STOCK_TIMES: Final = 30.0
HAND_SHARE: Final = 0.9
DATABASE_SHARES: Final = {
    "cameras168": 0.9,
    "articles20": 0.75,
    "reports20": 0.75,
    "report1": 0.5,
}
CACHED_TIMES: Final = 10.0
START_SECONDS: Final = 2.0
RESIDENT_BYTES: Final = 200 * 2**20


@dataclass(frozen=True, slots=True)
class Verdict:
    """One target and what was measured."""

    what: str
    wanted: str
    found: str
    reached: bool


def verdicts(found: Findings) -> list[Verdict]:
    """Every target of which something was measured."""
    made = []
    for store in (POSTGRES, SQLITE):
        for query in READS:
            series = found.series.get((store, query))
            if series is None:
                continue
            aims = [(STOCK, "stock", STOCK_TIMES)]
            if store == POSTGRES:
                aims += [
                    (HAND, "hand-written", HAND_SHARE),
                    (ALONE, "the same statement in pgbench", DATABASE_SHARES[query]),
                ]
            for other, name, least in aims:
                ratio, low, high = series.ratio(OURS, other)
                made.append(
                    Verdict(
                        f"{store} · {query} · of {name}",
                        f"≥ {least:g}×",
                        f"{times(ratio)} [{times(low)}–{times(high)}]",
                        ratio >= least,
                    )
                )
            if CACHED in series.cells:
                ratio, low, high = series.ratio(CACHED, OURS)
                made.append(
                    Verdict(
                        f"{store} · {query} · kept answers, of uncached ones",
                        f"≥ {CACHED_TIMES:g}×",
                        f"{times(ratio)} [{times(low)}–{times(high)}]",
                        ratio >= CACHED_TIMES,
                    )
                )
    if found.rests is not None:
        start = sorted(found.rests.start_seconds)[len(found.rests.start_seconds) // 2]
        resident = found.rests.resident_bytes
        made += [
            Verdict(
                "start on a ready store, to the first answer",
                f"< {START_SECONDS:g} s",
                f"{start:.2f} s",
                start < START_SECONDS,
            ),
            Verdict(
                f"resident memory, idle for {found.rests.idle_seconds:.0f} s",
                "< 200 MB",
                f"{resident / 2**20:.0f} MB",
                resident < RESIDENT_BYTES,
            ),
        ]
    return made


def times(ratio: float) -> str:
    """A ratio with as many digits as it deserves."""
    return f"{ratio:.0f}" if ratio >= 20 else f"{ratio:.1f}" if ratio >= 3 else f"{ratio:.2f}"
