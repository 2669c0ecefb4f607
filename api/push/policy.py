"""Who sees notifications and devices: the person they belong to, and nobody else."""

from typing import Any

from sqlalchemy import ColumnElement, false

from api.identity.values import Viewer


def visible(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """The viewer's own rows of `notification` or `device` (both have a `person_id`)."""
    if not viewer.is_signed_in:
        return false()
    own: ColumnElement[bool] = row.person_id == viewer.person_id
    return own
