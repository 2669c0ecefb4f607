"""GET /metrics: what the server did, for Prometheus."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.gql.engine import Engine


class _EngineCollector(Collector):
    """Reads the engine's counters when asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[Metric]:
        counters = self._engine.counters
        answered = CounterMetricFamily(
            "kulkul_graphql_answers", "Requests answered, by door.", labels=["door"]
        )
        answered.add_metric(["compiled"], counters.compiled)
        answered.add_metric(["executor"], counters.executed)
        yield answered
        reasons = CounterMetricFamily(
            "kulkul_graphql_fallbacks", "Why the executor was needed.", labels=["reason"]
        )
        for reason, count in counters.reasons.items():
            reasons.add_metric([reason], count)
        yield reasons
        yield GaugeMetricFamily(
            "kulkul_graphql_documents", "Documents kept.", value=len(self._engine.documents)
        )


def routes(engine: Engine) -> list[Route]:
    """The route. It tells counts only, of nobody."""
    registry = CollectorRegistry()
    registry.register(_EngineCollector(engine))
    ProcessCollector(registry=registry)

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return [Route("/metrics", metrics, methods=["GET"])]
