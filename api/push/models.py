"""Devices, what people want to hear, the inbox, topics, and what became of each message."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from api.db.base import Id, Instant, Strings, choice, exact, key, reference
from api.kit import clock
from api.push.values import (
    BroadcastState,
    DeliveryState,
    DeviceState,
    NotificationKind,
    Platform,
    Theme,
    Urgency,
)


def _some(name: str, *columns: str, where: str) -> Index:
    """An index of the few rows for which the condition holds."""
    return Index(name, *columns, postgresql_where=text(where), sqlite_where=text(where))


def _one_owner() -> CheckConstraint:
    return CheckConstraint("(person_id IS NULL) <> (device_id IS NULL)", name="one_owner")


class Device(SQLModel, table=True):
    """One installation of one app. It has a Firebase installation id, or a registration token."""

    __tablename__ = "device"
    __table_args__ = (
        CheckConstraint("installation_id IS NOT NULL OR token IS NOT NULL", name="reachable"),
        Index("ix_device_seen", "seen_at", "id"),
        _some("ix_device_phone", "phone_key", where="phone_key IS NOT NULL"),
    )

    id: str = key()
    person_id: str | None = reference("person.id", default=None)
    installation_id: str | None = Field(default=None, sa_type=exact(255), unique=True)
    token: str | None = Field(default=None, sa_type=exact(4096), unique=True)
    phone_key: str | None = Field(default=None, sa_type=exact(64))
    """Alike for all apps on one phone: a hash of what they call it."""
    app_slug: str = Field(sa_type=exact())
    platform: Platform = Field(sa_type=choice(Platform))
    app_version: str
    language: str = Field(sa_type=exact(2))
    time_zone: str
    state: DeviceState = Field(default=DeviceState.ACTIVE, sa_type=choice(DeviceState))
    off_reason: str | None = None
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    seen_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class PushPreference(SQLModel, table=True):
    """When a person is not to be disturbed, by the clock of `time_zone`: ``22:00`` to ``06:00``."""

    __tablename__ = "push_preference"
    __table_args__ = (
        CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL) AND quiet_from <> quiet_until",
            name="quiet_hours",
        ),
        _some("ix_push_preference_quiet", "person_id", where="quiet_from IS NOT NULL"),
    )

    person_id: str = Field(primary_key=True, foreign_key="person.id", sa_type=Id)
    quiet_from: str | None = Field(default=None, sa_type=exact(5))
    quiet_until: str | None = Field(default=None, sa_type=exact(5))
    time_zone: str
    zone_of_phone: bool
    """The zone follows the phone that the person used last."""
    updated_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class ThemeChoice(SQLModel, table=True):
    """Whether a person, or a device of nobody, wants to hear of a theme."""

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
    is_on: bool


class AreaChoice(SQLModel, table=True):
    """An area of which a person, or a device of nobody, wants to hear a theme."""

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
    """That an installation should be in a topic, and whether FCM was told so.

    It is kept by the address, not by the device: whoever signs out or is forgotten must still be
    taken out of what he was in.
    """

    __tablename__ = "topic_membership"
    __table_args__ = (
        _some("ix_topic_membership_due", "due_at", where="due_at IS NOT NULL"),
        _some("ix_topic_membership_topic", "topic", "registration", where="wanted"),
    )

    registration: str = Field(primary_key=True, sa_type=exact(2048))
    topic: str = Field(primary_key=True, sa_type=exact(80))
    wanted: bool
    held: bool = False
    """What FCM said last; while `due_at` is set, it may have changed its mind."""
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    """When FCM is to be told next; none when what is wanted is so."""
    attempts: int = 0


class Broadcast(SQLModel, table=True):
    """An editor's message to everybody who wants to hear of a theme in an area."""

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
    state: BroadcastState = Field(default=BroadcastState.SCHEDULED, sa_type=choice(BroadcastState))
    send_at: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    """When it was sent, or cancelled."""


class TopicMessage(SQLModel, table=True):
    """A notice to a topic in one language: one message to FCM, however many receive it."""

    __tablename__ = "topic_message"
    __table_args__ = (
        _some("ix_topic_message_broadcast", "broadcast_id", where="broadcast_id IS NOT NULL"),
    )

    id: str = key()
    kind: NotificationKind = Field(sa_type=choice(NotificationKind))
    subject_kind: str = Field(sa_type=exact(16))
    subject_id: str = Field(sa_type=Id)
    topics: list[str] = Field(sa_type=Strings)
    """Whoever is in any of these gets it, once."""
    language: str = Field(sa_type=exact(2))
    title: str
    body: str
    deep_link: str | None = None
    urgency: Urgency = Field(sa_type=choice(Urgency))
    collapse_key: str | None = None
    ttl_seconds: int
    dedupe_key: str = Field(sa_type=exact(255), unique=True)
    broadcast_id: str | None = reference("broadcast.id", default=None, index=False)
    state: DeliveryState = Field(default=DeliveryState.QUEUED, sa_type=choice(DeliveryState))
    message_name: str | None = Field(default=None, sa_type=Text)
    code: str | None = Field(default=None, sa_type=exact())
    """Why it is not sent (yet): FCM's own code, or EXPIRED."""
    error: str | None = Field(default=None, sa_type=Text)
    """The code and FCM's words."""
    opened_before: int = 0
    """Openings whose rows are gone by now; the others are counted by their rows."""
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    updated_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class TopicOpening(SQLModel, table=True):
    """That a phone opened a message to a topic: kept only to count each phone once.

    The row does not say which phone it was, nor what else it opened; whoever has the store can try
    the devices that it knows. So the row is kept for a while and then becomes a number. It stays
    when the phone is forgotten, so that the count does.
    """

    __tablename__ = "topic_opening"

    message_id: str = Field(primary_key=True, foreign_key="topic_message.id", sa_type=Id)
    phone: str = Field(primary_key=True, sa_type=exact(64))
    """A hash of the message and the device."""


class Notification(SQLModel, table=True):
    """A line in a person's inbox. The push is a hint; this is the truth."""

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_person_time", "person_id", "created_at", "id"),
        UniqueConstraint("person_id", "dedupe_key"),
        _some("ix_notification_deferred", "deferred_until", where="deferred_until IS NOT NULL"),
        _some("ix_notification_waiting", "person_id", where="deferred_until IS NOT NULL"),
        _some("ix_notification_broadcast", "broadcast_id", where="broadcast_id IS NOT NULL"),
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
    """The end of the quiet hours that hold back its push."""
    broadcast_id: str | None = reference("broadcast.id", default=None, index=False)


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
