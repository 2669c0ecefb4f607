"""Who sees what: their own notifications and devices; broadcasts once they have been sent.

Only editors write broadcasts, and they also see those that are scheduled or cancelled.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, false, true

from api.identity.values import Role, Viewer
from api.push.values import BroadcastStatus

EDITORS: Final = frozenset({Role.EDITOR, Role.ADMIN})


def visible(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """The viewer's own rows of `notification`, `device` or `push_preference`, by `person_id`."""
    if not viewer.is_signed_in:
        return false()
    own: ColumnElement[bool] = row.person_id == viewer.person_id
    return own


def visible_broadcast(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """Sent broadcasts for everyone; all of them for editors."""
    if viewer.role in EDITORS:
        return true()
    sent: ColumnElement[bool] = row.status == BroadcastStatus.SENT
    return sent
