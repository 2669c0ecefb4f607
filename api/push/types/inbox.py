"""The inbox and the devices in the graph."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, func, select

from api.apps.types import App
from api.db import base
from api.gql.common.connection import Connection
from api.gql.common.scalars import TimeZone
from api.gql.common.types import Language, Node
from api.gql.schema.fields import arg, col, expr, gid, many, one, page, sort, table, words
from api.gql.schema.mapping import Given, Order, Row
from api.identity.values import Viewer
from api.push import models
from api.push.policy import visible, visible_notification
from api.push.types.enums import DeviceStatus, NotificationKind, Permission, Platform
from api.push.types.preferences import PREFERENCES, PushPreferences

UNREAD_COUNTED = 100


@table(
    models.Device,
    where=visible,
    prefix="dev",
    description="An installation of one of the city's apps, to which pushes are sent.",
)
class Device(Node):
    id: strawberry.ID = gid("The device's ID.")
    app: App | None = one(
        lambda: App,
        lambda device, app, _viewer: app.slug == device.app_slug,
        "The app that is installed; null if the city does not offer it any more.",
    )
    platform: Platform = col(models.Device.platform, "The platform that the app runs on.")
    app_version: str = col(models.Device.app_version, "The version of the app, as it reports it.")
    locale: Language = expr(lambda row, _v: row.language, "The language of its pushes.")
    time_zone: TimeZone = col(models.Device.time_zone, "The time zone of the device.")
    status: DeviceStatus = col(models.Device.status, "Whether pushes are sent to it.")
    permission: Permission = col(
        models.Device.permission, "Whether its owner lets the app show notifications."
    )
    seen_at: datetime = col(models.Device.seen_at, "When the app last registered it.")


@table(
    models.Notification,
    where=visible_notification,
    prefix="ntf",
    description="An entry in the viewer's inbox. It stays there whether or not it was pushed.",
)
class Notification(Node):
    id: strawberry.ID = gid("The notification's ID; its push has the same in `data.id`.")
    kind: NotificationKind = col(models.Notification.kind, "What it is about.")
    title: str = words(
        models.Notification.title_id, models.Notification.title_en, "Its title, in general words."
    )
    body: str = words(
        models.Notification.body_id, models.Notification.body_en, "Its text, one sentence or two."
    )
    deep_link: str | None = col(
        models.Notification.deep_link,
        "The address inside the app to open on a tap, such as kulkul://report/rep_…; null if there"
        " is none.",
    )
    created_at: datetime = col(models.Notification.created_at, "When it was added to the inbox.")
    read_at: datetime | None = col(
        models.Notification.read_at, "When it was first marked as read; null while it is unread."
    )


_NEWEST = Order("newest", (sort(models.Notification.created_at, "instant", descending=True),))
_LAST_SEEN = Order("seen", (sort(models.Device.seen_at, "instant", descending=True),))


def _unread(row: Row, given: Given, _viewer: Any) -> list[Any]:
    if not given.has("unread"):
        return []
    wanted = given.fact("unread")
    return [row.read_at.is_(None) if wanted else row.read_at.is_not(None)]


def _unread_count(_row: Row, viewer: Viewer) -> ColumnElement[int]:
    inbox = base.table(models.Notification).alias()
    capped = (
        select(inbox.c.id)
        .where(
            inbox.c.person_id == viewer.person_id,
            inbox.c.read_at.is_(None),
            inbox.c.replaced_at.is_(None),
        )
        .limit(UNREAD_COUNTED)
        .correlate(None)
        .subquery()
    )
    return select(func.count()).select_from(capped).scalar_subquery()


@strawberry.type
class PushOfViewer:
    notifications: Connection[Notification] = page(
        lambda: Notification,
        "The viewer's inbox, newest first.",
        on=lambda _self, row, viewer: row.person_id == viewer.person_id,
        order=_NEWEST,
        filter=_unread,
        args=[
            arg(
                "unread",
                bool | None,
                "True: only unread ones; false: only those that were read; omitted: all.",
            )
        ],
    )
    unread_count: int = expr(
        _unread_count, f"The number of unread notifications, counted up to {UNREAD_COUNTED}."
    )
    devices: list[Device] = many(
        lambda: Device,
        "The viewer's devices, the one used last first; at most 50.",
        on=lambda _self, row, viewer: row.person_id == viewer.person_id,
        order=_LAST_SEEN,
        limit=50,
    )
    preferences: PushPreferences = PREFERENCES
