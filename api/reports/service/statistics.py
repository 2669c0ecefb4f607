"""Counting reports: one statement with the same result on both stores, and sums of its rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal_column, select
from sqlalchemy.sql import Select

from api.reports import policy
from api.reports.values.statistics import FEWEST_SENSITIVE

MOST_LINES: Final = 2_000
_MOST_ROWS: Final = 100_000


class ReportDimension(Enum):
    """What reports are grouped by."""

    AREA = "AREA"
    DISTRICT = "DISTRICT"
    CATEGORY = "CATEGORY"
    AGENCY = "AGENCY"
    MONTH = "MONTH"


_COLUMNS: Final = {
    ReportDimension.AREA: "village_id",
    ReportDimension.DISTRICT: "district_id",
    ReportDimension.CATEGORY: "category_id",
    ReportDimension.AGENCY: "agency_id",
}


@dataclass(frozen=True, slots=True)
class Line:
    """The numbers of one group. All but `submitted` are None if sensitive reports are in it."""

    key: tuple[str | None, ...]
    submitted: int
    done: int | None
    on_time: int | None
    overdue: int | None
    reopened: int | None
    median_working_days: float | None
    average_rating: float | None


class TooManyLines(Exception):
    """The dimensions divide the reports into more groups than anyone reads."""


@dataclass(slots=True)
class _Sums:
    submitted: int = 0
    done: int = 0
    on_time: int = 0
    overdue: int = 0
    reopened: int = 0
    ratings: int = 0
    rated: int = 0
    days: Counter[int] = field(default_factory=Counter)


def statement(
    row: Any,
    conditions: Sequence[ColumnElement[bool]],
    by: Sequence[ReportDimension],
    *,
    zone: ZoneInfo,
    now: datetime,
    bound_now: Any,
    dialect: str,
) -> Select[Any]:
    """Counts by group, sensitivity, category and working days: a median is read off the last.

    The stores do not compute the median: SQLite has none, and PostgreSQL's could differ from ours.
    `bound_now` is `now` as the statement names it.
    """
    done = row.status == literal_column("'DONE'")
    groups = [_group(row, one, zone, now, dialect) for one in by]
    days = case((done, row.days_used))
    keys = [*groups, row.is_sensitive, row.category_id, days]

    def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, literal_column("1")), else_=literal_column("0")))

    shown = [*groups, row.is_sensitive, _text(row.category_id, dialect), days]
    return (
        select(
            *(column.label(f"k{place}") for place, column in enumerate(shown)),
            func.count(),
            how_many(done),
            how_many(and_(done, policy.is_on_time(row))),
            how_many(policy.is_overdue(row, bound_now)),
            how_many(row.reopened_at.is_not(None)),
            func.sum(row.rating),
            func.count(row.rating),
        )
        .where(*conditions)
        .group_by(*keys)
        .limit(_MOST_ROWS + 1)
    )


def lines(rows: Iterable[Sequence[Any]], by: Sequence[ReportDimension]) -> list[Line]:
    """The lines of the table. Raises TooManyLines.

    Reports of a sensitive category are counted as one number for each group, a multiple of
    `FEWEST_SENSITIVE`, and only if each group of the category in this table has at least so many:
    otherwise a missing line, or a single report, could be worked out from sums.
    """
    size = len(by)
    public: dict[tuple[Any, ...], _Sums] = defaultdict(_Sums)
    sensitive: dict[str, Counter[tuple[Any, ...]]] = defaultdict(Counter)
    for number, row in enumerate(rows):
        if number == _MOST_ROWS:
            raise TooManyLines
        key, (is_sensitive, category, days, *counts) = tuple(row[:size]), row[size:]
        if is_sensitive:
            sensitive[category][key] += counts[0]
        else:
            _add(public[key], days, counts)
    secret: Counter[tuple[Any, ...]] = Counter()
    for groups in sensitive.values():
        if min(groups.values()) >= FEWEST_SENSITIVE:
            secret.update(
                {key: number - number % FEWEST_SENSITIVE for key, number in groups.items()}
            )
    if not by and not secret:
        public[()]  # without groups there is always one line, even if nothing was counted
    keys = public.keys() | secret.keys()
    if len(keys) > MOST_LINES:
        raise TooManyLines
    made = [_line(key, public.get(key, _Sums()), secret[key]) for key in keys]
    return sorted(made, key=lambda line: (_month(line, by), -line.submitted, str(line.key)))


def _group(
    row: Any, dimension: ReportDimension, zone: ZoneInfo, now: datetime, dialect: str
) -> ColumnElement[Any]:
    if dimension is not ReportDimension.MONTH:
        return _text(row[_COLUMNS[dimension]], dialect)
    if dialect == "postgresql":
        local = func.timezone(zone.key, row.submitted_at)
        return func.to_char(local, "YYYY-MM")
    # SQLite has no time zones; those of Indonesia have kept their offset from UTC since 1988.
    offset = zone.utcoffset(now.replace(tzinfo=None))
    assert offset is not None
    return func.strftime("%Y-%m", row.submitted_at, f"{offset.total_seconds() / 60:+.0f} minutes")


def _text(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    return cast(column, String()) if dialect == "postgresql" else column


def _add(sums: _Sums, days: int | None, counts: Sequence[Any]) -> None:
    submitted, done, on_time, overdue, reopened, ratings, rated = counts
    sums.submitted += submitted
    sums.done += done
    sums.on_time += on_time
    sums.overdue += overdue
    sums.reopened += reopened
    sums.ratings += ratings or 0
    sums.rated += rated
    if days is not None:
        sums.days[days] += submitted


def _line(key: tuple[Any, ...], sums: _Sums, secret: int) -> Line:
    if secret:
        return Line(key, sums.submitted + secret, None, None, None, None, None, None)
    return Line(
        key=key,
        submitted=sums.submitted,
        done=sums.done,
        on_time=sums.on_time,
        overdue=sums.overdue,
        reopened=sums.reopened,
        median_working_days=_median(sums.days),
        average_rating=round(sums.ratings / sums.rated, 2) if sums.rated else None,
    )


def _median(days: Counter[int]) -> float | None:
    """The median of a histogram; between two middle values, half way."""
    number = sum(days.values())
    if not number:
        return None
    middles: list[int] = []
    seen = 0
    for value in sorted(days):
        seen += days[value]
        while len(middles) < 2 and seen > (number - 1, number)[len(middles)] // 2:
            middles.append(value)
    return sum(middles) / 2


def _month(line: Line, by: Sequence[ReportDimension]) -> str:
    return (line.key[by.index(ReportDimension.MONTH)] or "") if ReportDimension.MONTH in by else ""
