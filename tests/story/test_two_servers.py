"""Two servers in one process: what one says of itself is not said by the other."""

import asyncio
from typing import Any

from api.identity.values import Role
from tests.story.house import House, Somebody, open_house, settings_of
from tests.story.seeded import SeededStore

MADE = Somebody(Role.CITIZEN, "made", name="Made")
ONE, OTHER = "https://one.example", "https://other.example"
PICTURES = "{ articles(first: 20) { nodes { images { url(width: 320) } } } }"
UPLOAD = """mutation { requestUpload(input: { contentType: "image/jpeg", byteSize: 1000 }) {
  ... on RequestUploadSuccess { upload { url } } } }"""


async def _addresses(house: House) -> set[str]:
    """What stands in front of the paths of pictures and uploads in the server's answers."""
    found: dict[str, Any] = await house.ask(PICTURES)
    urls = [image["url"] for node in found["articles"]["nodes"] for image in node["images"]]
    assert urls
    urls.append((await house.ask(UPLOAD, who=MADE))["requestUpload"]["upload"]["url"])
    return {url.partition("/media/")[0].partition("/uploads/")[0] for url in urls}


async def test_each_server_gives_addresses_of_its_own(seeded: SeededStore) -> None:
    def settings(public_url: str) -> Any:
        return settings_of(seeded.data, seeded.url, worker=False, public_url=public_url)

    async with open_house(settings(ONE)) as one, open_house(settings(OTHER)) as other:
        for _ in range(2):  # planned, then from the plan and the kept answer
            found = await asyncio.gather(*(_addresses(house) for house in (one, other, one)))
            assert found == [{ONE}, {OTHER}, {ONE}]
