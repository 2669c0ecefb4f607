"""Working days against a walker that looks at one day after another, and cases worked by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kit.calendar import WorkCalendar, WorkClock
from api.kit.days_off import CYCLE, PAWUKON, days_off, holy_days, national

WITA, WIB = ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jakarta")
BALI = ("penampahan-galungan", "galungan", "umanis-galungan", "kuningan", "pagerwesi", "saraswati")
BADUNG = WorkCalendar(WITA, days_off("ID", BALI))
CIREBON = WorkCalendar(WIB, days_off("ID"))
CITIES = {"badung": BADUNG, "cirebon": CIREBON}

Days = frozenset[date]


class Walker:
    """The same questions, answered by walking."""

    def __init__(self, off: Days, weekend: frozenset[int]) -> None:
        self.off, self.weekend = off, weekend

    def works(self, day: date) -> bool:
        return day not in self.off and day.weekday() not in self.weekend

    def between(self, after: date, until: date) -> int:
        count = 0
        while after < until:
            after += timedelta(1)
            count += self.works(after)
        return count

    def add(self, day: date, count: int) -> date:
        if count == 0:
            while not self.works(day):
                day += timedelta(1)
        while count > 0:
            day += timedelta(1)
            count -= self.works(day)
        return day


calendars = st.tuples(
    st.frozensets(st.dates(date(2024, 12, 20), date(2026, 2, 10)), max_size=60),
    st.frozensets(st.integers(0, 6), max_size=5),
)
days = st.dates(date(2024, 12, 1), date(2026, 3, 1))


def of_year(off: Days) -> Callable[[int], Days]:
    return lambda year: frozenset(day for day in off if day.year == year)


@given(calendars, days, days, st.integers(0, 80))
def test_counting_agrees_with_walking(
    made: tuple[Days, frozenset[int]], one: date, other: date, count: int
) -> None:
    off, weekend = made
    calendar, walker = WorkCalendar(WITA, of_year(off), weekend), Walker(off, weekend)
    assert calendar.is_working(one) == walker.works(one)
    assert calendar.between(one, other) == walker.between(one, other)
    assert calendar.add(one, count) == walker.add(one, count)
    if count:
        assert calendar.between(one, calendar.add(one, count)) == count


moments = st.datetimes(datetime(2025, 1, 1), datetime(2025, 12, 1), timezones=st.just(UTC))
events = st.lists(
    st.tuples(st.integers(0, 20 * 24), st.sampled_from(["pause", "resume"]), st.integers(1, 30)),
    max_size=8,
)


@given(calendars, moments, st.integers(0, 15), events, st.sampled_from([WITA, WIB]))
def test_a_clock_agrees_with_a_diary(
    made: tuple[Days, frozenset[int]],
    start: datetime,
    allowed: int,
    happened: list[tuple[int, str, int]],
    zone: ZoneInfo,
) -> None:
    """A diary marks each day on which the clock runs; what is due is the last day allowed."""
    off, weekend = made
    calendar, walker = WorkCalendar(zone, of_year(off), weekend), Walker(off, weekend)
    clock, now = WorkClock.start(calendar, start, allowed), start
    # Where a stretch of running begins: its own day does not count, as when it was submitted.
    began, counted = start.astimezone(zone).date(), 0
    for hours, what, wait in happened:
        now += timedelta(hours=hours)
        today = now.astimezone(zone).date()
        late = now > clock.due_at
        before = clock.due_at
        if what == "pause":
            counted += walker.between(began, today)
            began = today + timedelta(wait)
            clock = clock.paused(calendar, now, began)
        else:
            began = min(began, today)
            clock = clock.resumed(calendar, now)
        if late:
            assert clock.due_at == before
        else:
            due = walker.add(began, max(0, allowed - counted))
            assert clock.due_at.astimezone(zone).date() == due
            assert clock.due_at.astimezone(zone).time().isoformat() == "23:59:59"
    end = now + timedelta(days=40)
    stopped = clock.stopped(calendar, end)
    assert stopped.used == counted + walker.between(began, end.astimezone(zone).date())
    assert stopped.runs_from is None and stopped.due_at == clock.due_at
    again = stopped.restarted(calendar, end, 3)
    assert again.due_at.astimezone(zone).date() == walker.add(end.astimezone(zone).date(), 3)
    assert (again.used, again.allowed) == (stopped.used, stopped.used + 3)


@pytest.mark.parametrize(
    ("city", "submitted", "allowed", "due"),
    [
        # Friday evening: Monday.
        ("badung", "2026-11-27T20:00:00+08:00", 1, "2026-11-30"),
        ("cirebon", "2026-11-27T20:00:00+07:00", 1, "2026-11-30"),
        # Saturday and Sunday are as Friday.
        ("badung", "2026-11-28T10:00:00+08:00", 1, "2026-11-30"),
        # Sunday 23:30 in Cirebon is Monday 00:30 in Badung, where Monday then does not count.
        ("cirebon", "2026-11-29T23:30:00+07:00", 1, "2026-11-30"),
        ("badung", "2026-11-29T23:30:00+07:00", 1, "2026-12-01"),
        # The week of Nyepi (Thursday 19 March 2026) and Eid: from Wednesday to the next Tuesday
        # all offices are closed, so that one day from Tuesday is Wednesday of the week after.
        ("badung", "2026-03-17T09:00:00+08:00", 1, "2026-03-25"),
        ("cirebon", "2026-03-17T09:00:00+07:00", 1, "2026-03-25"),
        ("badung", "2026-03-16T09:00:00+08:00", 3, "2026-03-26"),
        # On Nyepi itself nothing moves.
        ("badung", "2026-03-19T10:00:00+08:00", 2, "2026-03-26"),
        # Galungan (Wednesday 17 June 2026) with the days before and after it, in Bali alone; the
        # Tuesday is also the Islamic new year, and so free in Cirebon.
        ("badung", "2026-06-15T10:00:00+08:00", 2, "2026-06-22"),
        ("cirebon", "2026-06-15T10:00:00+07:00", 2, "2026-06-18"),
        # Year end: Thursday 24 and Friday 25 December, Friday 1 January, Tuesday 5 January (Isra'
        # and Mi'raj).
        ("badung", "2026-12-23T15:00:00+08:00", 1, "2026-12-28"),
        ("cirebon", "2026-12-28T15:00:00+07:00", 5, "2027-01-06"),
        ("badung", "2026-12-31T23:50:00+08:00", 1, "2027-01-04"),
        # None allowed: the same day, or the first working one.
        ("badung", "2026-11-23T12:00:00+08:00", 0, "2026-11-23"),
        ("badung", "2026-11-28T12:00:00+08:00", 0, "2026-11-30"),
    ],
)  # fmt: skip
def test_due_days_worked_by_hand(city: str, submitted: str, allowed: int, due: str) -> None:
    calendar = CITIES[city]
    clock = WorkClock.start(calendar, datetime.fromisoformat(submitted), allowed)
    local = clock.due_at.astimezone(calendar.zone)
    assert local.isoformat() == f"{due}T23:59:59{local.strftime('%z')[:3]}:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_pause_over_nyepi_leaves_the_days_that_were_left() -> None:
    # Five days from Monday 9 March: one is used on Tuesday, when it is postponed to Nyepi.
    clock = WorkClock.start(BADUNG, at("2026-03-09T09:00:00+08:00"), 5)
    assert BADUNG.day_of(clock.due_at) == date(2026, 3, 16)
    paused = clock.paused(BADUNG, at("2026-03-10T09:00:00+08:00"), date(2026, 3, 19))
    # The four that are left: 25, 26, 27 and 30 March.
    assert BADUNG.day_of(paused.due_at) == date(2026, 3, 30)
    # Taken up on Friday 13 March: 16 and 17 March, then 25 and 26.
    early = paused.resumed(BADUNG, at("2026-03-13T09:00:00+08:00"))
    assert BADUNG.day_of(early.due_at) == date(2026, 3, 26)
    # Forgotten until April: it went on by itself.
    late = paused.resumed(BADUNG, at("2026-04-07T09:00:00+08:00"))
    assert late == paused
    # Done on 26 March: 10 March, 16 and 17, 25 and 26.
    assert early.stopped(BADUNG, at("2026-03-26T12:00:00+08:00")).used == 5


def test_postponing_makes_nothing_punctual_again() -> None:
    clock = WorkClock.start(CIREBON, at("2026-11-23T09:00:00+07:00"), 2)
    late = at("2026-11-26T08:00:00+07:00")
    paused = clock.paused(CIREBON, late, date(2026, 12, 10))
    assert paused.due_at == clock.due_at < late
    assert paused.resumed(CIREBON, at("2026-11-30T08:00:00+07:00")).due_at == clock.due_at


def test_reopened_it_has_new_days_and_keeps_what_was_used() -> None:
    clock = WorkClock.start(BADUNG, at("2026-11-23T09:00:00+08:00"), 3)
    done = clock.stopped(BADUNG, at("2026-11-25T09:00:00+08:00"))
    again = done.restarted(BADUNG, at("2026-12-04T20:00:00+08:00"), 3)
    assert BADUNG.day_of(again.due_at) == date(2026, 12, 9)
    assert again.stopped(BADUNG, at("2026-12-08T09:00:00+08:00")).used == 2 + 2


def test_an_office_that_never_works_is_refused() -> None:
    idle = WorkCalendar(WITA, lambda _year: frozenset(), frozenset(range(7)))
    with pytest.raises(ValueError, match="no 1 working days"):
        idle.add(date(2026, 1, 1), 1)
    with pytest.raises(ValueError, match="0 or more"):
        BADUNG.add(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        # The circular of Bali's governor of 10 October 2012 on the holidays of 2013.
        ("saraswati", "2013-01-12"), ("pagerwesi", "2013-01-16"), ("galungan", "2013-03-27"),
        ("penampahan-galungan", "2013-03-26"), ("umanis-galungan", "2013-03-28"),
        ("penampahan-kuningan", "2013-04-05"), ("kuningan", "2013-04-06"),
        ("umanis-kuningan", "2013-04-07"), ("saraswati", "2013-08-10"),
        ("pagerwesi", "2013-08-14"), ("galungan", "2013-10-23"), ("kuningan", "2013-11-02"),
        ("pagerwesi", "2017-01-25"),
        ("galungan", "2025-04-23"), ("galungan", "2025-11-19"), ("galungan", "2026-06-17"),
        ("kuningan", "2025-05-03"), ("kuningan", "2025-11-29"), ("kuningan", "2026-06-27"),
    ],
)  # fmt: skip
def test_holy_days_fall_where_bali_keeps_them(name: str, day: str) -> None:
    wanted = date.fromisoformat(day)
    assert wanted in list(holy_days(name, wanted.year))


@given(st.sampled_from(sorted(PAWUKON)), st.integers(1950, 2100))
def test_holy_days_come_every_210_days(name: str, year: int) -> None:
    found = [day for y in (year, year + 1, year + 2) for day in holy_days(name, y)]
    assert {(b - a).days for a, b in pairwise(found)} == {CYCLE}
    assert len(list(holy_days(name, year))) in (1, 2)


def test_nyepi_is_everybodys_and_galungan_is_balis() -> None:
    assert date(2026, 3, 19) in national("ID", 2026)
    assert not BADUNG.is_working(date(2026, 3, 19)) and not CIREBON.is_working(date(2026, 3, 19))
    assert not BADUNG.is_working(date(2026, 6, 17)) and CIREBON.is_working(date(2026, 6, 17))


def test_single_days_and_wrong_names() -> None:
    calendar = WorkCalendar(WITA, days_off("ID", (), (date(2026, 11, 24),)))
    assert not calendar.is_working(date(2026, 11, 24)) and calendar.is_working(date(2026, 11, 25))
    with pytest.raises(ValueError, match="known are galungan"):
        days_off("ID", ("natal",))
    with pytest.raises(ValueError, match="'XX'"):
        national("XX", 2026)
