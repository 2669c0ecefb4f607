"""Work on reports that nobody asks for: telling of passed due dates."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from api.jobs.registry import Handler, JobRun, Periodic
from api.kit import clock
from api.reports.service.overdue import tell_overdue

OVERDUE: Final = "reports.overdue"
PERIODIC: Final = (Periodic(OVERDUE, timedelta(minutes=10), OVERDUE),)
_AT_ONCE: Final = 100


async def _overdue(run: JobRun, _payload: Mapping[str, Any]) -> None:
    told = _AT_ONCE
    while told == _AT_ONCE:
        async with run.database.write() as session:
            told = await tell_overdue(session, clock.now(), _AT_ONCE)


HANDLERS: Final[Mapping[str, Handler]] = {OVERDUE: _overdue}
