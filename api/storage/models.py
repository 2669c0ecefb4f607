"""Re-encoded images and the uploads that they come from."""

from datetime import datetime
from enum import Enum

from sqlmodel import Field, SQLModel

from api.db.base import Id, Instant, choice, exact, key
from api.kit import clock


class UploadState(Enum):
    """Where an upload is."""

    WAITING = "WAITING"
    READY = "READY"
    REFUSED = "REFUSED"
    USED = "USED"


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


class Upload(SQLModel, table=True):
    """A promise to take one photo from one person; its id is the secret in the upload's URL."""

    __tablename__ = "upload"

    id: str = key()
    person_id: str = Field(sa_type=Id, index=True)
    content_type: str
    byte_size: int
    state: UploadState = Field(default=UploadState.WAITING, sa_type=choice(UploadState))
    image_digest: str | None = Field(default=None, foreign_key="image.digest", sa_type=exact(64))
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
