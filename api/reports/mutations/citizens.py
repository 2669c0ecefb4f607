"""Where what citizens do to reports enters."""

from typing import Annotated

import strawberry

from api.areas.service import AreaIndexCache
from api.gql.common.references import reference_key
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.common.types import PointInput
from api.gql.run.mutate import context, row, writing
from api.kit.geo import Point
from api.reports import service
from api.reports.mutations.inputs import report_key, uploads
from api.reports.types import Report, SimilarReport

_KEY = "8 to 128 characters, made once for each request: retries do nothing twice."


@strawberry.input(description="What a citizen tells the city.")
class SubmitReportInput:
    idempotency_key: str = strawberry.field(
        description="8 to 128 characters, made once for each report: retries make no second one."
    )
    category: strawberry.ID = strawberry.field(description="What it is about.")
    point: PointInput = strawberry.field(description="Where it is, inside the city.")
    title: str = strawberry.field(description="What it is, 5 to 140 characters.")
    description: str | None = strawberry.field(
        default=None, description="More of it, up to 4,000 characters."
    )
    address: str | None = strawberry.field(
        default=None, description="How to find the place, up to 200 characters."
    )
    photos: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Finished uploads, at most ten."
    )
    hide_name: bool = strawberry.field(
        default=False, description="Show the reporter's name to nobody but the agency."
    )
    hide_report: bool = strawberry.field(
        default=False, description="Show the whole report to nobody but the agency."
    )


@strawberry.input(description="What a reporter adds to his own open report.")
class AddToReportInput:
    idempotency_key: str = strawberry.field(description=_KEY)
    report: strawberry.ID = strawberry.field(description="Which report.")
    note: str | None = strawberry.field(
        default=None, description="What there is to add, up to 4,000 characters."
    )
    photos: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Finished uploads; a report has at most ten photos of its reporter's.",
    )


@strawberry.input(description="Which report to join: me too.")
class JoinReportInput:
    report: strawberry.ID = strawberry.field(
        description="The report; one that was merged is joined where it went."
    )


@strawberry.input(description="Which report to leave.")
class LeaveReportInput:
    report: strawberry.ID = strawberry.field(description="The report that was joined.")


@strawberry.input(description="How a reporter finds the end of his report.")
class RateReportInput:
    report: strawberry.ID = strawberry.field(description="Which report.")
    rating: int = strawberry.field(description="1 (bad) to 5 (good).")
    word: str | None = strawberry.field(
        default=None, description="Why, up to 500 characters; the agency reads it."
    )


@strawberry.input(description="Why a reporter does not accept the end of his report.")
class ReopenReportInput:
    idempotency_key: str = strawberry.field(description=_KEY)
    report: strawberry.ID = strawberry.field(description="Which report.")
    reason: str = strawberry.field(
        description="What is not right yet, 5 to 1,000 characters; everybody reads it."
    )


@strawberry.type(description="The city has the report.")
class SubmitReportSuccess:
    report: Report = strawberry.field(description="The report, with its ticket.")
    similar: list[SimilarReport] = strawberry.field(
        description="Open reports of the same kind nearby."
    )


@strawberry.type(description="It is added.")
class AddToReportSuccess:
    report: Report = strawberry.field(description="The report as it now is.")


@strawberry.type(description="The viewer follows the report.")
class JoinReportSuccess:
    report: Report = strawberry.field(description="The report that was joined.")
    merged_from: Report | None = strawberry.field(
        description="The report asked for, where it had been merged into the one that was joined."
    )


@strawberry.type(description="The viewer follows the report no longer.")
class LeaveReportSuccess:
    report: Report | None = strawberry.field(
        description="The report; null where only those who joined it saw it still."
    )


@strawberry.type(description="The rating is kept.")
class RateReportSuccess:
    report: Report = strawberry.field(description="The report as it now is.")


@strawberry.type(description="The report is open again, and its agency was told.")
class ReopenReportSuccess:
    report: Report = strawberry.field(description="The report as it now is.")


SubmitReportResult = Annotated[
    SubmitReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("SubmitReportResult", description="What submitReport answers."),
]
AddToReportResult = Annotated[
    AddToReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("AddToReportResult", description="What addToReport answers."),
]
JoinReportResult = Annotated[
    JoinReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("JoinReportResult", description="What joinReport answers."),
]
LeaveReportResult = Annotated[
    LeaveReportSuccess | InvalidInput | NotAllowed | NotFound,
    strawberry.union("LeaveReportResult", description="What leaveReport answers."),
]
RateReportResult = Annotated[
    RateReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("RateReportResult", description="What rateReport answers."),
]
ReopenReportResult = Annotated[
    ReopenReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("ReopenReportResult", description="What reopenReport answers."),
]


@strawberry.type
class CitizenReportMutations:
    @strawberry.mutation(
        description="Tells the city about a place. The same key and input give the same report."
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
        description="Adds words and photos to the viewer's own open report. The same key adds once."
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
        description="Me too: follows and counts on somebody else's open report. Twice counts once."
    )
    async def join_report(self, info: strawberry.Info, input: JoinReportInput) -> JoinReportResult:
        key = report_key(input.report)
        async with writing(info) as (session, viewer, now):
            joined = await service.join_report(session, viewer, key, now)
        return JoinReportSuccess(
            report=row(joined.report.id), merged_from=row(key) if joined.was_merged else None
        )

    @strawberry.mutation(description="Takes a me too back. Who has not joined changes nothing.")
    async def leave_report(
        self, info: strawberry.Info, input: LeaveReportInput
    ) -> LeaveReportResult:
        key = report_key(input.report)
        async with writing(info) as (session, viewer, _now):
            report = await service.leave_report(session, viewer, key)
        return LeaveReportSuccess(report=row(report.id))

    @strawberry.mutation(
        description="Rates the end of the viewer's own report; changeable once, within 14 days."
    )
    async def rate_report(self, info: strawberry.Info, input: RateReportInput) -> RateReportResult:
        key = report_key(input.report)
        async with writing(info) as (session, viewer, now):
            report = await service.rate_report(session, viewer, key, input.rating, input.word, now)
        return RateReportSuccess(report=row(report.id))

    @strawberry.mutation(
        description="Opens the viewer's own report again: once, within 14 days of its end."
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
