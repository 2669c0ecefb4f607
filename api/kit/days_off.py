"""Days on which a city's offices are closed: a country's by decree, Bali's by the Pawukon."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from api.kit.calendar import DaysOff

CYCLE: Final = 210
"""Days of the Pawukon: thirty weeks (wuku), from Sunday of Sinta to Saturday of Watugunung."""

_A_FIRST_DAY: Final = date(2025, 2, 9)
"""A Sunday of Sinta: with it Galungan, on the Wednesday of Dungulan, falls on 23 April 2025."""


def _place(wuku: int, weekday: int) -> int:
    """The place in the cycle of a weekday (Sunday as 0) of a wuku (Sinta as 1)."""
    return (wuku - 1) * 7 + weekday


PAWUKON: Final = {
    "pagerwesi": _place(1, 3),
    "penampahan-galungan": _place(11, 2),
    "galungan": _place(11, 3),
    "umanis-galungan": _place(11, 4),
    "penampahan-kuningan": _place(12, 5),
    "kuningan": _place(12, 6),
    "umanis-kuningan": _place(13, 0),
    "saraswati": _place(30, 6),
}
"""Where each holy day lies in the cycle, days from its beginning.

Source of the rule: the Pawukon as Bali's printed calendars have it (Pagerwesi: Buda Keliwon Sinta;
Galungan: Buda Keliwon Dungulan; Kuningan: Saniscara Keliwon Kuningan; Saraswati: Saniscara Umanis
Watugunung). Checked against the dates in the circulars of Bali's governor for 2013 to 2026. Nyepi
is a national holiday; Siwaratri follows the moon and is listed by its dates.
"""


def holy_days(name: str, year: int) -> Iterator[date]:
    """The days of a year that bear this name of `PAWUKON`: one or two."""
    first = date(year, 1, 1)
    day = first + timedelta((PAWUKON[name] - (first - _A_FIRST_DAY).days) % CYCLE)
    while day.year == year:
        yield day
        day += timedelta(CYCLE)


@lru_cache(maxsize=512)
def national(country: str, year: int) -> frozenset[date]:
    """A country's holidays and its days of joint leave, on which its offices are closed too.

    Source: the library `holidays`, which follows the decrees (for Indonesia the joint decree of
    three ministers); years without a decree yet have the holidays alone, those that follow the moon
    as estimated. Raises ValueError for a country that it does not know.
    """
    # Half a second, and a process that counts no days does without it.
    import holidays

    try:
        offered = holidays.country_holidays(country).supported_categories
        wanted = tuple(c for c in ("public", "government") if c in offered)
        return frozenset(holidays.country_holidays(country, years=year, categories=wanted))
    except NotImplementedError:
        raise ValueError(f"the holidays of {country!r} are not known") from None


def days_off(country: str, regional: Collection[str] = (), dates: Collection[date] = ()) -> DaysOff:
    """A country's days off, holy days of `PAWUKON`, and single dates. Raises ValueError."""
    unknown = sorted(set(regional) - PAWUKON.keys())
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: known are {', '.join(sorted(PAWUKON))}")

    def of_year(year: int) -> frozenset[date]:
        own = {day for name in regional for day in holy_days(name, year)}
        return national(country, year) | own | {day for day in dates if day.year == year}

    return of_year
