"""The report itself in the graph, and what a viewer knows of reports."""

from datetime import date, datetime

import strawberry
from sqlalchemy import ColumnElement, and_, case, false, func, literal_column, select, true

from api.areas.types import Area
from api.gql.common.connection import Connection
from api.gql.common.types import Node, Point, Provenance
from api.gql.compile.sql import Limit
from api.gql.schema.fields import col, expr, gid, many, one, page, same, sort, table
from api.gql.schema.mapping import Expression, Order, Row
from api.identity.models import Person
from api.identity.types import Agency
from api.identity.values import Role, Viewer
from api.reports import models, policy
from api.reports.types.parts import (
    MOST_PHOTOS_SHOWN,
    SENT_ORDER,
    Looker,
    Officer,
    Photo,
    ReportCategory,
    Reporter,
    ReportRevision,
    ReportUpdate,
    note_of,
)
from api.reports.types.proof import CompletionProof
from api.reports.types.words import public_status
from api.reports.values import PointPrecision, ReportPublicStatus, ReportStatus


def _is_overdue(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    return case((policy.is_overdue(row, viewer), true()), else_=false())


def _paused_reason(row: Row, viewer: Viewer) -> ColumnElement[str]:
    """What the agency said when it postponed the report, until its clock goes on."""
    step = models.ReportUpdate.__table__.alias()  # type: ignore[attr-defined]
    reason = (
        select(note_of(step.c, viewer))
        .where(
            step.c.report_id == row.id,
            step.c.status == literal_column("'POSTPONED'"),
            step.c.kind == literal_column("'STEP'"),
        )
        .order_by(step.c.created_at.desc(), step.c.id.desc())
        .suffix_with(Limit(1))
        .correlate_except(step)
        .scalar_subquery()
    )
    paused = and_(row.status == literal_column("'POSTPONED'"), row.clock_from > viewer.now)
    return case((paused, reason))


def _photo_count(row: Row, viewer: Viewer) -> ColumnElement[int]:
    photo = models.ReportPhoto.__table__.alias()  # type: ignore[attr-defined]
    return (
        select(func.count())
        .select_from(photo)
        .where(policy.shows_photo_of(photo.c, row, viewer))
        .correlate_except(photo)
        .scalar_subquery()
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


_NEWEST = Order("newest", (sort(models.Report.submitted_at, "instant", descending=True),))
_LOOKS = Order("looked", (sort(models.IdentityLook.looked_at, "instant", descending=True),))


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
    status: ReportPublicStatus = expr(public_status, "Where it stands, in words for everybody.")
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
    due_at: datetime | None = col(
        models.Report.due_at,
        "By when the city means to have answered: the end of a working day of its offices.",
    )
    is_overdue: bool = expr(
        _is_overdue, "Whether that time has passed without an end.", kind="bool"
    )
    postponed_until: date | None = col(
        models.Report.postponed_until, "The day to which it is postponed."
    )
    sla_paused_reason: str | None = expr(
        _paused_reason,
        "Why its working days do not count now, in the agency's words; null while they count.",
    )
    reporter: Reporter | None = one(
        lambda: Reporter,
        lambda row, person, viewer: and_(
            person.id == row.reporter_id, policy.may_see_reporter(row, viewer)
        ),
        "Who reported; null when hidden, for everyone but the reporter. Officers ask for a hidden"
        " name with revealReporter.",
    )
    photos: list[Photo] = many(
        lambda: Photo,
        "The reporter's photos, those added later included, and those of reports that were merged"
        " into this one: in the order in which they were sent, the first twenty.",
        on=lambda report, photo, viewer: policy.shows_photo_of(photo, report, viewer),
        order=SENT_ORDER,
        limit=MOST_PHOTOS_SHOWN,
        with_parent=True,
    )
    photo_count: int = expr(
        _photo_count, "How many photos those are, also beyond the first twenty.", kind="int"
    )
    updates: Connection[ReportUpdate] = page(
        lambda: ReportUpdate,
        "What happened, newest first, in reports that were merged into this one too.",
        on=lambda report, update, viewer: policy.shows_update_of(update, report, viewer),
        order=Order("newest", (sort(models.ReportUpdate.created_at, "instant", descending=True),)),
        with_parent=True,
    )
    joined_count: int = col(models.Report.joined_count, "How many more said: me too.")
    viewer_has_joined: bool = expr(
        policy.has_joined, "Whether the viewer is one of them.", kind="bool"
    )
    merged_into: "Report | None" = one(
        lambda: Report, models.Report.merged_into_id, "The report that it was merged into."
    )
    merged_from: Connection["Report"] = page(
        lambda: Report,
        "Reports that were merged into this one: it shows their photos and history along with its"
        " own, and they keep them under their own tickets.",
        on=models.Report.merged_into_id,
        order=_NEWEST,
    )
    rating: int | None = col(models.Report.rating, "The reporter's rating of the end, 1 to 5.")
    rating_word: str | None = expr(
        lambda row, viewer: case((policy.may_see_rating_word(row, viewer), row.rating_word)),
        "What the reporter says of the end; only the reporter and the agency read it.",
    )
    proof: CompletionProof | None = one(
        lambda: CompletionProof,
        lambda row, proof, _viewer: and_(proof.report_id == row.id, proof.replaced_at.is_(None)),
        "How its last finish was checked; null where no completion photo is needed, or none came.",
    )
    viewer_may_decide_finish: bool = expr(
        lambda row, viewer: case((policy.awaits_decision(row, viewer), true()), else_=false()),
        "Whether a finish waits for the viewer to accept or refuse it: acceptFinish, refuseFinish.",
        kind="bool",
    )
    reopened_at: datetime | None = col(
        models.Report.reopened_at, "When the reporter opened it again; that can be done once."
    )
    assignee: Officer | None = one(
        lambda: Officer,
        lambda row, person, viewer: and_(
            person.id == row.assignee_id, policy.may_see_internal(row, viewer)
        ),
        "The officer with whom it lies; null for all but colleagues and admins.",
    )
    revisions: list[ReportRevision] = many(
        lambda: ReportRevision,
        "What moderators did, newest first; empty for all but the reporter and the agency.",
        on=models.ReportRevision.report_id,
        order=Order("made", (sort(models.ReportRevision.made_at, "instant", descending=True),)),
        limit=50,
    )
    identity_looks: Connection["IdentityLook"] = page(
        lambda: IdentityLook,
        "Who looked at the reporter's hidden name; empty for all but the reporter and admins.",
        on=models.IdentityLook.report_id,
        order=_LOOKS,
    )
    provenance: Provenance = same(lambda: Provenance, "Whether it is an example.")


@table(
    models.IdentityLook,
    where=policy.sees_look,
    prefix="look",
    description="A look at a hidden name: who looked, when, at which report, and why.",
)
class IdentityLook(Node):
    id: strawberry.ID = gid("The record's id.")
    report: Report | None = one(
        lambda: Report, models.IdentityLook.report_id, "The report whose reporter was looked up."
    )
    by: Looker = one(lambda: Looker, models.IdentityLook.looker_id, "Who looked.")
    role: Role = col(models.IdentityLook.looker_role, "As what they looked.")
    agency: Agency | None = one(
        lambda: Agency, models.IdentityLook.agency_id, "For which agency they looked."
    )
    reason: str = col(models.IdentityLook.reason, "The reason that they gave.")
    looked_at: datetime = col(models.IdentityLook.looked_at, "When.")


@strawberry.type
class ReportsOfViewer:
    reports: Connection[Report] = page(
        lambda: Report,
        "What the viewer reported, newest first.",
        on=lambda _self, report, viewer: report.reporter_id == viewer.person_id,
        order=_NEWEST,
    )
    joined: Connection[Report] = page(
        lambda: Report,
        "Reports of others to which the viewer said: me too. Newest first.",
        on=lambda _self, report, viewer: policy.has_joined(report, viewer),
        order=_NEWEST,
    )
    area: Area | None = one(
        lambda: Area,
        lambda _self, area, viewer: (
            false() if viewer.area_id is None else area.id == viewer.area_id
        ),
        "The district or village to which an officer's work is limited; null: no limit.",
    )
    identity_looks: Connection[IdentityLook] = page(
        lambda: IdentityLook,
        "Who looked at the viewer's name where it is hidden, newest first.",
        on=lambda _self, look, viewer: policy.is_reporter(look, viewer),
        order=_LOOKS,
    )
    colleagues: list[Officer] = many(
        lambda: Officer,
        "Officers of the viewer's agency who have worked here; empty for who is none.",
        on=lambda _self, person, viewer: policy.is_colleague(person, viewer),
        order=Order("since", (sort(Person.created_at, "instant"),)),
        limit=500,
    )


@strawberry.type(description="An open report of the same kind nearby: joining it may be better.")
class SimilarReport:
    report: Report = strawberry.field(description="The report.")
    distance_metres: int = strawberry.field(description="How far away it is, in metres.")
