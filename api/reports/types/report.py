"""The report itself in the graph, and the disclosures of its reporter's name."""

from datetime import date, datetime

import strawberry
from sqlalchemy import and_, case, false, true

from api.areas.types import Area
from api.gql.common.connection import Connection
from api.gql.common.types import Node, Point, Provenance
from api.gql.schema.fields import col, expr, gid, many, one, page, same, sort, table
from api.gql.schema.mapping import Order
from api.identity.types import Agency
from api.identity.values import Role
from api.reports import models, policy
from api.reports.types import fields
from api.reports.types.enums import internal_label, public_label, public_status
from api.reports.types.parts import (
    MOST_PHOTOS_SHOWN,
    SENT_ORDER,
    DisclosureRecipient,
    Officer,
    Photo,
    ReportCategory,
    Reporter,
    ReportRevision,
    ReportUpdate,
)
from api.reports.types.proof import CompletionProof
from api.reports.values import PointPrecision, ReportPublicStatus, ReportStatus

NEWEST = Order("newest", (sort(models.Report.submitted_at, "instant", descending=True),))
DISCLOSED = Order(
    "disclosed", (sort(models.IdentityDisclosure.disclosed_at, "instant", descending=True),)
)


@table(
    models.Report,
    where=policy.visible,
    prefix="rep",
    description="A problem at a place in the city, as somebody reported it.",
)
class Report(Node):
    id: strawberry.ID = gid("The report's ID.")
    ticket: str = col(models.Report.ticket, "The number to quote, such as BDG2611230001.")
    title: str = col(models.Report.title, "What it is about, in the reporter's words.")
    description: str | None = col(
        models.Report.description, "More about it, in the reporter's words; null if there is none."
    )
    address: str | None = expr(
        lambda row, viewer: case((policy.may_see_address(row, viewer), row.address)),
        "How the reporter describes the place; null if they do not, or if it would undo the"
        " rounding of the point.",
    )
    status: ReportPublicStatus = expr(public_status, "The status that everyone sees.")
    status_label: str = expr(public_label, "That status in words, in the viewer's language.")
    internal_status: ReportStatus | None = expr(
        lambda row, viewer: case((policy.may_see_internal(row, viewer), row.status)),
        "The status that officers work with; null for all but the agency's officers and admins.",
    )
    internal_status_label: str | None = expr(
        internal_label,
        "That status in words, in the viewer's language; null for all but the agency's officers and"
        " admins.",
    )
    category: ReportCategory = one(
        lambda: ReportCategory, models.Report.category_id, "What kind of problem it is."
    )
    area: Area | None = one(
        lambda: Area, models.Report.village_id, "The village; null if it is not known."
    )
    district: Area | None = one(
        lambda: Area, models.Report.district_id, "The district; null if it is not known."
    )
    point: Point | None = same(
        lambda: Point,
        "Where it is, as exactly as pointPrecision says.",
        fields={
            "latitude": fields.coordinate("latitude"),
            "longitude": fields.coordinate("longitude"),
        },
    )
    point_precision: PointPrecision = expr(
        fields.precision,
        "How exact the point is: for the public it is rounded to about 100 m if the category is"
        " about persons.",
    )
    agency: Agency | None = one(
        lambda: Agency, models.Report.agency_id, "The agency that handles it."
    )
    submitted_at: datetime = col(
        models.Report.submitted_at, "When it arrived. Every deadline counts from here."
    )
    observed_at: datetime | None = col(
        models.Report.observed_at,
        "When the reporter says that they saw the problem, for a report written offline; null if"
        " they do not say. At most 7 days before its arrival, and never after it.",
    )
    updated_at: datetime = col(models.Report.updated_at, "When it was last updated.")
    due_at: datetime | None = col(
        models.Report.due_at,
        "By when it should be dealt with: the end of a working day of the city's offices; null if"
        " it has no due date.",
    )
    is_overdue: bool = expr(
        fields.is_overdue, "Whether it is still open although `dueAt` has passed.", kind="bool"
    )
    postponed_until: date | None = col(
        models.Report.postponed_until,
        "The day until which it is postponed; null if it is not postponed.",
    )
    postponement_reason: str | None = expr(
        fields.postponement_reason,
        "Why its working days do not count at present, in the agency's words; null while they"
        " count.",
    )
    reporter: Reporter | None = one(
        lambda: Reporter,
        lambda row, person, viewer: and_(
            person.id == row.reporter_id, policy.may_see_reporter(row, viewer)
        ),
        "The person who reported it; null for everyone else if the name is hidden. Officers ask for"
        " a hidden name with revealReporter.",
    )
    photos: list[Photo] = many(
        lambda: Photo,
        "The reporter's photos, including those added later and those of reports that were merged"
        " into this one: the first twenty, in the order in which they were sent.",
        on=lambda report, photo, viewer: policy.shows_photo_of(photo, report, viewer),
        order=SENT_ORDER,
        limit=MOST_PHOTOS_SHOWN,
        with_parent=True,
    )
    photo_count: int = expr(
        fields.photo_count,
        "How many such photos there are, including those past twenty.",
        kind="int",
    )
    updates: Connection[ReportUpdate] = page(
        lambda: ReportUpdate,
        "Its history, newest first, including that of reports that were merged into it.",
        on=lambda report, update, viewer: policy.shows_update_of(update, report, viewer),
        order=Order("newest", (sort(models.ReportUpdate.created_at, "instant", descending=True),)),
        with_parent=True,
    )
    joined_count: int = col(models.Report.joined_count, "How many other people have joined it.")
    viewer_has_joined: bool = expr(
        policy.has_joined, "Whether the viewer is one of them.", kind="bool"
    )
    merged_into: "Report | None" = one(
        lambda: Report,
        models.Report.merged_into_id,
        "The report that it was merged into; null if it was not merged, or if the viewer may not"
        " see that one.",
    )
    merged_from: Connection["Report"] = page(
        lambda: Report,
        "Reports that were merged into it: it shows their photos and history with its own, and they"
        " keep them under their own tickets. Newest first.",
        on=models.Report.merged_into_id,
        order=NEWEST,
    )
    rating: int | None = col(
        models.Report.rating,
        "The reporter's rating of the outcome, 1 (bad) to 5 (good); null if there is none.",
    )
    rating_comment: str | None = expr(
        lambda row, viewer: case((policy.may_see_rating_comment(row, viewer), row.rating_comment)),
        "The comment on the rating; null if there is none, and for all but the reporter, the"
        " agency's officers and admins.",
    )
    proof: CompletionProof | None = one(
        lambda: CompletionProof,
        lambda row, proof, _viewer: and_(proof.report_id == row.id, proof.replaced_at.is_(None)),
        "How its last completion was checked; null if no completion photo is needed, or none was"
        " sent.",
    )
    viewer_can_decide_completion: bool = expr(
        lambda row, viewer: case((policy.awaits_decision(row, viewer), true()), else_=false()),
        "Whether a completion awaits the viewer's decision: acceptCompletion or rejectCompletion.",
        kind="bool",
    )
    reopened_at: datetime | None = col(
        models.Report.reopened_at,
        "When the reporter reopened it, which is possible once; null if they have not.",
    )
    assignee: Officer | None = one(
        lambda: Officer,
        lambda row, person, viewer: and_(
            person.id == row.assignee_id, policy.may_see_internal(row, viewer)
        ),
        "The officer to whom it is assigned; null if to none, and for all but colleagues and"
        " admins.",
    )
    revisions: list[ReportRevision] = many(
        lambda: ReportRevision,
        "What moderators did, newest first, at most 50; empty for all but the reporter, the"
        " agency's officers and admins.",
        on=models.ReportRevision.report_id,
        order=Order("made", (sort(models.ReportRevision.created_at, "instant", descending=True),)),
        limit=50,
    )
    identity_disclosures: Connection["IdentityDisclosure"] = page(
        lambda: IdentityDisclosure,
        "To whom the reporter's hidden name was disclosed, newest first; empty for all but the"
        " reporter and admins.",
        on=models.IdentityDisclosure.report_id,
        order=DISCLOSED,
    )
    provenance: Provenance = same(lambda: Provenance, "Whether it is an invented example.")


@table(
    models.IdentityDisclosure,
    where=policy.sees_disclosure,
    prefix="disclosure",
    description="A hidden name that was disclosed: to whom, when, of which report, and why.",
)
class IdentityDisclosure(Node):
    id: strawberry.ID = gid("The disclosure's ID.")
    report: Report | None = one(
        lambda: Report,
        models.IdentityDisclosure.report_id,
        "The report whose reporter was named; null if the viewer may not see it.",
    )
    disclosed_to: DisclosureRecipient = one(
        lambda: DisclosureRecipient,
        models.IdentityDisclosure.recipient_id,
        "The person to whom the name was disclosed.",
    )
    role: Role = col(models.IdentityDisclosure.recipient_role, "The role in which they asked.")
    agency: Agency | None = one(
        lambda: Agency,
        models.IdentityDisclosure.agency_id,
        "The agency for which they asked; null for an admin.",
    )
    reason: str = col(models.IdentityDisclosure.reason, "The reason that they gave.")
    disclosed_at: datetime = col(
        models.IdentityDisclosure.disclosed_at, "When the name was disclosed."
    )


@strawberry.type(
    description="An open report of the same category nearby: joining it may be better than a new"
    " one."
)
class SimilarReport:
    report: Report = strawberry.field(description="The report.")
    distance_metres: int = strawberry.field(description="How far away it is, in metres.")
