"""Who sees what: their own notifications and devices; broadcasts once they have been sent.

Only editors write broadcasts, and they also see drafts, those that wait and those that were
cancelled or corrected.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, true

from api.identity.values import Role, Viewer
from api.push.values import BroadcastStatus

EDITORS: Final = frozenset({Role.EDITOR, Role.ADMIN})


def visible(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """The viewer's own rows of `device` or `push_preference`, by `person_id`."""
    if not viewer.is_signed_in:
        return false()
    own: ColumnElement[bool] = row.person_id == viewer.person_id
    return own


def visible_notification(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """The viewer's own notifications, but for those whose place a correction has taken."""
    return and_(visible(row, viewer), row.replaced_at.is_(None))


def visible_broadcast(row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """Sent broadcasts that no correction has replaced for everyone; all of them for editors."""
    if viewer.role in EDITORS:
        return true()
    return and_(row.status == BroadcastStatus.SENT, row.replaced_at.is_(None))


def for_editors(_row: Any, viewer: Viewer) -> ColumnElement[bool]:
    """All rows for editors, none for anyone else."""
    return true() if viewer.role in EDITORS else false()
