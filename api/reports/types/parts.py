"""What belongs to a report in the graph: categories, photos, history, persons, templates."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final

import strawberry
from sqlalchemy import ColumnElement, and_, case, literal

from api.gql.common.types import BilingualText, Image, Node, Provenance, bilingual
from api.gql.schema.fields import col, expr, gid, many, one, same, sort, table, words
from api.gql.schema.mapping import Order, Row, everyone
from api.identity.models import Person
from api.identity.types import Agency
from api.identity.values import Role, Viewer
from api.reports import models, policy
from api.reports.types.enums import public_label, public_status, text_literal
from api.reports.values import (
    ModerationAction,
    ReportPublicStatus,
    ReportStatus,
    UpdateKind,
)

if TYPE_CHECKING:
    from api.reports.types.report import Report
_EMERGENCY_DIAL: Final = "tel:112"
"""Indonesia's one number for emergencies, free from any phone."""

_SomeReport = Annotated["Report", strawberry.lazy("api.reports.types.report")] | None


def _report() -> type:
    from api.reports.types.report import Report

    return Report


@table(
    models.ReportCategory,
    where=everyone,
    prefix="cat",
    description="What a report can be about, and the agency that handles such reports.",
)
class ReportCategory(Node):
    id: strawberry.ID = gid("The category's ID.")
    code: str = col(models.ReportCategory.code, "A short, stable name, such as jalan-rusak.")
    name: str = words(
        models.ReportCategory.name_id,
        models.ReportCategory.name_en,
        "The name, in the viewer's language.",
    )
    agency: Agency = one(
        lambda: Agency, models.ReportCategory.agency_id, "The agency that handles such reports."
    )
    sla_working_days: int = col(
        models.ReportCategory.sla_working_days,
        "Within how many working days such a report is to be dealt with.",
    )
    is_sensitive: bool = col(
        models.ReportCategory.is_sensitive, "Whether such reports are never shown to the public."
    )
    needs_completion_photo: bool = col(
        models.ReportCategory.needs_completion_photo,
        "Whether a photo must show the finished work, and a second person must accept it.",
    )
    join_radius_metres: int = col(
        models.ReportCategory.join_radius_m,
        "Within how many metres two such reports are taken to be about the same thing.",
    )
    emergency_notice: str | None = words(
        models.ReportCategory.emergency_notice_id,
        models.ReportCategory.emergency_notice_en,
        "When to call 112 instead of reporting, in the viewer's language; null if that never"
        " applies.",
    )
    emergency_dial_uri: str | None = expr(
        lambda row, _viewer: case((row.emergency_notice_id.is_not(None), literal(_EMERGENCY_DIAL))),
        "The URI for the phone's dialler, tel:112; null without an emergency notice.",
    )
    icon: str = col(models.ReportCategory.icon, "The name of the icon.")
    provenance: Provenance = same(lambda: Provenance, "Where the category comes from.")


@table(
    models.ReportPhoto,
    where=policy.sees_photo,
    prefix="photo",
    description="A photo of a report or of one of its updates.",
)
class Photo(Node):
    id: strawberry.ID = gid("The photo's ID.")
    image: Image = one(lambda: Image, models.ReportPhoto.image_digest, "The image.")
    added_at: datetime = col(models.ReportPhoto.added_at, "When it was added.")
    report: _SomeReport = one(
        _report,
        models.ReportPhoto.report_id,
        "The report for which it was sent: another one if that was merged into this one.",
    )


PHOTO_ORDER = Order("position", (sort(models.ReportPhoto.position, "int"),))
SENT_ORDER = Order(
    "sent",
    (sort(models.ReportPhoto.added_at, "instant"), sort(models.ReportPhoto.position, "int")),
)
MOST_PHOTOS_SHOWN: Final = 20
"""How many of the reporters' photos are listed: ten of a report's own and ten of merged ones."""


def note_of(row: Row, viewer: Viewer) -> ColumnElement[str]:
    """The note of an update in the viewer's language if there is one, else in the other."""
    first, second = (
        (row.note_en, row.note_id) if viewer.language == "EN" else (row.note_id, row.note_en)
    )
    return case((first.is_not(None), first), else_=second)


@table(
    models.ReportUpdate,
    where=policy.sees_update,
    prefix="upd",
    description="One update of a report's history.",
)
class ReportUpdate(Node):
    id: strawberry.ID = gid("The update's ID.")
    kind: UpdateKind = col(models.ReportUpdate.kind, "What it is about.")
    status: ReportPublicStatus = expr(
        public_status, "The public status that the report had after it."
    )
    status_label: str = expr(public_label, "That status in words, in the viewer's language.")
    note: str | None = expr(
        note_of,
        "What the city or the reporter writes about it, in the viewer's language if there is such a"
        " text; null if they wrote nothing.",
    )
    internal_note: str | None = expr(
        lambda row, viewer: case((policy.may_see_note(row, viewer), row.internal_note)),
        "What officers write to each other; null for everyone else, or if they wrote nothing.",
    )
    author_role: Role = col(
        models.ReportUpdate.author_role, "The role of its author, who is not named."
    )
    agency: Agency | None = one(
        lambda: Agency,
        models.ReportUpdate.agency_id,
        "The agency that handled the report then.",
    )
    photos: list[Photo] = many(
        lambda: Photo,
        "Photos that came with it: of the work, or added by the reporter; at most ten.",
        on=lambda update, photo, _viewer: and_(
            photo.update_id == update.id, photo.removed_at.is_(None)
        ),
        order=PHOTO_ORDER,
        limit=10,
        with_parent=True,
    )
    created_at: datetime = col(models.ReportUpdate.created_at, "When it happened.")
    report: _SomeReport = one(
        _report,
        models.ReportUpdate.report_id,
        "The report that it was written for: another one if that was merged into this one.",
    )


def _name_or(indonesian: str, english: str) -> Callable[[Row, Viewer], ColumnElement[str]]:
    """The name of a person, or these words if it is not known."""
    return lambda row, viewer: case(
        (row.name.is_not(None), row.name),
        else_=text_literal(english if viewer.language == "EN" else indonesian),
    )


@table(Person, where=everyone, description="The person who reported; only the name is ever shown.")
class Reporter:
    name: str = expr(
        _name_or("Warga", "A citizen"),
        "The name that the reporter goes by; a general word if it is not known.",
    )


@table(Person, where=everyone, description="The person to whom a hidden name was disclosed.")
class DisclosureRecipient:
    name: str = expr(
        _name_or("Petugas", "An officer"),
        "The name in their sign-in; a general word if it has none.",
    )


@table(Person, where=policy.sees_officer, description="An officer, as colleagues see them.")
class Officer:
    id: strawberry.ID = gid("The ID to assign reports by.", "person", lambda row, _viewer: row.id)
    name: str | None = col(Person.name, "The name in the officer's sign-in; null if it has none.")


@table(
    models.ReportRevision,
    where=policy.sees_revision,
    description="One act of moderation, and the report's text as it was before.",
)
class ReportRevision:
    id: strawberry.ID = gid("The revision's ID.", "revision", lambda row, _viewer: row.id)
    action: ModerationAction = col(models.ReportRevision.action, "What the moderator did.")
    reason: str = col(models.ReportRevision.reason, "Why.")
    title: str = col(models.ReportRevision.title, "The title before.")
    description: str | None = col(
        models.ReportRevision.description, "The description before; null if there was none."
    )
    address: str | None = col(
        models.ReportRevision.address, "The address before; null if there was none."
    )
    author_role: Role = col(
        models.ReportRevision.author_role, "The role of the moderator, who is not named."
    )
    created_at: datetime = col(models.ReportRevision.created_at, "When it was done.")


@table(
    models.ResponseTemplate,
    where=policy.sees_templates,
    prefix="tpl",
    description="A ready-made public note for officers, in both languages.",
)
class ResponseTemplate(Node):
    id: strawberry.ID = gid("The template's ID.")
    code: str = col(models.ResponseTemplate.code, "A short, stable name.")
    category: ReportCategory | None = one(
        lambda: ReportCategory,
        models.ResponseTemplate.category_id,
        "The category that it is for; null if it is for all.",
    )
    status: ReportStatus = col(
        models.ResponseTemplate.status, "The new status of a report that it goes with."
    )
    text: BilingualText = same(
        lambda: BilingualText,
        "The note.",
        fields=bilingual(models.ResponseTemplate.text_id, models.ResponseTemplate.text_en),
    )
    provenance: Provenance = same(lambda: Provenance, "Where the text comes from.")
