"""Joins the subjects' jobs into one worker."""

from api.cctv import jobs as cctv
from api.db.session import Database
from api.jobs.loop import Worker
from api.jobs.registry import Batched, Handler
from api.push import jobs as push
from api.push.gateway import Sender
from api.reports import jobs as reports
from api.settings import Settings
from api.storage.images import ImagePool
from api.storage.store import Store
from api.uploads import jobs as uploads


def make(
    settings: Settings, database: Database, store: Store, pool: ImagePool, sender: Sender
) -> Worker:
    """A worker that knows every kind of job there is."""
    handlers: dict[str, Handler | Batched] = {
        **push.handlers(sender),
        **cctv.handlers(settings, store, pool),
        **uploads.handlers(store),
        **reports.HANDLERS,
    }
    return Worker(
        database, handlers, (*cctv.periodic(settings), *uploads.PERIODIC, *reports.PERIODIC)
    )
