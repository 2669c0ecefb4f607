"""The inbox, broadcasts, and the messages that go out to FCM."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from api.db.base import Id, Instant, Provenance, choice, exact, key, reference
from api.kit import clock
from api.push.models.devices import partial
from api.push.values import BroadcastStatus, MessageState, NotificationKind, Theme, Urgency


class Broadcast(SQLModel, table=True):
    """An editor's message to everyone who has a theme enabled, in an area or the whole city.

    Its words are read when a message leaves, not when it is scheduled.
    """

    __tablename__ = "broadcast"
    __table_args__ = (
        Index("ix_broadcast_time", "send_at", "id"),
        partial("ix_broadcast_replaces", "replaces_id", where="replaces_id IS NOT NULL"),
    )

    id: str = key()
    author_id: str = reference("person.id", index=False)
    """Whose words these are: the editor who wrote or changed them last."""
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    """Grows with each change of its content: whoever approves it has read that version."""
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
    is_exercise: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """An exercise says so in its title and wakes nobody, so it needs no second person."""
    approved_by_id: str | None = reference("person.id", default=None, index=False)
    """The second person who approved a warning that wakes people; never its author."""
    approved_at: datetime | None = Field(default=None, sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    """When what it says is over: a phone that was away does not show it after that."""
    replaces_id: str | None = reference("broadcast.id", default=None, index=False)
    """The sent broadcast that it corrects, or gives the all-clear for."""
    root_id: str | None = Field(default=None, sa_type=Id)
    """The first of a chain of corrections, whose place on the phone it takes; null for a first."""
    replaced_at: datetime | None = Field(default=None, sa_type=Instant)
    """When a correction of it was sent."""
    send_at: datetime = Field(sa_type=Instant)
    """When it is due. What is to be sent at once has the time of its creation until it is."""
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    """When it was sent or cancelled; null before."""


class BroadcastReach(SQLModel, table=True):
    """How many phones were in a broadcast's topics when it was sent: of a platform, app or area."""

    __tablename__ = "broadcast_reach"
    __table_args__ = (UniqueConstraint("broadcast_id", "by", "value"),)

    id: str = key()
    broadcast_id: str = reference("broadcast.id", index=False)
    by: str = Field(sa_type=exact(16))
    """``total``, ``platform``, ``app`` or ``area``."""
    value: str = Field(sa_type=exact())
    """A platform's name, an app's slug or an area's code; ``city`` for whoever chose no area."""
    phones: int


class BroadcastTemplate(Provenance, table=True):
    """A ready-made text of a broadcast, from the city's pack or by an admin."""

    __tablename__ = "broadcast_template"

    id: str = key()
    code: str = Field(sa_type=exact(), unique=True)
    theme: Theme = Field(sa_type=choice(Theme))
    urgency: Urgency = Field(sa_type=choice(Urgency))
    title_id: str
    title_en: str
    body_id: str
    body_en: str
    position: int


class PushMessage(SQLModel, table=True):
    """One message to FCM: a notification to a device, or a broadcast to a topic in a language."""

    __tablename__ = "push_message"
    __table_args__ = (
        CheckConstraint(
            "(notification_id IS NULL) = (device_id IS NULL)"
            " AND (broadcast_id IS NULL) = (topic IS NULL)"
            " AND (device_id IS NULL) <> (topic IS NULL)",
            name="one_target",
        ),
        UniqueConstraint("notification_id", "device_id"),
        UniqueConstraint("broadcast_id", "topic"),
        partial("ix_push_message_queued", "lane", "rank", "due_at", "id", where="state = 'QUEUED'"),
        partial("ix_push_message_sending", "leased_until", where="state = 'SENDING'"),
        partial("ix_push_message_topic", "topic", where="topic IS NOT NULL"),
        partial("ix_push_message_failed", "lane", "code", where="state = 'FAILED'"),
        Index("ix_push_message_updated", "updated_at"),
    )

    id: str = key()
    notification_id: str | None = reference("notification.id", default=None, index=False)
    device_id: str | None = reference("device.id", default=None)
    broadcast_id: str | None = reference("broadcast.id", default=None, index=False)
    topic: str | None = Field(default=None, sa_type=exact(80))
    language: str | None = Field(default=None, sa_type=exact(2))
    """The language of a topic; a device's is read when the message leaves."""
    ignore_preferences: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether it is sent whatever its receiver chose: an editor's own preview."""
    lane: str = Field(sa_type=exact(160))
    rank: int
    """Of the messages of a lane that are due, the lowest rank goes first."""
    state: MessageState = Field(default=MessageState.QUEUED, sa_type=choice(MessageState))
    due_at: datetime = Field(sa_type=Instant)
    attempts: int = 0
    lease: str | None = Field(default=None, sa_type=exact(36))
    leased_until: datetime | None = Field(default=None, sa_type=Instant)
    offered_at: datetime | None = Field(default=None, sa_type=Instant)
    """Since when FCM may have it; written before a message to a topic leaves."""
    code: str | None = Field(default=None, sa_type=exact())
    """Why it is not sent (yet): FCM's own code, or one of `push_rules.reasons`."""
    error: str | None = Field(default=None, sa_type=Text)
    """The code and FCM's message."""
    message_name: str | None = Field(default=None, sa_type=Text)
    opened_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the app first reported that the push to a device was opened."""
    opened_before: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Openings of a push to a topic whose rows were deleted; the others are counted by rows."""
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    updated_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class PushOpening(SQLModel, table=True):
    """That a phone opened a message to a topic: kept only to count each phone once.

    The row does not reveal which phone it was or what else it opened, but with the whole store one
    could try every known device. So after a while the rows are deleted and only their number is
    kept. Deleting the device does not delete the row: the count must not change.
    """

    __tablename__ = "push_opening"

    message_id: str = Field(primary_key=True, foreign_key="push_message.id", sa_type=Id)
    phone: str = Field(primary_key=True, sa_type=exact(64))
    """A hash of the message and the device."""


class Notification(SQLModel, table=True):
    """An entry in a person's inbox. It stays whatever becomes of its push."""

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_person_time", "person_id", "created_at", "id"),
        UniqueConstraint("person_id", "dedupe_key"),
        Index("ix_notification_subject", "person_id", "subject_id", "id"),
        Index("ix_notification_created", "created_at"),
        partial("ix_notification_broadcast", "broadcast_id", where="broadcast_id IS NOT NULL"),
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
    broadcast_id: str | None = reference("broadcast.id", default=None, index=False)
    replaced_at: datetime | None = Field(default=None, sa_type=Instant)
    """When a correction of its broadcast took its place; it is not shown any more."""


class LanePause(SQLModel, table=True):
    """A pause of a lane, or of all but the urgent one, for all workers.

    The row outlives `until`: from then on the lane is probed with one message at a time, until one
    is accepted.
    """

    __tablename__ = "lane_pause"

    lane: str = Field(sa_type=exact(160), primary_key=True)
    since: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)
    code: str = Field(sa_type=exact())
    detail: str = Field(default="", sa_type=Text)
    needs_operator: bool = False
