"""Work on reports that no request starts: notifying of passed due dates."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from api.jobs.registry import Handler, JobRun, Periodic
from api.kit import clock
from api.reports.service.overdue import notify_overdue

OVERDUE: Final = "reports.overdue"
PERIODIC: Final = (Periodic(OVERDUE, timedelta(minutes=10), OVERDUE),)
_BATCH: Final = 100


async def _overdue(run: JobRun, _payload: Mapping[str, Any]) -> None:
    notified = _BATCH
    while notified == _BATCH:
        async with run.database.write() as session:
            notified = await notify_overdue(session, clock.now(), _BATCH)


HANDLERS: Final[Mapping[str, Handler]] = {OVERDUE: _overdue}
