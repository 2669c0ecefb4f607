from collections.abc import AsyncIterator, Iterator

import pytest

from tests.permissions.traces import Traces, watching
from tests.story.house import House, open_house, settings_of
from tests.story.seeded import SeededStore, seeded

__all__ = ["seeded"]


@pytest.fixture
async def house(seeded: SeededStore) -> AsyncIterator[House]:
    async with open_house(settings_of(seeded.data, seeded.url, worker=False)) as house:
        yield house


@pytest.fixture
def traces(house: House, seeded: SeededStore) -> Iterator[Traces]:
    with watching(house.database, seeded.url) as traces:
        yield traces
