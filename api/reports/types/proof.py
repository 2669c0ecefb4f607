"""How a completion was checked, in the graph."""

from collections.abc import Callable
from datetime import datetime

import strawberry
from sqlalchemy import ColumnElement, and_, case, or_

from api.gql.schema.fields import col, expr, gid, many, one, sort, table
from api.gql.schema.mapping import Order, Row
from api.identity.values import Viewer
from api.reports import models, policy
from api.reports.types.enums import text_literal
from api.reports.types.parts import MOST_PHOTOS_SHOWN, PHOTO_ORDER, SENT_ORDER, Photo
from api.reports.values.proof import (
    FINDINGS,
    CheckOutcome,
    FindingMeaning,
    ProofCheck,
    ProofVerdict,
)


def _of_finding(
    choose: Callable[[FindingMeaning, Viewer], str],
) -> Callable[[Row, Viewer], ColumnElement[str]]:
    """An expression of a row's finding, by the table of findings."""

    def express(row: Row, viewer: Viewer) -> ColumnElement[str]:
        return case(
            *(
                (row.finding == text_literal(finding.name), text_literal(choose(meaning, viewer)))
                for finding, meaning in FINDINGS.items()
            ),
            else_=text_literal(""),
        )

    return express


@table(
    models.ProofFinding,
    where=policy.sees_finding,
    description="One check of a completion, and how it ended.",
)
class CompletionCheck:
    id: strawberry.ID = gid("The check's ID.", "check", lambda row, _viewer: row.id)
    name: ProofCheck = expr(
        _of_finding(lambda meaning, _viewer: meaning.check.name), "What was checked."
    )
    outcome: CheckOutcome = expr(
        _of_finding(lambda meaning, _viewer: meaning.outcome.name), "How the check ended."
    )
    detail: str = expr(
        _of_finding(lambda meaning, viewer: meaning.detail.text(viewer.language)),
        "What was found: a sentence in the viewer's language.",
    )


@table(
    models.CompletionProof,
    where=policy.visible_by_report,
    description="How a completion was checked. It claims no more than its checks say.",
)
class CompletionProof:
    id: strawberry.ID = gid("The proof's ID.", "proof", lambda row, _viewer: row.id)
    verdict: ProofVerdict = col(models.CompletionProof.verdict, "What the checks come to.")
    checks: list[CompletionCheck] = many(
        lambda: CompletionCheck,
        "Every check, including those that could not be made.",
        on=models.ProofFinding.proof_id,
        order=Order("position", (sort(models.ProofFinding.position, "int"),)),
        limit=10,
        with_parent=True,
    )
    before: list[Photo] = many(
        lambda: Photo,
        "The reporter's photos, and those of reports that were merged into this one: the first"
        " twenty, in the order in which they were sent.",
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
    similar_to: Photo | None = one(
        lambda: Photo,
        models.CompletionProof.similar_photo_id,
        "The earlier completion photo that one of the photos resembles; null if there is none, or"
        " if the viewer may not see it.",
    )
    checked_at: datetime = col(models.CompletionProof.checked_at, "When it was checked.")
