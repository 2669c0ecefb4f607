"""How many reports there are and how they ended: the same numbers for every viewer."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

import strawberry
from sqlalchemy.sql import Select

from api.areas.service import AreaIndexCache
from api.db.base import table
from api.gql.run.custom_statement import fetch_slowly
from api.gql.run.mutate import context
from api.gql.schema.mapping import Among, Given, Ref
from api.gql.schema.problems import BadValue
from api.identity.values import Role, Viewer
from api.reports import policy
from api.reports.models import Report
from api.reports.queries.filters import ReportFilter, filtered, within_cells
from api.reports.service.statistics import (
    MOST_LINES,
    ReportDimension,
    TooManyLines,
    lines,
    statement,
)
from api.reports.types.statistics import ReportStatistic, ReportStatisticDefinition, definitions

_FIELDS: Final = {one: one.name.lower() for one in ReportDimension}


@strawberry.type
class StatisticQueries:
    @strawberry.field(
        description="How many reports there are, how they ended and how fast: one line for each"
        " group, or one line of all. The same for every viewer: only what the public may see"
        " is counted."
    )
    async def report_statistics(
        self,
        info: strawberry.Info,
        by: Annotated[
            list[ReportDimension],
            strawberry.argument(description="What to group by; if empty, one line of all."),
        ],
        filter: Annotated[
            ReportFilter | None, strawberry.argument(description="Which reports; all if omitted.")
        ] = None,
    ) -> list[ReportStatistic]:
        asked = context(info)
        dimensions = list(dict.fromkeys(by))
        city = (await asked.resources.get(AreaIndexCache).get()).city
        viewer: Viewer = asked.viewer
        # A number that grows while somebody watches would tell that a report has just arrived.
        this_month = viewer.now.astimezone(city.time_zone).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
        before = this_month if _may_count_sensitive(filter, dimensions) else None

        def make(given: Given, symbolic: Callable[[Any], Any], dialect: str) -> Select[Any]:
            public = symbolic(
                replace(
                    viewer, role=Role.ANONYMOUS, person_id=None, agency_id=None, agency=None,
                    subject=None,
                )
            )  # fmt: skip
            row = table(Report).alias("t1").c
            counted = policy.is_counted(row, public, sensitive_before=before)
            return statement(
                row,
                [counted, *filtered(row, given, public), *within_cells(row, given)],
                dimensions,
                zone=city.time_zone,
                now=viewer.now,
                bound_now=public.now,
                dialect=dialect,
            )

        rows = await fetch_slowly(info, make)
        try:
            found = lines(rows, dimensions)
        except TooManyLines:
            raise BadValue(
                f"Hasilnya lebih dari {MOST_LINES} baris; kurangi dimensi pada `by`, atau persempit"
                " saringannya.",
                f"More than {MOST_LINES} lines; ask for fewer dimensions in `by`, or narrow the"
                " filter.",
            ) from None
        keys = [dict(zip(dimensions, line.key, strict=True)) for line in found]
        refs = {
            one: _references(keys, one)
            for one in ReportDimension
            if one is not ReportDimension.MONTH
        }
        return [
            ReportStatistic(
                **{_FIELDS[one]: refs[one](key.get(one)) for one in refs},
                month=key.get(ReportDimension.MONTH),
                submitted=line.submitted,
                done=line.done,
                on_time=line.on_time,
                overdue=line.overdue,
                median_working_days=line.median_working_days,
                reopened=line.reopened,
                average_rating=line.average_rating,
                as_of=viewer.now,
            )
            for key, line in zip(keys, found, strict=True)
        ]

    @strawberry.field(description="What each number of the statistics counts, in both languages.")
    def report_statistic_definitions(self) -> list[ReportStatisticDefinition]:
        return definitions()


def _may_count_sensitive(filter: ReportFilter | None, by: Sequence[ReportDimension]) -> bool:
    """Whether sensitive categories may be counted at all.

    Only by category, and with no other filter: two filters that differ by one report would reveal
    it, however large both numbers are.
    """
    given = {name for name, value in vars(filter).items() if value is not None} if filter else set()
    return given <= {"category"} and (ReportDimension.CATEGORY in by or bool(given))


def _references(
    keys: Sequence[dict[ReportDimension, str | None]], dimension: ReportDimension
) -> Callable[[str | None], Any]:
    named = {key[dimension] for key in keys if key.get(dimension)}
    among = Among(sorted(filter(None, named)))
    return lambda key: None if key is None else Ref(key, among=among)
