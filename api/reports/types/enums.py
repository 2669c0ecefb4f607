"""The enums of reports in the graph, the labels of statuses, and the glossary.

The types import from here first: an enum is described before a field names it.
"""

from collections.abc import Callable
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, case, literal_column

from api.gql.common.enums import described
from api.gql.common.types import BilingualText
from api.gql.schema.mapping import Row
from api.identity.values import Viewer
from api.kit.problems import Words
from api.reports.policy import may_see_internal
from api.reports.values import (
    GLOSSARY,
    Meaning,
    ModerationAction,
    PointPrecision,
    ReportPublicStatus,
    ReportStatus,
    UpdateKind,
    open311_status,
)
from api.reports.values.proof import CheckOutcome, ProofCheck, ProofVerdict

described(
    ReportStatus,
    "The status that officers work with.",
    name="ReportInternalStatus",
    **{line.status.name: line.meaning.en for line in GLOSSARY},
)
described(
    ReportPublicStatus,
    "The status that everyone sees.",
    WAITING="It has been received; no officer has verified it yet.",
    IN_PROGRESS="It was accepted and is being handled.",
    POSTPONED="Work is postponed; the report's history gives the reason and the date.",
    DONE="It has been dealt with.",
    REJECTED="It cannot be accepted; the report's history gives the reason.",
    REFERRED="Another authority is responsible; the report was passed on to it.",
    MERGED="Another report is about the same thing; follow that one.",
)
described(
    PointPrecision,
    "How exact a point is.",
    EXACT="The point that the reporter chose.",
    ROUNDED="Rounded to about 100 m, to protect persons.",
)
described(
    UpdateKind,
    "What an update of a report's history is about.",
    STEP="An officer changed the status, or a completion was accepted or rejected.",
    ASSIGNED="The report was assigned to an agency or to an officer.",
    NOTE="An officer wrote a note.",
    ADDITION="The reporter added text or photos.",
    REOPENED="The reporter disputed the outcome: the report is waiting again.",
    MERGED="Two reports about the same thing were merged.",
    MODERATED="A moderator hid it, showed it again, edited its text or removed a photo.",
    RECATEGORISED="It was given the category that it should have had.",
)
described(
    ProofVerdict,
    "What the checks of a completion come to.",
    VERIFIED="Every check that could be made was passed; `checks` lists them.",
    NEEDS_REVIEW="A check found something doubtful: look at the photos before believing it.",
    REJECTED="A check failed, or the second person rejected the completion.",
)
described(
    ProofCheck,
    "What is checked of a completion.",
    NOT_THE_REPORTERS="That no photo is one of the reporter's own, or one of these altered.",
    NOT_USED_BEFORE="That no photo was used for an earlier completion.",
    TIME="That its photos were taken after the report was submitted, by their camera's clock.",
    PLACE="That they were taken within the category's radius of the report, by their camera.",
    SECOND_PERSON="That somebody else accepts it: another officer, an admin or the reporter.",
)
described(
    CheckOutcome,
    "How a check ended.",
    PASSED="It found nothing against the completion.",
    NOT_MADE="It could not be made, or not yet: it speaks neither for nor against.",
    DOUBTFUL="It found something that a person must judge.",
    FAILED="It found that the completion cannot be believed.",
)
described(
    ModerationAction,
    "What a moderator does.",
    HIDE="From now on only the reporter, the agency and admins see the report.",
    UNHIDE="The report is shown as it was before it was hidden.",
    EDIT="The text changes; the reporter and the agency can still read the old one.",
    REDACT_PHOTO="One photo is no longer shown to anyone.",
)


def _by_status(
    choose: Callable[[Meaning, Viewer], str],
) -> Callable[[Row, Viewer], ColumnElement[str]]:
    """An expression of a row's status, by the glossary."""

    def express(row: Row, viewer: Viewer) -> ColumnElement[str]:
        return case(
            *(
                (row.status == text_literal(line.status.name), text_literal(choose(line, viewer)))
                for line in GLOSSARY
            ),
            else_=text_literal(choose(GLOSSARY[0], viewer)),
        )

    return express


def text_literal(text: str) -> ColumnElement[str]:
    """A text of our own, as a literal of the statement."""
    return literal_column("'" + text.replace("'", "''") + "'")


_WAITING = GLOSSARY[0]
"""To those who see a hidden report it shows the public status of one that is waiting."""


def _public(line: Meaning) -> Meaning:
    return _WAITING if line.public is None else line


public_status = _by_status(lambda line, _viewer: (_public(line).public or line.status).name)
public_label = _by_status(lambda line, viewer: _public(line).public_label.text(viewer.language))
_internal_label = _by_status(lambda line, viewer: line.label.text(viewer.language))


def internal_label(row: Row, viewer: Viewer) -> ColumnElement[str]:
    """The label of the internal status; null for everyone but its officers and admins."""
    return case((may_see_internal(row, viewer), _internal_label(row, viewer)))


def bilingual_words(words: Words) -> BilingualText:
    """Words of our own as the graph shows them, for pages that show both languages."""
    made: Any = BilingualText  # its fields are mapped, so that mypy sees no parameters
    shown: BilingualText = made(indonesian=words.id, english=words.en)
    return shown


@strawberry.type(description="One status, and how it is shown.")
class ReportStatusMeaning:
    status: ReportStatus = strawberry.field(description="The status that officers work with.")
    public_status: ReportPublicStatus | None = strawberry.field(
        description="The status that everyone sees; null if no public list shows such reports."
    )
    label: BilingualText = strawberry.field(description="The officers' label.")
    public_label: BilingualText = strawberry.field(description="The public label.")
    meaning: BilingualText = strawberry.field(description="What the status means, in a sentence.")
    is_closed: bool | None = strawberry.field(
        description="Whether the report has reached its end; null if it is hidden."
    )
    open311_status: str | None = strawberry.field(
        description="The status in Open311, open or closed; null if Open311 does not show it."
    )


def glossary() -> list[ReportStatusMeaning]:
    """Every status in the order in which a report takes them."""
    return [
        ReportStatusMeaning(
            status=line.status,
            public_status=line.public,
            label=bilingual_words(line.label),
            public_label=bilingual_words(line.public_label),
            meaning=bilingual_words(line.meaning),
            is_closed=line.is_closed,
            open311_status=open311_status(line.status),
        )
        for line in GLOSSARY
    ]
