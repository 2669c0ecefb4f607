"""Where what moderators do to reports enters."""

from typing import Annotated

import strawberry

from api.areas.service import AreaIndexCache
from api.gql.common.references import optional_key, reference_key
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.run.mutate import context, row, writing
from api.reports import service
from api.reports.mutations.inputs import NOW_UNSEEN, RETRY_KEY, report_key
from api.reports.types import Report
from api.reports.values import ModerationAction


@strawberry.input(description="What is done to a report, and why.")
class ModerateReportInput:
    report: strawberry.ID = strawberry.field(description="Which report.")
    action: ModerationAction = strawberry.field(description="What is done.")
    reason: str = strawberry.field(
        description="Why, 5 to 1,000 characters; whoever sees the report reads it."
    )
    title: str | None = strawberry.field(
        default=None, description="For EDIT: the new title; absent: as it is."
    )
    description: str | None = strawberry.field(
        default=None, description="For EDIT: the new description; absent: as it is; empty: none."
    )
    address: str | None = strawberry.field(
        default=None, description="For EDIT: the new address; absent: as it is; empty: none."
    )
    photo: strawberry.ID | None = strawberry.field(
        default=None, description="For REDACT_PHOTO: which photo of this report."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)


@strawberry.input(description="Which report goes into which.")
class MergeReportsInput:
    report: strawberry.ID = strawberry.field(description="The open report that goes.")
    into: strawberry.ID = strawberry.field(description="The open, public report that stays.")
    reason: str | None = strawberry.field(
        default=None, description="What there is to say about it, for the one that goes."
    )


@strawberry.input(description="What a report is really about, and why.")
class RecategoriseReportInput:
    report: strawberry.ID = strawberry.field(description="Which report, in whatever state.")
    category: strawberry.ID = strawberry.field(description="The category it should have had.")
    reason: str = strawberry.field(
        description="Why, 5 to 1,000 characters; whoever sees the report reads it."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)


@strawberry.type(description="The report has its new category; those who follow it were told.")
class RecategoriseReportSuccess:
    report: Report | None = strawberry.field(
        description="The report; null where only the agency of the new category sees it now."
    )


@strawberry.type(description="It is done.")
class ModerateReportSuccess:
    report: Report | None = strawberry.field(description=NOW_UNSEEN)


@strawberry.type(description="Two reports are one; all who followed either were told once.")
class MergeReportsSuccess:
    report: Report = strawberry.field(description="The report that stays.")
    merged: Report = strawberry.field(description="The report that went into it.")


ModerateReportResult = Annotated[
    ModerateReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("ModerateReportResult", description="What moderateReport answers."),
]
RecategoriseReportResult = Annotated[
    RecategoriseReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("RecategoriseReportResult", description="What recategoriseReport answers."),
]
MergeReportsResult = Annotated[
    MergeReportsSuccess | InvalidInput | NotAllowed | NotFound,
    strawberry.union("MergeReportsResult", description="What mergeReports answers."),
]


@strawberry.type
class ModeratorReportMutations:
    @strawberry.mutation(
        description="Hides a report or shows it again, mends its words, or takes a photo away:"
        " for officers of its agency and admins."
    )
    async def moderate_report(
        self, info: strawberry.Info, input: ModerateReportInput
    ) -> ModerateReportResult:
        wanted = service.ModerateReport(
            report_id=report_key(input.report),
            action=input.action,
            reason=input.reason,
            title=input.title,
            description=input.description,
            address=input.address,
            photo_id=optional_key("photo", input.photo),
            idempotency_key=input.idempotency_key,
        )
        async with writing(info) as (session, viewer, now):
            await service.moderate_report(session, viewer, wanted, now)
        return ModerateReportSuccess(report=row(wanted.report_id))

    @strawberry.mutation(
        description="Gives a report the category that it should have had: for officers of its"
        " agency and admins. It goes to who answers that category, with its working days; one that"
        " becomes sensitive is hidden everywhere at once, and stays hidden."
    )
    async def recategorise_report(
        self, info: strawberry.Info, input: RecategoriseReportInput
    ) -> RecategoriseReportResult:
        places = await context(info).resources.get(AreaIndexCache).get()
        wanted = service.RecategoriseReport(
            report_id=report_key(input.report),
            category_id=reference_key("cat", input.category),
            reason=input.reason,
            idempotency_key=input.idempotency_key,
        )
        async with writing(info) as (session, viewer, now):
            report = await service.recategorise_report(session, viewer, places, wanted, now)
        return RecategoriseReportSuccess(report=row(report.id))

    @strawberry.mutation(
        description="Merges a report into another about the same thing: for who handles both."
    )
    async def merge_reports(
        self, info: strawberry.Info, input: MergeReportsInput
    ) -> MergeReportsResult:
        places = await context(info).resources.get(AreaIndexCache).get()
        wanted = service.MergeReports(
            report_id=report_key(input.report),
            into_id=report_key(input.into, "input.into"),
            reason=input.reason,
        )
        async with writing(info) as (session, viewer, now):
            stays = await service.merge_reports(session, viewer, places, wanted, now)
        return MergeReportsSuccess(report=row(stays.id), merged=row(wanted.report_id))
