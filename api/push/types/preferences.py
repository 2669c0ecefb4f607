"""What the viewer is notified about, and when not, in the graph."""

from typing import Any, Final

import strawberry
from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    func,
    literal_column,
    select,
    true,
    union_all,
)

from api.areas.types import Area
from api.db.base import table as table_of
from api.gql.common.scalars import LocalTime, TimeZone
from api.gql.common.types import Node
from api.gql.schema.fields import col, expr, gid, many, one, sort, table
from api.gql.schema.mapping import Order, Row, everyone
from api.identity.types import SELF, own_id
from api.identity.values import Viewer
from api.push import models
from api.push.policy import visible
from api.push.types.enums import Theme
from api.push.values import ENABLED_BY_DEFAULT

PREFIX: Final = "prefs"
_CHOICE: Final = table_of(models.ThemeChoice)
_THEMES: Final = union_all(
    *(
        select(
            literal_column(f"'{theme.name}'", String).label("theme"),
            literal_column(str(position)).label("position"),
            literal_column("true" if theme in ENABLED_BY_DEFAULT else "false").label("by_default"),
        )
        for position, theme in enumerate(Theme)
    )
).subquery("push_theme")


def _own_quiet_hours(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    return and_(visible(row, viewer), row.quiet_from.is_not(None))


def _is_enabled(row: Row, viewer: Viewer) -> ColumnElement[Any]:
    """What the viewer chose for a theme, otherwise its default."""
    choice = _CHOICE.alias()
    chosen = (
        select(choice.c.enabled)
        .where(choice.c.person_id == viewer.person_id, choice.c.theme == row.theme)
        .correlate_except(choice)
        .scalar_subquery()
    )
    return func.coalesce(chosen, row.by_default)


@table(
    _THEMES,
    where=everyone,
    key="theme",
    description="The viewer's choice for one topic of notifications.",
)
class PushTopic:
    theme: Theme = expr(lambda row, _v: row.theme, "The topic.")
    enabled: bool = expr(
        _is_enabled,
        "Whether the viewer gets pushes about it. NEWS is off until it is turned on, the others are"
        " on until they are turned off.",
        kind="bool",
    )
    areas: list[Area] = many(
        lambda: Area,
        "The areas that the viewer chose, at most 20. Pushes for the whole city come in any case.",
        via=models.AreaChoice,
        through=models.AreaChoice.area_id,
        on=lambda theme, row, viewer: and_(
            row.person_id == viewer.person_id, row.theme == theme.theme
        ),
        order=Order("area", (sort(models.AreaChoice.area_id, "uuid"),)),
        limit=20,
    )


@table(
    models.PushPreference,
    where=_own_quiet_hours,
    key="person_id",
    description="When the viewer is not to be disturbed: pushes are deferred until the end, the"
    " inbox is not. They last overnight if `until` is before `from`.",
)
class QuietHours:
    start: LocalTime = expr(lambda row, _v: row.quiet_from, "When they begin.", name="from")
    until: LocalTime = expr(lambda row, _v: row.quiet_until, "When they end.")
    time_zone: TimeZone = col(
        models.PushPreference.time_zone,
        "The time zone of both times; it follows the phone used last unless one was chosen.",
    )


@table(
    SELF,
    where=everyone,
    key="one",
    identity=own_id,
    prefix=PREFIX,
    description="What the viewer is notified about, and when not.",
)
class PushPreferences(Node):
    id: strawberry.ID = gid("The ID of these preferences; each person has one.", PREFIX, own_id)
    topics: list[PushTopic] = many(
        lambda: PushTopic,
        "The viewer's choice for every topic.",
        on=lambda _self, _row, _viewer: true(),
        order=Order("position", (sort(_THEMES.c.position, "int"),)),
        limit=len(Theme),
    )
    quiet_hours: QuietHours | None = one(
        lambda: QuietHours,
        lambda _self, row, viewer: row.person_id == viewer.person_id,
        "The viewer's quiet hours; null if there are none.",
    )


PREFERENCES: Final = one(
    lambda: PushPreferences,
    lambda _self, _row, _viewer: true(),
    "What the viewer is notified about, and when not.",
)
