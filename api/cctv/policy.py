"""Everyone may see cameras and their frames: they show public places."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select, true

from api.cctv.models import Camera, Snapshot
from api.db.base import table


def visible(_row: Any, _viewer: Any) -> ColumnElement[bool]:
    """Cameras, their sites and every frame that is still kept are public.

    The address of a camera is not: `stream_path` is in no type and no response.
    """
    return true()


def shows_frame(digest: str, _viewer: Any) -> ColumnElement[bool]:
    """Whether an image is a camera's latest frame, or one of its frames that are kept."""
    camera, snapshot = table(Camera), table(Snapshot)
    return or_(
        select(camera.c.id).where(camera.c.image_digest == digest).exists(),
        select(snapshot.c.id).where(snapshot.c.image_digest == digest).exists(),
    )
