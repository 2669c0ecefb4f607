"""The enums of reports in the graph, and the glossary.

The types import from here first: an enum is described before a field names it.
"""

import strawberry
from sqlalchemy import ColumnElement, case, literal_column

from api.gql.common.enums import described
from api.gql.schema.mapping import Row
from api.identity.values import Viewer
from api.reports import values
from api.reports.values import (
    ModerationAction,
    PointPrecision,
    ReportPublicStatus,
    ReportStatus,
    UpdateKind,
)
from api.reports.values.proof import CheckOutcome, ProofCheck, ProofVerdict

described(
    ReportStatus,
    "The state that officers work with.",
    **{line.status.name: line.meaning.en for line in values.GLOSSARY},
)
described(
    ReportPublicStatus,
    "The state that everybody sees.",
    WAITING="It has come in; nobody has looked at it yet.",
    IN_PROGRESS="It was accepted and is being dealt with.",
    POSTPONED="It is put off, with a reason and a date.",
    DONE="The work is finished.",
    REJECTED="It cannot be accepted; the last update says why.",
    REFERRED="Another authority is responsible and was told.",
    MERGED="The same report exists already; follow that one.",
)
described(
    PointPrecision,
    "How exact a shown point is.",
    EXACT="Where the reporter put it.",
    ROUNDED="To about 100 m, to protect persons.",
    HIDDEN="Not shown.",
)
described(
    UpdateKind,
    "What a line of a report's history tells.",
    STEP="The city moved the report on.",
    ASSIGNED="It was handed over to an agency or to an officer.",
    NOTE="The city wrote a note.",
    ADDITION="The reporter added words or photos.",
    REOPENED="The reporter did not accept the end: it waits again.",
    MERGED="Reports about the same thing became one.",
    MODERATED="A moderator hid it, showed it again, mended its words or took a photo away.",
    RECATEGORISED="It was given the category that it should have had.",
)
described(
    ProofVerdict,
    "What the checks of a finish come to.",
    VERIFIED="Every check that could be made was passed; `checks` tells which those were.",
    NEEDS_REVIEW="A check found something doubtful: look at the photos before believing it.",
    REJECTED="A check failed, or the second person did not accept the finish.",
)
described(
    ProofCheck,
    "What is checked of a finish.",
    NOT_THE_REPORTERS="That its photos are not the reporter's own, nor these with a part changed.",
    NOT_USED_BEFORE="That its photos were not used to show an earlier finish.",
    TIME="That they were taken since the report came in, by their camera's clock.",
    PLACE="That they were taken within the category's radius of the report, by their camera.",
    SECOND_PERSON="That somebody else accepts it: another officer, or the reporter.",
)
described(
    CheckOutcome,
    "How a check ended.",
    PASSED="It found nothing against the finish.",
    NOT_MADE="It could not be made, or not yet: it speaks neither for nor against.",
    DOUBTFUL="It found something that a person must judge.",
    FAILED="It found that the finish cannot be believed.",
)
described(
    ModerationAction,
    "What a moderator does.",
    HIDE="Only the reporter, the agency and admins see the report from now on.",
    UNHIDE="It is as it was before it was hidden.",
    EDIT="Its words change; the old ones are kept for the reporter and the agency.",
    REDACT_PHOTO="One photo is shown to nobody any more.",
)


def public_status(row: Row, _viewer: Viewer) -> ColumnElement[str]:
    """The public word for a state. What only reporter and officers see is shown as waiting."""
    shown = {
        line.status.name: (line.public or ReportPublicStatus.WAITING).name
        for line in values.GLOSSARY
    }
    return case(
        *((row.status == status, literal_column(f"'{word}'")) for status, word in shown.items()),
        else_=literal_column("'WAITING'"),
    )


@strawberry.type(description="One line of the glossary of states.")
class ReportStatusMeaning:
    status: ReportStatus = strawberry.field(description="The state officers work with.")
    public: ReportPublicStatus | None = strawberry.field(
        description="The state everybody sees; null: not listed."
    )
    label_id: str = strawberry.field(description="The officers' word in Indonesian.")
    label_en: str = strawberry.field(description="The officers' word in English.")
    public_label_id: str = strawberry.field(description="The public word in Indonesian.")
    public_label_en: str = strawberry.field(description="The public word in English.")
    meaning_id: str = strawberry.field(description="What it means, in Indonesian.")
    meaning_en: str = strawberry.field(description="What it means, in English.")
    open311: str | None = strawberry.field(description="The state in Open311: open or closed.")
