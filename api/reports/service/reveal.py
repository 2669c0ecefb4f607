"""An officer asks for a name that its reporter has hidden; the reporter can see that he did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.db.session import WriteSession
from api.identity.models import Person
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit.problems import NotAllowed, NotFound, Words
from api.reports import policy
from api.reports.models import IdentityLook
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
    session: WriteSession, viewer: Viewer, report_id: str, reason: str, now: datetime
) -> Revealed:
    """The reporter's name, for who handles the report and says why.

    A look at a hidden name is recorded in the same transaction: there is no name without its
    record. One's own and one that is not hidden are given without. Raises NotAllowed, NotFound,
    InvalidInput.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    report = await locked(session, viewer, report_id)
    if not policy.may_reveal(report, viewer):
        raise NotAllowed(NOT_YOURS)
    why = reason_of(reason)
    if report.reporter_id is None:
        raise NotFound(_NOBODY_KNOWN)
    reporter = await session.get_one(Person, report.reporter_id)
    looker = await ensure_person(session, viewer)
    if not report.hide_name or reporter.id == looker.id:
        return Revealed(reporter.name, None)
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
