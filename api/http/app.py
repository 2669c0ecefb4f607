"""The server: everything opened once, `/graphql` in front, Starlette behind."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final
from uuid import uuid4

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import Receive, Scope, Send

import api.worker
from api import schema
from api.areas.service import AreaIndexCache
from api.cache.responses import SECONDS, ResponseCache
from api.cctv.policy import shows_frame
from api.db.migrate import ROOT
from api.db.session import Database
from api.emergency.service import PackCache
from api.gql.run.context import Resources
from api.gql.run.cost import Limits
from api.gql.run.counters import operation_names
from api.gql.run.engine import Engine
from api.gql.run.reader import open_reader
from api.http import (
    auth,
    emergency,
    errors,
    health,
    media,
    metrics,
    open311,
    open_data,
    pages,
    uploads,
)
from api.http.addresses import PublicAddress
from api.http.cors import AnyOrigin
from api.http.graphql import GraphQLEndpoint
from api.identity.tokens import LocalKeys
from api.news.policy import shows_image
from api.push.gateway import Sender, open_sender
from api.reports.policy import shows_photo
from api.settings import Settings
from api.storage.opening import open_object_store
from api.storage.pool import ImagePool
from api.uploads.policy import shows_own_upload

_KNOWN_DOCUMENTS: Final = ROOT / "tests" / "clients"
"""What the city's own apps send: metrics call these operations by their names."""
_log = structlog.get_logger("server")


def _report_bug(error: BaseException) -> str:
    """Writes a bug down and gives the number under which it is found again."""
    number = uuid4().hex[:12]
    _log.error("bug", correlation_id=number, exc_info=error)
    return number


class App:
    """One server on one store, as an ASGI application."""

    def __init__(
        self,
        settings: Settings,
        *,
        sender: Sender | None = None,
        until_ready: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        """Opens everything. `until_ready` ends once the store is prepared, False if never.

        Until then no worker runs on it and /readyz says so; without it the store is ready now.
        """
        self.settings = settings
        self._until_ready = until_ready
        self._ready = asyncio.Event()
        self.database = Database(settings.url)
        self.objects = open_object_store(settings)
        self.pool = ImagePool()
        self.sender = sender or open_sender(settings)
        self.keys = LocalKeys(settings.data / "keys", settings.token_audience)
        self._places = AreaIndexCache(self.database)
        self._keeper = PackCache(self.database, settings.emergency_copy)
        self._responses = ResponseCache(SECONDS if settings.answer_cache else 0)
        self.database.on_commit(self._responses.purge)

        address = PublicAddress(settings.public_url)
        self._reads = open_reader(settings.url, settings.read_connections)
        graph = schema.graph_of(self._reads.dialect)
        self.engine = Engine(
            graph,
            self._reads,
            bounds=Limits(settings.max_cost, settings.max_depth),
            cached_documents=settings.cached_documents,
            database=self.database,
            resources=Resources(self._places, self._keeper),
            on_bug=_report_bug,
            known_operations=operation_names(_KNOWN_DOCUMENTS),
        )
        authenticator = auth.open_authenticator(settings, self.keys, self._places)
        self._graphql = GraphQLEndpoint(
            self.engine,
            authenticator,
            self._responses,
            public_address=address,
            max_body_bytes=settings.max_body_bytes,
        )
        usages = (shows_photo, shows_image, shows_frame, shows_own_upload)
        self._rest = Starlette(
            routes=[
                *pages.routes(schema.printed),
                *auth.routes(self.keys),
                *emergency.routes(self._keeper),
                *uploads.routes(self.database, self.objects, self.pool, address),
                *open_data.routes(self.database, self._places, address),
                *open311.routes(
                    self.database,
                    self._places,
                    authenticator,
                    public_address=address,
                    is_production=settings.environment == "production",
                    max_body_bytes=settings.max_body_bytes,
                ),
                *media.routes(self.database, self.objects, authenticator, usages),
                *health.routes(self.database, self.objects, self._ready.is_set),
                *metrics.routes(self.engine, self.database),
            ],
            lifespan=self._lifespan,
            exception_handlers={404: errors.refuse, 405: errors.refuse},
            middleware=[
                Middleware(AnyOrigin, closed=("/metrics",)),
                Middleware(errors.Masked, report=_report_bug),
            ],
        )

        # The router's own redirect to a path without its slash repeats whatever Host was sent.
        self._rest.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/graphql":
            await self._graphql(scope, receive, send)
        else:
            await self._rest(scope, receive, send)

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        await self._keeper.start()
        worker = (
            api.worker.make(self.settings, self.database, self.objects, self.pool, self.sender)
            if self.settings.worker
            else None
        )
        opening = asyncio.create_task(self._open(), name="opening")
        warming = asyncio.create_task(self._warm(), name="places")
        working = asyncio.create_task(self._work(worker), name="worker")
        try:
            yield
        finally:
            opening.cancel()
            warming.cancel()
            # Whoever reads gives their connection back first: it cannot be closed after the loop.
            await asyncio.gather(opening, warming, return_exceptions=True)
            # The worker ends first: what it still does needs the pool and the database.
            if worker is not None and self._ready.is_set():
                worker.stop()
            else:
                working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await working
            await self._keeper.close()
            await self.pool.close()
            await self.sender.close()
            await self._reads.close()
            await self.database.close()

    async def _open(self) -> None:
        if self._until_ready is not None:
            if not await self._until_ready():
                return
            # Connections made meanwhile may be to a file that has been replaced.
            await self.database.close()
            await self._reads.close()
        self._ready.set()

    async def _work(self, worker: "api.worker.Work | None") -> None:
        await self._ready.wait()
        if worker is not None:
            await worker.run()

    async def _warm(self) -> None:
        """Reads the areas and the holidays before somebody waits for them."""
        await self._ready.wait()
        try:
            await self._places.get()
        except Exception as error:
            # A store without a city, or none to be reached: it is read when first asked for.
            _log.warning("places.not_read", error=type(error).__name__)
