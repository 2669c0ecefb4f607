"""What a run found, as Markdown for people and as JSON for machines."""

from dataclasses import asdict
from typing import Any, Final

from scripts.benchmark.database import POSTGRES, SQLITE
from scripts.benchmark.queries import READS, SUBMIT_NAME
from scripts.benchmark.reads import ALONE, Findings
from scripts.benchmark.rounds import Series
from scripts.benchmark.systems import CACHED, HAND, OURS, STOCK, STOCK_CACHED
from scripts.benchmark.targets import times, verdicts

_WHAT: Final = {
    "articles20": "20 articles with images",
    "cameras168": "168 cameras, places, latest frames",
    "reports20": "20 reports, category, 3 updates",
    "report1": "one report by id",
    "submit": "submitReport, no photo",
}
_NAMES: Final = {POSTGRES: "PostgreSQL", SQLITE: "SQLite"}
_COLUMNS: Final = (
    (STOCK, "stock"),
    (STOCK_CACHED, "stock, caches on"),
    (HAND, "hand-written"),
    (ALONE, "database alone"),
)
_ENOUGH_CLIENT: Final = 0.85
"""Above this share of a core the load generator may be what was measured."""


def markdown(found: Findings) -> str:
    """The table for the README, with the machine, and the targets."""
    return "\n".join([*_ratios(found), "", *_targets(found)])


def _ratios(found: Findings) -> list[str]:
    machine = found.machine
    lines = [
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory']}, Python"
        f" {machine['python']}, PostgreSQL {machine.get('postgresql', '–')}; {found.cores}."
        " Times the rate of the others, uncached: median [least–most] of paired rounds.",
        "",
        "| | " + " | ".join(f"× {name}" for _, name in _COLUMNS)
        + " | kept answers × uncached | CPU µs server + database, ours · stock"
        " | p50 / p99 ms at 60 % |",
        "|---|" + "---|" * (len(_COLUMNS) + 3),
    ]  # fmt: skip
    for store in (POSTGRES, SQLITE):
        for query in (*READS, SUBMIT_NAME):
            series = found.series.get((store, query))
            if series is None:
                continue
            cells = [_ratio(series, OURS, other) for other, _ in _COLUMNS]
            cells.append(_ratio(series, CACHED, OURS))
            cells.append(f"{_cpu(series, OURS)} · {_cpu(series, STOCK)}")
            tail = found.tails.get((store, query))
            cells.append(f"{tail.p50:.1f} / {tail.p99:.1f}" if tail else "–")
            lines.append(f"| {_NAMES[store]}: {_WHAT[query]} | {' | '.join(cells)} |")
    return lines


def _cpu(series: Series, system: str) -> str:
    server, database = series.median(system, "server_us"), series.median(system, "database_us")
    return f"{server:,.0f} + {database:,.0f}" if database else f"{server:,.0f}"


def _ratio(series: Series, system: str, other: str) -> str:
    if system not in series.cells or other not in series.cells:
        return "–"
    ratio, low, high = series.ratio(system, other)
    return f"**{times(ratio)}** [{times(low)}–{times(high)}]"


def _targets(found: Findings) -> list[str]:
    lines = ["| target | wanted | measured | |", "|---|---|---|---|"]
    lines += [
        f"| {v.what} | {v.wanted} | {v.found} | {'reached' if v.reached else '**missed**'} |"
        for v in verdicts(found)
    ]
    return lines


def rates(found: Findings) -> list[str]:
    """Requests a second and what they cost: for the screen, since they are this machine's alone."""
    return [
        f"{store:9}{query:11}{system:13}{series.rate(system):9.1f}/s"
        f"  server {series.median(system, 'server_us'):7.0f} µs"
        f"  database {series.median(system, 'database_us'):6.0f} µs"
        f"  load generator {series.median(system, 'client_share'):4.0%} of a core"
        for (store, query), series in found.series.items()
        for system in series.cells
    ]


def doubts(found: Findings) -> list[str]:
    """Why some numbers may be wrong."""
    made = []
    for (store, query), series in found.series.items():
        for system, cells in series.cells.items():
            share = series.median(system, "client_share")
            if share > _ENOUGH_CLIENT:
                made.append(
                    f"{store} {query} {system}: the load generator used {share:.0%} of its core,"
                    " so the server may do more than was seen"
                )
            stolen = max(cell.stolen for cell in cells)
            others = series.median(system, "others")
            if others > 0.2:
                made.append(
                    f"{store} {query} {system}: other processes kept {others:.1f} cores busy"
                )
            if stolen > 0.05:
                made.append(
                    f"{store} {query} {system}: up to {stolen:.0%} of the time was stolen by the"
                    " hypervisor"
                )
    return made


def as_json(found: Findings) -> dict[str, Any]:
    """Every number, and the verdicts."""
    return {
        "machine": found.machine,
        "cores": found.cores,
        "seconds": round(found.seconds, 1),
        "series": {
            f"{store}/{query}": series.as_json() for (store, query), series in found.series.items()
        },
        "fixed_rate": {
            f"{store}/{query}": asdict(cell) for (store, query), cell in found.tails.items()
        },
        "at_rest": None if found.rests is None else asdict(found.rests),
        "targets": [asdict(verdict) for verdict in verdicts(found)],
    }
