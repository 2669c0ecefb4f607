"""Uploads that were never used, and pictures that nothing shows any more."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from api.jobs.registry import Handler, JobRun, Periodic
from api.kit import clock
from api.storage.store import Store
from api.uploads import service

SWEEP: Final = "uploads.sweep"
PERIODIC: Final = (Periodic(SWEEP, timedelta(hours=1), SWEEP),)


def handlers(store: Store) -> dict[str, Handler]:
    """The handler of the sweep."""

    async def sweep(run: JobRun, _payload: Mapping[str, Any]) -> None:
        await service.sweep(run.database, store, clock.now())

    return {SWEEP: sweep}
