"""Reports one by one and in lists, and what goes with them."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import strawberry
from sqlalchemy import not_, or_, true

from api.areas.service import level_of
from api.areas.values import AreaLevel
from api.gql.common import filters
from api.gql.common.connection import Connection
from api.gql.common.grid import Grid
from api.gql.common.references import key_of
from api.gql.common.types import PointInput
from api.gql.compile.sql import OneOf
from api.gql.run.mutate import context
from api.gql.run.mutate import row as row_of
from api.gql.schema.fields import arg, lookup, many, page, sort
from api.gql.schema.mapping import Given, Order, Row
from api.gql.schema.problems import BadValue
from api.identity.values import Viewer
from api.kit.cells import PER_DEGREE
from api.kit.geo import Point
from api.kit.problems import InvalidInput
from api.reports import models, policy, values
from api.reports.service import similar_reports
from api.reports.types import (
    Report,
    ReportCategory,
    ReportStatusMeaning,
    ResponseTemplate,
    SimilarReport,
)
from api.reports.values import ReportPublicStatus, ReportStatus


@strawberry.enum(description="With whom a report lies.")
class Assignee(Enum):
    ME = strawberry.enum_value("ME", description="With the officer who asks.")
    MY_AGENCY = strawberry.enum_value("MY_AGENCY", description="With that officer's agency.")


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
        default=None, description="How near, in metres; 1,000 if absent. Needs `near`."
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
    assigned_to: Assignee | None = strawberry.field(
        default=None, description="For officers: only what lies with them or with their agency."
    )
    internal_status: list[ReportStatus] | None = strawberry.field(
        default=None, description="For officers: only their agency's in one of these states."
    )
    awaits_me: bool | None = strawberry.field(
        default=None,
        description="Only whose finish waits for the viewer to accept or refuse it, or only the"
        " others.",
    )
    overdue: bool | None = strawberry.field(
        default=None, description="Only what is open past its due date, or only the others."
    )
    reopened: bool | None = strawberry.field(
        default=None, description="Only what its reporter opened again, or only the others."
    )


@strawberry.enum(description="The order of a list of reports.")
class ReportOrder(Enum):
    NEWEST = strawberry.enum_value("NEWEST", description="The newest first.")
    OLDEST = strawberry.enum_value("OLDEST", description="The oldest first.")
    RECENTLY_UPDATED = strawberry.enum_value(
        "RECENTLY_UPDATED", description="What moved last first."
    )
    DUE_FIRST = strawberry.enum_value(
        "DUE_FIRST", description="What is due soonest first; without what is closed or hidden."
    )


ORDERS = {
    "NEWEST": Order("newest", (sort(models.Report.submitted_at, "instant", descending=True),)),
    "OLDEST": Order("oldest", (sort(models.Report.submitted_at, "instant"),)),
    "RECENTLY_UPDATED": Order(
        "updated", (sort(models.Report.updated_at, "instant", descending=True),)
    ),
    "DUE_FIRST": Order("due", (sort(models.Report.due_at, "instant"),)),
}


def _order_name(given: Given) -> str:
    return str(given.fact("order", lambda order: order.name if order else "NEWEST"))


def _order(given: Given) -> Order:
    return ORDERS[_order_name(given)]


def _of_inbox(row: Row, given: Given, viewer: Viewer) -> list[Any]:
    """What officers sort their work by. It tells nobody else what only officers see."""
    conditions: list[Any] = []
    if given.has("filter.assignedTo"):
        whose = given.fact("filter.assignedTo", lambda value: getattr(value, "name", value))
        conditions.append(policy.is_assigned(row, viewer, to_agency=whose == "MY_AGENCY"))
    if given.has("filter.internalStatus"):
        wanted = given.slot(
            "filter.internalStatus", "texts", lambda v: [getattr(s, "name", s) for s in v]
        )
        conditions += [OneOf(row.status, wanted), policy.may_see_internal(row, viewer)]
    if given.has("filter.awaitsMe"):
        awaits = policy.awaits_decision(row, viewer)
        # Unknown without a reporter or a village, and then it does not wait either.
        conditions.append(awaits if given.fact("filter.awaitsMe") else awaits.is_not(true()))
    if given.has("filter.overdue"):
        overdue = policy.is_overdue(row, viewer)
        if given.fact("filter.overdue"):
            conditions.append(overdue)
        elif _order_name(given) == "DUE_FIRST":
            # Of what is open, and said so that an index begins behind all that is overdue.
            conditions.append(row.due_at >= viewer.now)
        else:
            conditions.append(not_(overdue))
    if given.has("filter.reopened"):
        again = row.reopened_at.is_not(None)
        conditions.append(again if given.fact("filter.reopened") else not_(again))
    if _order_name(given) == "DUE_FIRST":
        conditions += [row.due_at.is_not(None), policy.is_open(row)]
    return conditions


def _states(shown: list[Any]) -> list[str]:
    wanted = {getattr(state, "name", state) for state in shown}
    return [
        line.status.name
        for line in values.GLOSSARY
        if line.public is not None and line.public.name in wanted
    ]


def _only_open(given: Given) -> bool:
    """Whether the states asked for are all open ones, which have indexes of their own."""
    return bool(
        given.has("filter.status")
        and given.fact(
            "filter.status", lambda shown: {ReportStatus[n] for n in _states(shown)} <= values.OPEN
        )
    )


def filtered(row: Row, given: Given, viewer: Any) -> list[Any]:
    """The conditions of a `ReportFilter` in the argument `filter`."""
    conditions: list[Any] = []
    if given.has("filter.status"):
        conditions.append(OneOf(row.status, given.slot("filter.status", "texts", _states)))
        if _only_open(given):
            conditions.append(policy.is_open(row))
    return [
        *conditions,
        *_of_inbox(row, given, viewer),
        *filters.in_area(
            given, "filter.area", row.village_id, row.district_id, which=_column_of_area
        ),
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


def _cells(row: Row) -> dict[int, Any]:
    return {n: row[name] for n, name in zip(PER_DEGREE, models.CELLS, strict=True)}


def within_cells(row: Row, given: Given) -> list[Any]:
    """What an index on places needs to know of a `ReportFilter`, for any order."""
    return Grid(given, "filter").within(_cells(row))


def _split(row: Row, given: Given) -> list[Any] | None:
    """A list of a place in order of time is merged from squares; by words it is not."""
    grid, order = Grid(given, "filter"), _order_name(given)
    if given.has("filter.text"):
        return None
    if not grid.is_asked:
        # No index knows both when a report came in and whether it is late.
        late = given.has("filter.overdue") and given.fact("filter.overdue")
        return [] if late and order != "DUE_FIRST" else None
    if order not in ("NEWEST", "OLDEST"):
        return []
    return grid.pieces(_cells(row), _in_each_cell(row, given))


def _in_each_cell(row: Row, given: Given) -> list[Any]:
    """What an index knows of the reports of a square besides its number.

    What is open lies among the newest anyway, and behind everything else in the oldest.
    """
    if _only_open(given) and (not given.has("filter.category") or _order_name(given) == "OLDEST"):
        return [policy.is_open(row)]
    return filters.same_reference(given, "filter.category", "cat", row.category_id)


def _listed(row: Row, given: Given, viewer: Any) -> list[Any]:
    cells = [] if _split(row, given) else within_cells(row, given)
    return [*filtered(row, given, viewer), *cells]


def _column_of_area(area_id: str) -> int | None:
    return {AreaLevel.VILLAGE: 0, AreaLevel.DISTRICT: 1}.get(level_of(area_id) or AreaLevel.CITY)


def _named(row: Row, given: Given, _viewer: Any) -> list[Any]:
    if given.has("id"):
        return [row.id == given.slot("id", "uuid", key_of("id", "rep"))]
    if given.has("ticket"):
        return [row.ticket == given.slot("ticket", "text", lambda t: t.strip().upper())]
    raise BadValue("report: beri id atau ticket.", "report: give an id or a ticket.")


def _templates(row: Row, given: Given, _viewer: Any) -> list[Any]:
    conditions: list[Any] = []
    if given.has("category"):
        wanted = given.slot("category", "uuid", key_of("category", "cat"))
        conditions.append(or_(row.category_id.is_(None), row.category_id == wanted))
    if given.has("status"):
        conditions.append(row.status == given.slot("status", "text"))
    return conditions


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
        filter=_listed,
        split=_split,
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

    response_templates: list[ResponseTemplate] = many(
        lambda: ResponseTemplate,
        "Ready-made answers for officers; empty for everybody else.",
        order=Order("position", (sort(models.ResponseTemplate.position, "int"),)),
        filter=_templates,
        limit=500,
        args=[
            arg("category", strawberry.ID | None, "Only for this category or for every one."),
            arg("status", ReportStatus | None, "Only for a move to this state."),
        ],
    )

    @strawberry.field(
        description="Open, public reports of a category near a point, nearest first: joining one"
        " may be better than a new report. At most five."
    )
    async def similar_reports(
        self,
        info: strawberry.Info,
        category: Annotated[
            strawberry.ID, strawberry.argument(description="What the new report would be about.")
        ],
        point: Annotated[PointInput, strawberry.argument(description="Where it would be.")],
    ) -> list[SimilarReport]:
        asked = context(info)
        key = key_of("category", "cat")(category)
        place = Point(point.latitude, point.longitude)
        try:
            async with asked.database.read() as reader:
                near = await similar_reports(reader, key, place)
        except InvalidInput as problem:
            words = problem.faults[0].words
            raise BadValue(words.id, words.en) from None
        return [
            SimilarReport(report=row_of(one.report_id), distance_metres=round(one.metres))
            for one in near
        ]

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
