"""Emergency numbers, kinds of emergency, and facilities."""

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from api.db.base import Provenance, Strings, choice, exact, key, reference
from api.emergency.values import FacilityKind


class EmergencyNotice(SQLModel, table=True):
    """The city's emergency number and when to call it; the table has one row."""

    __tablename__ = "emergency_notice"

    id: str = key()
    number: str
    notice_id: str = Field(sa_type=Text)
    notice_en: str = Field(sa_type=Text)


class EmergencyShortcut(Provenance, table=True):
    """A number that an app dials; `categories` are codes of `EmergencyCategory`."""

    __tablename__ = "emergency_shortcut"

    id: str = key()
    code: str = Field(sa_type=exact(), unique=True)
    label_id: str
    label_en: str
    number: str
    dial_uri: str
    sms_id: str | None = None
    sms_en: str | None = None
    fallback_numbers: list[str] = Field(sa_type=Strings)
    icon: str
    categories: list[str] = Field(sa_type=Strings)
    position: int


class EmergencyCategory(SQLModel, table=True):
    """A kind of emergency and the shortcut to offer for it."""

    __tablename__ = "emergency_category"

    id: str = key()
    code: str = Field(sa_type=exact(), unique=True)
    label_id: str
    label_en: str
    shortcut_id: str = reference("emergency_shortcut.id")
    position: int


class Facility(Provenance, table=True):
    """A facility that helps: a hospital, police post, fire station, shelter …"""

    __tablename__ = "facility"

    id: str = key()
    code: str = Field(sa_type=exact(), unique=True)
    kind: FacilityKind = Field(sa_type=choice(FacilityKind))
    name: str
    village_id: str | None = reference("area.id", default=None)
    latitude: float
    longitude: float
    phone: str | None = None
    open_24h: bool = False
