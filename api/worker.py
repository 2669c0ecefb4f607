"""Joins the subjects' jobs into one worker, in the server or in a process of its own."""

import asyncio
import gc
import os
import signal
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncSession

from api.cctv import jobs as cctv
from api.db.session import Database
from api.jobs.loop import Worker
from api.jobs.registry import Batched, Handler
from api.push import jobs as push
from api.push.gateway import Sender
from api.reports import jobs as reports
from api.reports.service import followers_page
from api.settings import Settings
from api.storage.images import ImagePool
from api.storage.opening import open_object_store
from api.storage.store import Store
from api.uploads import jobs as uploads

NICE: Final = 10
"""How far a worker of its own process steps back in the scheduler: 0 is a server, 19 the last."""


def make(
    settings: Settings, database: Database, store: Store, pool: ImagePool, sender: Sender
) -> Worker:
    """A worker that knows every kind of job there is."""
    handlers: dict[str, Handler | Batched] = {
        **push.handlers(sender, {"report": _followers_of_report}),
        **cctv.handlers(settings, store, pool),
        **uploads.handlers(store),
        **reports.HANDLERS,
    }
    return Worker(
        database,
        handlers,
        (*push.PERIODIC, *cctv.periodic(settings), *uploads.PERIODIC, *reports.PERIODIC),
    )


async def _followers_of_report(
    session: AsyncSession, report: str, after: str, most: int
) -> Sequence[str]:
    return await followers_page(session, report, after=after, most=most)


async def run(settings: Settings, console: Console) -> None:
    """Works until SIGINT or SIGTERM, then ends what is at work.

    It steps back behind a server on the same machine: whoever asks is waiting, a push is not.
    """
    os.nice(NICE)
    database = Database(settings.url)
    pool = ImagePool()
    sender = push.open_sender(settings)
    worker = make(settings, database, open_object_store(settings), pool, sender)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, worker.stop)
    # What is loaded now stays: the collector need not walk it at every full collection.
    gc.collect()
    gc.freeze()
    console.print(f"Worker · push: {sender.description} · Ctrl-C berhenti · stops.", markup=False)
    try:
        await worker.run()
    finally:
        await pool.close()
        await sender.close()
        await database.close()
