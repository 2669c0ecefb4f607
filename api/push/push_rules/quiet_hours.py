"""Quiet hours: when a push waits because its receiver is not to be disturbed.

They are hours of the wall clock of the phone that is pushed to, wherever it is, unless the person
chose a zone. Warnings that may wake people do not wait (`PASSES_QUIET_HOURS`).
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from api.push.values import PASSES_QUIET_HOURS, Urgency

_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_MINUTE: Final = timedelta(minutes=1)
_DAY_MINUTES: Final = 24 * 60


def minute_of(text: str) -> int | None:
    """The minute of the day of a time like ``22:00``; None if it is not one."""
    found = _CLOCK.fullmatch(text)
    return int(found[1]) * 60 + int(found[2]) if found else None


def waits_until(
    urgency: Urgency, start: str, end: str, zone: str, now: datetime
) -> datetime | None:
    """Until when a push of this urgency waits because of these quiet hours; None: it does not."""
    if urgency in PASSES_QUIET_HOURS:
        return None
    return QuietHours.of(start, end, zone).ends_after(now)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one minute of the day to another, in a zone; overnight if `end` is before `start`."""

    start: int
    end: int
    zone: ZoneInfo

    @classmethod
    def of(cls, start: str, end: str, zone: str) -> "QuietHours":
        """Quiet hours as they are stored. Raises ValueError if `start` or `end` is not valid."""
        first, last = minute_of(start), minute_of(end)
        if first is None or last is None or first == last:
            raise ValueError(f"{start}-{end} are not valid quiet hours")
        return cls(first, last, ZoneInfo(zone))

    def covers(self, moment: datetime) -> bool:
        """Whether this instant lies in quiet hours."""
        local = moment.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def ends_after(self, moment: datetime) -> datetime | None:
        """When the quiet hours that cover this instant end; None if none do.

        Where clocks go forward or back, they may end early, late, or be split in two: they end at
        the first minute outside on the wall clock. Clocks change by whole minutes, at most once in
        an hour.
        """
        if not self.covers(moment):
            return None
        at = moment.replace(second=0, microsecond=0)
        while self.covers(at):
            step = min(timedelta(hours=1), self._left(at))
            later = at + step
            if later.astimezone(self.zone).utcoffset() != at.astimezone(self.zone).utcoffset():
                later = at + _MINUTE
                while later < at + step and self.covers(later):
                    later += _MINUTE
            at = later
        return at

    def _left(self, moment: datetime) -> timedelta:
        """The time left until the end, if the clock does not change before."""
        local = moment.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return timedelta(minutes=(self.end - minute - 1) % _DAY_MINUTES + 1)
