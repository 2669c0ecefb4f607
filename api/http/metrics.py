"""GET /metrics: what the server did, for Prometheus."""

import asyncio
from collections.abc import Iterator
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.db.session import Database
from api.gql.run.engine import Engine
from api.http.push_metrics import PushMetrics

_PATIENCE_SECONDS: Final = 3.0
_log = structlog.get_logger("metrics")


class _EngineCollector(Collector):
    """Reads the engine's counters when asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[Metric]:
        counters = self._engine.counters
        responses = CounterMetricFamily(
            "kulkul_graphql_responses",
            "GraphQL requests executed: by a compiled plan, or by graphql-core's executor.",
            labels=["path"],
        )
        responses.add_metric(["compiled"], counters.compiled)
        responses.add_metric(["executor"], counters.executed)
        yield responses
        fallbacks = CounterMetricFamily(
            "kulkul_graphql_fallbacks",
            "Queries that have no plan, by operation (a known one, or `other`) and by the field"
            " that only a resolver answers.",
            labels=["operation", "field"],
        )
        for (operation, field), count in counters.fallbacks.items():
            fallbacks.add_metric([operation, field], count)
        yield fallbacks
        yield GaugeMetricFamily(
            "kulkul_graphql_documents", "Documents kept.", value=len(self._engine.documents)
        )


class _Collected(Collector):
    """What was collected already, since the registry cannot wait for a database."""

    def __init__(self, found: list[Metric]) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        yield from self._found


def routes(engine: Engine, database: Database) -> list[Route]:
    """The route. It tells counts only, of nobody."""
    registry = CollectorRegistry()
    registry.register(_EngineCollector(engine))
    ProcessCollector(registry=registry)
    push = PushMetrics(database)

    async def metrics(_request: Request) -> Response:
        lines = generate_latest(registry)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                of_push = CollectorRegistry()
                of_push.register(_Collected(await push.collect()))
                lines += generate_latest(of_push)
        except Exception as error:
            # Without the database the rest is worth the more.
            _log.warning("metrics.no_push", error=type(error).__name__)
        return Response(lines, media_type=CONTENT_TYPE_LATEST)

    return [Route("/metrics", metrics, methods=["GET"])]
