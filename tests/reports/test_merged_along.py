"""What a report shows of those merged into it: photos and history, and nothing that is hidden.

Over HTTP, as every kind of viewer.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.db.session import Database
from api.identity.values import Role
from tests.http.serving import phone_photo
from tests.reports.scene import build
from tests.reports.test_graph import (
    ADMIN,
    ANONYMOUS,
    EVERYBODY,
    MADE,
    ORDER,
    ROADS,
    SARI,
    done,
    submitted,
)
from tests.story.house import House, Somebody, open_house, settings_of

DEWI = Somebody(Role.CITIZEN, "dewi", name="Dewi Zqrahasia")
INTERNAL = "Zqinternal: pemilik rumah diketahui"
PAGE = """query($id: ID!) { node(id: $id) { ... on Report {
  ticket photoCount joinedCount mergedInto { ticket }
  photos { id report { ticket reporter { name } } }
  updates(first: 50) { nodes { note internalNote kind status report { ticket reporter { name } } } }
  again: updates(first: 2) { nodes { note } pageInfo { hasNextPage endCursor } } } } }"""


@pytest.fixture
async def house(database_url: str, database: Database, tmp_path: Path) -> AsyncIterator[House]:
    await build(database)
    async with open_house(settings_of(tmp_path, database_url, worker=False)) as open_one:
        yield open_one


async def _pictured(house: House, who: Somebody, count: int, **changes: Any) -> Any:
    """A report with so many photos, all different."""
    shades = iter(range(200))
    photos = [
        (await house.photo(phone_photo(320 + 16 * next(shades), 240), who))[0]
        for _ in range(count)
    ]  # fmt: skip
    return await submitted(house, who, photos=photos, **changes)


async def _page(house: House, report: Any, who: Somebody = ANONYMOUS) -> Any:
    return (await house.ask(PAGE, {"id": report["id"]}, who))["node"]


def _tickets(things: list[Any]) -> list[str]:
    return [thing["report"]["ticket"] if thing["report"] else "?" for thing in things]


@pytest.mark.slow
async def test_photos_and_history_are_shown_along_and_what_is_hidden_stays_hidden(
    house: House,
) -> None:
    stays = await _pictured(house, SARI, 1)
    goes = await _pictured(house, MADE, 2, hideName=True)
    secret = await _pictured(house, DEWI, 1, hideReport=True, hideName=True)
    await house.advance(ROADS, goes["id"], "VERIFIED", publicNote="Dilihat.", internalNote=INTERNAL)
    await house.advance(ROADS, secret["id"], "VERIFIED", publicNote="Zqjuga dilihat.")
    before = await _page(house, goes)
    for one in (goes, secret):
        await done(house, ROADS, "mergeReports", "report { id }", report=one["id"],
                   into=stays["id"])  # fmt: skip
    for who in (*EVERYBODY, DEWI):
        page = await _page(house, stays, who)
        sees_all = who in (ROADS, ADMIN, DEWI)
        own = [stays["ticket"], goes["ticket"], goes["ticket"]]
        assert _tickets(page["photos"]) == [*own, *([secret["ticket"]] if sees_all else [])]
        assert page["photoCount"] == len(page["photos"]) and page["joinedCount"] == 2
        notes = " ".join(line["note"] for line in page["updates"]["nodes"])
        assert "Dilihat." in notes and ("Zqjuga" in notes) == sees_all
        assert (INTERNAL in str(page)) == (who in (ROADS, ADMIN))
        # The merged reports say it on their own pages; here only the one that stays does.
        kinds = [(n["kind"], n["status"]) for n in page["updates"]["nodes"]]
        assert ("MERGED", "MERGED") not in kinds and kinds.count(("MERGED", "WAITING")) == 2
        names = {n["report"]["reporter"]["name"] for n in page["photos"] if n["report"]["reporter"]}
        assert names == {"Ni Luh Sari"} | ({MADE.name} if who is MADE else set()) | (
            {DEWI.name} if who is DEWI else set()
        )
        went = await _page(house, goes, who)
        assert went["mergedInto"]["ticket"] == stays["ticket"]
        assert went["photos"] == (await _page(house, goes, who))["photos"]
        assert _tickets(went["photos"]) == [goes["ticket"]] * 2 and went["photoCount"] == 2
        hidden = await _page(house, secret, who)
        assert (hidden is not None) == sees_all
    assert [p["id"] for p in (await _page(house, goes))["photos"]] == [
        p["id"] for p in before["photos"]
    ]


async def test_the_pages_of_a_joint_history_miss_and_repeat_nothing(house: House) -> None:
    stays, goes = await submitted(house), await submitted(house, MADE)
    for to in ("VERIFIED", "WORKING"):
        for one in (stays, goes):
            await house.advance(ROADS, one["id"], to, publicNote=f"{one['ticket']} {to}")
    await done(house, ROADS, "mergeReports", "report { id }", report=goes["id"], into=stays["id"])
    whole = [n["note"] for n in (await _page(house, stays))["updates"]["nodes"]]
    assert len(whole) == 5
    query = """query($id: ID!, $after: String) { node(id: $id) { ... on Report {
      updates(first: 2, after: $after) {
        nodes { note } pageInfo { hasNextPage endCursor } } } } }"""
    found: list[str] = []
    after = None
    while True:
        asked = {"id": stays["id"], "after": after}
        page = (await house.ask(query, asked))["node"]["updates"]
        found += [line["note"] for line in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == whole


async def test_a_chain_of_merges_ends_on_one_page_and_hiding_affects_it(house: House) -> None:
    last, middle, first = [await _pictured(house, who, 1) for who in (SARI, MADE, DEWI)]
    await done(house, ROADS, "mergeReports", "report { id }", report=first["id"],
               into=middle["id"])  # fmt: skip
    await done(house, ROADS, "mergeReports", "report { id }", report=middle["id"],
               into=last["id"])  # fmt: skip
    everything = [last["ticket"], middle["ticket"], first["ticket"]]
    assert _tickets((await _page(house, last))["photos"]) == everything
    assert _tickets((await _page(house, middle))["photos"]) == [middle["ticket"]]
    assert (await _page(house, first))["mergedInto"]["ticket"] == last["ticket"]
    hide = {"action": "HIDE", "reason": "Ada nama orang"}
    await done(house, ROADS, "moderateReport", report=first["id"], **hide)
    page = await _page(house, last)
    assert _tickets(page["photos"]) == everything[:2] and page["photoCount"] == 2
    assert first["ticket"] not in str(page["photos"])
    page = await _page(house, last, ROADS)
    assert _tickets(page["photos"]) == everything
    # What moderators did to it since is a part of the joint history, for those who may see it.
    assert page["updates"]["nodes"][0]["kind"] == "MODERATED"


async def test_a_photo_of_a_merged_report_can_be_removed_where_it_is_shown(house: House) -> None:
    stays, goes = await submitted(house), await _pictured(house, MADE, 1)
    await done(house, ROADS, "mergeReports", "report { id }", report=goes["id"], into=stays["id"])
    (photo,) = (await _page(house, stays))["photos"]
    answer = await done(
        house, ROADS, "moderateReport", report=stays["id"], action="REDACT_PHOTO",
        reason="Ada wajah orang", photo=photo["id"],
    )  # fmt: skip
    assert answer["report"]["id"] == stays["id"]
    for who in EVERYBODY:
        for report in (stays, goes):
            page = await _page(house, report, who)
            assert (page["photos"], page["photoCount"]) == ([], 0)


async def test_merged_reports_change_agency_with_the_one_that_stays(house: House) -> None:
    """The new agency sees the photos of a hidden report that was merged into it."""
    stays, secret = await submitted(house), await _pictured(house, MADE, 1, hideReport=True)
    await done(house, ROADS, "mergeReports", "report { id }", report=secret["id"],
               into=stays["id"])  # fmt: skip
    agency = (await house.ask("{ viewer { agency { id } } }", who=ORDER))["viewer"]["agency"]["id"]
    assert (await _page(house, stays, ORDER))["photos"] == []
    await done(house, ROADS, "assignReport", "report { id }", report=stays["id"], agency=agency,
               reason="Ini urusan ketertiban")  # fmt: skip
    assert _tickets((await _page(house, stays, ORDER))["photos"]) == [secret["ticket"]]
    assert (await _page(house, stays, ROADS))["photos"] == []
