"""outgoing messages in one table

What 0.1.0 kept as deliveries, messages to topics, deferred notifications and the jobs that carried
them is copied: nothing that was waiting is lost, and counts stay. The old tables stay as they are.
"""

import json
import uuid
from typing import Any

import sqlalchemy as sa

from alembic import op
from api.db import base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _table(name: str, *columns: str, **typed: sa.types.TypeEngine[Any]) -> sa.TableClause:
    typed = {name: base.Instant() for name in columns if name.endswith("_at")} | typed
    typed |= {name: base.Id() for name in columns if name == "id" or name.endswith("_id")} | typed
    return sa.table(name, *(sa.column(column, typed.get(column)) for column in columns))


_NOTIFICATION = _table(
    "notification", "id", "person_id", "urgency", "created_at", "deferred_until",
    deferred_until=base.Instant(),
)  # fmt: skip
_DEVICE = _table("device", "id", "person_id", "platform", "app_slug", "phone_key", "status",
                 "seen_at")  # fmt: skip
_DELIVERY = _table("delivery", "id", "notification_id", "device_id", "status", "message_name",
                   "code", "error", "updated_at", "opened_at")  # fmt: skip
_TOPIC_MESSAGE = _table(
    "topic_message", "id", "broadcast_id", "topics", "language", "urgency", "status",
    "message_name", "code", "error", "opened_before", "created_at", "updated_at",
)  # fmt: skip
_OPENING = _table("topic_opening", "message_id", "phone")
_NEW_OPENING = _table("push_opening", "message_id", "phone")
_BROADCAST = _table("broadcast", "id", "theme", "area_id", "urgency", "status", "send_at",
                    "created_at")  # fmt: skip
_AREA = _table("area", "id", "code", "level")
_JOB = _table("job", "id", "kind", "dedupe_key", "state", "run_at", "lease", "leased_until",
              leased_until=base.Instant())  # fmt: skip
_MESSAGE = _table(
    "push_message", "id", "notification_id", "device_id", "broadcast_id", "topic", "language",
    "lane", "rank", "state", "due_at", "attempts", "code", "error", "message_name", "opened_at",
    "opened_before", "created_at", "updated_at",
)  # fmt: skip
_OLD_KINDS = (
    "push.deliver", "push.send_to_topic", "push.broadcast", "push.fan_out_topic",
    "push.release_deferred",
)  # fmt: skip
_RANKS = {"EXTREME": 0, "SEVERE": 1, "HIGH": 2, "NORMAL": 3, "LOW": 4}
_LOUD = ("SEVERE", "EXTREME")


def _lane(urgency: Any, ordinary: Any) -> Any:
    return sa.case((urgency.in_(_LOUD), "urgent"), else_=ordinary)


def _rank(urgency: Any) -> Any:
    return sa.case(_RANKS, value=urgency)


def _copy_deliveries(connection: sa.Connection) -> None:
    delivery, device, entry = _DELIVERY.c, _DEVICE.c, _NOTIFICATION.c
    job_key = sa.literal("push.deliver:") + sa.cast(delivery.id, sa.String)
    copied = {
        "id": delivery.id,
        "notification_id": delivery.notification_id,
        "device_id": delivery.device_id,
        "lane": _lane(entry.urgency, sa.func.lower(device.platform) + "/" + device.app_slug),
        "rank": _rank(entry.urgency),
        "state": delivery.status,
        "due_at": sa.func.coalesce(_JOB.c.run_at, delivery.updated_at),
        "attempts": sa.literal(0),
        "code": delivery.code,
        "error": delivery.error,
        "message_name": delivery.message_name,
        "opened_at": delivery.opened_at,
        "created_at": entry.created_at,
        "updated_at": delivery.updated_at,
    }
    rows = (
        sa.select(*copied.values())
        .select_from(_DELIVERY)
        .join(_NOTIFICATION, entry.id == delivery.notification_id)
        .join(_DEVICE, device.id == delivery.device_id)
        .outerjoin(_JOB, _JOB.c.dedupe_key == job_key)
    )
    connection.execute(sa.insert(_MESSAGE).from_select(list(copied), rows))


def _copy_deferred(connection: sa.Connection) -> None:
    """What waited for the end of quiet hours: a message to one app of each phone."""
    device, entry, other = _DEVICE.c, _NOTIFICATION.c, _DEVICE.alias()
    same_phone = sa.func.coalesce(other.c.phone_key, sa.cast(other.c.id, sa.String)) == (
        sa.func.coalesce(device.phone_key, sa.cast(device.id, sa.String))
    )
    newer = sa.select(other.c.id).where(
        other.c.person_id == device.person_id,
        other.c.status == "ACTIVE",
        same_phone,
        sa.or_(
            other.c.seen_at > device.seen_at,
            sa.and_(other.c.seen_at == device.seen_at, other.c.id > device.id),
        ),
    )
    has = sa.select(_MESSAGE.c.id).where(
        _MESSAGE.c.notification_id == entry.id, _MESSAGE.c.device_id == device.id
    )
    found = connection.execute(
        sa.select(
            entry.id.label("notification_id"), device.id.label("device_id"),
            _lane(entry.urgency, sa.func.lower(device.platform) + "/" + device.app_slug).label(
                "lane"
            ),
            _rank(entry.urgency).label("rank"), entry.deferred_until.label("due_at"),
            entry.created_at,
        )
        .select_from(_NOTIFICATION)
        .join(_DEVICE, device.person_id == entry.person_id)
        .where(
            entry.deferred_until.is_not(None), device.status == "ACTIVE", ~newer.exists(),
            ~has.exists(),
        )
    )  # fmt: skip
    _insert(
        connection,
        [{**row._mapping, "code": "QUIET_HOURS", "updated_at": row.created_at} for row in found],
    )


def _copy_topic_messages(connection: sa.Connection) -> None:
    seen: set[tuple[str, str]] = set()
    rows = []
    message = _TOPIC_MESSAGE.c
    job_key = sa.literal("push.send_to_topic:") + sa.cast(message.id, sa.String)
    for row in connection.execute(
        sa.select(_TOPIC_MESSAGE, _JOB.c.run_at)
        .outerjoin(_JOB, _JOB.c.dedupe_key == job_key)
        .where(message.broadcast_id.is_not(None))
        .order_by(message.id)
    ):
        topic = json.loads(row.topics)[0]
        while (row.broadcast_id, topic) in seen:
            topic += f".{row.language.lower()}"
        seen.add((row.broadcast_id, topic))
        theme = topic.partition("_")[0]
        rows.append(
            {
                "id": row.id,
                "broadcast_id": row.broadcast_id,
                "topic": topic,
                "language": row.language,
                "lane": "urgent" if row.urgency in _LOUD else f"topics/{theme}",
                "rank": _RANKS[row.urgency],
                "state": row.status,
                "due_at": row.run_at or row.updated_at,
                "code": row.code,
                "error": row.error,
                "message_name": row.message_name,
                "opened_before": row.opened_before,
                "created_at": row.created_at,
                "updated_at": row.updated_at,
            }
        )
    _insert(connection, rows)
    known = sa.select(_MESSAGE.c.id)
    connection.execute(
        sa.insert(_NEW_OPENING).from_select(
            ["message_id", "phone"],
            sa.select(_OPENING.c.message_id, _OPENING.c.phone).where(
                _OPENING.c.message_id.in_(known)
            ),
        )
    )


def _queue_scheduled_broadcasts(connection: sa.Connection) -> None:
    codes = {
        row.id: row.code
        for row in connection.execute(
            sa.select(_AREA).where(_AREA.c.level.in_(["DISTRICT", "VILLAGE"]))
        )
    }
    rows = []
    for row in connection.execute(sa.select(_BROADCAST).where(_BROADCAST.c.status == "SCHEDULED")):
        is_loud = row.theme == "ALERTS" and row.urgency in _LOUD
        theme = row.theme.lower()
        for language in ("ID", "EN"):
            parts = (theme, *(["loud"] if is_loud else []), "in", codes.get(row.area_id, "city"))
            rows.append(
                {
                    "broadcast_id": row.id,
                    "topic": "_".join([*parts, language.lower()]),
                    "language": language,
                    "lane": "urgent" if row.urgency in _LOUD else f"topics/{theme}",
                    "rank": _RANKS[row.urgency],
                    "due_at": row.send_at,
                    "created_at": row.created_at,
                    "updated_at": row.created_at,
                }
            )
    _insert(connection, rows)


def _insert(connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
    names = [column.name for column in _MESSAGE.c]
    default = {"state": "QUEUED", "attempts": 0, "opened_before": 0}
    for start in range(0, len(rows), 500):
        connection.execute(
            sa.insert(_MESSAGE),
            [
                {"id": str(uuid.uuid4()), **default, **row}
                | {name: row.get(name, default.get(name)) for name in names if name != "id"}
                for row in rows[start : start + 500]
            ],
        )


def upgrade() -> None:
    op.create_table(
        "broadcast_reach",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("broadcast_id", base.Id(), nullable=False),
        sa.Column(
            "by",
            sa.String(length=16).with_variant(sa.String(length=16, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "value",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("phones", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_broadcast_reach_broadcast_id_broadcast"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_reach")),
        sa.UniqueConstraint(
            "broadcast_id", "by", "value", name=op.f("uq_broadcast_reach_broadcast_id_by_value")
        ),
    )
    op.create_table(
        "broadcast_template",
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("source_name", sa.String(), nullable=True),
        sa.Column("source_date", base.Day(), nullable=True),
        sa.Column("source_note", sa.String(), nullable=True),
        sa.Column("id", base.Id(), nullable=False),
        sa.Column(
            "code",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "theme",
            sa.Enum(
                "REPORTS",
                "ALERTS",
                "ANNOUNCEMENTS",
                "NEWS",
                name="Theme",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "urgency",
            sa.Enum(
                "LOW",
                "NORMAL",
                "HIGH",
                "SEVERE",
                "EXTREME",
                name="Urgency",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title_id", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("body_id", sa.String(), nullable=False),
        sa.Column("body_en", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_template")),
        sa.UniqueConstraint("code", name=op.f("uq_broadcast_template_code")),
    )
    op.create_table(
        "push_message",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("notification_id", base.Id(), nullable=True),
        sa.Column("device_id", base.Id(), nullable=True),
        sa.Column("broadcast_id", base.Id(), nullable=True),
        sa.Column(
            "topic",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "language",
            sa.String(length=2).with_variant(sa.String(length=2, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("ignore_preferences", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "lane",
            sa.String(length=160).with_variant(sa.String(length=160, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "QUEUED",
                "SENDING",
                "SENT",
                "FAILED",
                "DROPPED",
                name="MessageState",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("due_at", base.Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "lease",
            sa.String(length=36).with_variant(sa.String(length=36, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("leased_until", base.Instant(), nullable=True),
        sa.Column("offered_at", base.Instant(), nullable=True),
        sa.Column(
            "code",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("message_name", sa.Text(), nullable=True),
        sa.Column("opened_at", base.Instant(), nullable=True),
        sa.Column("opened_before", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("updated_at", base.Instant(), nullable=False),
        sa.CheckConstraint(
            "(notification_id IS NULL) = (device_id IS NULL)"
            " AND (broadcast_id IS NULL) = (topic IS NULL)"
            " AND (device_id IS NULL) <> (topic IS NULL)",
            name=op.f("ck_push_message_one_target"),
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_push_message_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_push_message_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notification.id"],
            name=op.f("fk_push_message_notification_id_notification"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_message")),
        sa.UniqueConstraint(
            "broadcast_id", "topic", name=op.f("uq_push_message_broadcast_id_topic")
        ),
        sa.UniqueConstraint(
            "notification_id", "device_id", name=op.f("uq_push_message_notification_id_device_id")
        ),
    )
    with op.batch_alter_table("push_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_push_message_device_id"), ["device_id"], unique=False)
        batch_op.create_index(
            "ix_push_message_topic",
            ["topic"],
            unique=False,
            postgresql_where=sa.text("topic IS NOT NULL"),
            sqlite_where=sa.text("topic IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_push_message_failed",
            ["lane", "code"],
            unique=False,
            postgresql_where=sa.text("state = 'FAILED'"),
            sqlite_where=sa.text("state = 'FAILED'"),
        )
        batch_op.create_index(
            "ix_push_message_queued",
            ["lane", "rank", "due_at", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'QUEUED'"),
            sqlite_where=sa.text("state = 'QUEUED'"),
        )
        batch_op.create_index(
            "ix_push_message_sending",
            ["leased_until"],
            unique=False,
            postgresql_where=sa.text("state = 'SENDING'"),
            sqlite_where=sa.text("state = 'SENDING'"),
        )
        batch_op.create_index("ix_push_message_updated", ["updated_at"], unique=False)

    op.create_table(
        "push_opening",
        sa.Column("message_id", base.Id(), nullable=False),
        sa.Column(
            "phone",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["push_message.id"],
            name=op.f("fk_push_opening_message_id_push_message"),
        ),
        sa.PrimaryKeyConstraint("message_id", "phone", name=op.f("pk_push_opening")),
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_exercise", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("approved_by_id", base.Id(), nullable=True))
        batch_op.add_column(sa.Column("approved_at", base.Instant(), nullable=True))
        batch_op.add_column(sa.Column("expires_at", base.Instant(), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", base.Id(), nullable=True))
        batch_op.add_column(sa.Column("root_id", base.Id(), nullable=True))
        batch_op.add_column(sa.Column("replaced_at", base.Instant(), nullable=True))
        batch_op.drop_constraint(batch_op.f("ck_broadcast_BroadcastStatus"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_broadcast_BroadcastStatus"),
            "status IN ('DRAFT', 'AWAITING_APPROVAL', 'SCHEDULED', 'SENT', 'CANCELLED')",
        )
        batch_op.create_index(
            "ix_broadcast_replaces",
            ["replaces_id"],
            unique=False,
            postgresql_where=sa.text("replaces_id IS NOT NULL"),
            sqlite_where=sa.text("replaces_id IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_broadcast_replaces_id_broadcast"), "broadcast", ["replaces_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_broadcast_approved_by_id_person"), "person", ["approved_by_id"], ["id"]
        )

    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "permission",
                sa.Enum(
                    "GRANTED",
                    "PROVISIONAL",
                    "DENIED",
                    "UNKNOWN",
                    name="Permission",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                server_default="UNKNOWN",
                nullable=False,
            )
        )

    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaced_at", base.Instant(), nullable=True))
        batch_op.create_index("ix_notification_created", ["created_at"], unique=False)
        batch_op.create_index(
            "ix_notification_subject", ["person_id", "subject_id", "id"], unique=False
        )

    connection = op.get_bind()
    _copy_deliveries(connection)
    _copy_deferred(connection)
    _copy_topic_messages(connection)
    _queue_scheduled_broadcasts(connection)
    connection.execute(
        sa.update(_JOB)
        .where(_JOB.c.kind.in_(_OLD_KINDS), _JOB.c.state.in_(["READY", "RUNNING"]))
        .values(state="DONE", lease=None, leased_until=None)
    )
