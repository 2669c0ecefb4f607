"""What a person wants to hear of, and when not, in the graph."""

from typing import Any, Final

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
from api.db import base
from api.gql.schema.fields import col, expr, many, one, part, sort, table
from api.gql.schema.mapping import Order, Row, everyone
from api.identity.values import Viewer
from api.push import models
from api.push.policy import visible
from api.push.types.words import Theme
from api.push.values import ON_AT_FIRST

_CHOICE: Final = base.table(models.ThemeChoice)


_THEMES: Final = union_all(
    *(
        select(
            literal_column(f"'{theme.name}'", String).label("theme"),
            literal_column(str(place)).label("place"),
            literal_column("true" if theme in ON_AT_FIRST else "false").label("at_first"),
        )
        for place, theme in enumerate(Theme)
    )
).subquery("push_theme")


def _own_quiet_hours(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    return and_(visible(row, viewer), row.quiet_from.is_not(None))


def _is_on(row: Row, viewer: Viewer) -> ColumnElement[Any]:
    """What the viewer chose of a theme, or what holds for whoever has chosen nothing."""
    said = _CHOICE.alias()
    chosen = (
        select(said.c.is_on)
        .where(said.c.person_id == viewer.person_id, said.c.theme == row.theme)
        .correlate_except(said)
        .scalar_subquery()
    )
    return func.coalesce(chosen, row.at_first)


@table(
    _THEMES,
    where=everyone,
    key="theme",
    description="What the viewer wants to hear of one theme.",
)
class PushTopic:
    theme: Theme = expr(lambda row, _v: row.theme, "The theme.")
    is_on: bool = expr(_is_on, "Whether the viewer wants to hear of it.", kind="bool")
    areas: list[Area] = many(
        lambda: Area,
        "The areas that matter to the viewer; what concerns the whole city is told anyway.",
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
    description="When the viewer is not to be disturbed: pushes wait, the inbox does not.",
)
class QuietHours:
    start: str = expr(lambda row, _v: row.quiet_from, "From when, such as 22:00.", name="from")
    until: str = expr(lambda row, _v: row.quiet_until, "Until when, such as 06:00.")
    time_zone: str = col(models.PushPreference.time_zone, "By the clock of which IANA time zone.")


@part("What the viewer wants to hear of, and when not.")
class PushPreferences:
    topics: list[PushTopic] = many(
        lambda: PushTopic,
        "Each theme.",
        on=lambda _self, _row, _viewer: true(),
        order=Order("place", (sort(_THEMES.c.place, "int"),)),
        limit=len(Theme),
    )
    quiet_hours: QuietHours | None = one(
        lambda: QuietHours,
        lambda _self, row, viewer: row.person_id == viewer.person_id,
        "The quiet hours, where there are any.",
    )
