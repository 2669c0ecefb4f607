"""Where a second person's decision of a finish enters."""

from typing import Annotated

import strawberry

from api.areas.service import AreaIndexCache
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.run.mutate import context, row, writing
from api.reports import service
from api.reports.mutations.inputs import NOW_UNSEEN, RETRY_KEY, report_key
from api.reports.types import Report


@strawberry.input(description="Whose finish is accepted.")
class AcceptFinishInput:
    report: strawberry.ID = strawberry.field(description="Which report.")
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)


@strawberry.input(description="Whose finish is not accepted, and why.")
class RefuseFinishInput:
    report: strawberry.ID = strawberry.field(description="Which report.")
    reason: str = strawberry.field(description="Why, 5 to 1,000 characters; everybody reads it.")
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)


@strawberry.type(description="The report is done.")
class AcceptFinishSuccess:
    report: Report | None = strawberry.field(description=NOW_UNSEEN)


@strawberry.type(description="The report is being worked on again.")
class RefuseFinishSuccess:
    report: Report | None = strawberry.field(description=NOW_UNSEEN)


AcceptFinishResult = Annotated[
    AcceptFinishSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("AcceptFinishResult", description="What acceptFinish answers."),
]
RefuseFinishResult = Annotated[
    RefuseFinishSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("RefuseFinishResult", description="What refuseFinish answers."),
]


@strawberry.type
class FinishMutations:
    @strawberry.mutation(
        description="Accepts a finish that waits: for the reporter, or an officer of the agency who"
        " did not send it. The report is done then."
    )
    async def accept_finish(
        self, info: strawberry.Info, input: AcceptFinishInput
    ) -> AcceptFinishResult:
        places = await context(info).resources.get(AreaIndexCache).get()
        key = report_key(input.report)
        async with writing(info) as (session, viewer, now):
            report = await service.accept_finish(
                session, viewer, places, key, now, input.idempotency_key
            )
        return AcceptFinishSuccess(report=row(report.id))

    @strawberry.mutation(
        description="Does not accept a finish that waits: for the same people. The work goes on,"
        " and who sent the finish is told."
    )
    async def refuse_finish(
        self, info: strawberry.Info, input: RefuseFinishInput
    ) -> RefuseFinishResult:
        places = await context(info).resources.get(AreaIndexCache).get()
        key = report_key(input.report)
        async with writing(info) as (session, viewer, now):
            report = await service.refuse_finish(
                session, viewer, places, key, input.reason, now, input.idempotency_key
            )
        return RefuseFinishSuccess(report=row(report.id))
