"""Devices, what their owners want to hear of, and the topics that they are in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from api.db.base import Id, Instant, choice, exact, key, reference
from api.kit import clock
from api.push.values import DeviceStatus, Permission, Platform, Theme


def partial(name: str, *columns: str, where: str) -> Index:
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
        partial("ix_device_phone", "phone_key", where="phone_key IS NOT NULL"),
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
    permission: Permission = Field(
        default=Permission.UNKNOWN,
        sa_type=choice(Permission),
        sa_column_kwargs={"server_default": "UNKNOWN"},
    )
    """Whether the phone's owner lets this app show notifications, as the app reported it last."""
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
        partial("ix_push_preference_quiet", "person_id", where="quiet_from IS NOT NULL"),
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
        partial("ix_topic_membership_due", "due_at", where="due_at IS NOT NULL"),
        partial("ix_topic_membership_topic", "topic", "registration", where="wanted"),
    )

    registration: str = Field(primary_key=True, sa_type=exact(2048))
    topic: str = Field(primary_key=True, sa_type=exact(80))
    wanted: bool
    held: bool = False
    """Whether it is a member, as FCM confirmed last; uncertain while `due_at` is set."""
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    """When FCM is to be called next; null if the membership is as wanted."""
    attempts: int = 0
