"""What the city provides: the categories to report under, and the templates to respond with."""

from sqlalchemy import Text
from sqlmodel import Field

from api.db.base import Provenance, choice, exact, key, longest, reference
from api.reports.values import ReportStatus


class ReportCategory(Provenance, table=True):
    """What a report can be about, and the agency that handles it."""

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


class ResponseTemplate(Provenance, table=True):
    """A ready-made text for officers: for one category or for all, and for one status."""

    __tablename__ = "response_template"
    __table_args__ = (longest("text_id", 2000), longest("text_en", 2000))

    id: str = key()
    code: str = Field(sa_type=exact(), unique=True)
    category_id: str | None = reference("report_category.id", default=None)
    status: ReportStatus = Field(sa_type=choice(ReportStatus))
    text_id: str = Field(sa_type=Text)
    text_en: str = Field(sa_type=Text)
    position: int
