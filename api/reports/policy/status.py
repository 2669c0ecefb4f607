"""Open, overdue, on time: each defined once, for every list, number, job and download."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column

from api.reports.policy.concern import Row


def is_open(row: Row) -> ColumnElement[bool]:
    """Whether a report still has to be handled; a hidden one does not until it is shown again."""
    return and_(row.closed_at.is_(None), row.status != literal_column("'HIDDEN'"))


def is_overdue(row: Row, now: Any) -> ColumnElement[bool]:
    """Whether a report is still open although its due date has passed; never null."""
    return and_(row.due_at.is_not(None), is_open(row), row.due_at < now)


def is_due_later(row: Row, now: Any) -> ColumnElement[bool]:
    """Whether an open report has a due date that has not passed.

    Among open reports with a due date this is the opposite of `is_overdue`, and a range that an
    index on the due date can start at.
    """
    later: ColumnElement[bool] = row.due_at >= now
    return later


def is_on_time(row: Row) -> ColumnElement[bool]:
    """Whether a report was closed no later than its due date: `was_closed_late` for rows."""
    return and_(row.due_at.is_not(None), row.closed_at <= row.due_at)


def was_closed_late(closed_at: datetime | None, due_at: datetime | None) -> bool | None:
    """Whether a report was closed after its due date; None if it is open or has no due date."""
    return None if closed_at is None or due_at is None else closed_at > due_at
