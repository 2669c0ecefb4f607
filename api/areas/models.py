"""The city that this deployment serves, and its official areas."""

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field

from api.areas.values import AreaLevel
from api.db.base import Provenance, Strings, choice, exact, key, reference


class City(Provenance, table=True):
    """The one city of this deployment.

    Its offices are closed on the holidays of a country, on the days of `kit.days_off.PAWUKON` that
    are named here, and on single dates (ISO).
    """

    __tablename__ = "city"
    __table_args__ = (CheckConstraint("sole = 1", name="sole"),)

    id: str = key()
    sole: int = Field(default=1, unique=True)
    code: str = Field(sa_type=exact())
    name_id: str
    name_en: str
    ticket_prefix: str = Field(sa_type=exact(8))
    time_zone: str
    languages: list[str] = Field(sa_type=Strings)
    area_code: str = Field(sa_type=exact(16))
    latitude: float
    longitude: float
    map_zoom: int
    people: int | None = None
    holiday_country: str = Field(default="ID", sa_type=exact(2))
    regional_holidays: list[str] = Field(default_factory=list, sa_type=Strings)
    local_holidays: list[str] = Field(default_factory=list, sa_type=Strings)


class CityContact(Provenance, table=True):
    """A telephone number of the city for anything that is not an emergency."""

    __tablename__ = "city_contact"

    id: str = key()
    code: str = Field(sa_type=exact(), unique=True)
    label_id: str
    label_en: str
    number: str
    position: int


class Area(Provenance, table=True):
    """A city, district or village with its Kemendagri code.

    `kind` is a value of `AreaKind`; the seed accepts no other.
    """

    __tablename__ = "area"

    id: str = key()
    code: str = Field(sa_type=exact(16), unique=True)
    level: AreaLevel = Field(sa_type=choice(AreaLevel))
    kind: str
    name: str
    parent_id: str | None = reference("area.id", default=None)
    latitude: float
    longitude: float
    boundary: str | None = Field(default=None, sa_type=Text)
