"""The statistics of reports in the graph, and the definitions of their numbers."""

from datetime import datetime

import strawberry

from api.areas.types import Area
from api.gql.common.enums import described
from api.identity.types import Agency
from api.reports.service.statistics import ReportDimension
from api.reports.types.parts import ReportCategory
from api.reports.values import DEFINITIONS, Measure

described(
    ReportDimension,
    "By what reports are counted.",
    AREA="By village.",
    DISTRICT="By district.",
    CATEGORY="By category.",
    AGENCY="By the agency that answers.",
    MONTH="By the month in which they came in, in the city's own time.",
)
described(
    Measure,
    "What the statistics count.",
    **{line.measure.name: line.meaning.en for line in DEFINITIONS},
)
_MEANING = {line.measure: line.meaning for line in DEFINITIONS}


def _number(measure: Measure) -> str:
    return f"{_MEANING[measure].en} · {_MEANING[measure].id}"


@strawberry.type(
    description="Numbers of one group of public reports. All but `submitted` are null for sensitive"
    " categories; reportStatisticDefinitions says what each counts."
)
class ReportStatistic:
    area: Area | None = strawberry.field(description="The village, if counted by it.")
    district: Area | None = strawberry.field(description="The district, if counted by it.")
    category: ReportCategory | None = strawberry.field(
        description="The category, if counted by it."
    )
    agency: Agency | None = strawberry.field(description="The agency, if counted by it.")
    month: str | None = strawberry.field(
        description="The month, such as 2026-11, if counted by it."
    )
    submitted: int = strawberry.field(description=_number(Measure.SUBMITTED))
    done: int | None = strawberry.field(description=_number(Measure.DONE))
    on_time: int | None = strawberry.field(description=_number(Measure.ON_TIME))
    overdue: int | None = strawberry.field(description=_number(Measure.OVERDUE))
    median_working_days: float | None = strawberry.field(
        description=_number(Measure.MEDIAN_WORKING_DAYS)
    )
    reopened: int | None = strawberry.field(description=_number(Measure.REOPENED))
    average_rating: float | None = strawberry.field(description=_number(Measure.AVERAGE_RATING))
    as_of: datetime = strawberry.field(description="When it was counted.")


@strawberry.type(description="What one number of the statistics counts.")
class ReportStatisticDefinition:
    measure: Measure = strawberry.field(description="The number.")
    label_id: str = strawberry.field(description="Its name in Indonesian.")
    label_en: str = strawberry.field(description="Its name in English.")
    meaning_id: str = strawberry.field(description="What it counts, in Indonesian.")
    meaning_en: str = strawberry.field(description="What it counts, in English.")


def definitions() -> list[ReportStatisticDefinition]:
    """The definitions, in the order of the fields."""
    return [
        ReportStatisticDefinition(
            measure=line.measure,
            label_id=line.label.id,
            label_en=line.label.en,
            meaning_id=line.meaning.id,
            meaning_en=line.meaning.en,
        )
        for line in DEFINITIONS
    ]
