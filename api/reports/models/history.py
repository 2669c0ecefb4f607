"""What belongs to one report: photos, updates, moderators' revisions, followers."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from api.db.base import Id, Instant, choice, exact, key, longest, reference
from api.identity.values import Role
from api.kit import clock
from api.reports.values import FollowKind, ModerationAction, ReportStatus, UpdateKind


def _shown_on() -> Any:
    """The column for the report that shows a row: its own, or the one that it was merged into."""

    def its_own(context: Any) -> str:
        return str(context.get_current_parameters()["report_id"])

    return Field(
        default=None,
        foreign_key="report.id",
        sa_type=Id,
        nullable=False,
        sa_column_kwargs={"default": its_own},
    )


class ReportPhoto(SQLModel, table=True):
    """A photo of a report, or of one of its updates.

    A photo that the reporter adds later is both. A removed one is kept, and shown to nobody.
    `report_id` is the report for which it was sent and never changes; `shown_on_id` is the report
    that shows it now.
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
    """One update in a report's history. `internal_note` is for officers only.

    If `is_internal` is set, so is the whole update. `report_id` is the report that it was written
    for and never changes; `shown_on_id` is the report that shows it now.
    """

    __tablename__ = "report_update"
    __table_args__ = (
        Index("ix_report_update_report", "report_id", "created_at", "id"),
        Index("ix_report_update_shown", "shown_on_id", "created_at", "id"),
        # Open311 clients ask what happened in a span of time, to any report.
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


class ReportRevision(SQLModel, table=True):
    """What a moderator did to a report, and its text as it was before."""

    __tablename__ = "report_revision"
    __table_args__ = (
        Index("ix_report_revision_report", "report_id", "created_at", "id"),
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
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class ReportFollower(SQLModel, table=True):
    """A person who is notified of a report's progress."""

    __tablename__ = "report_follower"
    __table_args__ = (Index("ix_report_follower_person", "person_id", "followed_at", "report_id"),)

    report_id: str = Field(primary_key=True, foreign_key="report.id", sa_type=Id)
    person_id: str = Field(primary_key=True, foreign_key="person.id", sa_type=Id)
    kind: FollowKind = Field(sa_type=choice(FollowKind))
    followed_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
