"""Who sees what: notifications and devices their person alone, broadcasts that were sent everybody.

Editors write broadcasts, and see those that are not out.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, false, true

from api.identity.values import Role, Viewer
from api.push.values import BroadcastState

EDITORS: Final = frozenset({Role.EDITOR, Role.ADMIN})


def visible(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """The viewer's own rows of `notification` or `device` (both have a `person_id`)."""
    if not viewer.is_signed_in:
        return false()
    own: ColumnElement[bool] = row.person_id == viewer.person_id
    return own


def visible_broadcast(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """What was sent to everybody may be read by everybody; what is planned is the editors'."""
    if viewer.role in EDITORS:
        return true()
    sent: ColumnElement[bool] = row.state == BroadcastState.SENT
    return sent
