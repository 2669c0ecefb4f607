"""Where questions about reports enter."""

from datetime import datetime
from enum import Enum
from typing import Any

import strawberry

from api.gql import filters
from api.gql.connection import Connection
from api.gql.mapping import Order, Row, arg, lookup, many, page, sort
from api.gql.operation import Given
from api.gql.problems import BadValue
from api.gql.references import key_of
from api.gql.sql import OneOf
from api.gql.types import PointInput
from api.reports import models, values
from api.reports.types import Report, ReportCategory, ReportStatusMeaning
from api.reports.values import ReportPublicStatus


@strawberry.input(description="Which reports.")
class ReportFilter:
    area: strawberry.ID | None = strawberry.field(
        default=None, description="Only in this district or village."
    )
    category: strawberry.ID | None = strawberry.field(
        default=None, description="Only of this category."
    )
    agency: strawberry.ID | None = strawberry.field(
        default=None, description="Only with this agency."
    )
    status: list[ReportPublicStatus] | None = strawberry.field(
        default=None, description="Only in one of these states."
    )
    box: filters.BoxInput | None = strawberry.field(
        default=None, description="Only inside this rectangle of the map."
    )
    near: PointInput | None = strawberry.field(default=None, description="Only near this point.")
    radius_metres: int | None = strawberry.field(
        default=None, description="How near, in metres; 1,000 if absent."
    )
    text: str | None = strawberry.field(
        default=None, description="Only with every one of these words, in any of their forms."
    )
    submitted_after: datetime | None = strawberry.field(
        default=None, description="Only from this instant on."
    )
    submitted_before: datetime | None = strawberry.field(
        default=None, description="Only before this instant."
    )


@strawberry.enum(description="The order of a list of reports.")
class ReportOrder(Enum):
    NEWEST = strawberry.enum_value("NEWEST", description="The newest first.")
    OLDEST = strawberry.enum_value("OLDEST", description="The oldest first.")
    RECENTLY_UPDATED = strawberry.enum_value(
        "RECENTLY_UPDATED", description="What moved last first."
    )


ORDERS = {
    "NEWEST": Order("newest", (sort(models.Report.submitted_at, "instant", descending=True),)),
    "OLDEST": Order("oldest", (sort(models.Report.submitted_at, "instant"),)),
    "RECENTLY_UPDATED": Order(
        "updated", (sort(models.Report.updated_at, "instant", descending=True),)
    ),
}


def _order(given: Given) -> Order:
    return ORDERS[given.fact("order", lambda order: order.name if order else "NEWEST")]


def _states(shown: list[Any]) -> list[str]:
    wanted = {getattr(state, "name", state) for state in shown}
    return [
        line.status.name
        for line in values.GLOSSARY
        if line.public is not None and line.public.name in wanted
    ]


def _filtered(row: Row, given: Given, _viewer: Any) -> list[Any]:
    conditions: list[Any] = []
    if given.has("filter.status"):
        conditions.append(OneOf(row.status, given.slot("filter.status", "texts", _states)))
    return [
        *conditions,
        *filters.in_area(given, "filter.area", row.village_id, row.district_id),
        *filters.same_reference(given, "filter.category", "cat", row.category_id),
        *filters.same_reference(given, "filter.agency", "agency", row.agency_id),
        *filters.in_box(given, "filter.box", row.shown_latitude, row.shown_longitude),
        *filters.near(
            given, "filter.near", "filter.radiusMetres", row.shown_latitude, row.shown_longitude
        ),
        *filters.with_words(row, "report", given),
        *filters.between(
            given, "filter.submittedAfter", "filter.submittedBefore", row.submitted_at
        ),
    ]


def _named(row: Row, given: Given, _viewer: Any) -> list[Any]:
    if given.has("id"):
        return [row.id == given.slot("id", "uuid", key_of("id", "rep"))]
    if given.has("ticket"):
        return [row.ticket == given.slot("ticket", "text", lambda t: t.strip().upper())]
    raise BadValue("report: give an id or a ticket.")


@strawberry.type
class ReportQueries:
    report_categories: list[ReportCategory] = many(
        lambda: ReportCategory,
        "What can be reported.",
        order=Order("position", (sort(models.ReportCategory.position, "int"),)),
        limit=200,
    )
    reports: Connection[Report] = page(
        lambda: Report,
        "Reports that the viewer may see, newest first unless asked otherwise.",
        order=_order,
        filter=_filtered,
        args=[
            arg("filter", ReportFilter | None, "Which reports; all if absent."),
            arg("order", ReportOrder | None, "In which order; newest first if absent."),
        ],
    )
    report: Report | None = lookup(
        lambda: Report,
        "A report by its id, or by its ticket without signing in.",
        by=_named,
        args=[
            arg("id", strawberry.ID | None, "The report's id."),
            arg("ticket", str | None, "The report's number, such as BDG2611230001."),
        ],
    )

    @strawberry.field(description="What each state means, in both languages.")
    def report_statuses(self) -> list[ReportStatusMeaning]:
        return [
            ReportStatusMeaning(
                status=line.status,
                public=line.public,
                label_id=line.label.id,
                label_en=line.label.en,
                public_label_id=line.public_label.id,
                public_label_en=line.public_label.en,
                meaning_id=line.meaning.id,
                meaning_en=line.meaning.en,
                open311=line.open311,
            )
            for line in values.GLOSSARY
        ]


QUERIES = (ReportQueries,)
