"""How a finish was checked, in the graph."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, literal_column, or_

from api.gql.schema.fields import col, expr, many, one, sort, table
from api.gql.schema.mapping import Order, Row
from api.identity.values import Viewer
from api.reports import models, policy
from api.reports.types.parts import MOST_PHOTOS_SHOWN, PHOTO_ORDER, SENT_ORDER, Photo
from api.reports.values.proof import SENSE, CheckOutcome, ProofCheck, ProofVerdict, Sense


def _sense(say: Callable[[Sense, Viewer], str]) -> Callable[[Row, Viewer], ColumnElement[str]]:
    """What the finding of a row says, by the table of findings."""

    def express(row: Row, viewer: Viewer) -> ColumnElement[str]:
        said = {finding.name: say(sense, viewer) for finding, sense in SENSE.items()}
        return case(
            *((row.finding == _text(finding), _text(words)) for finding, words in said.items()),
            else_=_text(""),
        )

    return express


def _text(words: str) -> ColumnElement[str]:
    """Our own words, as a literal of the statement."""
    return literal_column("'" + words.replace("'", "''") + "'")


@table(
    models.ProofFinding,
    where=policy.sees_finding,
    description="One check of a finish, and how it ended.",
)
class CompletionCheck:
    name: ProofCheck = expr(_sense(lambda sense, _viewer: sense.check.name), "What was checked.")
    outcome: CheckOutcome = expr(_sense(lambda sense, _viewer: sense.outcome.name), "How it ended.")
    detail: str = expr(
        _sense(lambda sense, viewer: sense.detail.text(viewer.language)),
        "What was found, in the reader's language.",
    )


@table(
    models.CompletionProof,
    where=policy.visible_by_report,
    description="How a finish was checked. It claims no more than its checks say.",
)
class CompletionProof:
    verdict: ProofVerdict = col(models.CompletionProof.verdict, "What the checks come to.")
    checks: list[CompletionCheck] = many(
        lambda: CompletionCheck,
        "Every check, those too that could not be made.",
        on=models.ProofFinding.proof_id,
        order=Order("position", (sort(models.ProofFinding.position, "int"),)),
        limit=10,
        with_parent=True,
    )
    before: list[Photo] = many(
        lambda: Photo,
        "The reporter's photos, and those of reports that were merged into this one.",
        on=lambda proof, photo, _viewer: and_(
            or_(photo.report_id == proof.report_id, photo.shown_on_id == proof.report_id),
            policy.is_reporters_photo(photo),
        ),
        order=SENT_ORDER,
        limit=MOST_PHOTOS_SHOWN,
    )
    after: list[Photo] = many(
        lambda: Photo,
        "The photos of the finished work.",
        on=lambda proof, photo, _viewer: and_(
            photo.update_id == proof.update_id, photo.removed_at.is_(None)
        ),
        order=PHOTO_ORDER,
        limit=10,
        with_parent=True,
    )
    like: Photo | None = one(
        lambda: Photo,
        models.CompletionProof.like_photo_id,
        "The earlier completion photo that one of them is like; null where there is none, or where"
        " the viewer may not see it.",
    )
    made_at: datetime = col(models.CompletionProof.made_at, "When it was checked.")
