"""Fields of a report that the database computes."""

from sqlalchemy import ColumnElement, and_, case, false, func, literal_column, select, true

from api.db.base import table
from api.gql.compile.sql import Limit
from api.gql.schema.mapping import Expression, Row
from api.identity.values import Viewer
from api.reports import models, policy
from api.reports.types.parts import note_of


def is_overdue(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    return case((policy.is_overdue(row, viewer.now), true()), else_=false())


def postponement_reason(row: Row, viewer: Viewer) -> ColumnElement[str]:
    """The note of the step that postponed the report, while its clock stands still."""
    step = table(models.ReportUpdate).alias()
    reason = (
        select(note_of(step.c, viewer))
        .where(
            step.c.report_id == row.id,
            step.c.status == literal_column("'POSTPONED'"),
            step.c.kind == literal_column("'STEP'"),
        )
        .order_by(step.c.created_at.desc(), step.c.id.desc())
        .suffix_with(Limit(1))
        .correlate_except(step)
        .scalar_subquery()
    )
    paused = and_(row.status == literal_column("'POSTPONED'"), row.clock_from > viewer.now)
    return case((paused, reason))


def photo_count(row: Row, viewer: Viewer) -> ColumnElement[int]:
    photo = table(models.ReportPhoto).alias()
    return (
        select(func.count())
        .select_from(photo)
        .where(policy.shows_photo_of(photo.c, row, viewer))
        .correlate_except(photo)
        .scalar_subquery()
    )


def coordinate(name: str) -> Expression:
    def express(row: Row, viewer: Viewer) -> ColumnElement[float]:
        exact = policy.may_see_exact_point(row, viewer)
        return case((exact, row[name]), else_=row[f"shown_{name}"])

    return Expression(express, "plain")


def precision(row: Row, viewer: Viewer) -> ColumnElement[str]:
    return case(
        (policy.may_see_exact_point(row, viewer), literal_column("'EXACT'")),
        (policy.is_rounded(row), literal_column("'ROUNDED'")),
        else_=literal_column("'EXACT'"),
    )
