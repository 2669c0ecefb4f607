"""The parameters of GeoReport v2: read strictly, refused with words."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any, Final

from starlette.datastructures import QueryParams

from api.http.open311.replies import Refused
from api.kit.geo import Point
from api.kit.problems import Words
from api.reports.service.open311 import MOST, Selection
from api.reports.values import OPEN311_STATUSES, ReportStatus

SPAN: Final = timedelta(days=90)
MOST_PAGES: Final = 100
MOST_METRES: Final = 10_000
_TICKET: Final = re.compile(r"[A-Za-z0-9]{1,24}")
_DEGREES: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,20})?", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,6}", re.ASCII)
# A plus that was not written as %2B arrives as a space: so many clients send a zone.
_MOMENT: Final = re.compile(
    r"(20\d\d)-(\d\d)-(\d\d)"
    r"(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?(Z|([+ -])(\d\d):?(\d\d))?)?",
    re.ASCII,
)

_BAD_MOMENT: Final = Words(
    "{name}: tulis waktu menurut W3C dengan zonanya, misalnya 2026-11-24T03:40:05Z atau"
    " 2026-11-24T11:40:05+08:00 (tanda + ditulis %2B); atau satu hari kota: 2026-11-24.",
    "{name}: write a W3C date and time with its zone, such as 2026-11-24T03:40:05Z or"
    " 2026-11-24T11:40:05+08:00 (the + is written %2B); or a day of the city: 2026-11-24.",
)
_TOO_LONG: Final = Words(
    "start_date dan end_date paling jauh 90 hari. Minta bagian demi bagian.",
    "start_date and end_date span at most 90 days. Ask for one part after the other.",
)
_BACKWARDS: Final = Words(
    "end_date tidak boleh sebelum start_date.", "end_date must not come before start_date."
)
_BAD_STATUS: Final = Words("status: open atau closed.", "status: open or closed.")
_NO_SERVICE: Final = Words(
    "service_code tidak ditemukan: {code}. Daftarnya di services.xml dan services.json.",
    "service_code was not found: {code}. services.xml and services.json list them.",
)
_BAD_NUMBER: Final = Words(
    "{name}: bilangan bulat 1 sampai {most}.", "{name}: a whole number from 1 to {most}."
)
_BAD_POINT: Final = Words(
    "lat dan long: keduanya, dalam derajat desimal WGS 84, misalnya -8.7178 dan 115.1689.",
    "lat and long: both of them, in decimal degrees of WGS 84, such as -8.7178 and 115.1689.",
)
_TOO_MANY: Final = Words(
    f"service_request_id: paling banyak {MOST} nomor sekaligus.",
    f"service_request_id: at most {MOST} numbers at once.",
)


def wanted(query: QueryParams, services: Sequence[Any], zone: tzinfo, now: datetime) -> Selection:
    """Which reports, or whose history, the parameters name. Raises Refused.

    An empty parameter is as good as none, and unknown ones are passed over: both are the
    standard's. Without dates the last 90 days are meant, and with one of them the 90 days from
    there; tickets alone name what they name, whenever it came in.
    """
    page = _number(query, "page", MOST_PAGES, 1)
    size = _number(query, "page_size", MOST, MOST)
    tickets = listed(query, "service_request_id")
    since, before = _span(query, zone, now, open_ended=bool(tickets))
    if tickets:
        if len(tickets) > MOST:
            raise Refused((400, _TOO_MANY))
        known = tuple(t.upper() for t in tickets if _TICKET.fullmatch(t))
        return Selection(tickets=known, since=since, before=before, page=page, size=size)
    near = point(query)
    return Selection(
        since=since,
        before=before,
        categories=_categories(listed(query, "service_code"), services),
        statuses=_statuses(listed(query, "status")),
        near=near,
        radius=_number(query, "radius", MOST_METRES, 1_000) if near else 0,
        page=page,
        size=size,
    )


def ticket(text: str) -> Selection:
    """The one report of this number."""
    return Selection(tickets=(text.upper(),) if _TICKET.fullmatch(text) else ())


def listed(query: QueryParams, name: str) -> list[str]:
    """The values of a parameter that may be written several times, and with commas."""
    parts = (part.strip() for text in query.getlist(name) for part in text.split(","))
    return [part for part in dict.fromkeys(parts) if part]


def service(code: str, services: Sequence[Any]) -> Any:
    """The category with this code. Raises Refused."""
    for one in services:
        if one.code == code:
            return one
    raise Refused((404, _NO_SERVICE.fill(code=echo(code))))


def echo(text: str) -> str:
    """What a client wrote, as far as it fits into a sentence."""
    return "".join(c for c in text[:60] if c.isprintable())


def point(query: Mapping[str, str]) -> Point | None:
    """The place that lat and long name; None without either. Raises Refused."""
    lat, long = query.get("lat", "").strip(), query.get("long", "").strip()
    if not lat and not long:
        return None
    if not _DEGREES.fullmatch(lat) or not _DEGREES.fullmatch(long):
        raise Refused((400, _BAD_POINT))
    found = Point(float(lat), float(long))
    if not found.is_on_earth():
        raise Refused((400, _BAD_POINT))
    return found


def _categories(codes: list[str], services: Sequence[Any]) -> tuple[str, ...] | None:
    return tuple(service(code, services).id for code in codes) or None


def _statuses(names: list[str]) -> frozenset[ReportStatus] | None:
    chosen = {name.lower() for name in names}
    if not chosen <= OPEN311_STATUSES.keys():
        raise Refused((400, _BAD_STATUS))
    # All at once exclude nothing: without them the list is read in the order of its index.
    return OPEN311_STATUSES[chosen.pop()] if len(chosen) == 1 else None


def _number(query: QueryParams, name: str, most: int, otherwise: int) -> int:
    text = query.get(name, "").strip()
    if not text:
        return otherwise
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= most:
        raise Refused((400, _BAD_NUMBER.fill(name=name, most=most)))
    return int(text)


def _span(
    query: QueryParams, zone: tzinfo, now: datetime, *, open_ended: bool
) -> tuple[datetime | None, datetime | None]:
    """(from, before). What is written without its smaller parts stands for the whole of it."""
    start, end = (_moment(query, name, zone) for name in ("start_date", "end_date"))
    if start is None and end is None:
        return (None if open_ended else now - SPAN), None
    if start is None:
        assert end is not None
        return end[0] - SPAN, end[0] + end[1]
    if end is None:
        return start[0], start[0] + SPAN
    if end[0] < start[0]:
        raise Refused((400, _BACKWARDS))
    if end[0] - start[0] > SPAN:
        raise Refused((400, _TOO_LONG))
    return start[0], end[0] + end[1]


def _moment(query: QueryParams, name: str, zone: tzinfo) -> tuple[datetime, timedelta] | None:
    """The instant that a parameter names, and how long the named minute, second or day lasts."""
    text = query.get(name, "").strip()
    if not text:
        return None
    found = _MOMENT.fullmatch(text)
    wrong = Refused((400, _BAD_MOMENT.fill(name=name)))
    if found is None:
        raise wrong
    year, month, day, hour, minute, second, fraction, written, sign, hours, minutes = found.groups()
    if hour is not None and written is None:
        raise wrong
    try:
        if written is not None:
            offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
            zone = timezone(-offset if sign == "-" else offset)
        start = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            int((fraction or "0").ljust(6, "0")), zone,
        )  # fmt: skip
    except ValueError:
        raise wrong from None
    if fraction is not None:
        return start, timedelta(microseconds=1)
    if second is not None:
        return start, timedelta(seconds=1)
    return start, timedelta(minutes=1) if hour is not None else timedelta(days=1)
