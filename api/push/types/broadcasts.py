"""What editors told everybody, in the graph."""

from datetime import datetime
from typing import Any, Final

import strawberry
from sqlalchemy import ColumnElement, func, literal_column, select

from api.areas.types import Area
from api.db import base
from api.gql.common.types import Language, Node
from api.gql.schema.fields import col, expr, gid, one, part, same, sort, table, words
from api.gql.schema.mapping import Given, Order, Row
from api.identity.values import Viewer
from api.push import models
from api.push.policy import EDITORS, visible_broadcast
from api.push.types.words import BroadcastState, Theme, Urgency
from api.push.values import DeliveryState

_LINE: Final = base.table(models.Notification)
_DELIVERY: Final = base.table(models.Delivery)
_OPENING: Final = base.table(models.TopicOpening)
_MESSAGE: Final = base.table(models.TopicMessage)


def _messages(state: DeliveryState) -> Any:
    """How many messages of a broadcast came to a state: to topics, and to single phones."""

    def express(row: Row, _viewer: Viewer) -> ColumnElement[int]:
        message, line, delivery = _MESSAGE.alias(), _LINE.alias(), _DELIVERY.alias()
        topics = (
            select(func.count(message.c.id))
            .where(message.c.broadcast_id == row.id, message.c.state == state)
            .correlate_except(message)
            .scalar_subquery()
        )
        phones = (
            select(func.count(delivery.c.id))
            .select_from(line.join(delivery, delivery.c.notification_id == line.c.id))
            .where(line.c.broadcast_id == row.id, delivery.c.state == state)
            .correlate_except(line, delivery)
            .scalar_subquery()
        )
        return topics + phones

    return express


def _opened(row: Row, _viewer: Viewer) -> ColumnElement[int]:
    message, opening = _MESSAGE.alias(), _OPENING.alias()
    line, delivery = _LINE.alias(), _DELIVERY.alias()
    topics = (
        select(func.count(opening.c.phone))
        .select_from(message.join(opening, opening.c.message_id == message.c.id))
        .where(message.c.broadcast_id == row.id)
        .correlate_except(message, opening)
        .scalar_subquery()
    )
    phones = (
        select(func.count(delivery.c.opened_at))
        .select_from(line.join(delivery, delivery.c.notification_id == line.c.id))
        .where(line.c.broadcast_id == row.id)
        .correlate_except(line, delivery)
        .scalar_subquery()
    )
    whole = _MESSAGE.alias()
    before = (
        select(func.coalesce(func.sum(whole.c.opened_before), 0))
        .where(whole.c.broadcast_id == row.id)
        .correlate_except(whole)
        .scalar_subquery()
    )
    return topics + before + phones


def _told(row: Row, _viewer: Viewer) -> ColumnElement[int]:
    line = _LINE.alias()
    return (
        select(func.count(line.c.id))
        .where(line.c.broadcast_id == row.id)
        .correlate_except(line)
        .scalar_subquery()
    )


def _read(row: Row, _viewer: Viewer) -> ColumnElement[int]:
    line = _LINE.alias()
    return (
        select(func.count(line.c.id))
        .where(line.c.broadcast_id == row.id, line.c.read_at.is_not(None))
        .correlate_except(line)
        .scalar_subquery()
    )


def _for_editors(_row: Row, viewer: Viewer) -> ColumnElement[bool]:
    return literal_column("true" if viewer.role in EDITORS else "false")


@part("What became of a broadcast. A message to a topic counts once, however many receive it.")
class BroadcastCounts:
    queued: int = expr(_messages(DeliveryState.QUEUED), "Messages that are on their way.")
    sent: int = expr(_messages(DeliveryState.SENT), "Messages that Firebase took.")
    failed: int = expr(_messages(DeliveryState.FAILED), "Messages that could not be sent.")
    opened: int = expr(_opened, "On how many phones it was opened, as the apps report it.")
    inboxes: int = expr(_told, "People with quiet hours who were told one by one.")
    read: int = expr(_read, "How many of these people have read it.")


@table(
    models.Broadcast,
    where=visible_broadcast,
    prefix="brc",
    description="A message of the city to everybody who wants to hear of a theme in an area.",
)
class Broadcast(Node):
    id: strawberry.ID = gid("The broadcast's id.")
    theme: Theme = col(models.Broadcast.theme, "What it is about.")
    area: Area | None = one(
        lambda: Area, models.Broadcast.area_id, "Where it matters; null for the whole city."
    )
    urgency: Urgency = col(models.Broadcast.urgency, "How much it disturbs.")
    title: str = words(models.Broadcast.title_id, models.Broadcast.title_en, "A headline.")
    body: str = words(models.Broadcast.body_id, models.Broadcast.body_en, "A sentence.")
    article: strawberry.ID | None = gid(
        "The id of the article that tells more, if one does.",
        "art",
        lambda row, _v: row.article_id,
    )
    state: BroadcastState = col(models.Broadcast.state, "Where it is.")
    send_at: datetime = col(models.Broadcast.send_at, "When it goes out, or went out.")
    ended_at: datetime | None = col(models.Broadcast.ended_at, "When it was sent or cancelled.")
    counts: BroadcastCounts | None = same(
        lambda: BroadcastCounts, "What became of it, for editors.", present=_for_editors
    )


BY_TIME = Order("time", (sort(models.Broadcast.send_at, "instant", descending=True),))


def in_state(row: Row, given: Given, _viewer: Any) -> list[Any]:
    """Only those in a state, where that is asked."""
    if not given.has("state"):
        return []
    return [row.state == given.slot("state", "text")]


@strawberry.type(description="How a broadcast looks in one language.")
class BroadcastLook:
    language: Language = strawberry.field(description="In which language.")
    title: str = strawberry.field(description="The headline.")
    body: str = strawberry.field(description="The sentence.")
    phones: int = strawberry.field(description="How many phones are in its topics by now.")
