"""Reports and what belongs to them in the graph."""

from datetime import datetime

import strawberry
from sqlalchemy import ColumnElement, and_, case, false, literal_column, true

from api.areas.types import Area
from api.gql.connection import Connection
from api.gql.enums import described
from api.gql.mapping import (
    Expression,
    Order,
    Row,
    col,
    everyone,
    expr,
    gid,
    many,
    one,
    page,
    same,
    sort,
    table,
    words,
)
from api.gql.types import Image, Node, Point, Provenance
from api.identity.models import Person
from api.identity.types import Agency
from api.identity.values import Role, Viewer
from api.reports import models, policy, values
from api.reports.values import PointPrecision, ReportPublicStatus, ReportStatus

described(
    ReportStatus,
    "The state that officers work with.",
    **{line.status.name: line.meaning.en for line in values.GLOSSARY},
)
described(
    ReportPublicStatus,
    "The state that everybody sees.",
    WAITING="It has come in; nobody has looked at it yet.",
    IN_PROGRESS="It was accepted and is being dealt with.",
    POSTPONED="It is put off, with a reason and a date.",
    DONE="The work is finished.",
    REJECTED="It cannot be accepted; the last update says why.",
    REFERRED="Another authority is responsible and was told.",
    MERGED="The same report exists already; follow that one.",
)
described(
    PointPrecision,
    "How exact a shown point is.",
    EXACT="Where the reporter put it.",
    ROUNDED="To about 100 m, to protect persons.",
    HIDDEN="Not shown.",
)


def _public_status(row: Row, _viewer: Viewer) -> ColumnElement[str]:
    """The public word for a state. What only reporter and officers see is shown as waiting."""
    shown = {
        line.status.name: (line.public or values.ReportPublicStatus.WAITING).name
        for line in values.GLOSSARY
    }
    return case(
        *((row.status == status, literal_column(f"'{word}'")) for status, word in shown.items()),
        else_=literal_column("'WAITING'"),
    )


def _is_overdue(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    return case(
        (
            and_(row.due_at.is_not(None), row.closed_at.is_(None), row.due_at < viewer.now),
            true(),
        ),
        else_=false(),
    )


def _coordinate(name: str) -> Expression:
    def express(row: Row, viewer: Viewer) -> ColumnElement[float]:
        exact = policy.may_see_exact_point(row, viewer)
        return case((exact, row[name]), else_=row[f"shown_{name}"])

    return Expression(express, "plain")


def _precision(row: Row, viewer: Viewer) -> ColumnElement[str]:
    return case(
        (policy.may_see_exact_point(row, viewer), literal_column("'EXACT'")),
        (policy.is_rounded(row), literal_column("'ROUNDED'")),
        else_=literal_column("'EXACT'"),
    )


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
    icon: str = col(models.ReportCategory.icon, "The name of its icon.")
    provenance: Provenance = same(lambda: Provenance, "Where the category comes from.")


@table(
    models.ReportPhoto,
    where=policy.visible_by_report,
    prefix="photo",
    description="A photo of a report or of an update.",
)
class Photo(Node):
    id: strawberry.ID = gid("The photo's id.")
    image: Image = one(lambda: Image, models.ReportPhoto.image_digest, "The picture.")
    added_at: datetime = col(models.ReportPhoto.added_at, "When it was added.")


_PHOTO_ORDER = Order("position", (sort(models.ReportPhoto.position, "int"),))


def _note(row: Row, viewer: Viewer) -> ColumnElement[str]:
    first, second = (
        (row.note_en, row.note_id) if viewer.language == "EN" else (row.note_id, row.note_en)
    )
    return case((first.is_not(None), first), else_=second)


@table(
    models.ReportUpdate,
    where=policy.visible_by_report,
    prefix="upd",
    description="One step in a report's history.",
)
class ReportUpdate(Node):
    id: strawberry.ID = gid("The update's id.")
    status: ReportPublicStatus = expr(_public_status, "The state that the report then had.")
    note: str | None = expr(_note, "What the city says about it.")
    internal_note: str | None = expr(
        lambda row, viewer: case((policy.may_see_internal(row, viewer), row.internal_note)),
        "What officers say among themselves; null for everybody else.",
    )
    author_role: Role = col(models.ReportUpdate.author_role, "Who wrote it: only the role.")
    photos: list[Photo] = many(
        lambda: Photo,
        "Photos of the work.",
        on=models.ReportPhoto.update_id,
        order=_PHOTO_ORDER,
        limit=10,
        with_parent=True,
    )
    created_at: datetime = col(models.ReportUpdate.created_at, "When.")


@table(Person, where=everyone, description="Who reported; only the name is ever shown.")
class Reporter:
    name: str = expr(
        lambda row, viewer: case(
            (row.name.is_not(None), row.name),
            else_=literal_column("'Warga'" if viewer.language != "EN" else "'A citizen'"),
        ),
        "The name that the reporter goes by.",
    )


@table(
    models.Report,
    where=policy.visible,
    prefix="rep",
    description="What somebody told the city about a place.",
)
class Report(Node):
    id: strawberry.ID = gid("The report's id.")
    ticket: str = col(models.Report.ticket, "The number to quote, such as BDG2611230001.")
    title: str = col(models.Report.title, "What it is about, in the reporter's words.")
    description: str | None = col(models.Report.description, "More of it.")
    address: str | None = expr(
        lambda row, viewer: case((policy.may_see_address(row, viewer), row.address)),
        "How the reporter describes the place; null where it would undo the point's rounding.",
    )
    status: ReportPublicStatus = expr(_public_status, "Where it stands, in words for everybody.")
    internal_status: ReportStatus | None = expr(
        lambda row, viewer: case((policy.may_see_internal(row, viewer), row.status)),
        "Where it stands for officers; null for everybody else.",
    )
    category: ReportCategory = one(
        lambda: ReportCategory, models.Report.category_id, "What it is about."
    )
    area: Area | None = one(lambda: Area, models.Report.village_id, "The village.")
    district: Area | None = one(lambda: Area, models.Report.district_id, "The district.")
    point: Point | None = same(
        lambda: Point,
        "Where it is; see pointPrecision.",
        fields={"latitude": _coordinate("latitude"), "longitude": _coordinate("longitude")},
    )
    point_precision: PointPrecision = expr(
        _precision, "How exact the point is: rounded to about 100 m where it is about persons."
    )
    agency: Agency | None = one(lambda: Agency, models.Report.agency_id, "Who answers it.")
    submitted_at: datetime = col(models.Report.submitted_at, "When it came in.")
    updated_at: datetime = col(models.Report.updated_at, "When it last moved.")
    due_at: datetime | None = col(models.Report.due_at, "By when the city means to have answered.")
    is_overdue: bool = expr(
        _is_overdue, "Whether that time has passed without an end.", kind="bool"
    )
    reporter: Reporter | None = one(
        lambda: Reporter,
        lambda row, person, viewer: and_(
            person.id == row.reporter_id, policy.may_see_reporter(row, viewer)
        ),
        "Who reported; null when hidden, for everyone but the reporter and the agency.",
    )
    photos: list[Photo] = many(
        lambda: Photo,
        "The reporter's photos.",
        on=lambda report, photo, _viewer: and_(
            photo.report_id == report.id, photo.update_id.is_(None)
        ),
        order=_PHOTO_ORDER,
        limit=10,
        with_parent=True,
    )
    updates: Connection[ReportUpdate] = page(
        lambda: ReportUpdate,
        "What happened, newest first.",
        on=models.ReportUpdate.report_id,
        order=Order("newest", (sort(models.ReportUpdate.created_at, "instant", descending=True),)),
        with_parent=True,
    )
    joined_count: int = col(models.Report.joined_count, "How many more said: me too.")
    merged_into: "Report | None" = one(
        lambda: Report, models.Report.merged_into_id, "The report that it was merged into."
    )
    rating: int | None = col(models.Report.rating, "The reporter's rating of the end, 1 to 5.")
    provenance: Provenance = same(lambda: Provenance, "Whether it is an example.")


@strawberry.type
class ReportsOfViewer:
    reports: Connection[Report] = page(
        lambda: Report,
        "What the viewer reported, newest first.",
        on=lambda _self, report, viewer: report.reporter_id == viewer.person_id,
        order=Order("newest", (sort(models.Report.submitted_at, "instant", descending=True),)),
    )


@strawberry.type(description="One line of the glossary of states.")
class ReportStatusMeaning:
    status: ReportStatus = strawberry.field(description="The state officers work with.")
    public: ReportPublicStatus | None = strawberry.field(
        description="The state everybody sees; null: not listed."
    )
    label_id: str = strawberry.field(description="The officers' word in Indonesian.")
    label_en: str = strawberry.field(description="The officers' word in English.")
    public_label_id: str = strawberry.field(description="The public word in Indonesian.")
    public_label_en: str = strawberry.field(description="The public word in English.")
    meaning_id: str = strawberry.field(description="What it means, in Indonesian.")
    meaning_en: str = strawberry.field(description="What it means, in English.")
    open311: str | None = strawberry.field(description="The state in Open311: open or closed.")


@strawberry.type(description="An open report of the same kind nearby: joining it may be better.")
class SimilarReport:
    report: Report = strawberry.field(description="The report.")
    distance_metres: int = strawberry.field(description="How far away it is, in metres.")
