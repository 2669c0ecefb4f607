"""People and agencies."""

from datetime import datetime

from sqlmodel import Field

from api.db.base import Id, Instant, Provenance, choice, exact, key
from api.identity.values import Role
from api.kit import clock


class Agency(Provenance, table=True):
    """A city agency (OPD) that handles reports and publishes news.

    `kind` is a value of `AgencyKind`; the seed accepts no other.
    """

    __tablename__ = "agency"

    id: str = key()
    code: str = Field(sa_type=exact(), unique=True)
    name_id: str
    name_en: str
    kind: str
    phone: str | None = None


class Person(Provenance, table=True):
    """Somebody who wrote something: made on the first write, keyed by issuer and subject."""

    __tablename__ = "person"

    id: str = key()
    subject: str = Field(sa_type=exact(255), unique=True)
    role: Role = Field(sa_type=choice(Role))
    name: str | None = None
    agency_id: str | None = Field(default=None, sa_type=Id, index=True)
    """For whom an officer speaks, by the last token; it need not be an agency that is stored."""
    area_id: str | None = Field(default=None, sa_type=Id)
    """To which area an officer's work is limited, by the last token; it need not be stored."""
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
