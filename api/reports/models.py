"""Reports and what belongs to them."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, text
from sqlmodel import Field, SQLModel

from api.db.base import (
    ROW_NUMBER,
    Day,
    Id,
    Instant,
    Provenance,
    choice,
    exact,
    key,
    longest,
    reference,
)
from api.identity.values import Role
from api.kit import clock
from api.kit.cells import PER_DEGREE, cell_of
from api.reports.values import FollowKind, ModerationAction, ReportStatus, UpdateKind
from api.reports.values.proof import Finding, ProofVerdict

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
_OPEN_AND_UNTOLD: Final[dict[str, Any]] = {
    "sqlite_where": text("closed_at IS NULL AND overdue_told_at IS NULL"),
    "postgresql_where": text("closed_at IS NULL AND overdue_told_at IS NULL"),
}
_CURRENT: Final[dict[str, Any]] = {
    "sqlite_where": text("replaced_at IS NULL"),
    "postgresql_where": text("replaced_at IS NULL"),
}
_PUBLIC_AND_OPEN: Final[dict[str, Any]] = {
    "sqlite_where": text("is_public = 1 AND closed_at IS NULL"),
    "postgresql_where": text("is_public AND closed_at IS NULL"),
}


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


def _shown_on() -> Any:
    """The column with the report that shows a row: its own, or the one into which that merged."""

    def its_own(context: Any) -> str:
        return str(context.get_current_parameters()["report_id"])

    return Field(
        default=None,
        foreign_key="report.id",
        sa_type=Id,
        nullable=False,
        sa_column_kwargs={"default": its_own},
    )


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
    what the public sees: rounded where the category is about persons. The cells are those of that
    point; a new row gets them by itself, and who moves a point gives them along (`cells`).
    `is_sensitive` is what the category was at the time of submitting, `is_public` is
    `policy.is_public` of the row: both are kept here so that the question who may see a report
    needs no second table. `clock_from`, `days_used`, `days_allowed` and `due_at` are the parts of
    its `kit.calendar.WorkClock`, which `service.clocks` puts in and takes out. `finished_by_id`
    said that the work is finished, and is kept while that waits for a second person.
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
        # An inbox: what an agency has to answer soonest, and what lies with one officer.
        Index("ix_report_agency_due", "agency_id", "due_at", "id", **_OPEN),
        # What the job that tells of overdue reports has not told yet.
        Index("ix_report_due", "due_at", **_OPEN_AND_UNTOLD),
        Index("ix_report_assignee_time", "assignee_id", "submitted_at", "id"),
        # What lies in a square of the map, in order of time (`kit.cells`).
        Index("ix_report_small_cell_time", "small_cell", "submitted_at", "id"),
        Index("ix_report_middle_cell_time", "middle_cell", "submitted_at", "id"),
        Index("ix_report_large_cell_time", "large_cell", "submitted_at", "id"),
        # The same of one category, where many others lie between.
        Index("ix_report_category_small_cell", "category_id", "small_cell", "submitted_at", "id"),
        Index("ix_report_category_middle_cell", "category_id", "middle_cell", "submitted_at", "id"),
        # What is open, the oldest first: it lies behind all that was closed since.
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
        CheckConstraint("status = 'HIDDEN' OR status_before_hiding IS NULL", name="hidden_from"),
        CheckConstraint(
            "status IN ('DUPLICATE', 'HIDDEN') OR merged_into_id IS NULL", name="merged_into"
        ),
        CheckConstraint("merged_into_id <> id", name="not_into_itself"),
        CheckConstraint(
            "status IN ('AWAITING_CHECK', 'HIDDEN') OR finished_by_id IS NULL", name="finished_by"
        ),
        longest("rating_word", 500),
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
    updated_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    clock_from: datetime | None = Field(default=None, sa_type=Instant)
    days_used: int = 0
    days_allowed: int = 0
    overdue_told_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    postponed_until: date | None = Field(default=None, sa_type=Day)
    joined_count: int = 0
    rating: int | None = None
    rating_word: str | None = Field(default=None, sa_type=Text)
    rated_at: datetime | None = Field(default=None, sa_type=Instant)
    rating_changed: bool = False
    reopened_at: datetime | None = Field(default=None, sa_type=Instant)
    assignee_id: str | None = reference("person.id", index=False, default=None)
    finished_by_id: str | None = reference("person.id", index=False, default=None)
    status_before_hiding: ReportStatus | None = Field(
        default=None, sa_type=choice(ReportStatus, "status_before_hiding")
    )
    merged_into_id: str | None = reference("report.id", default=None)
    version: int = 1


class ReportPhoto(SQLModel, table=True):
    """A photo of a report, or of one of its updates.

    What the reporter adds later is both. A removed one is kept, and shown to nobody. `report_id` is
    the report for which it was sent, for ever; `shown_on_id` is where it is shown now.
    """

    __tablename__ = "report_photo"
    __table_args__ = (
        Index("ix_report_photo_report", "report_id", "position"),
        Index("ix_report_photo_shown", "shown_on_id", "added_at", "position", "id"),
    )

    id: str = key()
    report_id: str = reference("report.id", index=False)
    shown_on_id: str = _shown_on()
    update_id: str | None = reference("report_update.id", default=None)
    image_digest: str = Field(foreign_key="image.digest", sa_type=exact(64), index=True)
    position: int
    from_reporter: bool = False
    added_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)


class ReportUpdate(SQLModel, table=True):
    """One step in a report's history. `internal_note` is for officers only.

    A line with `is_internal` is for them as a whole. `report_id` is the report in which it
    happened, for ever; `shown_on_id` is where it is shown now.
    """

    __tablename__ = "report_update"
    __table_args__ = (
        Index("ix_report_update_report", "report_id", "created_at", "id"),
        Index("ix_report_update_shown", "shown_on_id", "created_at", "id"),
        # Those who read along (Open311) ask what happened in a span of time, to any report.
        Index("ix_report_update_time", "created_at", "id"),
        longest("note_id", 4000),
        longest("note_en", 4000),
    )

    id: str = key()
    report_id: str = reference("report.id", index=False)
    shown_on_id: str = _shown_on()
    kind: UpdateKind = Field(default=UpdateKind.STEP, sa_type=choice(UpdateKind))
    status: ReportStatus = Field(sa_type=choice(ReportStatus))
    note_id: str | None = Field(default=None, sa_type=Text)
    note_en: str | None = Field(default=None, sa_type=Text)
    internal_note: str | None = Field(default=None, sa_type=Text)
    is_internal: bool = False
    author_id: str | None = Field(default=None, sa_type=Id)
    author_role: Role = Field(sa_type=choice(Role))
    agency_id: str | None = reference("agency.id", default=None)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class CompletionProof(SQLModel, table=True):
    """What the checks of a finish came to. One of a report counts: the others were replaced.

    `like_photo_id` is the earlier completion photo that it resembles.
    """

    __tablename__ = "completion_proof"
    __table_args__ = (Index("ux_completion_proof_current", "report_id", unique=True, **_CURRENT),)

    id: str = key()
    report_id: str = reference("report.id")
    update_id: str = reference("report_update.id")
    verdict: ProofVerdict = Field(sa_type=choice(ProofVerdict))
    like_photo_id: str | None = reference("report_photo.id", index=False, default=None)
    made_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    replaced_at: datetime | None = Field(default=None, sa_type=Instant)


class ProofFinding(SQLModel, table=True):
    """What one check of a finish found; a finish has one of each check, in a fixed order."""

    __tablename__ = "proof_finding"
    __table_args__ = (Index("ux_proof_finding_place", "proof_id", "position", unique=True),)

    id: str = key()
    proof_id: str = reference("completion_proof.id", index=False)
    position: int
    finding: Finding = Field(sa_type=choice(Finding))


class CompletionHash(SQLModel, table=True):
    """A hash of a completion photo and its bands: `service.reuse` says how it is searched.

    `position` 0 is the picture's gradient, 1 the waves of its middle; from 2 on it is those of the
    windows of `likeness`.
    """

    __tablename__ = "completion_hash"
    # Of the thousands of rows with a band in common hardly one is near: the hash in the index tells
    # without a look at the row.
    __table_args__ = tuple(
        Index(f"ix_completion_hash_band_{n}", f"band_{n}", "hash", "number") for n in range(3)
    )

    number: int | None = Field(default=None, primary_key=True, sa_type=ROW_NUMBER)
    photo_id: str = reference("report_photo.id", index=False)
    position: int
    hash: int = Field(sa_type=BigInteger)
    band_0: int
    band_1: int
    band_2: int


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


class ReportRevision(SQLModel, table=True):
    """What a moderator did to a report, and its words as they stood before."""

    __tablename__ = "report_revision"
    __table_args__ = (
        Index("ix_report_revision_report", "report_id", "made_at", "id"),
        longest("title", 140),
        longest("description", 4000),
        longest("reason", 1000),
    )

    id: str = key()
    report_id: str = reference("report.id", index=False)
    action: ModerationAction = Field(sa_type=choice(ModerationAction))
    title: str
    description: str | None = Field(default=None, sa_type=Text)
    address: str | None = None
    photo_id: str | None = reference("report_photo.id", index=False, default=None)
    reason: str = Field(sa_type=Text)
    author_id: str = reference("person.id", index=False)
    author_role: Role = Field(sa_type=choice(Role))
    made_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class IdentityLook(SQLModel, table=True):
    """An officer's look at a name that its reporter had hidden."""

    __tablename__ = "identity_look"
    __table_args__ = (
        Index("ix_identity_look_reporter", "reporter_id", "looked_at", "id"),
        Index("ix_identity_look_report", "report_id", "looked_at", "id"),
        longest("reason", 1000),
    )

    id: str = key()
    report_id: str = reference("report.id", index=False)
    reporter_id: str = reference("person.id", index=False)
    looker_id: str = reference("person.id", index=False)
    looker_role: Role = Field(sa_type=choice(Role))
    agency_id: str | None = Field(default=None, sa_type=Id)
    reason: str = Field(sa_type=Text)
    looked_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class ResponseTemplate(Provenance, table=True):
    """A ready-made answer for officers: for one category or for all, and for one state."""

    __tablename__ = "response_template"
    __table_args__ = (longest("text_id", 2000), longest("text_en", 2000))

    id: str = key()
    code: str = Field(sa_type=exact(), unique=True)
    category_id: str | None = reference("report_category.id", default=None)
    status: ReportStatus = Field(sa_type=choice(ReportStatus))
    text_id: str = Field(sa_type=Text)
    text_en: str = Field(sa_type=Text)
    position: int
