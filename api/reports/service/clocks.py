"""A report's clock: working days of the city's calendar, standing still while it is postponed."""

from datetime import date, datetime

from api.kit.calendar import WorkCalendar, WorkClock
from api.reports.models import Report
from api.reports.values import MEANING, ReportStatus


def after_step(
    clock: WorkClock,
    calendar: WorkCalendar,
    before: ReportStatus,
    to: ReportStatus,
    until: date | None,
    now: datetime,
) -> WorkClock:
    """The clock after a step: stopped if the report is closed, standing still if it is postponed.

    It runs again when an officer resumes the work, and otherwise by itself after the date until
    which the report was postponed: a forgotten report gets no more time.
    """
    if MEANING[to].is_closed:
        return clock.stopped(calendar, now)
    if to is ReportStatus.POSTPONED and until is not None:
        return clock.paused(calendar, now, until)
    return clock.resumed(calendar, now) if before is ReportStatus.POSTPONED else clock


def apply_step(
    report: Report,
    calendar: WorkCalendar,
    before: ReportStatus,
    until: date | None,
    now: datetime,
) -> None:
    """Sets a report's clock after a step from the status `before` to its present one."""
    clock = clock_of(report)
    if clock is not None:
        set_clock(report, after_step(clock, calendar, before, report.status, until, now))


def restart(report: Report, calendar: WorkCalendar, days: int, now: datetime) -> None:
    """Gives a reopened report new working days; those already used stay counted."""
    clock = clock_of(report)
    if clock is None:
        set_clock(report, WorkClock.start(calendar, now, days))
    else:
        set_clock(report, clock.restarted(calendar, now, days))


def allow(report: Report, calendar: WorkCalendar, more: int, now: datetime, *, anew: bool) -> None:
    """Gives a report so many working days more, or fewer, from the same beginning.

    With `anew` at least one is left: for an agency that has not had the report before.
    """
    clock = clock_of(report)
    if clock is not None:
        set_clock(report, clock.allowing(calendar, now, more, anew=anew))


def clock_of(report: Report) -> WorkClock | None:
    """A report's clock as it is stored; None for a report without a due date."""
    if report.due_at is None:
        return None
    return WorkClock(report.clock_from, report.days_used, report.days_allowed, report.due_at)


def set_clock(report: Report, clock: WorkClock) -> None:
    """Stores a clock. If the due date has changed, its passing will be notified again."""
    if clock.due_at != report.due_at:
        report.overdue_notified_at = None
    report.clock_from, report.days_used = clock.runs_from, clock.used
    report.days_allowed, report.due_at = clock.allowed, clock.due_at
