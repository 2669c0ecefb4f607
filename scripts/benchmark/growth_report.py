"""What `scripts/bench growth` prints."""

import statistics
from collections.abc import Sequence

from scripts.benchmark.growth import MOST, Found


def table(found: Sequence[Found]) -> list[str]:
    """The numbers as a Markdown table."""
    lines = ["| store | page of 20 | few, ms | many, ms | ratio | |", "|---|---|---|---|---|---|"]
    for one in found:
        for name in one.plans:
            small, large = statistics.median(one.small[name]), statistics.median(one.large[name])
            ratio = one.ratio(name)
            mark = "" if ratio <= MOST else "over"
            lines.append(
                f"| {one.store}, {one.few:,} → {one.many:,} | {name} | {small:.2f} | {large:.2f}"
                f" | {ratio:.2f} | {mark} |"
            )
    return lines


def plans(found: Sequence[Found]) -> list[str]:
    """By which plan each page is read at the larger number."""
    lines = []
    for one in found:
        for name, plan in one.plans.items():
            lines += [f"\n{one.store}, {one.many:,} reports: {name} ({one.rows[name]} rows)", plan]
    return lines
