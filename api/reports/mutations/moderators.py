"""What moderators do: hide or edit a report, change its category, merge two reports."""

from typing import Annotated

import strawberry

from api.areas.service import AreaIndexCache
from api.gql.common.references import optional_key, reference_key
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.run.mutate import context, row, writing
from api.reports import service
from api.reports.mutations.inputs import (
    REPORT,
    REPORT_ID,
    RETRY_KEY,
    photo_id,
    report_id,
    report_key,
)
from api.reports.types import Report
from api.reports.values import ModerationAction


@strawberry.input(description="An act of moderation, and why.")
class ModerateReportInput:
    report: strawberry.ID = strawberry.field(description="The report's ID.")
    action: ModerationAction = strawberry.field(description="What to do.")
    reason: str = strawberry.field(
        description="Why, 5 to 1,000 characters; everyone who sees the report can read it."
    )
    title: str | None = strawberry.field(
        default=None, description="For EDIT: the new title; if omitted, it stays as it is."
    )
    description: str | None = strawberry.field(
        default=None,
        description="For EDIT: the new description; if omitted, it stays as it is; if empty, it is"
        " removed.",
    )
    address: str | None = strawberry.field(
        default=None,
        description="For EDIT: the new address; if omitted, it stays as it is; if empty, it is"
        " removed.",
    )
    photo: strawberry.ID | None = strawberry.field(
        default=None, description="For REDACT_PHOTO: the ID of a photo that the report shows."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)


@strawberry.input(description="Two reports about the same thing.")
class MergeReportsInput:
    report: strawberry.ID = strawberry.field(description="The ID of the open report to merge.")
    into: strawberry.ID = strawberry.field(
        description="The ID of the open, public report that it is merged into."
    )
    reason: str | None = strawberry.field(
        default=None,
        description="Why, up to 1,000 characters; everyone who sees the merged report can read it.",
    )


@strawberry.input(description="A report's right category, and why.")
class RecategoriseReportInput:
    report: strawberry.ID = strawberry.field(description="The report's ID, whatever its status.")
    category: strawberry.ID = strawberry.field(
        description="The ID of the category that it should have had."
    )
    reason: str = strawberry.field(
        description="Why, 5 to 1,000 characters; everyone who sees the report can read it."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)


@strawberry.type(description="The report has its new category; its followers were notified.")
class RecategoriseReportSuccess:
    report_id: strawberry.ID = strawberry.field(description=REPORT_ID)
    report: Report | None = strawberry.field(description=REPORT)


@strawberry.type(description="The report was moderated.")
class ModerateReportSuccess:
    report_id: strawberry.ID = strawberry.field(description=REPORT_ID)
    report: Report | None = strawberry.field(description=REPORT)
    removed_photo_id: strawberry.ID | None = strawberry.field(
        description="The ID of the photo that is no longer shown, to remove from the cache; null"
        " unless the action was REDACT_PHOTO."
    )


@strawberry.type(description="The reports were merged; all their followers were notified once.")
class MergeReportsSuccess:
    report: Report = strawberry.field(
        description="The report that stays: `mergedFrom` lists all that were merged into it."
    )
    merged: Report = strawberry.field(description="The report that was merged into it.")


ModerateReportResult = Annotated[
    ModerateReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("ModerateReportResult", description="The outcome of moderateReport."),
]
RecategoriseReportResult = Annotated[
    RecategoriseReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("RecategoriseReportResult", description="The outcome of recategoriseReport."),
]
MergeReportsResult = Annotated[
    MergeReportsSuccess | InvalidInput | NotAllowed | NotFound,
    strawberry.union("MergeReportsResult", description="The outcome of mergeReports."),
]


@strawberry.type
class ModeratorReportMutations:
    @strawberry.mutation(
        description="Hides a report or shows it again, edits its text, or removes a photo: for"
        " officers of its agency and admins."
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
        return ModerateReportSuccess(
            report_id=report_id(wanted.report_id),
            report=row(wanted.report_id),
            # A photo goes with REDACT_PHOTO only: the service refuses it with anything else.
            removed_photo_id=photo_id(wanted.photo_id),
        )

    @strawberry.mutation(
        description="Gives a report the category that it should have had: for officers of its"
        " agency and admins. It goes to the agency that handles that category, with its working"
        " days; a report that becomes sensitive is hidden from the public at once, and stays so."
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
        return RecategoriseReportSuccess(report_id=report_id(report.id), report=row(report.id))

    @strawberry.mutation(
        description="Merges a report into another one about the same thing: for officers who handle"
        " both, and admins. Repeating it has no effect."
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
