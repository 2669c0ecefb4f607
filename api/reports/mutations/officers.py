"""What officers do: change the status, assign, write notes, ask for a hidden name."""

from datetime import date
from typing import Annotated

import strawberry

from api.areas.service import AreaIndexCache
from api.gql.common.references import optional_key
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.run.mutate import context, row, writing
from api.reports import service
from api.reports.mutations.inputs import (
    REPORT,
    REPORT_ID,
    REQUIRED_KEY,
    RETRY_KEY,
    report_id,
    report_key,
    uploads,
)
from api.reports.types import Report
from api.reports.values import ReportStatus


@strawberry.input(description="A report's next status, and what to write about it.")
class AdvanceReportInput:
    report: strawberry.ID = strawberry.field(description="The report's ID.")
    to: ReportStatus = strawberry.field(description="The new status.")
    public_note: str | None = strawberry.field(
        default=None,
        description="A note that everyone who sees the report can read, up to 4,000 characters."
        " Required for POSTPONED, REJECTED and OTHER_AGENCY, and for taking a completion back to"
        " WORKING, unless a template is given.",
    )
    internal_note: str | None = strawberry.field(
        default=None,
        description="A note that only the agency's officers and admins can read, up to 4,000"
        " characters.",
    )
    photos: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="IDs of finished uploads that show the work, at most ten.",
    )
    until: date | None = strawberry.field(
        default=None,
        description="For POSTPONED, and required then: the day until which it is postponed, after"
        " today and at most 366 days ahead.",
    )
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)
    template: strawberry.ID | None = strawberry.field(
        default=None,
        description="The ID of a response template for its category and the new status."
        " Everyone reads it in their own language; the text of publicNote follows it.",
    )


@strawberry.input(description="The agency or officer to assign a report to, and why.")
class AssignReportInput:
    report: strawberry.ID = strawberry.field(description="The report's ID.")
    agency: strawberry.ID | None = strawberry.field(
        default=None,
        description="The ID of the agency that is to handle it; if omitted, its present one.",
    )
    officer: strawberry.ID | None = strawberry.field(
        default=None,
        description="The ID of the officer of that agency to whom it is assigned: one of"
        " viewer.colleagues for the viewer's own agency.",
    )
    reason: str = strawberry.field(
        description="Why, 5 to 1,000 characters; officers of the new agency and admins can read it."
    )
    public_note: str | None = strawberry.field(
        default=None,
        description="A note that everyone who sees the report can read, up to 4,000 characters.",
    )
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)
    template: strawberry.ID | None = strawberry.field(
        default=None,
        description="The ID of a response template for its category and the status ASSIGNED."
        " Everyone reads it in their own language; the text of publicNote follows it.",
    )


@strawberry.input(description="A note on a report that keeps its status.")
class NoteReportInput:
    idempotency_key: str = strawberry.field(description=REQUIRED_KEY)
    report: strawberry.ID = strawberry.field(description="The report's ID.")
    public_note: str | None = strawberry.field(
        default=None,
        description="A note that everyone who sees the report can read, up to 4,000 characters;"
        " followers are notified.",
    )
    internal_note: str | None = strawberry.field(
        default=None,
        description="A note that only the agency's officers and admins can read, up to 4,000"
        " characters.",
    )
    photos: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="IDs of finished uploads that go with the public note, at most ten.",
    )
    template: strawberry.ID | None = strawberry.field(
        default=None,
        description="The ID of a response template for its category and its present status."
        " Everyone reads it in their own language; the text of publicNote follows it.",
    )


@strawberry.input(description="The report whose reporter's name an officer needs, and why.")
class RevealReporterInput:
    report: strawberry.ID = strawberry.field(description="The report's ID.")
    reason: str = strawberry.field(
        description="Why, 5 to 1,000 characters; the reporter can read it."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)


@strawberry.type(description="The report has its new status; its followers were notified.")
class AdvanceReportSuccess:
    report_id: strawberry.ID = strawberry.field(description=REPORT_ID)
    report: Report | None = strawberry.field(description=REPORT)


@strawberry.type(description="The report is assigned; the officer, if any, was notified.")
class AssignReportSuccess:
    report_id: strawberry.ID = strawberry.field(description=REPORT_ID)
    report: Report | None = strawberry.field(description=REPORT)


@strawberry.type(description="The note was added as an update of the report.")
class NoteReportSuccess:
    report_id: strawberry.ID = strawberry.field(description=REPORT_ID)
    report: Report | None = strawberry.field(description=REPORT)


@strawberry.type(description="The reporter's name.")
class RevealReporterSuccess:
    name: str | None = strawberry.field(
        description="The name that the reporter goes by; null if it is not known."
    )
    recorded: bool = strawberry.field(
        description="Whether the disclosure was recorded for the reporter to see: always, unless"
        " the name was not hidden from the viewer."
    )
    report: Report = strawberry.field(
        description="The report; admins find the record in its `identityDisclosures`."
    )


AdvanceReportResult = Annotated[
    AdvanceReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("AdvanceReportResult", description="The outcome of advanceReport."),
]
AssignReportResult = Annotated[
    AssignReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("AssignReportResult", description="The outcome of assignReport."),
]
NoteReportResult = Annotated[
    NoteReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("NoteReportResult", description="The outcome of noteReport."),
]
RevealReporterResult = Annotated[
    RevealReporterSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("RevealReporterResult", description="The outcome of revealReporter."),
]


@strawberry.type
class OfficerReportMutations:
    @strawberry.mutation(
        description="Changes a report's status: for officers of its agency and admins. Its"
        " followers are notified. If the category needs a completion photo, so does DONE, and the"
        " report waits in AWAITING_CHECK until another officer, an admin or the reporter accepts"
        " the completion."
    )
    async def advance_report(
        self, info: strawberry.Info, input: AdvanceReportInput
    ) -> AdvanceReportResult:
        places = await context(info).resources.get(AreaIndexCache).get()
        step = service.AdvanceReport(
            report_id=report_key(input.report),
            to=input.to,
            public_note=input.public_note,
            internal_note=input.internal_note,
            photos=uploads(input.photos),
            until=input.until,
            idempotency_key=input.idempotency_key,
            template_id=optional_key("tpl", input.template),
        )
        async with writing(info) as (session, viewer, now):
            report = await service.advance_report(session, viewer, places, step, now)
        return AdvanceReportSuccess(report_id=report_id(report.id), report=row(report.id))

    @strawberry.mutation(
        description="Assigns a report to an agency or to an officer: for officers of its agency and"
        " admins. Its status is then ASSIGNED."
    )
    async def assign_report(
        self, info: strawberry.Info, input: AssignReportInput
    ) -> AssignReportResult:
        places = await context(info).resources.get(AreaIndexCache).get()
        wanted = service.AssignReport(
            report_id=report_key(input.report),
            agency_id=optional_key("agency", input.agency),
            officer_id=optional_key("person", input.officer),
            reason=input.reason,
            public_note=input.public_note,
            idempotency_key=input.idempotency_key,
            template_id=optional_key("tpl", input.template),
        )
        async with writing(info) as (session, viewer, now):
            report = await service.assign_report(session, viewer, places, wanted, now)
        return AssignReportSuccess(report_id=report_id(report.id), report=row(report.id))

    @strawberry.mutation(
        description="Adds a note for everyone, or for officers only, and leaves the status as it"
        " is: for officers of its agency and admins."
    )
    async def note_report(self, info: strawberry.Info, input: NoteReportInput) -> NoteReportResult:
        wanted = service.NoteReport(
            idempotency_key=input.idempotency_key,
            report_id=report_key(input.report),
            public_note=input.public_note,
            internal_note=input.internal_note,
            photos=uploads(input.photos),
            template_id=optional_key("tpl", input.template),
        )
        async with writing(info) as (session, viewer, now):
            report = await service.note_report(session, viewer, wanted, now)
        return NoteReportSuccess(report_id=report_id(report.id), report=row(report.id))

    @strawberry.mutation(
        description="Discloses a reporter's hidden name: for officers of the report's agency and"
        " admins, with a reason. The disclosure is recorded, and the reporter can see it."
    )
    async def reveal_reporter(
        self, info: strawberry.Info, input: RevealReporterInput
    ) -> RevealReporterResult:
        key = report_key(input.report)
        async with writing(info) as (session, viewer, now):
            revealed = await service.reveal_reporter(
                session, viewer, key, input.reason, now, input.idempotency_key
            )
        return RevealReporterSuccess(
            name=revealed.name, recorded=revealed.disclosure is not None, report=row(key)
        )
