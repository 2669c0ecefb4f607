"""Devices, the inbox, and what became of each delivery."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from api.db.base import Id, Instant, choice, exact, key, reference
from api.kit import clock
from api.push.values import DeliveryState, DeviceState, NotificationKind, Platform, Urgency


class Device(SQLModel, table=True):
    """One installation of one app. It has a Firebase installation id, or a registration token."""

    __tablename__ = "device"
    __table_args__ = (
        CheckConstraint("installation_id IS NOT NULL OR token IS NOT NULL", name="reachable"),
    )

    id: str = key()
    person_id: str | None = reference("person.id", default=None)
    installation_id: str | None = Field(default=None, sa_type=exact(255), unique=True)
    token: str | None = Field(default=None, sa_type=exact(4096), unique=True)
    app_slug: str = Field(sa_type=exact())
    platform: Platform = Field(sa_type=choice(Platform))
    app_version: str
    language: str = Field(sa_type=exact(2))
    time_zone: str
    state: DeviceState = Field(default=DeviceState.ACTIVE, sa_type=choice(DeviceState))
    off_reason: str | None = None
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    seen_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class Notification(SQLModel, table=True):
    """A line in a person's inbox. The push is a hint; this is the truth."""

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_person_time", "person_id", "created_at", "id"),
        UniqueConstraint("person_id", "dedupe_key"),
    )

    id: str = key()
    person_id: str = reference("person.id", index=False)
    kind: NotificationKind = Field(sa_type=choice(NotificationKind))
    subject_kind: str = Field(sa_type=exact(16))
    subject_id: str = Field(sa_type=Id)
    title_id: str
    title_en: str
    body_id: str
    body_en: str
    deep_link: str | None = None
    urgency: Urgency = Field(sa_type=choice(Urgency))
    collapse_key: str | None = None
    ttl_seconds: int
    dedupe_key: str = Field(sa_type=exact(255))
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    read_at: datetime | None = Field(default=None, sa_type=Instant)


class Delivery(SQLModel, table=True):
    """One notification on its way to one device."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("notification_id", "device_id"),)

    id: str = key()
    notification_id: str = reference("notification.id", index=False)
    device_id: str = reference("device.id")
    state: DeliveryState = Field(default=DeliveryState.QUEUED, sa_type=choice(DeliveryState))
    message_name: str | None = Field(default=None, sa_type=Text)
    code: str | None = Field(default=None, sa_type=exact())
    """Why it is not sent (yet): FCM's own code, or DEVICE_OFF, DEVICE_MOVED, EXPIRED."""
    error: str | None = Field(default=None, sa_type=Text)
    """The code and FCM's words."""
    updated_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    opened_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the app first said that its owner opened it."""
