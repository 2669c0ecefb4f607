"""The record of hidden names that were disclosed."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from api.db.base import Id, Instant, choice, key, longest, reference
from api.identity.values import Role
from api.kit import clock


class IdentityDisclosure(SQLModel, table=True):
    """A hidden name that was disclosed to an officer or admin (`recipient_id`), and why."""

    __tablename__ = "identity_disclosure"
    __table_args__ = (
        Index("ix_identity_disclosure_reporter", "reporter_id", "disclosed_at", "id"),
        Index("ix_identity_disclosure_report", "report_id", "disclosed_at", "id"),
        longest("reason", 1000),
    )

    id: str = key()
    report_id: str = reference("report.id", index=False)
    reporter_id: str = reference("person.id", index=False)
    recipient_id: str = reference("person.id", index=False)
    recipient_role: Role = Field(sa_type=choice(Role))
    agency_id: str | None = Field(default=None, sa_type=Id)
    reason: str = Field(sa_type=Text)
    disclosed_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
