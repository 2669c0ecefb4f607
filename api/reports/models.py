"""Reports and what belongs to them."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field, SQLModel

from api.db.base import Day, Id, Instant, Provenance, choice, exact, key, longest, reference
from api.identity.values import Role
from api.kit import clock
from api.reports.values import FollowKind, ReportStatus

_PUBLIC: Final[dict[str, Any]] = {
    "sqlite_where": text("is_public = 1"),
    "postgresql_where": text("is_public"),
}
_PUBLIC_AND_OPEN: Final[dict[str, Any]] = {
    "sqlite_where": text("is_public = 1 AND closed_at IS NULL"),
    "postgresql_where": text("is_public AND closed_at IS NULL"),
}


class ReportCategory(Provenance, table=True):
    """What a report can be about, and who answers it."""

    __tablename__ = "report_category"

    id: str = key()
    code: str = Field(sa_type=exact(), unique=True)
    name_id: str
    name_en: str
    agency_id: str = reference("agency.id")
    sla_working_days: int
    is_sensitive: bool
    person_related: bool
    needs_completion_photo: bool
    join_radius_m: int
    emergency_notice_id: str | None = Field(default=None, sa_type=Text)
    emergency_notice_en: str | None = Field(default=None, sa_type=Text)
    icon: str
    position: int


class Report(Provenance, table=True):
    """What somebody told the city about a place.

    `joined_count` is kept by the writes that change it. `shown_latitude` and `shown_longitude` are
    what the public sees: rounded where the category is about persons. `is_sensitive` is what the
    category was at the time of submitting, `is_public` is `policy.is_public` of the row: both are
    kept here so that the question who may see a report needs no second table.
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
        Index("ix_report_place", "shown_latitude", "shown_longitude"),
        Index("ix_report_open_place", "category_id", "shown_latitude", **_PUBLIC_AND_OPEN),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint("joined_count >= 0", name="joined_count"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        CheckConstraint("hide_report OR NOT is_sensitive", name="sensitive_hidden"),
        CheckConstraint(
            "is_public = (NOT hide_report AND NOT is_sensitive AND status <> 'HIDDEN')",
            name="is_public",
        ),
        CheckConstraint(
            "status = 'HIDDEN' OR (closed_at IS NOT NULL)"
            " = (status IN ('DONE', 'REJECTED', 'OTHER_AGENCY', 'DUPLICATE'))",
            name="closed_at",
        ),
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
    address: str | None = None
    title: str
    description: str | None = Field(default=None, sa_type=Text)
    reporter_id: str | None = Field(default=None, foreign_key="person.id", sa_type=Id)
    hide_name: bool = False
    hide_report: bool = False
    is_sensitive: bool = False
    is_public: bool = True
    submitted_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    updated_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    postponed_until: date | None = Field(default=None, sa_type=Day)
    joined_count: int = 0
    rating: int | None = None
    merged_into_id: str | None = reference("report.id", default=None)
    version: int = 1


class ReportPhoto(SQLModel, table=True):
    """A photo of a report, or of one of its updates."""

    __tablename__ = "report_photo"
    __table_args__ = (Index("ix_report_photo_report", "report_id", "position"),)

    id: str = key()
    report_id: str = reference("report.id", index=False)
    update_id: str | None = reference("report_update.id", default=None)
    image_digest: str = Field(foreign_key="image.digest", sa_type=exact(64), index=True)
    position: int
    added_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class ReportUpdate(SQLModel, table=True):
    """One step in a report's history. `internal_note` is for officers only."""

    __tablename__ = "report_update"
    __table_args__ = (
        Index("ix_report_update_report", "report_id", "created_at", "id"),
        longest("note_id", 4000),
        longest("note_en", 4000),
    )

    id: str = key()
    report_id: str = reference("report.id", index=False)
    status: ReportStatus = Field(sa_type=choice(ReportStatus))
    note_id: str | None = Field(default=None, sa_type=Text)
    note_en: str | None = Field(default=None, sa_type=Text)
    internal_note: str | None = Field(default=None, sa_type=Text)
    author_id: str | None = Field(default=None, sa_type=Id)
    author_role: Role = Field(sa_type=choice(Role))
    agency_id: str | None = reference("agency.id", default=None)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class ReportFollower(SQLModel, table=True):
    """A person who hears of a report's progress."""

    __tablename__ = "report_follower"
    __table_args__ = (Index("ix_report_follower_person", "person_id", "followed_at", "report_id"),)

    report_id: str = Field(primary_key=True, foreign_key="report.id", sa_type=Id)
    person_id: str = Field(primary_key=True, foreign_key="person.id", sa_type=Id)
    kind: FollowKind = Field(sa_type=choice(FollowKind))
    followed_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class TicketDay(SQLModel, table=True):
    """The last ticket number given out on a local day."""

    __tablename__ = "ticket_day"

    day: str = Field(primary_key=True, sa_type=exact(6))
    last: int
