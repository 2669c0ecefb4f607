"""The table of reports, and the numbers of their tickets."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, text
from sqlmodel import Field, SQLModel

from api.db.base import Day, Id, Instant, Provenance, choice, exact, key, longest, reference
from api.kit import clock
from api.kit.cells import PER_DEGREE, cell_of
from api.reports.values import CLOSED, ReportStatus

CELLS: Final = ("small_cell", "middle_cell", "large_cell")
"""The columns with the square of each grid of `kit.cells`, in that order."""
_PUBLIC: Final[dict[str, Any]] = {
    "sqlite_where": text("is_public = 1"),
    "postgresql_where": text("is_public"),
}
_OPEN: Final[dict[str, Any]] = {
    "sqlite_where": text("closed_at IS NULL AND status <> 'HIDDEN'"),
    "postgresql_where": text("closed_at IS NULL AND status <> 'HIDDEN'"),
}
_OPEN_AND_NOT_NOTIFIED: Final[dict[str, Any]] = {
    "sqlite_where": text("closed_at IS NULL AND overdue_notified_at IS NULL"),
    "postgresql_where": text("closed_at IS NULL AND overdue_notified_at IS NULL"),
}
_PUBLIC_AND_OPEN: Final[dict[str, Any]] = {
    "sqlite_where": text("is_public = 1 AND closed_at IS NULL"),
    "postgresql_where": text("is_public AND closed_at IS NULL"),
}
_CLOSED_STATUSES: Final = ", ".join(f"'{s.name}'" for s in ReportStatus if s in CLOSED)


def cells(shown_latitude: float, shown_longitude: float) -> dict[str, int]:
    """The columns of a report with the numbers of the squares in which its shown point lies."""
    return {
        name: cell_of(shown_latitude, shown_longitude, per_degree)
        for name, per_degree in zip(CELLS, PER_DEGREE, strict=True)
    }


def _cell(name: str) -> Any:
    def of_shown_point(context: Any) -> int:
        row = context.get_current_parameters()
        return cells(row["shown_latitude"], row["shown_longitude"])[name]

    return Field(
        default=None,
        sa_type=BigInteger,
        nullable=False,
        sa_column_kwargs={"default": of_shown_point},
    )


class Report(Provenance, table=True):
    """A problem at a place in the city, as somebody reported it.

    `submitted_at` is when it arrived; `observed_at` is when the reporter says that they saw it, if
    they say so, and no deadline depends on it. `joined_count` is kept by the writes that change it.
    `shown_latitude` and `shown_longitude` are what the public sees: rounded if the category is
    about persons. The cells are those of the shown point: a new row computes them, and a write that
    changes the point sets them too (`cells`).
    `is_sensitive` is what the category was at the time of submitting, `is_public` is
    `policy.is_public` of the row: both are kept here so that deciding who may see a report needs
    no second table. `clock_from`, `days_used`, `days_allowed` and `due_at` are the parts of its
    `kit.calendar.WorkClock`, which `service.clocks` reads and writes. `completed_by_id` reported
    the work as complete; it is kept while the completion awaits review by a second person.
    """

    __tablename__ = "report"
    __table_args__ = (
        Index("ix_report_time", "submitted_at", "id"),
        Index("ix_report_updated", "updated_at", "id"),
        Index("ix_report_district_time", "district_id", "submitted_at", "id"),
        Index("ix_report_village_time", "village_id", "submitted_at", "id"),
        Index("ix_report_category_time", "category_id", "submitted_at", "id"),
        # Whole indexes serve every role. A partial one is of no use behind "public or my own": with
        # partial ones alone a citizen's page of a rare category reads the table. Only a sensitive
        # category has so many rows in a row that nobody may see that the public needs an index.
        Index("ix_report_public_category_time", "category_id", "submitted_at", "id", **_PUBLIC),
        Index("ix_report_status_time", "status", "submitted_at", "id"),
        Index("ix_report_reporter_time", "reporter_id", "submitted_at", "id"),
        Index("ix_report_agency_time", "agency_id", "submitted_at", "id"),
        # An inbox: what an agency has to handle soonest, and what is assigned to one officer.
        Index("ix_report_agency_due", "agency_id", "due_at", "id", **_OPEN),
        # Overdue reports of which the job has not notified anyone yet.
        Index("ix_report_due", "due_at", **_OPEN_AND_NOT_NOTIFIED),
        Index("ix_report_assignee_time", "assignee_id", "submitted_at", "id"),
        # Reports in a square of the map, in order of time (`kit.cells`).
        Index("ix_report_small_cell_time", "small_cell", "submitted_at", "id"),
        Index("ix_report_middle_cell_time", "middle_cell", "submitted_at", "id"),
        Index("ix_report_large_cell_time", "large_cell", "submitted_at", "id"),
        # The same of one category, where many others lie between.
        Index("ix_report_category_small_cell", "category_id", "small_cell", "submitted_at", "id"),
        Index("ix_report_category_middle_cell", "category_id", "middle_cell", "submitted_at", "id"),
        # Open reports, the oldest first: all that was closed since would lie before them.
        Index("ix_report_open_time", "submitted_at", "id", **_OPEN),
        Index("ix_report_open_category", "category_id", "submitted_at", "id", **_OPEN),
        Index("ix_report_open_district", "district_id", "submitted_at", "id", **_OPEN),
        Index("ix_report_open_village", "village_id", "submitted_at", "id", **_OPEN),
        Index("ix_report_open_small_cell", "small_cell", "submitted_at", "id", **_OPEN),
        Index("ix_report_open_middle_cell", "middle_cell", "submitted_at", "id", **_OPEN),
        Index("ix_report_open_large_cell", "large_cell", "submitted_at", "id", **_OPEN),
        Index("ix_report_open_place", "category_id", "shown_latitude", **_PUBLIC_AND_OPEN),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint("joined_count >= 0", name="joined_count"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        CheckConstraint("observed_at <= submitted_at", name="observed_at"),
        CheckConstraint("hide_report OR NOT is_sensitive", name="sensitive_hidden"),
        CheckConstraint(
            "is_public = (NOT hide_report AND NOT is_sensitive AND status <> 'HIDDEN')",
            name="is_public",
        ),
        CheckConstraint(
            f"status = 'HIDDEN' OR (closed_at IS NOT NULL) = (status IN ({_CLOSED_STATUSES}))",
            name="closed_at",
        ),
        CheckConstraint("status = 'HIDDEN' OR status_before_hiding IS NULL", name="hidden_from"),
        CheckConstraint(
            "status IN ('DUPLICATE', 'HIDDEN') OR merged_into_id IS NULL", name="merged_into"
        ),
        CheckConstraint("merged_into_id <> id", name="not_into_itself"),
        CheckConstraint(
            "status IN ('AWAITING_CHECK', 'HIDDEN') OR completed_by_id IS NULL", name="completed_by"
        ),
        longest("rating_comment", 500),
        longest("title", 140),
        longest("description", 4000),
    )

    id: str = key()
    ticket: str = Field(sa_type=exact(24), unique=True)
    status: ReportStatus = Field(default=ReportStatus.RECEIVED, sa_type=choice(ReportStatus))
    category_id: str = reference("report_category.id", index=False)
    agency_id: str = reference("agency.id", index=False)
    village_id: str | None = reference("area.id", index=False, default=None)
    district_id: str | None = reference("area.id", index=False, default=None)
    latitude: float
    longitude: float
    shown_latitude: float
    shown_longitude: float
    small_cell: int = _cell("small_cell")
    middle_cell: int = _cell("middle_cell")
    large_cell: int = _cell("large_cell")
    address: str | None = None
    title: str
    description: str | None = Field(default=None, sa_type=Text)
    reporter_id: str | None = Field(default=None, foreign_key="person.id", sa_type=Id)
    hide_name: bool = False
    hide_report: bool = False
    is_sensitive: bool = False
    is_public: bool = True
    submitted_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    observed_at: datetime | None = Field(default=None, sa_type=Instant)
    updated_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    clock_from: datetime | None = Field(default=None, sa_type=Instant)
    days_used: int = 0
    days_allowed: int = 0
    overdue_notified_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    postponed_until: date | None = Field(default=None, sa_type=Day)
    joined_count: int = 0
    rating: int | None = None
    rating_comment: str | None = Field(default=None, sa_type=Text)
    rated_at: datetime | None = Field(default=None, sa_type=Instant)
    rating_changed: bool = False
    reopened_at: datetime | None = Field(default=None, sa_type=Instant)
    assignee_id: str | None = reference("person.id", index=False, default=None)
    completed_by_id: str | None = reference("person.id", index=False, default=None)
    status_before_hiding: ReportStatus | None = Field(
        default=None, sa_type=choice(ReportStatus, "status_before_hiding")
    )
    merged_into_id: str | None = reference("report.id", default=None)
    version: int = 1


class TicketDay(SQLModel, table=True):
    """The last ticket number issued on a day of the city's own time."""

    __tablename__ = "ticket_day"

    day: str = Field(primary_key=True, sa_type=exact(6))
    last: int
