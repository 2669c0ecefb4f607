"""Joins the subjects' jobs into one worker."""

from collections.abc import Sequence

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
from api.storage.store import Store
from api.uploads import jobs as uploads


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
