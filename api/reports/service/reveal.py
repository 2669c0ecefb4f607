"""An officer asks for a name that its reporter has hidden; the reporter can see that he did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import col, select

from api.db.session import WriteSession
from api.identity.models import Person
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit.problems import FieldFault, InvalidInput, NotAllowed, NotFound, Words
from api.reports import policy
from api.reports.models import IdentityLook, Report
from api.reports.service.retries import was_made
from api.reports.service.steps import NOT_YOURS, locked, reason_of

_NOBODY_KNOWN: Final = Words(
    "Pelapor laporan ini tidak dikenal.", "Nobody is known to have sent this report."
)


@dataclass(frozen=True, slots=True)
class Revealed:
    """The name that the reporter goes by, None where the token had none; and the record of it."""

    name: str | None
    look: IdentityLook | None


async def reveal_reporter(
    session: WriteSession,
    viewer: Viewer,
    report_id: str,
    reason: str,
    now: datetime,
    idempotency_key: str | None = None,
) -> Revealed:
    """The reporter's name, for who handles the report and says why.

    A look at a hidden name is recorded in the same transaction: there is no name without its
    record. One's own and one that is not hidden are given without. The same key with the same
    request is one look; who no longer handles the report is not given the name by a retry either.
    Raises NotAllowed, NotFound, InvalidInput, Conflict when the key belongs to another request.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    report = await locked(session, viewer, report_id)
    if not policy.may_reveal(report, viewer):
        raise NotAllowed(NOT_YOURS)
    looker = await ensure_person(session, viewer)
    faults: list[FieldFault] = []
    again = await was_made(
        session, looker.id, "revealReporter", idempotency_key, [reason], report.id, now, faults
    )
    if faults:
        raise InvalidInput(*faults)
    why = reason_of(reason)
    if report.reporter_id is None:
        raise NotFound(_NOBODY_KNOWN)
    reporter = await session.get_one(Person, report.reporter_id)
    if not report.hide_name or reporter.id == looker.id:
        return Revealed(reporter.name, None)
    if again and (looked := await _looked(session, report, looker, why)) is not None:
        return Revealed(reporter.name, looked)
    look = IdentityLook(
        report_id=report.id,
        reporter_id=reporter.id,
        looker_id=looker.id,
        looker_role=viewer.role,
        agency_id=viewer.agency_id,
        reason=why,
        looked_at=now,
    )
    session.add(look)
    await session.flush()
    return Revealed(reporter.name, look)


async def _looked(
    session: WriteSession, report: Report, looker: Person, why: str
) -> IdentityLook | None:
    """The record of what this person was told of this report for this reason, the last one."""
    found = await session.execute(
        select(IdentityLook)
        .where(
            col(IdentityLook.report_id) == report.id,
            col(IdentityLook.looker_id) == looker.id,
            col(IdentityLook.reason) == why,
        )
        .order_by(col(IdentityLook.id).desc())
        .limit(1)
    )
    return found.scalar_one_or_none()
