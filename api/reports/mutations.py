"""Where what people do to reports enters."""

from datetime import date
from typing import Annotated

import strawberry

from api.areas.service import PlacesCache
from api.gql.mutate import context, row, writing
from api.gql.references import input_key
from api.gql.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.types import PointInput
from api.kit.geo import Point
from api.reports import service
from api.reports.types import Report, SimilarReport
from api.reports.values import ReportStatus


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


@strawberry.input(description="Where a report goes next.")
class AdvanceReportInput:
    report: strawberry.ID = strawberry.field(description="Which report.")
    to: ReportStatus = strawberry.field(description="Its new state.")
    public_note: str | None = strawberry.field(
        default=None, description="What everybody may read about it."
    )
    internal_note: str | None = strawberry.field(
        default=None, description="What only officers may read about it."
    )
    photos: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Finished uploads that show the work."
    )
    until: date | None = strawberry.field(
        default=None, description="Until when, where it is postponed."
    )


@strawberry.type(description="The city has the report.")
class SubmitReportSuccess:
    report: Report = strawberry.field(description="The report, with its ticket.")
    similar: list[SimilarReport] = strawberry.field(
        description="Open reports of the same kind nearby."
    )


@strawberry.type(description="The report has moved on.")
class AdvanceReportSuccess:
    report: Report = strawberry.field(description="The report as it now is.")


SubmitReportResult = Annotated[
    SubmitReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("SubmitReportResult", description="What submitReport answers."),
]
AdvanceReportResult = Annotated[
    AdvanceReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("AdvanceReportResult", description="What advanceReport answers."),
]


def _uploads(photos: list[strawberry.ID]) -> tuple[str, ...]:
    return tuple(
        input_key(f"input.photos.{place}", "upl", photo) for place, photo in enumerate(photos)
    )


@strawberry.type
class ReportMutations:
    @strawberry.mutation(
        description="Tells the city about a place. The same key and input give the same report."
    )
    async def submit_report(
        self, info: strawberry.Info, input: SubmitReportInput
    ) -> SubmitReportResult:
        places = await context(info).resources.get(PlacesCache).get()
        wanted = service.SubmitReport(
            idempotency_key=input.idempotency_key,
            category_id=input_key("input.category", "cat", input.category),
            point=Point(input.point.latitude, input.point.longitude),
            title=input.title,
            description=input.description,
            address=input.address,
            photos=_uploads(input.photos),
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
        description="Moves a report on: for officers of its agency. Those who follow it are told."
    )
    async def advance_report(
        self, info: strawberry.Info, input: AdvanceReportInput
    ) -> AdvanceReportResult:
        places = await context(info).resources.get(PlacesCache).get()
        step = service.AdvanceReport(
            report_id=input_key("input.report", "rep", input.report),
            to=input.to,
            public_note=input.public_note,
            internal_note=input.internal_note,
            photos=_uploads(input.photos),
            until=input.until,
        )
        async with writing(info) as (session, viewer, now):
            report = await service.advance_report(session, viewer, places, step, now)
        return AdvanceReportSuccess(report=row(report.id))


MUTATIONS = (ReportMutations,)
