"""What belongs to a report in the graph: categories, photos, history, persons, ready answers."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final

import strawberry
from sqlalchemy import ColumnElement, and_, case, literal, literal_column

from api.gql.common.types import Image, Node, Provenance
from api.gql.schema.fields import col, expr, gid, many, one, same, sort, table, words
from api.gql.schema.mapping import Order, Row, everyone
from api.identity.models import Person
from api.identity.types import Agency
from api.identity.values import Role, Viewer
from api.reports import models, policy
from api.reports.types.words import public_status
from api.reports.values import (
    EMERGENCY_DIAL,
    ModerationAction,
    ReportPublicStatus,
    ReportStatus,
    UpdateKind,
)

if TYPE_CHECKING:
    from api.reports.types.report import Report
_SomeReport = Annotated["Report", strawberry.lazy("api.reports.types.report")] | None


def _report() -> type:
    from api.reports.types.report import Report

    return Report


@table(
    models.ReportCategory,
    where=everyone,
    prefix="cat",
    description="What a report can be about, and who answers.",
)
class ReportCategory(Node):
    id: strawberry.ID = gid("The category's id.")
    code: str = col(models.ReportCategory.code, "A stable short name, such as jalan-rusak.")
    name: str = words(models.ReportCategory.name_id, models.ReportCategory.name_en, "Its name.")
    agency: Agency = one(lambda: Agency, models.ReportCategory.agency_id, "Who answers.")
    sla_working_days: int = col(
        models.ReportCategory.sla_working_days, "Within how many working days the city answers."
    )
    is_sensitive: bool = col(
        models.ReportCategory.is_sensitive, "Reports of this kind are never public."
    )
    needs_completion_photo: bool = col(
        models.ReportCategory.needs_completion_photo, "Whether a photo must show the finished work."
    )
    join_radius_metres: int = col(
        models.ReportCategory.join_radius_m,
        "How near two reports are about the same thing, metres.",
    )
    emergency_notice: str | None = words(
        models.ReportCategory.emergency_notice_id,
        models.ReportCategory.emergency_notice_en,
        "When to call 112 instead of reporting.",
    )
    emergency_dial_uri: str | None = expr(
        lambda row, _viewer: case((row.emergency_notice_id.is_not(None), literal(EMERGENCY_DIAL))),
        "What to hand to the phone along with the notice: tel:112.",
    )
    icon: str = col(models.ReportCategory.icon, "The name of its icon.")
    provenance: Provenance = same(lambda: Provenance, "Where the category comes from.")


@table(
    models.ReportPhoto,
    where=policy.sees_photo,
    prefix="photo",
    description="A photo of a report or of an update.",
)
class Photo(Node):
    id: strawberry.ID = gid("The photo's id.")
    image: Image = one(lambda: Image, models.ReportPhoto.image_digest, "The picture.")
    added_at: datetime = col(models.ReportPhoto.added_at, "When it was added.")
    report: _SomeReport = one(
        _report,
        models.ReportPhoto.report_id,
        "For which report it was sent: another one where that was merged into this.",
    )


PHOTO_ORDER = Order("position", (sort(models.ReportPhoto.position, "int"),))
SENT_ORDER = Order(
    "sent",
    (sort(models.ReportPhoto.added_at, "instant"), sort(models.ReportPhoto.position, "int")),
)
MOST_PHOTOS_SHOWN: Final = 20
"""How many of the reporters' photos are listed: a report's own ten, and as many that came along."""


def note_of(row: Row, viewer: Viewer) -> ColumnElement[str]:
    """The note of a line of the history, in the reader's language where there is one."""
    first, second = (
        (row.note_en, row.note_id) if viewer.language == "EN" else (row.note_id, row.note_en)
    )
    return case((first.is_not(None), first), else_=second)


@table(
    models.ReportUpdate,
    where=policy.sees_update,
    prefix="upd",
    description="One step in a report's history.",
)
class ReportUpdate(Node):
    id: strawberry.ID = gid("The update's id.")
    kind: UpdateKind = col(models.ReportUpdate.kind, "What it tells.")
    status: ReportPublicStatus = expr(public_status, "The state that the report then had.")
    note: str | None = expr(note_of, "What the city or the reporter says about it.")
    internal_note: str | None = expr(
        lambda row, viewer: case((policy.may_see_note(row, viewer), row.internal_note)),
        "What officers say among themselves; null for everybody else.",
    )
    author_role: Role = col(models.ReportUpdate.author_role, "Who wrote it: only the role.")
    agency: Agency | None = one(
        lambda: Agency, models.ReportUpdate.agency_id, "With which agency the report then was."
    )
    photos: list[Photo] = many(
        lambda: Photo,
        "Photos that came with it: of the work, or what the reporter added.",
        on=lambda update, photo, _viewer: and_(
            photo.update_id == update.id, photo.removed_at.is_(None)
        ),
        order=PHOTO_ORDER,
        limit=10,
        with_parent=True,
    )
    created_at: datetime = col(models.ReportUpdate.created_at, "When.")
    report: _SomeReport = one(
        _report,
        models.ReportUpdate.report_id,
        "In which report it happened: another one where that was merged into this.",
    )


@table(Person, where=everyone, description="Who reported; only the name is ever shown.")
class Reporter:
    name: str = expr(
        lambda row, viewer: case(
            (row.name.is_not(None), row.name),
            else_=literal_column("'Warga'" if viewer.language != "EN" else "'A citizen'"),
        ),
        "The name that the reporter goes by.",
    )


@table(Person, where=everyone, description="Who looked at a hidden name.")
class Looker:
    name: str = expr(
        lambda row, viewer: case(
            (row.name.is_not(None), row.name),
            else_=literal_column("'Petugas'" if viewer.language != "EN" else "'An officer'"),
        ),
        "The name in the officer's token.",
    )


@table(Person, where=policy.sees_officer, description="An officer, as colleagues see them.")
class Officer:
    id: strawberry.ID = gid("The id to assign by.", "person", lambda row, _viewer: row.id)
    name: str | None = col(Person.name, "The name in the officer's token.")


@table(
    models.ReportRevision,
    where=policy.sees_revision,
    description="One act of moderation, and the report's words as they stood before.",
)
class ReportRevision:
    action: ModerationAction = col(models.ReportRevision.action, "What was done.")
    reason: str = col(models.ReportRevision.reason, "Why.")
    title: str = col(models.ReportRevision.title, "The title before.")
    description: str | None = col(models.ReportRevision.description, "The description before.")
    address: str | None = col(models.ReportRevision.address, "The address before.")
    author_role: Role = col(models.ReportRevision.author_role, "Who did it: only the role.")
    made_at: datetime = col(models.ReportRevision.made_at, "When.")


@table(
    models.ResponseTemplate,
    where=policy.sees_templates,
    prefix="tpl",
    description="A ready-made answer for officers, in both languages.",
)
class ResponseTemplate(Node):
    id: strawberry.ID = gid("The template's id.")
    code: str = col(models.ResponseTemplate.code, "A stable short name.")
    category: ReportCategory | None = one(
        lambda: ReportCategory,
        models.ResponseTemplate.category_id,
        "For which category; null: for every one.",
    )
    status: ReportStatus = col(models.ResponseTemplate.status, "For a move to which state.")
    text_id: str = col(models.ResponseTemplate.text_id, "The answer in Indonesian.")
    text_en: str = col(models.ResponseTemplate.text_en, "The answer in English.")
    provenance: Provenance = same(lambda: Provenance, "Where the text comes from.")
