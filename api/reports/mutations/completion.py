"""A second person accepts or rejects a completion."""

from typing import Annotated

import strawberry

from api.areas.service import AreaIndexCache
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.run.mutate import context, row, writing
from api.reports import service
from api.reports.mutations.inputs import REPORT, REPORT_ID, RETRY_KEY, report_id, report_key
from api.reports.types import Report


@strawberry.input(description="The report whose completion is accepted.")
class AcceptCompletionInput:
    report: strawberry.ID = strawberry.field(description="The report's ID.")
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)


@strawberry.input(description="The report whose completion is rejected, and why.")
class RejectCompletionInput:
    report: strawberry.ID = strawberry.field(description="The report's ID.")
    reason: str = strawberry.field(
        description="Why, 5 to 1,000 characters; everyone who sees the report can read it."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)


@strawberry.type(description="The completion was accepted: the report is done.")
class AcceptCompletionSuccess:
    report_id: strawberry.ID = strawberry.field(description=REPORT_ID)
    report: Report | None = strawberry.field(description=REPORT)


@strawberry.type(description="The completion was rejected: the report is being worked on again.")
class RejectCompletionSuccess:
    report_id: strawberry.ID = strawberry.field(description=REPORT_ID)
    report: Report | None = strawberry.field(description=REPORT)


AcceptCompletionResult = Annotated[
    AcceptCompletionSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("AcceptCompletionResult", description="The outcome of acceptCompletion."),
]
RejectCompletionResult = Annotated[
    RejectCompletionSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("RejectCompletionResult", description="The outcome of rejectCompletion."),
]


@strawberry.type
class CompletionMutations:
    @strawberry.mutation(
        description="Accepts a completion that awaits review, so that the report is done: for the"
        " reporter, officers of the agency except the one who reported it, and admins."
    )
    async def accept_completion(
        self, info: strawberry.Info, input: AcceptCompletionInput
    ) -> AcceptCompletionResult:
        places = await context(info).resources.get(AreaIndexCache).get()
        key = report_key(input.report)
        async with writing(info) as (session, viewer, now):
            report = await service.accept_completion(
                session, viewer, places, key, now, input.idempotency_key
            )
        return AcceptCompletionSuccess(report_id=report_id(report.id), report=row(report.id))

    @strawberry.mutation(
        description="Rejects a completion that awaits review, so that work goes on: for the people"
        " who may accept it. The officer who reported it is notified."
    )
    async def reject_completion(
        self, info: strawberry.Info, input: RejectCompletionInput
    ) -> RejectCompletionResult:
        places = await context(info).resources.get(AreaIndexCache).get()
        key = report_key(input.report)
        async with writing(info) as (session, viewer, now):
            report = await service.reject_completion(
                session, viewer, places, key, input.reason, now, input.idempotency_key
            )
        return RejectCompletionSuccess(report_id=report_id(report.id), report=row(report.id))
