"""The numbers of a broadcast: its messages, and the phones that it reached."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, literal_column, select

from api.apps.types import App
from api.areas.types import Area
from api.db.base import table as table_of
from api.gql.schema.fields import col, expr, many, one, part, sort, table
from api.gql.schema.mapping import Join, Order, Row
from api.identity.values import Viewer
from api.push import models
from api.push.policy import EDITORS, for_editors
from api.push.types.enums import Platform
from api.push.values import MessageState

_NOTIFICATION: Final = table_of(models.Notification)
_MESSAGE: Final = table_of(models.PushMessage)
_OPENING: Final = table_of(models.PushOpening)
_REACH: Final = table_of(models.BroadcastReach)


def _count(counted: Callable[[Any], Any], *states: MessageState) -> Any:
    """A number of a broadcast's messages in these states: to topics and to single devices."""

    def express(row: Row, _viewer: Viewer) -> ColumnElement[int]:
        to_topics, to_devices, entry = _MESSAGE.alias(), _MESSAGE.alias(), _NOTIFICATION.alias()
        of_topics = (
            select(func.coalesce(counted(to_topics), 0))
            .where(to_topics.c.broadcast_id == row.id, to_topics.c.state.in_(states))
            .correlate_except(to_topics)
            .scalar_subquery()
        )
        of_devices = (
            select(func.coalesce(counted(to_devices), 0))
            .select_from(entry.join(to_devices, to_devices.c.notification_id == entry.c.id))
            .where(entry.c.broadcast_id == row.id, to_devices.c.state.in_(states))
            .correlate_except(entry, to_devices)
            .scalar_subquery()
        )
        return of_topics + of_devices

    return express


def _messages(*states: MessageState) -> Any:
    return _count(lambda message: func.count(message.c.id), *states)


def _opened(row: Row, viewer: Viewer) -> ColumnElement[int]:
    message, opening = _MESSAGE.alias(), _OPENING.alias()
    on_topics = (
        select(func.count(opening.c.phone))
        .select_from(message.join(opening, opening.c.message_id == message.c.id))
        .where(message.c.broadcast_id == row.id)
        .correlate_except(message, opening)
        .scalar_subquery()
    )

    def counted(message: Any) -> Any:
        return func.sum(message.c.opened_before) + func.count(message.c.opened_at)

    others: ColumnElement[int] = _count(counted, *MessageState)(row, viewer)
    return on_topics + others


def _notified(row: Row, _viewer: Viewer) -> ColumnElement[int]:
    entry = _NOTIFICATION.alias()
    return (
        select(func.count(entry.c.id))
        .where(entry.c.broadcast_id == row.id)
        .correlate_except(entry)
        .scalar_subquery()
    )


def _read(row: Row, _viewer: Viewer) -> ColumnElement[int]:
    entry = _NOTIFICATION.alias()
    return (
        select(func.count(entry.c.id))
        .where(entry.c.broadcast_id == row.id, entry.c.read_at.is_not(None))
        .correlate_except(entry)
        .scalar_subquery()
    )


def is_editor(_row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer is one."""
    return literal_column("true" if viewer.role in EDITORS else "false")


def has_reach(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether its phones have been counted, and the viewer may know."""
    counted = _REACH.alias()
    found = select(counted.c.id).where(counted.c.broadcast_id == row.id).correlate_except(counted)
    return and_(is_editor(row, viewer), found.exists())


@part("The numbers of a broadcast. A message to a topic counts once, however many receive it.")
class BroadcastCounts:
    queued: int = expr(
        _messages(MessageState.QUEUED, MessageState.SENDING), "Messages that have yet to be sent."
    )
    sent: int = expr(_messages(MessageState.SENT), "Messages that Firebase has accepted.")
    failed: int = expr(_messages(MessageState.FAILED), "Messages that could not be sent.")
    dropped: int = expr(
        _messages(MessageState.DROPPED),
        "Messages that were not sent by our own decision: cancelled, corrected or expired"
        " meanwhile, or not wanted any more.",
    )
    opened: int = expr(
        _opened, "Phones on which it was opened, as far as the apps have reported it."
    )
    individually_notified: int = expr(
        _notified, "People with quiet hours, who are notified one by one through their inboxes."
    )
    individually_read: int = expr(_read, "Those of these people who have read it.")


def _total(row: Row, _viewer: Viewer) -> ColumnElement[int]:
    total = _REACH.alias()
    return (
        select(total.c.phones)
        .where(total.c.broadcast_id == row.id, total.c.by == "total")
        .correlate_except(total)
        .scalar_subquery()
    )


def _by(what: str) -> Join:
    return lambda row, reach, _viewer: and_(reach.broadcast_id == row.id, reach.by == what)


_MOST_PHONES: Final = Order("phones", (sort(models.BroadcastReach.phones, "int", descending=True),))


@table(
    models.BroadcastReach,
    where=for_editors,
    description="The phones of a platform that a broadcast reached.",
)
class ReachOfPlatform:
    platform: Platform = expr(lambda row, _v: row.value, "The platform.")
    phones: int = col(models.BroadcastReach.phones, "The number of phones.")


@table(
    models.BroadcastReach,
    where=for_editors,
    description="The phones that a broadcast reached with an app. A warning that wakes people"
    " reaches a phone with every one of the city's apps: it counts with each.",
)
class ReachOfApp:
    app: App | None = one(
        lambda: App,
        lambda reach, app, _viewer: app.slug == reach.value,
        "The app; null if the city does not offer it any more.",
    )
    phones: int = col(models.BroadcastReach.phones, "The number of phones.")


@table(
    models.BroadcastReach,
    where=for_editors,
    description="The phones that a broadcast reached of people who chose an area. Who chose several"
    " counts with each.",
)
class ReachOfArea:
    area: Area | None = one(
        lambda: Area,
        lambda reach, area, _viewer: area.code == reach.value,
        "The district or village that they chose for the topic; null for those who chose none.",
    )
    phones: int = col(models.BroadcastReach.phones, "The number of phones.")


@part(
    "The phones that were in a broadcast's topics when it was sent, each counted once. People with"
    " quiet hours are not among them unless it passes quiet hours."
)
class BroadcastReach:
    phones: int = expr(_total, "All of them.")
    by_platform: list[ReachOfPlatform] = many(
        lambda: ReachOfPlatform,
        "By platform, the most phones first.",
        on=_by("platform"),
        order=_MOST_PHONES,
        limit=10,
    )
    by_app: list[ReachOfApp] = many(
        lambda: ReachOfApp,
        "By app, the most phones first; at most 100.",
        on=_by("app"),
        order=_MOST_PHONES,
        limit=100,
    )
    by_area: list[ReachOfArea] = many(
        lambda: ReachOfArea,
        "By the areas that people chose, the most phones first; at most 500.",
        on=_by("area"),
        order=_MOST_PHONES,
        limit=500,
    )
