"""The statistics of reports in the graph, and the definitions of their numbers."""

from datetime import datetime

import strawberry

from api.areas.types import Area
from api.gql.common.enums import described
from api.gql.common.types import BilingualText
from api.identity.types import Agency
from api.reports.service.statistics import ReportDimension
from api.reports.types.enums import bilingual_words
from api.reports.types.parts import ReportCategory
from api.reports.values.statistics import DEFINITIONS, StatisticMeasure

described(
    ReportDimension,
    "What reports are grouped by.",
    AREA="The village.",
    DISTRICT="The district.",
    CATEGORY="The category.",
    AGENCY="The agency that handles them.",
    MONTH="The month of submission, in the city's own time.",
)
described(
    StatisticMeasure,
    "What the statistics count.",
    **{line.measure.name: line.meaning.en for line in DEFINITIONS},
)
_MEANING = {line.measure: line.meaning for line in DEFINITIONS}


def _number(measure: StatisticMeasure) -> str:
    return f"{_MEANING[measure].en} · {_MEANING[measure].id}"


@strawberry.type(
    description="The numbers of one group of public reports; reportStatisticDefinitions says what"
    " each counts. All but `submitted` are null if the group contains a sensitive category."
)
class ReportStatistic:
    area: Area | None = strawberry.field(
        description="The village; null if not grouped by it, or if it is not known."
    )
    district: Area | None = strawberry.field(
        description="The district; null if not grouped by it, or if it is not known."
    )
    category: ReportCategory | None = strawberry.field(
        description="The category; null if not grouped by it."
    )
    agency: Agency | None = strawberry.field(description="The agency; null if not grouped by it.")
    month: str | None = strawberry.field(
        description="The month of submission, such as 2026-11; null if not grouped by it."
    )
    submitted: int = strawberry.field(description=_number(StatisticMeasure.SUBMITTED))
    done: int | None = strawberry.field(description=_number(StatisticMeasure.DONE))
    on_time: int | None = strawberry.field(description=_number(StatisticMeasure.ON_TIME))
    overdue: int | None = strawberry.field(description=_number(StatisticMeasure.OVERDUE))
    median_working_days: float | None = strawberry.field(
        description=_number(StatisticMeasure.MEDIAN_WORKING_DAYS)
    )
    reopened: int | None = strawberry.field(description=_number(StatisticMeasure.REOPENED))
    average_rating: float | None = strawberry.field(
        description=_number(StatisticMeasure.AVERAGE_RATING)
    )
    as_of: datetime = strawberry.field(description="When the reports were counted.")


@strawberry.type(description="What one number of the statistics counts.")
class ReportStatisticDefinition:
    measure: StatisticMeasure = strawberry.field(description="The number.")
    label: BilingualText = strawberry.field(description="Its name.")
    meaning: BilingualText = strawberry.field(description="What it counts.")


def definitions() -> list[ReportStatisticDefinition]:
    """The definitions, in the order of the fields."""
    return [
        ReportStatisticDefinition(
            measure=line.measure,
            label=bilingual_words(line.label),
            meaning=bilingual_words(line.meaning),
        )
        for line in DEFINITIONS
    ]
