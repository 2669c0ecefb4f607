"""No table, and no difference of tables, reveals fewer than five sensitive reports."""

import itertools
from collections import defaultdict

import pytest

from api.reports.service.statistics import ReportDimension, lines
from api.reports.values.statistics import FEWEST_SENSITIVE

BY = (ReportDimension.AREA, ReportDimension.MONTH)
MOST = 24
"""The most reports in all: enough that a published 20 may stand for several numbers."""
Cells = tuple[int, ...]
"""How many sensitive reports there are: in two areas, in two months each."""
PLACES = tuple(itertools.product("ab", ("2026-09", "2026-10")))


def published(cells: Cells) -> tuple[object, ...]:
    """Every table of these reports that anyone can ask for."""
    tables: list[object] = []
    for size in range(3):
        for by in itertools.combinations(BY, size):
            rows = [
                (*(place[BY.index(one)] for one in by), True, "kdrt", 1, n, 0, 0, 0, 0, None, 0)
                for place, n in zip(PLACES, cells, strict=True)
                if n
            ]
            shown = lines(rows, by)
            assert all(line.done is None for line in shown if line.submitted)
            tables.append(tuple(sorted((line.key, line.submitted) for line in shown)))
    return tuple(tables)


def sums(cells: Cells) -> dict[str, int]:
    """Every number that somebody may want to know of them."""
    found = {f"{area} in {month}": n for (area, month), n in zip(PLACES, cells, strict=True)}
    for part in {part for place in PLACES for part in place}:
        found[part] = sum(n for place, n in zip(PLACES, cells, strict=True) if part in place)
    return {**found, "all": sum(cells)}


@pytest.mark.slow
def test_few_reports_cannot_be_worked_out() -> None:
    """Not even from all tables together can a group be known to have one to four reports.

    Every city of two areas and two months is tried: those with equal tables look the same.
    """
    alike: dict[tuple[object, ...], list[Cells]] = defaultdict(list)
    for cells in itertools.product(range(MOST + 1), repeat=4):
        if sum(cells) <= MOST:
            alike[published(cells)].append(cells)
    for tables, cities in alike.items():
        known = [sums(cells) for cells in cities]
        for what in known[0]:
            values = {sums_[what] for sums_ in known}
            few = {value for value in values if 0 < value < FEWEST_SENSITIVE}
            assert few != values, f"{what} is {values} by {tables}"
