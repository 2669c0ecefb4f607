"""What must not be seen is seen nowhere: every field, every route, eight viewers, both stores.

Texts that occur nowhere else are planted in what is hidden. Each viewer walks all that the schema
and the router have, and the raw bytes of the answers are searched. Whoever may see a thing must
find it, so that a path which answers nothing at all does not pass for a closed one.
"""

from collections.abc import AsyncIterator

import pytest

from tests.permissions.people import CALLERS
from tests.permissions.planting import MAY_SEE, Planted, plant
from tests.permissions.walking import values_for, walk
from tests.storage.test_images import assert_bare
from tests.story.house import House, open_house, settings_of
from tests.story.seeded import SeededStore

pytestmark = pytest.mark.slow


@pytest.fixture
async def house(seeded: SeededStore) -> AsyncIterator[House]:
    """A city whose bounds let a document ask for everything."""
    settings = settings_of(seeded.data, seeded.url, worker=False, max_cost=10_000_000, max_depth=40)
    async with open_house(settings) as house:
        yield house


async def test_every_path_as_every_viewer(house: House) -> None:
    planted = await plant(house)
    marks = {**MAY_SEE, **planted.digests}
    values = await values_for(house, planted)
    # Admins first: what is kept of their answers must not reach those who come after.
    for turn, caller in enumerate(reversed(CALLERS), start=int(house.database.is_sqlite)):
        seen = await walk(house, planted, CALLERS[caller], values, turn)
        for mark, may in marks.items():
            where = [path for path, answer in seen.items() if mark in answer]
            if caller in may:
                assert where, f"{caller} should find {mark} somewhere"
            else:
                assert not where, f"{caller} reads {mark} at {where[:5]}"
        await _pictures(house, planted, caller)


async def _pictures(house: House, planted: Planted, caller: str) -> None:
    """The pictures' own addresses answer as the graph does, with nothing but the picture."""
    headers = house.headers(CALLERS[caller])
    for digest, may in planted.digests.items():
        for width in (320, 960):
            answer = await house.client.get(f"/media/{digest}/{width}.webp", headers=headers)
            expected = 200 if caller in may else 404
            assert answer.status_code == expected, (caller, width, may)
            if expected == 200:
                assert "private" in answer.headers["cache-control"]
                assert_bare(answer.content)
