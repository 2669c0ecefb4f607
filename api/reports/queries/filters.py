"""Which reports a list, a number or a map is asked for, and in which order."""

from datetime import datetime
from enum import Enum
from typing import Any

import strawberry
from sqlalchemy import not_, true

from api.areas.service import level_of
from api.areas.values import AreaLevel
from api.gql.common import filters
from api.gql.common.grid import Grid
from api.gql.common.types import PointInput
from api.gql.compile.sql import OneOf
from api.gql.schema.fields import sort
from api.gql.schema.mapping import Given, Order, Row
from api.identity.values import Viewer
from api.kit.cells import PER_DEGREE
from api.reports import models, policy, values
from api.reports.values import ReportPublicStatus, ReportStatus


@strawberry.enum(description="To whom a report is assigned.")
class Assignee(Enum):
    ME = strawberry.enum_value("ME", description="To the viewer.")
    MY_AGENCY = strawberry.enum_value("MY_AGENCY", description="To the viewer's agency.")


@strawberry.input(description="Conditions on reports; a report must meet all that are given.")
class ReportFilter:
    area: strawberry.ID | None = strawberry.field(
        default=None, description="Only in this district or village."
    )
    category: strawberry.ID | None = strawberry.field(
        default=None, description="Only in this category."
    )
    agency: strawberry.ID | None = strawberry.field(
        default=None, description="Only handled by this agency."
    )
    status: list[ReportPublicStatus] | None = strawberry.field(
        default=None, description="Only with one of these public statuses."
    )
    box: filters.BoxInput | None = strawberry.field(
        default=None, description="Only inside this rectangle of the map."
    )
    near: PointInput | None = strawberry.field(default=None, description="Only near this point.")
    radius_metres: int | None = strawberry.field(
        default=None, description="How near, in metres; 1,000 if omitted. Needs `near`."
    )
    text: str | None = strawberry.field(
        default=None,
        description="Only with all of these words, in any of their forms, in the title or the"
        " description.",
    )
    submitted_after: datetime | None = strawberry.field(
        default=None, description="Only submitted at this instant or later."
    )
    submitted_before: datetime | None = strawberry.field(
        default=None, description="Only submitted before this instant."
    )
    assigned_to: Assignee | None = strawberry.field(
        default=None,
        description="For officers: only assigned to them or to their agency. For everyone else"
        " there are none.",
    )
    internal_status: list[ReportStatus] | None = strawberry.field(
        default=None,
        description="For officers: only their agency's with one of these internal statuses. For"
        " everyone else but admins there are none.",
    )
    viewer_can_decide_completion: bool | None = strawberry.field(
        default=None,
        description="true: only with a completion that awaits the viewer's decision; false: only"
        " the others.",
    )
    is_overdue: bool | None = strawberry.field(
        default=None,
        description="true: only still open although their due date has passed; false: only the"
        " others.",
    )
    is_reopened: bool | None = strawberry.field(
        default=None,
        description="true: only reopened by their reporter; false: only the others.",
    )


@strawberry.enum(description="The order of a list of reports.")
class ReportOrder(Enum):
    NEWEST = strawberry.enum_value("NEWEST", description="The newest first.")
    OLDEST = strawberry.enum_value("OLDEST", description="The oldest first.")
    RECENTLY_UPDATED = strawberry.enum_value(
        "RECENTLY_UPDATED", description="The most recently updated first."
    )
    DUE_FIRST = strawberry.enum_value(
        "DUE_FIRST",
        description="The earliest due date first; only open reports that have one are listed.",
    )


ORDERS = {
    "NEWEST": Order("newest", (sort(models.Report.submitted_at, "instant", descending=True),)),
    "OLDEST": Order("oldest", (sort(models.Report.submitted_at, "instant"),)),
    "RECENTLY_UPDATED": Order(
        "updated", (sort(models.Report.updated_at, "instant", descending=True),)
    ),
    "DUE_FIRST": Order("due", (sort(models.Report.due_at, "instant"),)),
}


def order_name(given: Given) -> str:
    """The name of the order asked for; NEWEST if none is."""
    return str(given.fact("order", lambda order: order.name if order else "NEWEST"))


def order_of(given: Given) -> Order:
    """The order asked for."""
    return ORDERS[order_name(given)]


def filtered(row: Row, given: Given, viewer: Any) -> list[Any]:
    """The conditions of a `ReportFilter` in the argument `filter`."""
    conditions: list[Any] = []
    if given.has("filter.status"):
        conditions.append(OneOf(row.status, given.slot("filter.status", "texts", _statuses)))
        if only_open(given):
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


def listed(row: Row, given: Given, viewer: Any) -> list[Any]:
    """The conditions of a list, with or without pieces."""
    cells = [] if split(row, given) else within_cells(row, given)
    return [*filtered(row, given, viewer), *cells]


def within_cells(row: Row, given: Given) -> list[Any]:
    """What an index on places needs to know of a `ReportFilter`, for any order."""
    return Grid(given, "filter").within(_cells(row))


def split(row: Row, given: Given) -> list[Any] | None:
    """The pieces of a list: one of a place in order of time is merged from squares of the map."""
    grid, order = Grid(given, "filter"), order_name(given)
    if given.has("filter.text"):
        return None
    if not grid.is_asked:
        # No index knows both when a report was submitted and whether it is overdue.
        overdue = given.has("filter.isOverdue") and given.fact("filter.isOverdue")
        return [] if overdue and order != "DUE_FIRST" else None
    if order not in ("NEWEST", "OLDEST"):
        return []
    return grid.pieces(_cells(row), _in_each_cell(row, given))


def only_open(given: Given) -> bool:
    """Whether the statuses asked for are all open ones, which have indexes of their own."""
    return bool(
        given.has("filter.status")
        and given.fact(
            "filter.status",
            lambda shown: {ReportStatus[n] for n in _statuses(shown)} <= values.OPEN,
        )
    )


def _of_inbox(row: Row, given: Given, viewer: Viewer) -> list[Any]:
    """What officers sort their work by. It tells nobody else what only officers see."""
    conditions: list[Any] = []
    if given.has("filter.assignedTo"):
        assignee = given.fact("filter.assignedTo", lambda value: getattr(value, "name", value))
        conditions.append(policy.is_assigned(row, viewer, to_agency=assignee == "MY_AGENCY"))
    if given.has("filter.internalStatus"):
        statuses = given.slot(
            "filter.internalStatus", "texts", lambda v: [getattr(s, "name", s) for s in v]
        )
        conditions += [OneOf(row.status, statuses), policy.may_see_internal(row, viewer)]
    if given.has("filter.viewerCanDecideCompletion"):
        awaits = policy.awaits_decision(row, viewer)
        # Unknown without a reporter or a village, and then it does not await them either.
        wanted = given.fact("filter.viewerCanDecideCompletion")
        conditions.append(awaits if wanted else awaits.is_not(true()))
    if given.has("filter.isOverdue"):
        overdue = policy.is_overdue(row, viewer.now)
        if given.fact("filter.isOverdue"):
            conditions.append(overdue)
        elif order_name(given) == "DUE_FIRST":
            # Said so that an index begins after all that is overdue.
            conditions.append(policy.is_due_later(row, viewer.now))
        else:
            conditions.append(not_(overdue))
    if given.has("filter.isReopened"):
        reopened = row.reopened_at.is_not(None)
        conditions.append(reopened if given.fact("filter.isReopened") else not_(reopened))
    if order_name(given) == "DUE_FIRST":
        conditions += [row.due_at.is_not(None), policy.is_open(row)]
    return conditions


def _statuses(shown: list[Any]) -> list[str]:
    wanted = {getattr(status, "name", status) for status in shown}
    return [
        line.status.name
        for line in values.GLOSSARY
        if line.public is not None and line.public.name in wanted
    ]


def _cells(row: Row) -> dict[int, Any]:
    return {n: row[name] for n, name in zip(PER_DEGREE, models.CELLS, strict=True)}


def _in_each_cell(row: Row, given: Given) -> list[Any]:
    """What an index knows of the reports of a square besides its number.

    Open reports are among the newest anyway; in the order of the oldest they come after all others.
    """
    if only_open(given) and (not given.has("filter.category") or order_name(given) == "OLDEST"):
        return [policy.is_open(row)]
    return filters.same_reference(given, "filter.category", "cat", row.category_id)


def _column_of_area(area_id: str) -> int | None:
    return {AreaLevel.VILLAGE: 0, AreaLevel.DISTRICT: 1}.get(level_of(area_id) or AreaLevel.CITY)
