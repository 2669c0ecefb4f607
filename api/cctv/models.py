"""Camera sites, cameras and their frames."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from api.cctv.values import CameraOwner, CameraStatus
from api.db.base import Instant, Provenance, choice, exact, key, reference
from api.kit import clock


class CameraSite(Provenance, table=True):
    """A place where cameras are mounted."""

    __tablename__ = "camera_site"

    id: str = key()
    code: str = Field(sa_type=exact(), unique=True)
    name: str
    village_id: str = reference("area.id")
    district_id: str = reference("area.id")
    latitude: float = Field(index=True)
    longitude: float


class Camera(Provenance, table=True):
    """A camera. Its latest good frame is copied here, so that a list reads one row per camera."""

    __tablename__ = "camera"
    __table_args__ = (
        CheckConstraint("bearing BETWEEN 0 AND 359", name="bearing"),
        CheckConstraint("range_metres BETWEEN 0 AND 8000", name="range_metres"),
        CheckConstraint(
            "(image_digest IS NULL) = (captured_at IS NULL)"
            " AND (image_digest IS NULL) = (fetched_at IS NULL)",
            name="frame_whole",
        ),
    )

    id: str = key()
    code: str = Field(sa_type=exact(), unique=True)
    name: str
    site_id: str = reference("camera_site.id")
    bearing: int | None = None
    range_metres: int | None = None
    status: CameraStatus = Field(sa_type=choice(CameraStatus))
    owner: CameraOwner = Field(sa_type=choice(CameraOwner))
    stream_path: str
    image_digest: str | None = Field(default=None, foreign_key="image.digest", sa_type=exact(64))
    captured_at: datetime | None = Field(default=None, sa_type=Instant)
    fetched_at: datetime | None = Field(default=None, sa_type=Instant)
    failures: int = 0
    last_failure: str | None = None


class Snapshot(SQLModel, table=True):
    """A good frame of a camera, kept for at most a day."""

    __tablename__ = "snapshot"
    __table_args__ = (Index("ix_snapshot_camera_time", "camera_id", "captured_at", "id"),)

    id: str = key()
    camera_id: str = reference("camera.id", index=False)
    image_digest: str = Field(foreign_key="image.digest", sa_type=exact(64), index=True)
    captured_at: datetime = Field(sa_type=Instant)
    fetched_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
