"""Re-encoded images."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from api.db.base import Instant, exact
from api.kit import clock


class StoredImage(SQLModel, table=True):
    """An image whose renditions lie in the store under its digest; the same bytes are kept once."""

    __tablename__ = "image"

    digest: str = Field(primary_key=True, sa_type=exact(64))
    width: int
    height: int
    thumbhash: str
    byte_size: int
    alt_id: str | None = None
    alt_en: str | None = None
    credit: str | None = None
    licence: str | None = None
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    likeness: bytes | None = Field(default=None, sa_type=LargeBinary)
    """A packed `likeness.Likeness`. The last column: it is read only where it is asked for."""
