"""Broadcasts in the graph."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import strawberry
from sqlalchemy import ColumnElement, func, literal_column, select

from api.areas.types import Area
from api.db.base import table as table_of
from api.gql.common.types import Language, Node
from api.gql.schema.fields import col, expr, gid, one, part, same, sort, table, words
from api.gql.schema.mapping import Given, Order, Row
from api.identity.values import Viewer
from api.push import models
from api.push.policy import EDITORS, visible_broadcast
from api.push.types.enums import BroadcastStatus, Theme, Urgency
from api.push.values import MessageState

_NOTIFICATION: Final = table_of(models.Notification)
_MESSAGE: Final = table_of(models.PushMessage)
_OPENING: Final = table_of(models.PushOpening)


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


def _for_editors(_row: Row, viewer: Viewer) -> ColumnElement[bool]:
    return literal_column("true" if viewer.role in EDITORS else "false")


@part("The numbers of a broadcast. A message to a topic counts once, however many receive it.")
class BroadcastCounts:
    queued: int = expr(
        _messages(MessageState.QUEUED, MessageState.SENDING), "Messages that have yet to be sent."
    )
    sent: int = expr(_messages(MessageState.SENT), "Messages that Firebase has accepted.")
    failed: int = expr(_messages(MessageState.FAILED), "Messages that could not be sent.")
    opened: int = expr(
        _opened, "Phones on which it was opened, as far as the apps have reported it."
    )
    individually_notified: int = expr(
        _notified, "People with quiet hours, who are notified one by one through their inboxes."
    )
    individually_read: int = expr(_read, "Those of these people who have read it.")


@table(
    models.Broadcast,
    where=visible_broadcast,
    prefix="brc",
    description="A message from the city to everyone who has its topic turned on, in an area or"
    " the whole city.",
)
class Broadcast(Node):
    id: strawberry.ID = gid("The broadcast's ID.")
    theme: Theme = col(models.Broadcast.theme, "Its topic.")
    area: Area | None = one(
        lambda: Area, models.Broadcast.area_id, "The area that it is for; null: the whole city."
    )
    urgency: Urgency = col(models.Broadcast.urgency, "How much it may disturb.")
    title: str = words(models.Broadcast.title_id, models.Broadcast.title_en, "Its title.")
    body: str = words(
        models.Broadcast.body_id, models.Broadcast.body_en, "Its text, one sentence or two."
    )
    status: BroadcastStatus = col(models.Broadcast.status, "Where it stands.")
    send_at: datetime = col(models.Broadcast.send_at, "When it is to be sent, or was due.")
    ended_at: datetime | None = col(
        models.Broadcast.ended_at, "When it was sent or cancelled; null while it is scheduled."
    )
    counts: BroadcastCounts | None = same(
        lambda: BroadcastCounts,
        "How it was received; null for anyone but editors.",
        present=_for_editors,
    )


LATEST = Order("time", (sort(models.Broadcast.send_at, "instant", descending=True),))


def with_status(row: Row, given: Given, _viewer: Any) -> list[Any]:
    """The filter by the argument `status`, if it is given."""
    if not given.has("status"):
        return []
    return [row.status == given.slot("status", "text")]


@strawberry.type(description="How a broadcast looks in one language, and how many would get it.")
class BroadcastPreview:
    language: Language = strawberry.field(description="The language.")
    title: str = strawberry.field(description="The title.")
    body: str = strawberry.field(description="The text.")
    subscribed_devices: int = strawberry.field(
        description="The number of phones that would receive it in this language, each counted"
        " once. People with quiet hours are not among them."
    )
