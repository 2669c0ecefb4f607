"""Broadcasts in the graph."""

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
from api.push.values import DeliveryStatus

_NOTIFICATION: Final = table_of(models.Notification)
_DELIVERY: Final = table_of(models.Delivery)
_OPENING: Final = table_of(models.TopicOpening)
_MESSAGE: Final = table_of(models.TopicMessage)


def _messages(status: DeliveryStatus) -> Any:
    """Counts the messages of a broadcast with this status, to topics and to single devices."""

    def express(row: Row, _viewer: Viewer) -> ColumnElement[int]:
        message, entry = _MESSAGE.alias(), _NOTIFICATION.alias()
        delivery = _DELIVERY.alias()
        to_topics = (
            select(func.count(message.c.id))
            .where(message.c.broadcast_id == row.id, message.c.status == status)
            .correlate_except(message)
            .scalar_subquery()
        )
        to_devices = (
            select(func.count(delivery.c.id))
            .select_from(entry.join(delivery, delivery.c.notification_id == entry.c.id))
            .where(entry.c.broadcast_id == row.id, delivery.c.status == status)
            .correlate_except(entry, delivery)
            .scalar_subquery()
        )
        return to_topics + to_devices

    return express


def _opened(row: Row, _viewer: Viewer) -> ColumnElement[int]:
    message, opening = _MESSAGE.alias(), _OPENING.alias()
    entry, delivery = _NOTIFICATION.alias(), _DELIVERY.alias()
    on_topics = (
        select(func.count(opening.c.phone))
        .select_from(message.join(opening, opening.c.message_id == message.c.id))
        .where(message.c.broadcast_id == row.id)
        .correlate_except(message, opening)
        .scalar_subquery()
    )
    on_devices = (
        select(func.count(delivery.c.opened_at))
        .select_from(entry.join(delivery, delivery.c.notification_id == entry.c.id))
        .where(entry.c.broadcast_id == row.id)
        .correlate_except(entry, delivery)
        .scalar_subquery()
    )
    summarised = _MESSAGE.alias()
    before = (
        select(func.coalesce(func.sum(summarised.c.opened_before), 0))
        .where(summarised.c.broadcast_id == row.id)
        .correlate_except(summarised)
        .scalar_subquery()
    )
    return on_topics + before + on_devices


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
    queued: int = expr(_messages(DeliveryStatus.QUEUED), "Messages that have yet to be sent.")
    sent: int = expr(_messages(DeliveryStatus.SENT), "Messages that Firebase has accepted.")
    failed: int = expr(_messages(DeliveryStatus.FAILED), "Messages that could not be sent.")
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
