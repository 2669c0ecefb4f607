"""The inbox and the devices in the graph."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, func, select

from api.db import base
from api.gql.common.types import Language, Node
from api.gql.schema.fields import col, expr, gid, sort, table, words
from api.gql.schema.mapping import Given, Order, Row
from api.identity.values import Viewer
from api.push import models
from api.push.policy import visible
from api.push.types.words import DeviceState, NotificationKind, Platform


@table(
    models.Device,
    where=visible,
    prefix="dev",
    description="An installation of an app that is pushed to.",
)
class Device(Node):
    id: strawberry.ID = gid("The device's id.")
    app: str = col(models.Device.app_slug, "The short name of the app.")
    platform: Platform = col(models.Device.platform, "What it runs.")
    app_version: str = col(models.Device.app_version, "The app's version.")
    locale: Language = expr(lambda row, _v: row.language, "The language that it wants.")
    time_zone: str = col(models.Device.time_zone, "Its IANA time zone.")
    state: DeviceState = col(models.Device.state, "Whether pushes go to it.")
    seen_at: datetime = col(models.Device.seen_at, "When it last registered.")


@strawberry.type
class NotificationFields:
    """A notification's own fields; where the schema is joined it learns what it can be about."""

    id: strawberry.ID = gid("The notification's id.")
    kind: NotificationKind = col(models.Notification.kind, "What it is about.")
    title: str = words(models.Notification.title_id, models.Notification.title_en, "A headline.")
    body: str = words(models.Notification.body_id, models.Notification.body_en, "A sentence.")
    deep_link: str | None = col(models.Notification.deep_link, "Where in an app it leads.")
    created_at: datetime = col(models.Notification.created_at, "When.")
    read_at: datetime | None = col(models.Notification.read_at, "When it was marked as read.")


NEWEST = Order("newest", (sort(models.Notification.created_at, "instant", descending=True),))


def unread(row: Row, given: Given, _viewer: Any) -> list[Any]:
    """Only unread, or only read ones, where that is asked."""
    if not given.has("unread"):
        return []
    wanted = given.fact("unread")
    return [row.read_at.is_(None) if wanted else row.read_at.is_not(None)]


def _count(_row: Row, viewer: Viewer) -> ColumnElement[int]:
    inbox = base.table(models.Notification).alias()
    few = (
        select(inbox.c.id)
        .where(inbox.c.person_id == viewer.person_id, inbox.c.read_at.is_(None))
        .limit(100)
        .correlate(None)
        .subquery()
    )
    return select(func.count()).select_from(few).scalar_subquery()
