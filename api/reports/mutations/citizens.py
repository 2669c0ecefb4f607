"""What citizens do: submit a report, add to it, join another person's, rate the outcome."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.areas.service import AreaIndexCache
from api.gql.common.references import reference_key
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.common.types import PointInput
from api.gql.run.mutate import context, row, writing
from api.kit.geo import Point
from api.reports import service
from api.reports.mutations.inputs import REQUIRED_KEY, report_id, report_key, uploads
from api.reports.types import Report, SimilarReport


@strawberry.input(description="A new report.")
class SubmitReportInput:
    idempotency_key: str = strawberry.field(
        description="8 to 128 characters, generated once for each report: retrying with the same"
        " key makes no second one."
    )
    category: strawberry.ID = strawberry.field(description="The category's ID.")
    point: PointInput = strawberry.field(description="Where the problem is, inside the city.")
    title: str = strawberry.field(description="What it is about, 5 to 140 characters.")
    description: str | None = strawberry.field(
        default=None, description="More about it, up to 4,000 characters."
    )
    address: str | None = strawberry.field(
        default=None, description="How to find the place, up to 200 characters."
    )
    photos: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="IDs of finished uploads, at most ten."
    )
    hide_name: bool = strawberry.field(
        default=False,
        description="Whether to show the reporter's name to nobody; officers who handle the report"
        " can ask for it with a reason, which the reporter can read.",
    )
    hide_report: bool = strawberry.field(
        default=False,
        description="Whether to show the whole report to nobody but the reporter, the agency and"
        " admins.",
    )
    observed_at: datetime | None = strawberry.field(
        default=None,
        description="When the reporter saw the problem, for a report written offline: at most 7"
        " days ago, and not in the future (a phone's clock may be 5 minutes ahead). It is shown"
        " beside the time of arrival; deadlines count from the arrival.",
    )


@strawberry.input(description="What a reporter adds to their own open report: a note or photos.")
class AddToReportInput:
    idempotency_key: str = strawberry.field(description=REQUIRED_KEY)
    report: strawberry.ID = strawberry.field(description="The report's ID.")
    note: str | None = strawberry.field(
        default=None, description="The text to add, up to 4,000 characters."
    )
    photos: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="IDs of finished uploads; a report has at most ten photos of its reporter's.",
    )


@strawberry.input(description="The report to join.")
class JoinReportInput:
    report: strawberry.ID = strawberry.field(
        description="The report's ID; if it was merged, the report that it was merged into is"
        " joined."
    )


@strawberry.input(description="The report to leave.")
class LeaveReportInput:
    report: strawberry.ID = strawberry.field(description="The ID of the report that was joined.")


@strawberry.input(description="A reporter's rating of the outcome.")
class RateReportInput:
    report: strawberry.ID = strawberry.field(description="The report's ID.")
    rating: int = strawberry.field(description="1 (bad) to 5 (good).")
    comment: str | None = strawberry.field(
        default=None,
        description="Why, up to 500 characters; the agency's officers and admins can read it.",
    )


@strawberry.input(description="Why a reporter disputes the outcome of their report.")
class ReopenReportInput:
    idempotency_key: str = strawberry.field(description=REQUIRED_KEY)
    report: strawberry.ID = strawberry.field(description="The report's ID.")
    reason: str = strawberry.field(
        description="What is not right yet, 5 to 1,000 characters; everyone who sees the report can"
        " read it."
    )


@strawberry.type(description="The city has received the report.")
class SubmitReportSuccess:
    report: Report = strawberry.field(description="The report, with its ticket.")
    similar: list[SimilarReport] = strawberry.field(
        description="Open reports of the same category nearby, nearest first, at most five."
    )


@strawberry.type(description="The note or photos were added.")
class AddToReportSuccess:
    report: Report = strawberry.field(description="The report as it is now.")


@strawberry.type(description="The viewer follows the report and is counted.")
class JoinReportSuccess:
    report: Report = strawberry.field(
        description="The report that was joined, with its new `joinedCount`."
    )
    merged_from: Report | None = strawberry.field(
        description="The report asked for, if it had been merged into the one that was joined;"
        " otherwise null."
    )


@strawberry.type(description="The viewer no longer follows the report.")
class LeaveReportSuccess:
    report_id: strawberry.ID = strawberry.field(
        description="The ID of the report that was left, even if `report` is null."
    )
    report: Report | None = strawberry.field(
        description="The report as it is now; null if the viewer may no longer see it: remove"
        " `reportId` from the cache then."
    )


@strawberry.type(description="The rating was saved.")
class RateReportSuccess:
    report: Report = strawberry.field(description="The report as it is now.")


@strawberry.type(description="The report is open again, and its agency was notified.")
class ReopenReportSuccess:
    report: Report = strawberry.field(description="The report as it is now.")


SubmitReportResult = Annotated[
    SubmitReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("SubmitReportResult", description="The outcome of submitReport."),
]
AddToReportResult = Annotated[
    AddToReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("AddToReportResult", description="The outcome of addToReport."),
]
JoinReportResult = Annotated[
    JoinReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("JoinReportResult", description="The outcome of joinReport."),
]
LeaveReportResult = Annotated[
    LeaveReportSuccess | InvalidInput | NotAllowed | NotFound,
    strawberry.union("LeaveReportResult", description="The outcome of leaveReport."),
]
RateReportResult = Annotated[
    RateReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("RateReportResult", description="The outcome of rateReport."),
]
ReopenReportResult = Annotated[
    ReopenReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("ReopenReportResult", description="The outcome of reopenReport."),
]


@strawberry.type
class CitizenReportMutations:
    @strawberry.mutation(
        description="Submits a report, for anyone who is signed in. The same key with the same"
        " input gives the same report."
    )
    async def submit_report(
        self, info: strawberry.Info, input: SubmitReportInput
    ) -> SubmitReportResult:
        places = await context(info).resources.get(AreaIndexCache).get()
        wanted = service.SubmitReport(
            idempotency_key=input.idempotency_key,
            category_id=reference_key("cat", input.category),
            point=Point(input.point.latitude, input.point.longitude),
            title=input.title,
            description=input.description,
            address=input.address,
            photos=uploads(input.photos),
            hide_name=input.hide_name,
            hide_report=input.hide_report,
            observed_at=input.observed_at,
        )
        async with writing(info) as (session, viewer, now):
            submitted = await service.submit_report(session, viewer, places, wanted, now)
        async with context(info).database.read() as reader:
            near = await service.similar_reports(
                reader, wanted.category_id, wanted.point, besides=submitted.report.id
            )
        return SubmitReportSuccess(
            report=row(submitted.report.id),
            similar=[
                SimilarReport(report=row(s.report_id), distance_metres=round(s.metres))
                for s in near
            ],
        )

    @strawberry.mutation(
        description="Adds text and photos to the viewer's own open report, as an update."
    )
    async def add_to_report(
        self, info: strawberry.Info, input: AddToReportInput
    ) -> AddToReportResult:
        wanted = service.AddToReport(
            idempotency_key=input.idempotency_key,
            report_id=report_key(input.report),
            note=input.note,
            photos=uploads(input.photos),
        )
        async with writing(info) as (session, viewer, now):
            report = await service.add_to_report(session, viewer, wanted, now)
        return AddToReportSuccess(report=row(report.id))

    @strawberry.mutation(
        description="Makes the viewer follow another person's open report, and adds one to its"
        " `joinedCount`; repeating it has no effect."
    )
    async def join_report(self, info: strawberry.Info, input: JoinReportInput) -> JoinReportResult:
        key = report_key(input.report)
        async with writing(info) as (session, viewer, now):
            joined = await service.join_report(session, viewer, key, now)
        return JoinReportSuccess(
            report=row(joined.report.id), merged_from=row(key) if joined.was_merged else None
        )

    @strawberry.mutation(
        description="Undoes joinReport. No effect if the viewer has not joined the report."
    )
    async def leave_report(
        self, info: strawberry.Info, input: LeaveReportInput
    ) -> LeaveReportResult:
        key = report_key(input.report)
        async with writing(info) as (session, viewer, _now):
            report = await service.leave_report(session, viewer, key)
        return LeaveReportSuccess(report_id=report_id(report.id), report=row(report.id))

    @strawberry.mutation(
        description="Rates the outcome of the viewer's own report, once it is done; the rating can"
        " be changed once, within 14 days."
    )
    async def rate_report(self, info: strawberry.Info, input: RateReportInput) -> RateReportResult:
        key = report_key(input.report)
        async with writing(info) as (session, viewer, now):
            report = await service.rate_report(
                session, viewer, key, input.rating, input.comment, now
            )
        return RateReportSuccess(report=row(report.id))

    @strawberry.mutation(
        description="Reopens the viewer's own report, once, within 14 days after it was done or"
        " rejected."
    )
    async def reopen_report(
        self, info: strawberry.Info, input: ReopenReportInput
    ) -> ReopenReportResult:
        places = await context(info).resources.get(AreaIndexCache).get()
        wanted = service.ReopenReport(
            idempotency_key=input.idempotency_key,
            report_id=report_key(input.report),
            reason=input.reason,
        )
        async with writing(info) as (session, viewer, now):
            report = await service.reopen_report(session, viewer, places, wanted, now)
        return ReopenReportSuccess(report=row(report.id))
