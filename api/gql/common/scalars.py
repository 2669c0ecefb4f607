"""The scalars of the graph."""

from datetime import date, datetime
from typing import Any, Final

import strawberry
from graphql import GraphQLError

from api.kit import clock

_YEARS: Final = range(1900, 2200)
"""What a client may mean: before, text order is not time order; after, adding days can overflow."""


def _show_instant(value: Any) -> str:
    return value if isinstance(value, str) else clock.to_text(value)


def _read_instant(value: Any) -> datetime:
    try:
        moment = clock.from_text(value)
    except (TypeError, ValueError, OverflowError):
        raise GraphQLError(
            f"{value!r}: tulis waktu dengan zonanya, misalnya 2026-11-24T03:40:05Z."
            " / write an instant with its zone, such as 2026-11-24T03:40:05Z."
        ) from None
    _check_year(value, moment.year)
    return moment


def _check_year(value: Any, year: int) -> None:
    if year not in _YEARS:
        raise GraphQLError(
            f"{value!r}: tahun {_YEARS[0]} sampai {_YEARS[-1]}."
            f" / the year is {_YEARS[0]} to {_YEARS[-1]}."
        )


def _show_day(value: Any) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _read_day(value: Any) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError(
            f"{value!r}: tulis hari, misalnya 2026-11-24. / write a day, such as 2026-11-24."
        ) from None
    _check_year(value, day.year)
    return day


SCALARS: Final[dict[object, Any]] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in UTC, RFC 3339: 2026-11-24T03:40:05.12Z.",
        serialize=_show_instant,
        parse_value=_read_instant,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A calendar day in the city: 2026-11-24.",
        serialize=_show_day,
        parse_value=_read_day,
    ),
}
