"""The scalars of the graph."""

import re
import zoneinfo
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any, Final, NewType
from urllib.parse import urlsplit

import strawberry
from graphql import GraphQLError

from api.kit import clock

LocalTime = NewType("LocalTime", str)
"""A time on a wall clock, ``22:00``: what columns and services hold."""
TimeZone = NewType("TimeZone", str)
"""The name of a time zone in the IANA database, such as ``Asia/Makassar``."""
URL = NewType("URL", str)
"""An absolute http(s) address."""

_YEARS: Final = range(1900, 2200)
"""What a client may mean: before, text order is not time order; after, adding days can overflow."""
_WALL_CLOCK: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_LONGEST_URL: Final = 2_048
_LONGEST_SHOWN: Final = 80
"""Characters of a wrong value that are repeated in the error."""


def _fault(value: Any, id: str, en: str) -> GraphQLError:
    shown = f"{value!r}"
    if len(shown) > _LONGEST_SHOWN:
        shown = shown[:_LONGEST_SHOWN] + "…"
    return GraphQLError(f"{shown}: {id} / {en}")


def _show_instant(value: Any) -> str:
    return value if isinstance(value, str) else clock.to_text(value)


def _read_instant(value: Any) -> datetime:
    try:
        moment = clock.from_text(value)
    except (TypeError, ValueError, OverflowError):
        raise _fault(
            value,
            "tulis waktu dengan zonanya, misalnya 2026-11-24T03:40:05.000Z.",
            "write an instant with its zone, such as 2026-11-24T03:40:05.000Z.",
        ) from None
    _check_year(value, moment.year)
    return moment


def _check_year(value: Any, year: int) -> None:
    if year not in _YEARS:
        raise _fault(
            value,
            f"tahun {_YEARS[0]} sampai {_YEARS[-1]}.",
            f"the year is {_YEARS[0]} to {_YEARS[-1]}.",
        )


def _show_day(value: Any) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _read_day(value: Any) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _fault(
            value, "tulis hari, misalnya 2026-11-24.", "write a day, such as 2026-11-24."
        ) from None
    _check_year(value, day.year)
    return day


def _read_local_time(value: Any) -> LocalTime:
    if not isinstance(value, str) or not _WALL_CLOCK.fullmatch(value):
        raise _fault(
            value,
            "tulis jam dan menit, 00:00 sampai 23:59, misalnya 22:00.",
            "write hours and minutes, 00:00 to 23:59, such as 22:00.",
        )
    return LocalTime(value)


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _read_time_zone(value: Any) -> TimeZone:
    if not isinstance(value, str) or value not in _time_zones():
        raise _fault(
            value,
            "tulis nama zona waktu IANA, misalnya Asia/Makassar.",
            "write the name of an IANA time zone, such as Asia/Makassar.",
        )
    return TimeZone(value)


def _read_url(value: Any) -> URL:
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        fits = (
            parts is not None
            and parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and len(value) <= _LONGEST_URL
            and value.isascii()
            and value.isprintable()
            and not set(value) & set(' <>"\\^`{|}')
        )
    except ValueError:
        fits = False
    if not fits:
        raise _fault(
            value,
            "tulis alamat lengkap yang dimulai dengan https:// atau http://.",
            "write a whole address that begins with https:// or http://.",
        )
    return URL(value)


def _scalar(
    name: str,
    description: str,
    specified_by: str,
    parse: Callable[[Any], Any],
    show: Callable[[Any], str] = str,
) -> Any:
    return strawberry.scalar(
        name=name,
        description=description,
        specified_by_url=specified_by,
        serialize=show,
        parse_value=parse,
    )


SCALARS: Final[dict[object, Any]] = {
    datetime: _scalar(
        "DateTime",
        "An instant in UTC, RFC 3339, always to the millisecond: `2026-11-24T03:40:05.120Z`."
        " Input may have another offset and fewer digits, but never no offset.",
        "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        _read_instant,
        _show_instant,
    ),
    date: _scalar(
        "Date",
        "A calendar day in the city, RFC 3339 full-date: `2026-11-24`.",
        "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        _read_day,
        _show_day,
    ),
    LocalTime: _scalar(
        "LocalTime",
        "A time on a wall clock, hours and minutes, `00:00` to `23:59`; which clock, another field"
        " says.",
        "https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#times",
        _read_local_time,
    ),
    TimeZone: _scalar(
        "TimeZone",
        "The name of a time zone in the IANA database: `Asia/Makassar`.",
        "https://www.iana.org/time-zones",
        _read_time_zone,
    ),
    URL: _scalar(
        "URL",
        "An absolute address, http or https: `https://kota.example/media/…`.",
        "https://www.rfc-editor.org/rfc/rfc3986",
        _read_url,
    ),
}
