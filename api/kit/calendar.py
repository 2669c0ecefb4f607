"""Working days: which days an office works, and clocks that count them and can be stopped.

Pure, and without a clock of its own: every verb takes the moment as an argument.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

SATURDAY_AND_SUNDAY: Final = frozenset({5, 6})
_MOST_YEARS_IDLE: Final = 20

DaysOff = Callable[[int], frozenset[date]]
"""The days of a year on which an office is closed, beside its weekends."""


class WorkCalendar:
    """The working days of one office, in its own time zone."""

    def __init__(
        self,
        zone: ZoneInfo,
        days_off: DaysOff,
        weekend: frozenset[int] = SATURDAY_AND_SUNDAY,
    ) -> None:
        """`weekend` holds weekdays as `date.weekday()` counts them, from Monday as 0."""
        self.zone = zone
        self._days_off = days_off
        self._weekend = weekend
        self._years: dict[int, list[int]] = {}

    def day_of(self, moment: datetime) -> date:
        """The office's calendar day at that instant."""
        return moment.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """The last second of a day, 23:59:59 local time, as an instant in UTC."""
        return datetime.combine(day, time(23, 59, 59), tzinfo=self.zone).astimezone(UTC)

    def is_working(self, day: date) -> bool:
        """Whether the office works on that day."""
        days = self._working(day.year)
        place = bisect_left(days, day.toordinal())
        return place < len(days) and days[place] == day.toordinal()

    def between(self, after: date, until: date) -> int:
        """How many working days lie behind `after` up to `until`, which counts; 0 if not later."""
        if until <= after:
            return 0
        found = bisect_right(self._working(until.year), until.toordinal())
        found -= bisect_right(self._working(after.year), after.toordinal())
        return found + sum(len(self._working(year)) for year in range(after.year, until.year))

    def add(self, day: date, count: int) -> date:
        """The working day of that number behind `day`; of number 0: the first one from `day` on.

        Raises ValueError for a negative count, and when the office does not work for twenty years.
        """
        if count < 0:
            raise ValueError(f"{count} working days; 0 or more")
        place = bisect_left if count == 0 else bisect_right
        left = max(count, 1)
        index = place(self._working(day.year), day.toordinal())
        idle = 0
        for year in range(day.year, date.max.year):
            days = self._working(year)
            if index + left <= len(days):
                return date.fromordinal(days[index + left - 1])
            idle = 0 if days else idle + 1
            if idle > _MOST_YEARS_IDLE:
                break
            left -= len(days) - index
            index = 0
        raise ValueError(f"the calendar has no {count} working days behind {day.isoformat()}")

    def _working(self, year: int) -> list[int]:
        days = self._years.get(year)
        if days is None:
            off = {day.toordinal() for day in self._days_off(year)}
            first = date(year, 1, 1).toordinal()
            days = self._years[year] = [
                day
                for day in range(first, date(year, 12, 31).toordinal() + 1)
                if day not in off and (day - 1) % 7 not in self._weekend
            ]
        return days


@dataclass(frozen=True, slots=True)
class WorkClock:
    """So many working days to do something, counted only while the clock runs.

    The day on which it starts, or goes on after a pause, does not count; the day on which it is
    paused or stopped does. What is due is due at the end of a working day.
    """

    runs_from: datetime | None
    """Since when it runs; an instant to come: paused until then; None: stopped."""
    used: int
    """Working days counted before `runs_from`."""
    allowed: int
    """Working days in all."""
    due_at: datetime

    @classmethod
    def start(cls, calendar: WorkCalendar, now: datetime, days: int) -> "WorkClock":
        """A clock that runs from now on."""
        due = calendar.end_of(calendar.add(calendar.day_of(now), days))
        return cls(runs_from=now, used=0, allowed=days, due_at=due)

    def paused(self, calendar: WorkCalendar, now: datetime, until: date) -> "WorkClock":
        """The clock, standing still to the end of a day and then going on by itself.

        A due date that has passed stays passed: postponing makes nothing punctual again.
        """
        used = self._used(calendar, now)
        due = self.due_at
        if now <= due:
            due = calendar.end_of(calendar.add(until, max(0, self.allowed - used)))
        return replace(self, runs_from=calendar.end_of(until), used=used, due_at=due)

    def resumed(self, calendar: WorkCalendar, now: datetime) -> "WorkClock":
        """The clock, going on now where it was paused for longer."""
        if self.runs_from is None or self.runs_from <= now:
            return self
        due = self.due_at
        if now <= due:
            left = max(0, self.allowed - self.used)
            due = calendar.end_of(calendar.add(calendar.day_of(now), left))
        return replace(self, runs_from=now, due_at=due)

    def stopped(self, calendar: WorkCalendar, now: datetime) -> "WorkClock":
        """The clock at the end; it keeps its due date, by which the end is judged."""
        return replace(self, runs_from=None, used=self._used(calendar, now))

    def restarted(self, calendar: WorkCalendar, now: datetime, days: int) -> "WorkClock":
        """The clock with new days from now on; those that were used stay counted."""
        used = self._used(calendar, now)
        due = calendar.end_of(calendar.add(calendar.day_of(now), days))
        return WorkClock(runs_from=now, used=used, allowed=used + days, due_at=due)

    def allowing(
        self, calendar: WorkCalendar, now: datetime, more: int, *, anew: bool
    ) -> "WorkClock":
        """The clock with so many days more, or fewer, from the same beginning.

        With `anew`, for somebody who only now learns of it, at least one working day is left. For
        whoever had it before, fewer days end no earlier than then, or than they would have: and
        what is late stays late unless there are days left. A stopped one is as it was.
        """
        if self.runs_from is None:
            return self
        allowed = self.allowed + more
        start, today = calendar.day_of(self.runs_from), calendar.day_of(now)
        if not anew and self.due_at < now < self.runs_from and allowed <= self.used:
            return replace(self, allowed=allowed)  # the pause began too late to help
        due = calendar.end_of(calendar.add(start, max(0, allowed - self.used)))
        soonest = calendar.end_of(calendar.add(max(start, today), 1))
        least = soonest if anew else min(soonest, self.due_at)
        return replace(self, allowed=allowed, due_at=max(due, least))

    def _used(self, calendar: WorkCalendar, now: datetime) -> int:
        if self.runs_from is None:
            return self.used
        return self.used + calendar.between(calendar.day_of(self.runs_from), calendar.day_of(now))
