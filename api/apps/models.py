"""The city's civic apps."""

from sqlmodel import Field

from api.apps.values import AppCategory
from api.db.base import Provenance, choice, exact, key, reference


class App(Provenance, table=True):
    """One of the civic apps that share this API."""

    __tablename__ = "app"

    id: str = key()
    slug: str = Field(sa_type=exact(), unique=True)
    name: str
    category: AppCategory = Field(sa_type=choice(AppCategory))
    summary_id: str
    summary_en: str
    agency_id: str | None = reference("agency.id", default=None)
    android_package: str | None = None
    ios_id: str | None = None
    web_url: str | None = None
    icon: str | None = None
    position: int
