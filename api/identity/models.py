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
    """Someone who has written something: added at the first write, keyed by issuer and subject."""

    __tablename__ = "person"

    id: str = key()
    subject: str = Field(sa_type=exact(255), unique=True)
    role: Role = Field(sa_type=choice(Role))
    name: str | None = None
    agency_id: str | None = Field(default=None, sa_type=Id, index=True)
    """The agency that an officer works for, by their last token; it need not be in the store."""
    area_id: str | None = Field(default=None, sa_type=Id)
    """The area to which an officer is limited, by their last token; it need not be in the store."""
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
