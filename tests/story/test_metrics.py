"""GET /metrics: what it says of GraphQL requests, under labels whose number is bounded."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.gql.run.counters import operation_names
from tests.story.house import House, open_house, settings_of
from tests.story.seeded import SeededStore


@pytest.fixture
async def house(seeded: SeededStore) -> AsyncIterator[House]:
    settings = settings_of(seeded.data, seeded.url, worker=False, answer_cache=False)
    async with open_house(settings) as house:
        yield house


async def _counted(house: House, metric: str) -> dict[str, float]:
    """The values of a metric by its labels, as they are printed."""
    text = (await house.client.get("/metrics")).text
    lines = (line.rpartition(" ") for line in text.splitlines() if line.startswith(metric))
    return {labels.removeprefix(metric): float(value) for labels, _, value in lines}


async def test_paths_and_fallbacks(house: House) -> None:
    """Fallbacks are told by the names of the apps' operations; nobody else can make a label."""
    emergency = "{ emergency { number } }"
    for document in (
        f"query CitizenEmergency {emergency}",
        f"query CitizenEmergency {emergency}",
        *(f"query Stranger{number} {emergency}" for number in range(30)),
        emergency,
        "query CitizenApps { apps { id } }",
        "query CitizenApps { __schema { queryType { name } } }",
        "query CitizenApps { reports(first: 0) { nodes { id } } }",
        "query CitizenApps { nothing }",
    ):
        await house.post(document)
    assert await _counted(house, "kulkul_graphql_fallbacks_total") == {
        '{field="emergency",operation="CitizenEmergency"}': 2.0,
        '{field="emergency",operation="other"}': 31.0,
    }
    assert await _counted(house, "kulkul_graphql_responses_total") == {
        '{path="compiled"}': 1.0,
        '{path="executor"}': 35.0,
    }


def test_names_of_operations(tmp_path: Path) -> None:
    documents = "# query Comment\nquery  A($a: Int) { b }\n  mutation B { c }\nsubscription C{ d }"
    (tmp_path / "a.graphql").write_text(documents)
    (tmp_path / "b.graphql").write_text("{ anonymous } query D @x { y }\nfragment E on F { g }")
    (tmp_path / "c.txt").write_text("query F { g }")
    assert operation_names(tmp_path) == {"A", "B", "C"}
    assert operation_names(tmp_path / "none") == frozenset()
