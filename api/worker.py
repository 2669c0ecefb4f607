"""Joins the subjects' jobs into one worker, in the server or in a process of its own."""

import asyncio
import contextlib
import gc
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncSession

from api.cctv import jobs as cctv
from api.db import migrate
from api.db.session import Database
from api.jobs.loop import Worker
from api.jobs.registry import Handler
from api.news.service import is_public
from api.push import jobs as push
from api.push.gateway import Sender
from api.reports import jobs as reports
from api.reports.service import followers_page
from api.settings import Settings
from api.storage.opening import open_object_store
from api.storage.pool import ImagePool
from api.storage.store import Store
from api.uploads import jobs as uploads

NICE: Final = 10
"""The niceness of a worker in a process of its own; a server has 0, the lowest priority is 19."""


@dataclass(frozen=True, slots=True)
class Work:
    """All that is done beside answering requests: jobs, and messages to FCM."""

    jobs: Worker
    messages: push.Dispatcher

    async def run(self) -> None:
        """Works until `stop`; cancelled, it drops everything at once."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.jobs.run(), name="jobs")
            group.create_task(self.messages.run(), name="messages")

    def stop(self) -> None:
        """Makes `run` begin nothing more, wait for what is at work, and return."""
        self.jobs.stop()
        self.messages.stop()


def make(
    settings: Settings, database: Database, store: Store, pool: ImagePool, sender: Sender
) -> Work:
    """A worker that knows every kind of job there is, and sends messages."""
    handlers: dict[str, Handler] = {
        **push.handlers(sender, {"report": _followers_of_report}, is_public),
        **cctv.handlers(settings, store, pool),
        **uploads.handlers(store),
        **reports.HANDLERS,
    }
    worker = Worker(
        database,
        handlers,
        (*push.PERIODIC, *cctv.periodic(settings), *uploads.PERIODIC, *reports.PERIODIC),
    )
    link = settings.public_url if (settings.public_url or "").startswith("https://") else None
    return Work(worker, push.Dispatcher(database, sender, is_public, web_link=link))


async def _followers_of_report(
    session: AsyncSession, report: str, after: str, most: int
) -> Sequence[str]:
    return await followers_page(session, report, after=after, most=most)


async def run(settings: Settings, console: Console) -> None:
    """Works until SIGINT or SIGTERM, then ends what is at work. Raises UnknownStore.

    It gives way to a server on the same machine: people wait for an answer, not for a push. A
    store that is away or not migrated yet is waited for.
    """
    os.nice(NICE)
    async with contextlib.AsyncExitStack() as closing:
        database = Database(settings.url)
        closing.push_async_callback(database.close)
        with contextlib.suppress(OSError):
            migrate.refuse_unknown(await migrate.revisions_of(database))
        sender = push.open_sender(settings)
        closing.push_async_callback(sender.close)
        pool = ImagePool()
        closing.push_async_callback(pool.close)
        worker = make(settings, database, open_object_store(settings), pool, sender)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, worker.stop)
        # What is loaded now stays: the collector need not walk it at every full collection.
        gc.collect()
        gc.freeze()
        console.print(
            f"Worker · push: {sender.description} · Ctrl-C berhenti · stops.", markup=False
        )
        await worker.run()
