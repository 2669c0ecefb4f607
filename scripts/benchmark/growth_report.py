"""What `scripts/bench growth` prints."""

import statistics

from scripts.benchmark.growth import MOST, Found


def table(found: Found) -> list[str]:
    """The numbers as a Markdown table."""
    lines = [
        f"| {found.store}: page of 20 | {found.few:,} reports, ms | {found.many:,} reports, ms"
        " | ratio | |",
        "|---|---|---|---|---|",
    ]
    for name in found.plans:
        small, large = statistics.median(found.small[name]), statistics.median(found.large[name])
        ratio = found.ratio(name)
        mark = "" if ratio <= MOST else f"over {MOST}"
        few, many = found.shown[name]
        if few < many:
            mark += f"; {few} rows against {many}"
        lines.append(f"| {name} | {small:.2f} | {large:.2f} | {ratio:.2f} | {mark} |")
    return lines


def plans(found: Found) -> list[str]:
    """By which plan each page is read at the larger number."""
    lines = []
    for name, plan in found.plans.items():
        lines += [f"\n{found.store}, {found.many:,}: {name}", plan]
    return lines
