"""A photo that nothing shows yet is visible only to the person who sent it."""

from sqlalchemy import ColumnElement, false, select

from api.db.base import table
from api.identity.values import Role, Viewer
from api.uploads.models import Upload

PROVERS = frozenset({Role.OFFICER, Role.ADMIN})
"""The roles whose photos may have to prove a completion, by the time and place of taking them."""


def shows_own_upload(digest: str, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a picture came from the viewer's own upload: they may look at what they sent."""
    if not viewer.is_signed_in or viewer.person_id is None:
        return false()
    upload = table(Upload)
    return (
        select(upload.c.id)
        .where(upload.c.image_digest == digest, upload.c.person_id == viewer.person_id)
        .exists()
    )
