"""the first schema"""

import sqlalchemy as sa

from alembic import op
from api.db import base, search

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
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
        sa.Column("name_id", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "area",
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("source_name", sa.String(), nullable=True),
        sa.Column("source_date", base.Day(), nullable=True),
        sa.Column("source_note", sa.String(), nullable=True),
        sa.Column("id", base.Id(), nullable=False),
        sa.Column(
            "code",
            sa.String(length=16).with_variant(sa.String(length=16, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "PROVINCE",
                "CITY",
                "DISTRICT",
                "VILLAGE",
                name="AreaLevel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", base.Id(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("boundary", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["area.id"], name=op.f("fk_area_parent_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code")),
    )
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "city",
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("source_name", sa.String(), nullable=True),
        sa.Column("source_date", base.Day(), nullable=True),
        sa.Column("source_note", sa.String(), nullable=True),
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("sole", sa.Integer(), nullable=False),
        sa.Column(
            "code",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name_id", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column(
            "ticket_prefix",
            sa.String(length=8).with_variant(sa.String(length=8, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("languages", base.Strings(), nullable=False),
        sa.Column(
            "area_code",
            sa.String(length=16).with_variant(sa.String(length=16, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("map_zoom", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column(
            "holiday_country",
            sa.String(length=2).with_variant(sa.String(length=2, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("regional_holidays", base.Strings(), nullable=False),
        sa.Column("local_holidays", base.Strings(), nullable=False),
        sa.CheckConstraint("sole = 1", name=op.f("ck_city_sole")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city")),
        sa.UniqueConstraint("sole", name=op.f("uq_city_sole")),
    )
    op.create_table(
        "city_contact",
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
        sa.Column("label_id", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_contact")),
        sa.UniqueConstraint("code", name=op.f("uq_city_contact_code")),
    )
    op.create_table(
        "emergency_notice",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("notice_id", sa.Text(), nullable=False),
        sa.Column("notice_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_notice")),
    )
    op.create_table(
        "emergency_shortcut",
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
        sa.Column("label_id", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("dial_uri", sa.String(), nullable=False),
        sa.Column("sms_id", sa.String(), nullable=True),
        sa.Column("sms_en", sa.String(), nullable=True),
        sa.Column("fallback_numbers", base.Strings(), nullable=False),
        sa.Column("icon", sa.String(), nullable=False),
        sa.Column("categories", base.Strings(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_shortcut")),
        sa.UniqueConstraint("code", name=op.f("uq_emergency_shortcut_code")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("person_id", base.Id(), nullable=False),
        sa.Column(
            "operation",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "key",
            sa.String(length=128).with_variant(sa.String(length=128, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "request",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("result_id", base.Id(), nullable=False),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "operation", "key", name=op.f("pk_idempotency_key")),
    )
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_idempotency_key_created_at"), ["created_at"], unique=False
        )

    op.create_table(
        "image",
        sa.Column(
            "digest",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("thumbhash", sa.String(), nullable=False),
        sa.Column("byte_size", sa.Integer(), nullable=False),
        sa.Column("alt_id", sa.String(), nullable=True),
        sa.Column("alt_en", sa.String(), nullable=True),
        sa.Column("credit", sa.String(), nullable=True),
        sa.Column("licence", sa.String(), nullable=True),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("likeness", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_image")),
    )
    op.create_table(
        "job",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "lane",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column(
            "dedupe_key",
            sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "READY",
                "RUNNING",
                "DONE",
                "DEAD",
                name="JobState",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("run_at", base.Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "lease",
            sa.String(length=36).with_variant(sa.String(length=36, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("leased_until", base.Instant(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("finished_at", base.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_job_dedupe_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            "ix_job_claim", ["state", "lane", "rank", "run_at", "id"], unique=False
        )

    op.create_table(
        "lane_pause",
        sa.Column(
            "lane",
            sa.String(length=160).with_variant(sa.String(length=160, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("since", base.Instant(), nullable=False),
        sa.Column("until", base.Instant(), nullable=False),
        sa.Column(
            "code",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("needs_operator", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_lane_pause")),
    )
    op.create_table(
        "person",
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("source_name", sa.String(), nullable=True),
        sa.Column("source_date", base.Day(), nullable=True),
        sa.Column("source_note", sa.String(), nullable=True),
        sa.Column("id", base.Id(), nullable=False),
        sa.Column(
            "subject",
            sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "ANONYMOUS",
                "CITIZEN",
                "PARTNER",
                "OFFICER",
                "EDITOR",
                "ADMIN",
                "SYSTEM",
                name="Role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("agency_id", base.Id(), nullable=True),
        sa.Column("area_id", base.Id(), nullable=True),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("subject", name=op.f("uq_person_subject")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "ticket_day",
        sa.Column(
            "day",
            sa.String(length=6).with_variant(sa.String(length=6, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_ticket_day")),
    )
    op.create_table(
        "topic_membership",
        sa.Column(
            "registration",
            sa.String(length=2048).with_variant(
                sa.String(length=2048, collation="C"), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "topic",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("due_at", base.Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("registration", "topic", name=op.f("pk_topic_membership")),
    )
    with op.batch_alter_table("topic_membership", schema=None) as batch_op:
        batch_op.create_index(
            "ix_topic_membership_due",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("due_at IS NOT NULL"),
            sqlite_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_topic_membership_topic",
            ["topic", "registration"],
            unique=False,
            postgresql_where=sa.text("wanted"),
            sqlite_where=sa.text("wanted"),
        )

    op.create_table(
        "app",
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("source_name", sa.String(), nullable=True),
        sa.Column("source_date", base.Day(), nullable=True),
        sa.Column("source_note", sa.String(), nullable=True),
        sa.Column("id", base.Id(), nullable=False),
        sa.Column(
            "slug",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "SERVICES",
                "COMPLAINTS",
                "HEALTH",
                "EDUCATION",
                "TOURISM",
                "PERMITS",
                "POPULATION",
                "FINANCE",
                "PLANNING",
                "INFORMATION",
                name="AppCategory",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("summary_id", sa.String(), nullable=False),
        sa.Column("summary_en", sa.String(), nullable=False),
        sa.Column("agency_id", base.Id(), nullable=True),
        sa.Column("android_package", sa.String(), nullable=True),
        sa.Column("ios_id", sa.String(), nullable=True),
        sa.Column("web_url", sa.String(), nullable=True),
        sa.Column("icon", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_app_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app")),
        sa.UniqueConstraint("slug", name=op.f("uq_app_slug")),
    )
    with op.batch_alter_table("app", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "article",
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("source_name", sa.String(), nullable=True),
        sa.Column("source_date", base.Day(), nullable=True),
        sa.Column("source_note", sa.String(), nullable=True),
        sa.Column("id", base.Id(), nullable=False),
        sa.Column(
            "slug",
            sa.String(length=160).with_variant(sa.String(length=160, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "PRESS_RELEASE",
                "NEWS",
                "ANNOUNCEMENT",
                "HOAX_CLARIFICATION",
                name="ArticleKind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title_id", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=True),
        sa.Column("summary_id", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=True),
        sa.Column("body_id", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=True),
        sa.Column("html_id", sa.Text(), nullable=False),
        sa.Column("html_en", sa.Text(), nullable=True),
        sa.Column("text_id", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=True),
        sa.Column("agency_id", base.Id(), nullable=True),
        sa.Column("area_id", base.Id(), nullable=True),
        sa.Column("district_id", base.Id(), nullable=True),
        sa.Column("topics", base.Strings(), nullable=False),
        sa.Column("published_at", base.Instant(), nullable=False),
        sa.Column("embargo_until", base.Instant(), nullable=True),
        sa.Column("visible_at", base.Instant(), nullable=False),
        sa.Column("updated_at", base.Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("author_id", base.Id(), nullable=True),
        sa.CheckConstraint("length(title_en) <= 300", name=op.f("ck_article_title_en_length")),
        sa.CheckConstraint("length(title_id) <= 300", name=op.f("ck_article_title_id_length")),
        sa.CheckConstraint(
            "visible_at >= published_at AND (embargo_until IS NULL OR visible_at >= embargo_until)",
            name=op.f("ck_article_visible_at"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_article_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_article_area_id_area")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["area.id"], name=op.f("fk_article_district_id_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("slug", name=op.f("uq_article_slug")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_district_id"), ["district_id"], unique=False)
        batch_op.create_index("ix_article_time", ["published_at", "id"], unique=False)

    op.create_table(
        "broadcast",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("author_id", base.Id(), nullable=False),
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
        sa.Column("area_id", base.Id(), nullable=True),
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
        sa.Column("article_id", base.Id(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "SCHEDULED",
                "SENT",
                "CANCELLED",
                name="BroadcastStatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("send_at", base.Instant(), nullable=False),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("ended_at", base.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_broadcast_area_id_area")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_broadcast_author_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.create_index("ix_broadcast_time", ["send_at", "id"], unique=False)

    op.create_table(
        "camera_site",
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
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("village_id", base.Id(), nullable=False),
        sa.Column("district_id", base.Id(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["area.id"], name=op.f("fk_camera_site_district_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["area.id"], name=op.f("fk_camera_site_village_id_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_camera_site")),
        sa.UniqueConstraint("code", name=op.f("uq_camera_site_code")),
    )
    with op.batch_alter_table("camera_site", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_camera_site_district_id"), ["district_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_camera_site_latitude"), ["latitude"], unique=False)
        batch_op.create_index(batch_op.f("ix_camera_site_village_id"), ["village_id"], unique=False)

    op.create_table(
        "device",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("person_id", base.Id(), nullable=True),
        sa.Column(
            "installation_id",
            sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "token",
            sa.String(length=4096).with_variant(
                sa.String(length=4096, collation="C"), "postgresql"
            ),
            nullable=True,
        ),
        sa.Column(
            "phone_key",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "app_slug",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "platform",
            sa.Enum(
                "ANDROID",
                "IOS",
                "WEB",
                name="Platform",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("app_version", sa.String(), nullable=False),
        sa.Column(
            "language",
            sa.String(length=2).with_variant(sa.String(length=2, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "ACTIVE",
                "OFF",
                name="DeviceStatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("off_reason", sa.String(), nullable=True),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("seen_at", base.Instant(), nullable=False),
        sa.CheckConstraint(
            "installation_id IS NOT NULL OR token IS NOT NULL", name=op.f("ck_device_reachable")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_device_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("installation_id", name=op.f("uq_device_installation_id")),
        sa.UniqueConstraint("token", name=op.f("uq_device_token")),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_device_phone",
            ["phone_key"],
            unique=False,
            postgresql_where=sa.text("phone_key IS NOT NULL"),
            sqlite_where=sa.text("phone_key IS NOT NULL"),
        )
        batch_op.create_index("ix_device_seen", ["seen_at", "id"], unique=False)

    op.create_table(
        "emergency_category",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column(
            "code",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("label_id", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("shortcut_id", base.Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shortcut_id"],
            ["emergency_shortcut.id"],
            name=op.f("fk_emergency_category_shortcut_id_emergency_shortcut"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_category")),
        sa.UniqueConstraint("code", name=op.f("uq_emergency_category_code")),
    )
    with op.batch_alter_table("emergency_category", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_emergency_category_shortcut_id"), ["shortcut_id"], unique=False
        )

    op.create_table(
        "facility",
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
            "kind",
            sa.Enum(
                "HOSPITAL",
                "HEALTH_CENTRE",
                "POLICE",
                "FIRE_STATION",
                "SHELTER",
                "COMMAND_CENTER",
                name="FacilityKind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("village_id", base.Id(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("open_24h", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["village_id"], ["area.id"], name=op.f("fk_facility_village_id_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
        sa.UniqueConstraint("code", name=op.f("uq_facility_code")),
    )
    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_facility_village_id"), ["village_id"], unique=False)

    op.create_table(
        "push_preference",
        sa.Column("person_id", base.Id(), nullable=False),
        sa.Column(
            "quiet_from",
            sa.String(length=5).with_variant(sa.String(length=5, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "quiet_until",
            sa.String(length=5).with_variant(sa.String(length=5, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("follows_phone_zone", sa.Boolean(), nullable=False),
        sa.Column("updated_at", base.Instant(), nullable=False),
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL) AND quiet_from <> quiet_until",
            name=op.f("ck_push_preference_quiet_hours"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_push_preference_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_push_preference")),
    )
    with op.batch_alter_table("push_preference", schema=None) as batch_op:
        batch_op.create_index(
            "ix_push_preference_quiet",
            ["person_id"],
            unique=False,
            postgresql_where=sa.text("quiet_from IS NOT NULL"),
            sqlite_where=sa.text("quiet_from IS NOT NULL"),
        )

    op.create_table(
        "report_category",
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
        sa.Column("name_id", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("agency_id", base.Id(), nullable=False),
        sa.Column("sla_working_days", sa.Integer(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("person_related", sa.Boolean(), nullable=False),
        sa.Column("needs_completion_photo", sa.Boolean(), nullable=False),
        sa.Column("join_radius_m", sa.Integer(), nullable=False),
        sa.Column("emergency_notice_id", sa.Text(), nullable=True),
        sa.Column("emergency_notice_en", sa.Text(), nullable=True),
        sa.Column("icon", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_report_category_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_category")),
        sa.UniqueConstraint("code", name=op.f("uq_report_category_code")),
    )
    with op.batch_alter_table("report_category", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_category_agency_id"), ["agency_id"], unique=False
        )

    op.create_table(
        "upload",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("person_id", base.Id(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("byte_size", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "WAITING",
                "READY",
                "REFUSED",
                "USED",
                name="UploadState",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "image_digest",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("expires_at", base.Instant(), nullable=False),
        sa.Column("keeps_taken", sa.Boolean(), nullable=False),
        sa.Column(
            "taken_at",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("taken_latitude", sa.Float(), nullable=True),
        sa.Column("taken_longitude", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["image_digest"], ["image.digest"], name=op.f("fk_upload_image_digest_image")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_person_id"), ["person_id"], unique=False)

    op.create_table(
        "article_image",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("article_id", base.Id(), nullable=False),
        sa.Column(
            "image_digest",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_image_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["image_digest"], ["image.digest"], name=op.f("fk_article_image_image_digest_image")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_image")),
        sa.UniqueConstraint(
            "article_id", "position", name=op.f("uq_article_image_article_id_position")
        ),
    )
    with op.batch_alter_table("article_image", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_article_image_image_digest"), ["image_digest"], unique=False
        )

    op.create_table(
        "article_topic",
        sa.Column("article_id", base.Id(), nullable=False),
        sa.Column(
            "topic",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_topic_article_id_article")
        ),
        sa.PrimaryKeyConstraint("article_id", "topic", name=op.f("pk_article_topic")),
    )
    with op.batch_alter_table("article_topic", schema=None) as batch_op:
        batch_op.create_index("ix_article_topic_topic", ["topic", "article_id"], unique=False)

    op.create_table(
        "camera",
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
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("site_id", base.Id(), nullable=False),
        sa.Column("bearing", sa.Integer(), nullable=True),
        sa.Column("range_metres", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "ACTIVE",
                "MAINTENANCE",
                "RETIRED",
                name="CameraStatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "owner",
            sa.Enum(
                "CITY",
                "POLICE",
                "PROVINCE",
                "VILLAGE",
                name="CameraOwner",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("stream_path", sa.String(), nullable=False),
        sa.Column(
            "image_digest",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("captured_at", base.Instant(), nullable=True),
        sa.Column("fetched_at", base.Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failure", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(image_digest IS NULL) = (captured_at IS NULL) AND (image_digest IS NULL) = (fetched_at IS NULL)",
            name=op.f("ck_camera_frame_whole"),
        ),
        sa.CheckConstraint("bearing BETWEEN 0 AND 359", name=op.f("ck_camera_bearing")),
        sa.CheckConstraint("range_metres BETWEEN 0 AND 8000", name=op.f("ck_camera_range_metres")),
        sa.ForeignKeyConstraint(
            ["image_digest"], ["image.digest"], name=op.f("fk_camera_image_digest_image")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["camera_site.id"], name=op.f("fk_camera_site_id_camera_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_camera")),
        sa.UniqueConstraint("code", name=op.f("uq_camera_code")),
    )
    with op.batch_alter_table("camera", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_camera_site_id"), ["site_id"], unique=False)

    op.create_table(
        "correction",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("article_id", base.Id(), nullable=False),
        sa.Column("by_article_id", base.Id(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "CORRECTION",
                "RIGHT_OF_REPLY",
                "WITHDRAWAL",
                name="CorrectionKind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note_id", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=True),
        sa.Column("corrected_at", base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_correction_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["by_article_id"], ["article.id"], name=op.f("fk_correction_by_article_id_article")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(
            "ix_correction_article", ["article_id", "corrected_at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_correction_by_article_id"), ["by_article_id"], unique=False
        )
        batch_op.create_index("ix_correction_time", ["corrected_at", "id"], unique=False)

    op.create_table(
        "notification",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("person_id", base.Id(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "REPORT_UPDATED",
                "ARTICLE_PUBLISHED",
                "ALERT",
                "BROADCAST",
                name="NotificationKind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
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
            "subject_kind",
            sa.String(length=16).with_variant(sa.String(length=16, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("subject_id", base.Id(), nullable=False),
        sa.Column("title_id", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("body_id", sa.String(), nullable=False),
        sa.Column("body_en", sa.String(), nullable=False),
        sa.Column("deep_link", sa.String(), nullable=True),
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
        sa.Column("collapse_key", sa.String(), nullable=True),
        sa.Column("ttl_seconds", sa.Integer(), nullable=False),
        sa.Column(
            "dedupe_key",
            sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("read_at", base.Instant(), nullable=True),
        sa.Column("deferred_until", base.Instant(), nullable=True),
        sa.Column("broadcast_id", base.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_notification_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notification_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint(
            "person_id", "dedupe_key", name=op.f("uq_notification_person_id_dedupe_key")
        ),
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notification_broadcast",
            ["broadcast_id"],
            unique=False,
            postgresql_where=sa.text("broadcast_id IS NOT NULL"),
            sqlite_where=sa.text("broadcast_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_notification_deferred",
            ["deferred_until"],
            unique=False,
            postgresql_where=sa.text("deferred_until IS NOT NULL"),
            sqlite_where=sa.text("deferred_until IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_notification_person_time", ["person_id", "created_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_notification_waiting",
            ["person_id"],
            unique=False,
            postgresql_where=sa.text("deferred_until IS NOT NULL"),
            sqlite_where=sa.text("deferred_until IS NOT NULL"),
        )

    op.create_table(
        "push_area_choice",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("person_id", base.Id(), nullable=True),
        sa.Column("device_id", base.Id(), nullable=True),
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
        sa.Column("area_id", base.Id(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (device_id IS NULL)", name=op.f("ck_push_area_choice_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_push_area_choice_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_push_area_choice_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_push_area_choice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_area_choice")),
        sa.UniqueConstraint(
            "device_id",
            "theme",
            "area_id",
            name=op.f("uq_push_area_choice_device_id_theme_area_id"),
        ),
        sa.UniqueConstraint(
            "person_id",
            "theme",
            "area_id",
            name=op.f("uq_push_area_choice_person_id_theme_area_id"),
        ),
    )
    with op.batch_alter_table("push_area_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_push_area_choice_area_id"), ["area_id"], unique=False)

    op.create_table(
        "push_theme_choice",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("person_id", base.Id(), nullable=True),
        sa.Column("device_id", base.Id(), nullable=True),
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
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (device_id IS NULL)",
            name=op.f("ck_push_theme_choice_one_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_push_theme_choice_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_push_theme_choice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_theme_choice")),
        sa.UniqueConstraint(
            "device_id", "theme", name=op.f("uq_push_theme_choice_device_id_theme")
        ),
        sa.UniqueConstraint(
            "person_id", "theme", name=op.f("uq_push_theme_choice_person_id_theme")
        ),
    )
    op.create_table(
        "report",
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("source_name", sa.String(), nullable=True),
        sa.Column("source_date", base.Day(), nullable=True),
        sa.Column("source_note", sa.String(), nullable=True),
        sa.Column("id", base.Id(), nullable=False),
        sa.Column(
            "ticket",
            sa.String(length=24).with_variant(sa.String(length=24, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "RECEIVED",
                "VERIFIED",
                "COORDINATED",
                "ASSIGNED",
                "WORKING",
                "AWAITING_CHECK",
                "POSTPONED",
                "DONE",
                "REJECTED",
                "OTHER_AGENCY",
                "DUPLICATE",
                "HIDDEN",
                name="ReportStatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("category_id", base.Id(), nullable=False),
        sa.Column("agency_id", base.Id(), nullable=False),
        sa.Column("village_id", base.Id(), nullable=True),
        sa.Column("district_id", base.Id(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("shown_latitude", sa.Float(), nullable=False),
        sa.Column("shown_longitude", sa.Float(), nullable=False),
        sa.Column("small_cell", sa.BigInteger(), nullable=False),
        sa.Column("middle_cell", sa.BigInteger(), nullable=False),
        sa.Column("large_cell", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("reporter_id", base.Id(), nullable=True),
        sa.Column("hide_name", sa.Boolean(), nullable=False),
        sa.Column("hide_report", sa.Boolean(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", base.Instant(), nullable=False),
        sa.Column("observed_at", base.Instant(), nullable=True),
        sa.Column("updated_at", base.Instant(), nullable=False),
        sa.Column("due_at", base.Instant(), nullable=True),
        sa.Column("clock_from", base.Instant(), nullable=True),
        sa.Column("days_used", sa.Integer(), nullable=False),
        sa.Column("days_allowed", sa.Integer(), nullable=False),
        sa.Column("overdue_notified_at", base.Instant(), nullable=True),
        sa.Column("closed_at", base.Instant(), nullable=True),
        sa.Column("postponed_until", base.Day(), nullable=True),
        sa.Column("joined_count", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rating_comment", sa.Text(), nullable=True),
        sa.Column("rated_at", base.Instant(), nullable=True),
        sa.Column("rating_changed", sa.Boolean(), nullable=False),
        sa.Column("reopened_at", base.Instant(), nullable=True),
        sa.Column("assignee_id", base.Id(), nullable=True),
        sa.Column("completed_by_id", base.Id(), nullable=True),
        sa.Column(
            "status_before_hiding",
            sa.Enum(
                "RECEIVED",
                "VERIFIED",
                "COORDINATED",
                "ASSIGNED",
                "WORKING",
                "AWAITING_CHECK",
                "POSTPONED",
                "DONE",
                "REJECTED",
                "OTHER_AGENCY",
                "DUPLICATE",
                "HIDDEN",
                name="status_before_hiding",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("merged_into_id", base.Id(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "is_public = (NOT hide_report AND NOT is_sensitive AND status <> 'HIDDEN')",
            name=op.f("ck_report_is_public"),
        ),
        sa.CheckConstraint(
            "status = 'HIDDEN' OR (closed_at IS NOT NULL) = (status IN ('DONE', 'REJECTED', 'OTHER_AGENCY', 'DUPLICATE'))",
            name=op.f("ck_report_closed_at"),
        ),
        sa.CheckConstraint(
            "status = 'HIDDEN' OR status_before_hiding IS NULL", name=op.f("ck_report_hidden_from")
        ),
        sa.CheckConstraint(
            "status IN ('AWAITING_CHECK', 'HIDDEN') OR completed_by_id IS NULL",
            name=op.f("ck_report_completed_by"),
        ),
        sa.CheckConstraint(
            "status IN ('DUPLICATE', 'HIDDEN') OR merged_into_id IS NULL",
            name=op.f("ck_report_merged_into"),
        ),
        sa.CheckConstraint(
            "hide_report OR NOT is_sensitive", name=op.f("ck_report_sensitive_hidden")
        ),
        sa.CheckConstraint("joined_count >= 0", name=op.f("ck_report_joined_count")),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_report_latitude")),
        sa.CheckConstraint(
            "length(description) <= 4000", name=op.f("ck_report_description_length")
        ),
        sa.CheckConstraint(
            "length(rating_comment) <= 500", name=op.f("ck_report_rating_comment_length")
        ),
        sa.CheckConstraint("length(title) <= 140", name=op.f("ck_report_title_length")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_report_longitude")),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_report_not_into_itself")),
        sa.CheckConstraint("observed_at <= submitted_at", name=op.f("ck_report_observed_at")),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_report_rating")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_report_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["person.id"], name=op.f("fk_report_assignee_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["report_category.id"],
            name=op.f("fk_report_category_id_report_category"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["area.id"], name=op.f("fk_report_district_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["completed_by_id"], ["person.id"], name=op.f("fk_report_completed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["report.id"], name=op.f("fk_report_merged_into_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["person.id"], name=op.f("fk_report_reporter_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["area.id"], name=op.f("fk_report_village_id_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("ticket", name=op.f("uq_report_ticket")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(
            "ix_report_agency_due",
            ["agency_id", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.create_index(
            "ix_report_agency_time", ["agency_id", "submitted_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_report_assignee_time", ["assignee_id", "submitted_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_report_category_middle_cell",
            ["category_id", "middle_cell", "submitted_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_report_category_small_cell",
            ["category_id", "small_cell", "submitted_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_report_category_time", ["category_id", "submitted_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_report_district_time", ["district_id", "submitted_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_report_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL AND overdue_notified_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL AND overdue_notified_at IS NULL"),
        )
        batch_op.create_index(
            "ix_report_large_cell_time", ["large_cell", "submitted_at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_report_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_index(
            "ix_report_middle_cell_time", ["middle_cell", "submitted_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_report_open_category",
            ["category_id", "submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.create_index(
            "ix_report_open_district",
            ["district_id", "submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.create_index(
            "ix_report_open_large_cell",
            ["large_cell", "submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.create_index(
            "ix_report_open_middle_cell",
            ["middle_cell", "submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.create_index(
            "ix_report_open_place",
            ["category_id", "shown_latitude"],
            unique=False,
            sqlite_where=sa.text("is_public = 1 AND closed_at IS NULL"),
            postgresql_where=sa.text("is_public AND closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_report_open_small_cell",
            ["small_cell", "submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.create_index(
            "ix_report_open_time",
            ["submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.create_index(
            "ix_report_open_village",
            ["village_id", "submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.create_index(
            "ix_report_public_category_time",
            ["category_id", "submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("is_public = 1"),
            postgresql_where=sa.text("is_public"),
        )
        batch_op.create_index(
            "ix_report_reporter_time", ["reporter_id", "submitted_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_report_small_cell_time", ["small_cell", "submitted_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_report_status_time", ["status", "submitted_at", "id"], unique=False
        )
        batch_op.create_index("ix_report_time", ["submitted_at", "id"], unique=False)
        batch_op.create_index("ix_report_updated", ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "ix_report_village_time", ["village_id", "submitted_at", "id"], unique=False
        )

    op.create_table(
        "response_template",
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
        sa.Column("category_id", base.Id(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "RECEIVED",
                "VERIFIED",
                "COORDINATED",
                "ASSIGNED",
                "WORKING",
                "AWAITING_CHECK",
                "POSTPONED",
                "DONE",
                "REJECTED",
                "OTHER_AGENCY",
                "DUPLICATE",
                "HIDDEN",
                name="ReportStatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text_id", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "length(text_en) <= 2000", name=op.f("ck_response_template_text_en_length")
        ),
        sa.CheckConstraint(
            "length(text_id) <= 2000", name=op.f("ck_response_template_text_id_length")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["report_category.id"],
            name=op.f("fk_response_template_category_id_report_category"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_template")),
        sa.UniqueConstraint("code", name=op.f("uq_response_template_code")),
    )
    with op.batch_alter_table("response_template", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_response_template_category_id"), ["category_id"], unique=False
        )

    op.create_table(
        "topic_message",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "REPORT_UPDATED",
                "ARTICLE_PUBLISHED",
                "ALERT",
                "BROADCAST",
                name="NotificationKind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "subject_kind",
            sa.String(length=16).with_variant(sa.String(length=16, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("subject_id", base.Id(), nullable=False),
        sa.Column("topics", base.Strings(), nullable=False),
        sa.Column(
            "language",
            sa.String(length=2).with_variant(sa.String(length=2, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("deep_link", sa.String(), nullable=True),
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
        sa.Column("collapse_key", sa.String(), nullable=True),
        sa.Column("ttl_seconds", sa.Integer(), nullable=False),
        sa.Column(
            "dedupe_key",
            sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("broadcast_id", base.Id(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "QUEUED",
                "SENT",
                "FAILED",
                name="DeliveryStatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("message_name", sa.Text(), nullable=True),
        sa.Column(
            "code",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("opened_before", sa.Integer(), nullable=False),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.Column("updated_at", base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_topic_message_broadcast_id_broadcast")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_topic_message_dedupe_key")),
    )
    with op.batch_alter_table("topic_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_topic_message_broadcast",
            ["broadcast_id"],
            unique=False,
            postgresql_where=sa.text("broadcast_id IS NOT NULL"),
            sqlite_where=sa.text("broadcast_id IS NOT NULL"),
        )

    op.create_table(
        "delivery",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("notification_id", base.Id(), nullable=False),
        sa.Column("device_id", base.Id(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "QUEUED",
                "SENT",
                "FAILED",
                name="DeliveryStatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("message_name", sa.Text(), nullable=True),
        sa.Column(
            "code",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("updated_at", base.Instant(), nullable=False),
        sa.Column("opened_at", base.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_delivery_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notification.id"],
            name=op.f("fk_delivery_notification_id_notification"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "notification_id", "device_id", name=op.f("uq_delivery_notification_id_device_id")
        ),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_device_id"), ["device_id"], unique=False)

    op.create_table(
        "identity_disclosure",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("report_id", base.Id(), nullable=False),
        sa.Column("reporter_id", base.Id(), nullable=False),
        sa.Column("recipient_id", base.Id(), nullable=False),
        sa.Column(
            "recipient_role",
            sa.Enum(
                "ANONYMOUS",
                "CITIZEN",
                "PARTNER",
                "OFFICER",
                "EDITOR",
                "ADMIN",
                "SYSTEM",
                name="Role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", base.Id(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("disclosed_at", base.Instant(), nullable=False),
        sa.CheckConstraint(
            "length(reason) <= 1000", name=op.f("ck_identity_disclosure_reason_length")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["person.id"], name=op.f("fk_identity_disclosure_recipient_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_identity_disclosure_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["person.id"], name=op.f("fk_identity_disclosure_reporter_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_disclosure")),
    )
    with op.batch_alter_table("identity_disclosure", schema=None) as batch_op:
        batch_op.create_index(
            "ix_identity_disclosure_report", ["report_id", "disclosed_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_identity_disclosure_reporter", ["reporter_id", "disclosed_at", "id"], unique=False
        )

    op.create_table(
        "report_follower",
        sa.Column("report_id", base.Id(), nullable=False),
        sa.Column("person_id", base.Id(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "REPORTER",
                "JOINED",
                name="FollowKind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("followed_at", base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_report_follower_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_follower_report_id_report")
        ),
        sa.PrimaryKeyConstraint("report_id", "person_id", name=op.f("pk_report_follower")),
    )
    with op.batch_alter_table("report_follower", schema=None) as batch_op:
        batch_op.create_index(
            "ix_report_follower_person", ["person_id", "followed_at", "report_id"], unique=False
        )

    op.create_table(
        "report_update",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("report_id", base.Id(), nullable=False),
        sa.Column("shown_on_id", base.Id(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "STEP",
                "ASSIGNED",
                "NOTE",
                "ADDITION",
                "REOPENED",
                "MERGED",
                "MODERATED",
                "RECATEGORISED",
                name="UpdateKind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "RECEIVED",
                "VERIFIED",
                "COORDINATED",
                "ASSIGNED",
                "WORKING",
                "AWAITING_CHECK",
                "POSTPONED",
                "DONE",
                "REJECTED",
                "OTHER_AGENCY",
                "DUPLICATE",
                "HIDDEN",
                name="ReportStatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note_id", sa.Text(), nullable=True),
        sa.Column("note_en", sa.Text(), nullable=True),
        sa.Column("internal_note", sa.Text(), nullable=True),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("author_id", base.Id(), nullable=True),
        sa.Column(
            "author_role",
            sa.Enum(
                "ANONYMOUS",
                "CITIZEN",
                "PARTNER",
                "OFFICER",
                "EDITOR",
                "ADMIN",
                "SYSTEM",
                name="Role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", base.Id(), nullable=True),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.CheckConstraint("length(note_en) <= 4000", name=op.f("ck_report_update_note_en_length")),
        sa.CheckConstraint("length(note_id) <= 4000", name=op.f("ck_report_update_note_id_length")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_report_update_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_update_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["shown_on_id"], ["report.id"], name=op.f("fk_report_update_shown_on_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_update")),
    )
    with op.batch_alter_table("report_update", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_update_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            "ix_report_update_report", ["report_id", "created_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_report_update_shown", ["shown_on_id", "created_at", "id"], unique=False
        )
        batch_op.create_index("ix_report_update_time", ["created_at", "id"], unique=False)

    op.create_table(
        "snapshot",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("camera_id", base.Id(), nullable=False),
        sa.Column(
            "image_digest",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("captured_at", base.Instant(), nullable=False),
        sa.Column("fetched_at", base.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name=op.f("fk_snapshot_camera_id_camera")
        ),
        sa.ForeignKeyConstraint(
            ["image_digest"], ["image.digest"], name=op.f("fk_snapshot_image_digest_image")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.create_index(
            "ix_snapshot_camera_time", ["camera_id", "captured_at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_snapshot_image_digest"), ["image_digest"], unique=False
        )

    op.create_table(
        "topic_opening",
        sa.Column("message_id", base.Id(), nullable=False),
        sa.Column(
            "phone",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["topic_message.id"],
            name=op.f("fk_topic_opening_message_id_topic_message"),
        ),
        sa.PrimaryKeyConstraint("message_id", "phone", name=op.f("pk_topic_opening")),
    )
    op.create_table(
        "report_photo",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("report_id", base.Id(), nullable=False),
        sa.Column("shown_on_id", base.Id(), nullable=False),
        sa.Column("update_id", base.Id(), nullable=True),
        sa.Column(
            "image_digest",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_reporter", sa.Boolean(), nullable=False),
        sa.Column("added_at", base.Instant(), nullable=False),
        sa.Column("removed_at", base.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["image_digest"], ["image.digest"], name=op.f("fk_report_photo_image_digest_image")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_photo_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["shown_on_id"], ["report.id"], name=op.f("fk_report_photo_shown_on_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["update_id"],
            ["report_update.id"],
            name=op.f("fk_report_photo_update_id_report_update"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_photo")),
    )
    with op.batch_alter_table("report_photo", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_photo_image_digest"), ["image_digest"], unique=False
        )
        batch_op.create_index("ix_report_photo_report", ["report_id", "position"], unique=False)
        batch_op.create_index(
            "ix_report_photo_shown", ["shown_on_id", "added_at", "position", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_report_photo_update_id"), ["update_id"], unique=False)

    op.create_table(
        "completion_hash",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("photo_id", base.Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("band_0", sa.Integer(), nullable=False),
        sa.Column("band_1", sa.Integer(), nullable=False),
        sa.Column("band_2", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["report_photo.id"], name=op.f("fk_completion_hash_photo_id_report_photo")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_completion_hash")),
    )
    with op.batch_alter_table("completion_hash", schema=None) as batch_op:
        batch_op.create_index(
            "ix_completion_hash_band_0", ["band_0", "hash", "number"], unique=False
        )
        batch_op.create_index(
            "ix_completion_hash_band_1", ["band_1", "hash", "number"], unique=False
        )
        batch_op.create_index(
            "ix_completion_hash_band_2", ["band_2", "hash", "number"], unique=False
        )

    op.create_table(
        "completion_proof",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("report_id", base.Id(), nullable=False),
        sa.Column("update_id", base.Id(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "VERIFIED",
                "NEEDS_REVIEW",
                "REJECTED",
                name="ProofVerdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("similar_photo_id", base.Id(), nullable=True),
        sa.Column("checked_at", base.Instant(), nullable=False),
        sa.Column("replaced_at", base.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["similar_photo_id"],
            ["report_photo.id"],
            name=op.f("fk_completion_proof_similar_photo_id_report_photo"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_completion_proof_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["update_id"],
            ["report_update.id"],
            name=op.f("fk_completion_proof_update_id_report_update"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion_proof")),
    )
    with op.batch_alter_table("completion_proof", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_completion_proof_report_id"), ["report_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_completion_proof_update_id"), ["update_id"], unique=False
        )
        batch_op.create_index(
            "ux_completion_proof_current",
            ["report_id"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )

    op.create_table(
        "report_revision",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("report_id", base.Id(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "HIDE",
                "UNHIDE",
                "EDIT",
                "REDACT_PHOTO",
                name="ModerationAction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("photo_id", base.Id(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", base.Id(), nullable=False),
        sa.Column(
            "author_role",
            sa.Enum(
                "ANONYMOUS",
                "CITIZEN",
                "PARTNER",
                "OFFICER",
                "EDITOR",
                "ADMIN",
                "SYSTEM",
                name="Role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", base.Instant(), nullable=False),
        sa.CheckConstraint(
            "length(description) <= 4000", name=op.f("ck_report_revision_description_length")
        ),
        sa.CheckConstraint("length(reason) <= 1000", name=op.f("ck_report_revision_reason_length")),
        sa.CheckConstraint("length(title) <= 140", name=op.f("ck_report_revision_title_length")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_report_revision_author_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["report_photo.id"], name=op.f("fk_report_revision_photo_id_report_photo")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_revision_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_revision")),
    )
    with op.batch_alter_table("report_revision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_report_revision_report", ["report_id", "created_at", "id"], unique=False
        )

    op.create_table(
        "proof_finding",
        sa.Column("id", base.Id(), nullable=False),
        sa.Column("proof_id", base.Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum(
                "OTHER_SHOT",
                "NO_REPORTERS_PHOTO",
                "REPORTERS_UNKNOWN",
                "ALTERED_SHOT",
                "SAME_SHOT",
                "REPORTERS_PHOTO",
                "FIRST_USE",
                "USE_UNKNOWN",
                "LIKE_EARLIER",
                "USED_BEFORE",
                "TIME_FITS",
                "NO_TIME",
                "TOO_EARLY",
                "IN_FUTURE",
                "PLACE_FITS",
                "NO_PLACE",
                "ELSEWHERE",
                "BY_OFFICER",
                "BY_REPORTER",
                "WAITING",
                "WITHDRAWN",
                "REJECTED",
                name="Finding",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["proof_id"],
            ["completion_proof.id"],
            name=op.f("fk_proof_finding_proof_id_completion_proof"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_finding")),
    )
    with op.batch_alter_table("proof_finding", schema=None) as batch_op:
        batch_op.create_index("ux_proof_finding_place", ["proof_id", "position"], unique=True)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(search.CREATE_LITE)
    else:
        for table in search.SOURCES:
            for statement in search.create_postgres(table):
                op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    with op.batch_alter_table("proof_finding", schema=None) as batch_op:
        batch_op.drop_index("ux_proof_finding_place")

    op.drop_table("proof_finding")
    with op.batch_alter_table("report_revision", schema=None) as batch_op:
        batch_op.drop_index("ix_report_revision_report")

    op.drop_table("report_revision")
    with op.batch_alter_table("completion_proof", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_completion_proof_current",
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_completion_proof_update_id"))
        batch_op.drop_index(batch_op.f("ix_completion_proof_report_id"))

    op.drop_table("completion_proof")
    with op.batch_alter_table("completion_hash", schema=None) as batch_op:
        batch_op.drop_index("ix_completion_hash_band_2")
        batch_op.drop_index("ix_completion_hash_band_1")
        batch_op.drop_index("ix_completion_hash_band_0")

    op.drop_table("completion_hash")
    with op.batch_alter_table("report_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_photo_update_id"))
        batch_op.drop_index("ix_report_photo_shown")
        batch_op.drop_index("ix_report_photo_report")
        batch_op.drop_index(batch_op.f("ix_report_photo_image_digest"))

    op.drop_table("report_photo")
    op.drop_table("topic_opening")
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_snapshot_image_digest"))
        batch_op.drop_index("ix_snapshot_camera_time")

    op.drop_table("snapshot")
    with op.batch_alter_table("report_update", schema=None) as batch_op:
        batch_op.drop_index("ix_report_update_time")
        batch_op.drop_index("ix_report_update_shown")
        batch_op.drop_index("ix_report_update_report")
        batch_op.drop_index(batch_op.f("ix_report_update_agency_id"))

    op.drop_table("report_update")
    with op.batch_alter_table("report_follower", schema=None) as batch_op:
        batch_op.drop_index("ix_report_follower_person")

    op.drop_table("report_follower")
    with op.batch_alter_table("identity_disclosure", schema=None) as batch_op:
        batch_op.drop_index("ix_identity_disclosure_reporter")
        batch_op.drop_index("ix_identity_disclosure_report")

    op.drop_table("identity_disclosure")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_device_id"))

    op.drop_table("delivery")
    with op.batch_alter_table("topic_message", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_topic_message_broadcast",
            postgresql_where=sa.text("broadcast_id IS NOT NULL"),
            sqlite_where=sa.text("broadcast_id IS NOT NULL"),
        )

    op.drop_table("topic_message")
    with op.batch_alter_table("response_template", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_response_template_category_id"))

    op.drop_table("response_template")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_village_time")
        batch_op.drop_index("ix_report_updated")
        batch_op.drop_index("ix_report_time")
        batch_op.drop_index("ix_report_status_time")
        batch_op.drop_index("ix_report_small_cell_time")
        batch_op.drop_index("ix_report_reporter_time")
        batch_op.drop_index(
            "ix_report_public_category_time",
            sqlite_where=sa.text("is_public = 1"),
            postgresql_where=sa.text("is_public"),
        )
        batch_op.drop_index(
            "ix_report_open_village",
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.drop_index(
            "ix_report_open_time",
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.drop_index(
            "ix_report_open_small_cell",
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.drop_index(
            "ix_report_open_place",
            sqlite_where=sa.text("is_public = 1 AND closed_at IS NULL"),
            postgresql_where=sa.text("is_public AND closed_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_report_open_middle_cell",
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.drop_index(
            "ix_report_open_large_cell",
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.drop_index(
            "ix_report_open_district",
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.drop_index(
            "ix_report_open_category",
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )
        batch_op.drop_index("ix_report_middle_cell_time")
        batch_op.drop_index(batch_op.f("ix_report_merged_into_id"))
        batch_op.drop_index("ix_report_large_cell_time")
        batch_op.drop_index(
            "ix_report_due",
            sqlite_where=sa.text("closed_at IS NULL AND overdue_notified_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL AND overdue_notified_at IS NULL"),
        )
        batch_op.drop_index("ix_report_district_time")
        batch_op.drop_index("ix_report_category_time")
        batch_op.drop_index("ix_report_category_small_cell")
        batch_op.drop_index("ix_report_category_middle_cell")
        batch_op.drop_index("ix_report_assignee_time")
        batch_op.drop_index("ix_report_agency_time")
        batch_op.drop_index(
            "ix_report_agency_due",
            sqlite_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
            postgresql_where=sa.text("closed_at IS NULL AND status <> 'HIDDEN'"),
        )

    op.drop_table("report")
    op.drop_table("push_theme_choice")
    with op.batch_alter_table("push_area_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_push_area_choice_area_id"))

    op.drop_table("push_area_choice")
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notification_waiting",
            postgresql_where=sa.text("deferred_until IS NOT NULL"),
            sqlite_where=sa.text("deferred_until IS NOT NULL"),
        )
        batch_op.drop_index("ix_notification_person_time")
        batch_op.drop_index(
            "ix_notification_deferred",
            postgresql_where=sa.text("deferred_until IS NOT NULL"),
            sqlite_where=sa.text("deferred_until IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_notification_broadcast",
            postgresql_where=sa.text("broadcast_id IS NOT NULL"),
            sqlite_where=sa.text("broadcast_id IS NOT NULL"),
        )

    op.drop_table("notification")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index("ix_correction_time")
        batch_op.drop_index(batch_op.f("ix_correction_by_article_id"))
        batch_op.drop_index("ix_correction_article")

    op.drop_table("correction")
    with op.batch_alter_table("camera", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_camera_site_id"))

    op.drop_table("camera")
    with op.batch_alter_table("article_topic", schema=None) as batch_op:
        batch_op.drop_index("ix_article_topic_topic")

    op.drop_table("article_topic")
    with op.batch_alter_table("article_image", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_image_image_digest"))

    op.drop_table("article_image")
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_person_id"))

    op.drop_table("upload")
    with op.batch_alter_table("report_category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_category_agency_id"))

    op.drop_table("report_category")
    with op.batch_alter_table("push_preference", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_push_preference_quiet",
            postgresql_where=sa.text("quiet_from IS NOT NULL"),
            sqlite_where=sa.text("quiet_from IS NOT NULL"),
        )

    op.drop_table("push_preference")
    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_facility_village_id"))

    op.drop_table("facility")
    with op.batch_alter_table("emergency_category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_emergency_category_shortcut_id"))

    op.drop_table("emergency_category")
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_index("ix_device_seen")
        batch_op.drop_index(
            "ix_device_phone",
            postgresql_where=sa.text("phone_key IS NOT NULL"),
            sqlite_where=sa.text("phone_key IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_device_person_id"))

    op.drop_table("device")
    with op.batch_alter_table("camera_site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_camera_site_village_id"))
        batch_op.drop_index(batch_op.f("ix_camera_site_latitude"))
        batch_op.drop_index(batch_op.f("ix_camera_site_district_id"))

    op.drop_table("camera_site")
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_index("ix_broadcast_time")

    op.drop_table("broadcast")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index("ix_article_time")
        batch_op.drop_index(batch_op.f("ix_article_district_id"))
        batch_op.drop_index(batch_op.f("ix_article_area_id"))
        batch_op.drop_index(batch_op.f("ix_article_agency_id"))

    op.drop_table("article")
    with op.batch_alter_table("app", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_app_agency_id"))

    op.drop_table("app")
    with op.batch_alter_table("topic_membership", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_topic_membership_topic",
            postgresql_where=sa.text("wanted"),
            sqlite_where=sa.text("wanted"),
        )
        batch_op.drop_index(
            "ix_topic_membership_due",
            postgresql_where=sa.text("due_at IS NOT NULL"),
            sqlite_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("topic_membership")
    op.drop_table("ticket_day")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_agency_id"))

    op.drop_table("person")
    op.drop_table("lane_pause")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_claim")

    op.drop_table("job")
    op.drop_table("image")
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_key_created_at"))

    op.drop_table("idempotency_key")
    op.drop_table("emergency_shortcut")
    op.drop_table("emergency_notice")
    op.drop_table("city_contact")
    op.drop_table("city")
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_area_parent_id"))

    op.drop_table("area")
    op.drop_table("agency")
