"""Reports one by one and in lists, and what goes with them."""

from typing import Annotated, Any

import strawberry
from sqlalchemy import or_

from api.gql.common.connection import Connection
from api.gql.common.keys import TextKey, by_key
from api.gql.common.references import key_of
from api.gql.common.types import PointInput
from api.gql.run.mutate import context
from api.gql.run.mutate import row as row_of
from api.gql.schema.fields import arg, lookup, many, page, sort
from api.gql.schema.mapping import Given, Order, Row
from api.gql.schema.problems import BadValue
from api.kit.geo import Point
from api.kit.problems import InvalidInput
from api.reports import models
from api.reports.queries.filters import ReportFilter, ReportOrder, listed, order_of, split
from api.reports.service import similar_reports
from api.reports.types import (
    Report,
    ReportCategory,
    ReportStatusMeaning,
    ResponseTemplate,
    SimilarReport,
)
from api.reports.types.enums import glossary
from api.reports.values import ReportStatus


@strawberry.input(one_of=True, description="A report, named by exactly one of these.")
class ReportKey:
    id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The report's ID."
    )
    ticket: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The report's number, such as BDG2611230001, in upper or lower case.",
    )


def _ticket(written: str) -> str:
    """A ticket as people write it, as it is stored."""
    return written.strip().upper()


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
        "All categories, in the order in which to show them.",
        order=Order("position", (sort(models.ReportCategory.position, "int"),)),
        limit=200,
    )
    reports: Connection[Report] = page(
        lambda: Report,
        "The reports that the viewer may see.",
        order=order_of,
        filter=listed,
        split=split,
        args=[
            arg("filter", ReportFilter | None, "Which reports; all if omitted."),
            arg("order", ReportOrder | None, "In which order; the newest first if omitted."),
        ],
    )
    report: Report | None = lookup(
        lambda: Report,
        "A report by its ID, or by its ticket without signing in; null if there is none that the"
        " viewer may see.",
        by=by_key("rep", ticket=TextKey(models.Report.ticket, _ticket)),
        args=[arg("by", ReportKey, "Which report.")],
    )

    response_templates: list[ResponseTemplate] = many(
        lambda: ResponseTemplate,
        "Ready-made public notes, in the order in which to show them; empty for all but officers"
        " and admins.",
        order=Order("position", (sort(models.ResponseTemplate.position, "int"),)),
        filter=_templates,
        limit=500,
        args=[
            arg("category", strawberry.ID | None, "Only for this category or for all of them."),
            arg("status", ReportStatus | None, "Only for reports that get this new status."),
        ],
    )

    @strawberry.field(
        description="Open, public reports of a category near a point, nearest first, at most five:"
        " joining one may be better than a new report."
    )
    async def similar_reports(
        self,
        info: strawberry.Info,
        category: Annotated[
            strawberry.ID, strawberry.argument(description="The category of the new report.")
        ],
        point: Annotated[PointInput, strawberry.argument(description="Where the problem is.")],
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

    @strawberry.field(
        description="Every status and what it means, in both languages: the same for every viewer."
    )
    def report_statuses(self) -> list[ReportStatusMeaning]:
        return glossary()
