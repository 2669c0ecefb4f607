"""Photos on their way in."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from api.db.base import Id, Instant, choice, exact, key
from api.kit import clock
from api.uploads.values import UploadState


class Upload(SQLModel, table=True):
    """A promise to take one photo from one person; its id is the secret in the upload's URL.

    `taken_*` is what the photo's metadata said, kept only where `keeps_taken` (an officer's, which
    may have to prove a completion) and only until the photo is used or the upload forgotten.
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
