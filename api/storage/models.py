"""Re-encoded images and the uploads that they come from."""

from datetime import datetime
from enum import Enum

from sqlalchemy import LargeBinary
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
    likeness: bytes | None = Field(default=None, sa_type=LargeBinary)
    """A packed `likeness.Likeness`. The last column: who does not ask for it never reads it."""


class Upload(SQLModel, table=True):
    """A promise to take one photo from one person; its id is the secret in the upload's URL.

    `taken_*` is what the photo's metadata said, kept only where `keeps_taken` (an officer's, which
    may have to prove a finish) and only until the photo is used or the upload forgotten.
    """

    __tablename__ = "upload"

    id: str = key()
    person_id: str = Field(sa_type=Id, index=True)
    content_type: str
    byte_size: int
    state: UploadState = Field(default=UploadState.WAITING, sa_type=choice(UploadState))
    image_digest: str | None = Field(default=None, foreign_key="image.digest", sa_type=exact(64))
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    keeps_taken: bool = False
    taken_at: str | None = Field(default=None, sa_type=exact(40))
    taken_latitude: float | None = None
    taken_longitude: float | None = None
