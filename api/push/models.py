"""Devices, preferences, the inbox, topic memberships, broadcasts and deliveries."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from api.db.base import Id, Instant, Strings, choice, exact, key, reference
from api.kit import clock
from api.push.values import (
    BroadcastStatus,
    DeliveryStatus,
    DeviceStatus,
    NotificationKind,
    Platform,
    Theme,
    Urgency,
)


def _partial(name: str, *columns: str, where: str) -> Index:
    """An index of only those rows that meet the condition."""
    return Index(name, *columns, postgresql_where=text(where), sqlite_where=text(where))


def _one_owner() -> CheckConstraint:
    return CheckConstraint("(person_id IS NULL) <> (device_id IS NULL)", name="one_owner")


class Device(SQLModel, table=True):
    """An installation of an app, with a Firebase installation id or a registration token."""

    __tablename__ = "device"
    __table_args__ = (
        CheckConstraint("installation_id IS NOT NULL OR token IS NOT NULL", name="reachable"),
        Index("ix_device_seen", "seen_at", "id"),
        _partial("ix_device_phone", "phone_key", where="phone_key IS NOT NULL"),
    )

    id: str = key()
    person_id: str | None = reference("person.id", default=None)
    installation_id: str | None = Field(default=None, sa_type=exact(255), unique=True)
    token: str | None = Field(default=None, sa_type=exact(4096), unique=True)
    phone_key: str | None = Field(default=None, sa_type=exact(64))
    """A hash of the phone's id, the same for all apps on one phone."""
    app_slug: str = Field(sa_type=exact())
    platform: Platform = Field(sa_type=choice(Platform))
    app_version: str
    language: str = Field(sa_type=exact(2))
    time_zone: str
    status: DeviceStatus = Field(default=DeviceStatus.ACTIVE, sa_type=choice(DeviceStatus))
    off_reason: str | None = None
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    seen_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class PushPreference(SQLModel, table=True):
    """A person's quiet hours, by the clock of `time_zone`: ``22:00`` to ``06:00``."""

    __tablename__ = "push_preference"
    __table_args__ = (
        CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL) AND quiet_from <> quiet_until",
            name="quiet_hours",
        ),
        _partial("ix_push_preference_quiet", "person_id", where="quiet_from IS NOT NULL"),
    )

    person_id: str = Field(primary_key=True, foreign_key="person.id", sa_type=Id)
    quiet_from: str | None = Field(default=None, sa_type=exact(5))
    quiet_until: str | None = Field(default=None, sa_type=exact(5))
    time_zone: str
    follows_phone_zone: bool
    """Whether `time_zone` is that of the phone that the person used last."""
    updated_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class ThemeChoice(SQLModel, table=True):
    """Whether a person, or a device on which nobody is signed in, has a theme enabled."""

    __tablename__ = "push_theme_choice"
    __table_args__ = (
        _one_owner(),
        UniqueConstraint("person_id", "theme"),
        UniqueConstraint("device_id", "theme"),
    )

    id: str = key()
    person_id: str | None = reference("person.id", default=None, index=False)
    device_id: str | None = reference("device.id", default=None, index=False)
    theme: Theme = Field(sa_type=choice(Theme))
    enabled: bool


class AreaChoice(SQLModel, table=True):
    """An area that a person, or a device on which nobody is signed in, chose for a theme."""

    __tablename__ = "push_area_choice"
    __table_args__ = (
        _one_owner(),
        UniqueConstraint("person_id", "theme", "area_id"),
        UniqueConstraint("device_id", "theme", "area_id"),
    )

    id: str = key()
    person_id: str | None = reference("person.id", default=None, index=False)
    device_id: str | None = reference("device.id", default=None, index=False)
    theme: Theme = Field(sa_type=choice(Theme))
    area_id: str = reference("area.id")


class TopicMembership(SQLModel, table=True):
    """That an installation should be in a topic, or leave it, and whether FCM has confirmed that.

    It is kept by the address, not by the device: after a device is deleted its address must still
    be removed from the topics that it was in.
    """

    __tablename__ = "topic_membership"
    __table_args__ = (
        _partial("ix_topic_membership_due", "due_at", where="due_at IS NOT NULL"),
        _partial("ix_topic_membership_topic", "topic", "registration", where="wanted"),
    )

    registration: str = Field(primary_key=True, sa_type=exact(2048))
    topic: str = Field(primary_key=True, sa_type=exact(80))
    wanted: bool
    held: bool = False
    """Whether it is a member, as FCM confirmed last; uncertain while `due_at` is set."""
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    """When FCM is to be called next; null if the membership is as wanted."""
    attempts: int = 0


class Broadcast(SQLModel, table=True):
    """An editor's message to everyone who has a theme enabled, in an area or the whole city."""

    __tablename__ = "broadcast"
    __table_args__ = (Index("ix_broadcast_time", "send_at", "id"),)

    id: str = key()
    author_id: str = reference("person.id", index=False)
    theme: Theme = Field(sa_type=choice(Theme))
    area_id: str | None = reference("area.id", default=None, index=False)
    urgency: Urgency = Field(sa_type=choice(Urgency))
    title_id: str
    title_en: str
    body_id: str
    body_en: str
    article_id: str | None = Field(default=None, sa_type=Id)
    status: BroadcastStatus = Field(
        default=BroadcastStatus.SCHEDULED, sa_type=choice(BroadcastStatus)
    )
    send_at: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    """When it was sent or cancelled; null while it is scheduled."""


class TopicMessage(SQLModel, table=True):
    """A notice to a topic in one language: one message to FCM, however many people receive it."""

    __tablename__ = "topic_message"
    __table_args__ = (
        _partial("ix_topic_message_broadcast", "broadcast_id", where="broadcast_id IS NOT NULL"),
    )

    id: str = key()
    kind: NotificationKind = Field(sa_type=choice(NotificationKind))
    subject_kind: str = Field(sa_type=exact(16))
    subject_id: str = Field(sa_type=Id)
    topics: list[str] = Field(sa_type=Strings)
    """A phone that is in any of these receives it, once."""
    language: str = Field(sa_type=exact(2))
    title: str
    body: str
    deep_link: str | None = None
    urgency: Urgency = Field(sa_type=choice(Urgency))
    collapse_key: str | None = None
    ttl_seconds: int
    dedupe_key: str = Field(sa_type=exact(255), unique=True)
    broadcast_id: str | None = reference("broadcast.id", default=None, index=False)
    status: DeliveryStatus = Field(default=DeliveryStatus.QUEUED, sa_type=choice(DeliveryStatus))
    message_name: str | None = Field(default=None, sa_type=Text)
    code: str | None = Field(default=None, sa_type=exact())
    """Why it is not sent (yet): FCM's own code, EXPIRED or WORKER_DIED."""
    error: str | None = Field(default=None, sa_type=Text)
    """The code and FCM's message."""
    opened_before: int = 0
    """Openings whose rows have been deleted; the others are counted by their rows."""
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    updated_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class TopicOpening(SQLModel, table=True):
    """That a phone opened a message to a topic: kept only to count each phone once.

    The row does not reveal which phone it was or what else it opened, but with the whole store one
    could try every known device. So after a while the rows are deleted and only their number is
    kept. Deleting the device does not delete the row: the count must not change.
    """

    __tablename__ = "topic_opening"

    message_id: str = Field(primary_key=True, foreign_key="topic_message.id", sa_type=Id)
    phone: str = Field(primary_key=True, sa_type=exact(64))
    """A hash of the message and the device."""


class Notification(SQLModel, table=True):
    """An entry in a person's inbox. It stays whatever becomes of its push."""

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_person_time", "person_id", "created_at", "id"),
        UniqueConstraint("person_id", "dedupe_key"),
        _partial("ix_notification_deferred", "deferred_until", where="deferred_until IS NOT NULL"),
        _partial("ix_notification_waiting", "person_id", where="deferred_until IS NOT NULL"),
        _partial("ix_notification_broadcast", "broadcast_id", where="broadcast_id IS NOT NULL"),
    )

    id: str = key()
    person_id: str = reference("person.id", index=False)
    kind: NotificationKind = Field(sa_type=choice(NotificationKind))
    theme: Theme = Field(sa_type=choice(Theme))
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
    deferred_until: datetime | None = Field(default=None, sa_type=Instant)
    """The end of the quiet hours until which its push is deferred."""
    broadcast_id: str | None = reference("broadcast.id", default=None, index=False)


class Delivery(SQLModel, table=True):
    """The push of one notification to one device."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("notification_id", "device_id"),)

    id: str = key()
    notification_id: str = reference("notification.id", index=False)
    device_id: str = reference("device.id")
    status: DeliveryStatus = Field(default=DeliveryStatus.QUEUED, sa_type=choice(DeliveryStatus))
    message_name: str | None = Field(default=None, sa_type=Text)
    code: str | None = Field(default=None, sa_type=exact())
    """Why it is not sent (yet): FCM's own code, or DEVICE_OFF, DEVICE_MOVED, EXPIRED,
    WORKER_DIED."""
    error: str | None = Field(default=None, sa_type=Text)
    """The code and FCM's message."""
    updated_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    opened_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the app first reported that the push was opened."""
