"""Where what officers do to reports enters."""

from datetime import date
from typing import Annotated

import strawberry

from api.areas.service import AreaIndexCache
from api.gql.common.references import optional_key
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.run.mutate import context, row, writing
from api.reports import service
from api.reports.mutations.inputs import NOW_UNSEEN, RETRY_KEY, report_key, uploads
from api.reports.types import Report
from api.reports.values import ReportStatus


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
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)
    template: strawberry.ID | None = strawberry.field(
        default=None,
        description="An answer of responseTemplates for its category and this new state:"
        " everybody reads it in his own language. What publicNote says follows it.",
    )


@strawberry.input(description="To whom a report goes, and why.")
class AssignReportInput:
    report: strawberry.ID = strawberry.field(description="Which report.")
    agency: strawberry.ID | None = strawberry.field(
        default=None, description="The agency that takes it; absent: it stays where it is."
    )
    officer: strawberry.ID | None = strawberry.field(
        default=None, description="The officer of that agency who takes it; see viewer.colleagues."
    )
    reason: str = strawberry.field(
        description="Why, 5 to 1,000 characters; the agency that takes it reads it."
    )
    public_note: str | None = strawberry.field(
        default=None, description="What everybody may read about it."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)
    template: strawberry.ID | None = strawberry.field(
        default=None,
        description="An answer of responseTemplates for its category and the state ASSIGNED:"
        " everybody reads it in his own language. What publicNote says follows it.",
    )


@strawberry.input(description="A note on a report that stays where it is.")
class NoteReportInput:
    idempotency_key: str = strawberry.field(
        description="8 to 128 characters, made once for each note: retries add nothing twice."
    )
    report: strawberry.ID = strawberry.field(description="Which report.")
    public_note: str | None = strawberry.field(
        default=None, description="What everybody may read; those who follow are told."
    )
    internal_note: str | None = strawberry.field(
        default=None, description="What only officers of the agency may read."
    )
    photos: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Finished uploads that go with the public note."
    )
    template: strawberry.ID | None = strawberry.field(
        default=None,
        description="An answer of responseTemplates for its category and present state:"
        " everybody reads it in his own language. What publicNote says follows it.",
    )


@strawberry.input(description="Whose hidden name an officer needs, and why.")
class RevealReporterInput:
    report: strawberry.ID = strawberry.field(description="Which report.")
    reason: str = strawberry.field(description="Why, 5 to 1,000 characters; the reporter reads it.")
    idempotency_key: str | None = strawberry.field(default=None, description=RETRY_KEY)


@strawberry.type(description="The report has moved on.")
class AdvanceReportSuccess:
    report: Report | None = strawberry.field(description=NOW_UNSEEN)


@strawberry.type(description="The report is handed over.")
class AssignReportSuccess:
    report: Report | None = strawberry.field(
        description="The report; null where only its new agency sees it now."
    )


@strawberry.type(description="The note is written.")
class NoteReportSuccess:
    report: Report | None = strawberry.field(description=NOW_UNSEEN)


@strawberry.type(description="The name; the reporter can see that it was looked at.")
class RevealReporterSuccess:
    name: str | None = strawberry.field(
        description="The name that the reporter goes by; null where none is known."
    )
    recorded: bool = strawberry.field(
        description="Whether the look was recorded: every look at a hidden name is."
    )


AdvanceReportResult = Annotated[
    AdvanceReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("AdvanceReportResult", description="What advanceReport answers."),
]
AssignReportResult = Annotated[
    AssignReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("AssignReportResult", description="What assignReport answers."),
]
NoteReportResult = Annotated[
    NoteReportSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("NoteReportResult", description="What noteReport answers."),
]
RevealReporterResult = Annotated[
    RevealReporterSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("RevealReporterResult", description="What revealReporter answers."),
]


@strawberry.type
class OfficerReportMutations:
    @strawberry.mutation(
        description="Moves a report on: for officers of its agency. Those who follow it are told."
        " Where the category needs a completion photo, DONE needs it too, and waits in"
        " AWAITING_CHECK until another officer or the reporter accepts."
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
        return AdvanceReportSuccess(report=row(report.id))

    @strawberry.mutation(
        description="Hands a report over to an agency or an officer: it is assigned from then on."
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
        return AssignReportSuccess(report=row(report.id))

    @strawberry.mutation(
        description="Writes a note for everybody, or for officers alone, without moving the report."
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
        return NoteReportSuccess(report=row(report.id))

    @strawberry.mutation(
        description="A reporter's hidden name, for who handles the report. The look is recorded,"
        " and the reporter can list it."
    )
    async def reveal_reporter(
        self, info: strawberry.Info, input: RevealReporterInput
    ) -> RevealReporterResult:
        key = report_key(input.report)
        async with writing(info) as (session, viewer, now):
            shown = await service.reveal_reporter(
                session, viewer, key, input.reason, now, input.idempotency_key
            )
        return RevealReporterSuccess(name=shown.name, recorded=shown.look is not None)
