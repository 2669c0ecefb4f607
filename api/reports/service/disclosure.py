"""A hidden name is disclosed to an officer who gives a reason; the reporter can see that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import col, select

from api.db.session import WriteSession
from api.identity.models import Person
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit.problems import FieldFault, InvalidInput, NotFound, ProblemCode, Words
from api.reports import policy
from api.reports.models import IdentityDisclosure, Report
from api.reports.service.retries import is_retry
from api.reports.service.steps import locked, not_handled, reason_of

_NOT_RECORDED: Final = Words(
    "Nama pelapor laporan ini tidak tercatat.", "This report's reporter is not recorded."
)


@dataclass(frozen=True, slots=True)
class Revealed:
    """The reporter's name, None if their token had none; and the record of the disclosure."""

    name: str | None
    disclosure: IdentityDisclosure | None
    """None if the name was not hidden from the viewer."""


async def reveal_reporter(
    session: WriteSession,
    viewer: Viewer,
    report_id: str,
    reason: str,
    now: datetime,
    idempotency_key: str | None = None,
) -> Revealed:
    """The reporter's name, for anyone who handles the report and gives a reason.

    The disclosure of a hidden name is recorded in the same transaction: there is no name without
    its record. The viewer's own name and one that is not hidden are given without a record. The
    same key with the same request is one disclosure; an officer who no longer handles the report is
    not given the name by a retry either.
    Raises NotAllowed, NotFound, InvalidInput, and Conflict if the key belongs to another request.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    report = await locked(session, viewer, report_id)
    if not policy.may_reveal(report, viewer):
        raise not_handled(report, viewer)
    recipient = await ensure_person(session, viewer)
    faults: list[FieldFault] = []
    again = await is_retry(
        session, recipient.id, "revealReporter", idempotency_key, [reason], report.id, now, faults
    )
    if faults:
        raise InvalidInput(*faults)
    cleaned = reason_of(reason)
    if report.reporter_id is None:
        raise NotFound(_NOT_RECORDED, ProblemCode.NOT_FOUND)
    reporter = await session.get_one(Person, report.reporter_id)
    if not report.hide_name or reporter.id == recipient.id:
        return Revealed(reporter.name, None)
    earlier = await _earlier(session, report, recipient, cleaned) if again else None
    if earlier is not None:
        return Revealed(reporter.name, earlier)
    disclosure = IdentityDisclosure(
        report_id=report.id,
        reporter_id=reporter.id,
        recipient_id=recipient.id,
        recipient_role=viewer.role,
        agency_id=viewer.agency_id,
        reason=cleaned,
        disclosed_at=now,
    )
    session.add(disclosure)
    await session.flush()
    return Revealed(reporter.name, disclosure)


async def _earlier(
    session: WriteSession, report: Report, recipient: Person, reason: str
) -> IdentityDisclosure | None:
    """The last disclosure of this report's reporter to this person for this reason."""
    found = await session.execute(
        select(IdentityDisclosure)
        .where(
            col(IdentityDisclosure.report_id) == report.id,
            col(IdentityDisclosure.recipient_id) == recipient.id,
            col(IdentityDisclosure.reason) == reason,
        )
        .order_by(col(IdentityDisclosure.id).desc())
        .limit(1)
    )
    return found.scalar_one_or_none()
