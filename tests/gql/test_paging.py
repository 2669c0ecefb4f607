# ruff: noqa: E501 - documents
"""Pages lose nothing and repeat nothing, whatever is tied and whatever is written meanwhile."""

import base64
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from api.gql.compile.cursors import encode_cursor
from api.identity.values import Viewer
from tests.gql import world
from tests.gql.asking import STORES, Kernel, Reading
from tests.gql.corpus import REP

_FIELDS = "edges { cursor node { id } } pageInfo { hasNextPage endCursor }"
_NEAR = "{near: {latitude: -8.74, longitude: 115.16}, radiusMetres: 50000}"
_REPORTS = "query($n: Int, $a: String) { reports(first: $n, after: $a, %s) { %s } }"

LISTS = {
    **{
        order: (_REPORTS % (f"order: {order}", _FIELDS), "reports")
        for order in ("NEWEST", "OLDEST", "RECENTLY_UPDATED")
    },
    "filtered": (_REPORTS % ('filter: {text: "jalan", status: [IN_PROGRESS, DONE]}', _FIELDS), "reports"),
    "articles": (f"query($n: Int, $a: String) {{ articles(first: $n, after: $a) {{ {_FIELDS} }} }}",
                 "articles"),
    "cameras": (f"query($n: Int, $a: String) {{ cameras(first: $n, after: $a) {{ {_FIELDS} }} }}",
                "cameras"),
    "nearest": (f"query($n: Int, $a: String) {{ cameras(first: $n, after: $a, filter: {_NEAR}) {{ {_FIELDS} }} }}", "cameras"),
    "updates": (f"""query($n: Int, $a: String) {{ report(by: {{id: "{REP[4]}"}}) {{ updates(first: $n,
                after: $a) {{ {_FIELDS} }} }} }}""", "report.updates"),
    "history": ("""query($n: Int, $a: String) { camera(by: {code: "CAM-010"}) { history(first: $n,
                after: $a) { edges { cursor node { id: capturedAt image { url } } } pageInfo {
                hasNextPage endCursor } } } }""", "camera.history"),
    "own": (f"query($n: Int, $a: String) {{ viewer {{ reports(first: $n, after: $a) {{ {_FIELDS} }} }} }}",
            "viewer.reports"),
    "inbox": (f"query($n: Int, $a: String) {{ viewer {{ notifications(first: $n, after: $a) {{ {_FIELDS} }} }} }}", "viewer.notifications"),
}  # fmt: skip


def _page(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = data[name]
    return data


def walk(reading: Reading, store: str, name: str, size: int, viewer: Viewer) -> list[Any]:
    """Every edge of a list, page by page; checks what each page says of itself."""
    document, path = LISTS[name]
    edges: list[Any] = []
    after = None
    while True:
        body = reading.body(store, document, viewer, {"n": size, "a": after})
        again = reading.body(store, document, viewer, {"n": size, "a": after})
        assert body == again, "the same cursor must give the same page"
        page = _page(orjson.loads(body)["data"], path)
        assert len(page["edges"]) <= size
        edges += page["edges"]
        end = page["edges"][-1]["cursor"] if page["edges"] else None
        assert page["pageInfo"]["endCursor"] == end
        if not page["pageInfo"]["hasNextPage"]:
            return edges
        assert len(page["edges"]) == size, "a page with more behind it is full"
        after = end


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("name", LISTS)
def test_walks_are_whole(name: str, store: str, reading: Reading) -> None:
    for viewer in (world.SARI, world.ADMIN):
        whole = walk(reading, store, name, 100, viewer)
        if viewer is world.SARI:
            assert len(whole) > 7, "too short to walk"
        ids = [(e["cursor"], e["node"]) for e in whole]
        assert len({cursor for cursor, _ in ids}) == len(ids)
        for size in range(1, 8):
            walked = walk(reading, store, name, size, viewer)
            assert [(e["cursor"], e["node"]) for e in walked] == ids, size


async def test_rows_that_come_meanwhile_move_nothing(kernel: Kernel) -> None:
    """New rows show where they belong, before or behind; none that was there is lost or doubled."""
    document, _ = LISTS["OLDEST"]
    before = [n["id"] for n in (await _all(kernel, document))]
    seen: list[str] = []
    after, number = None, 0
    while True:
        data = await kernel.data(document, world.ADMIN, {"n": 3, "a": after})
        seen += [edge["node"]["id"] for edge in data["reports"]["edges"]]
        info = data["reports"]["pageInfo"]
        if not info["hasNextPage"]:
            break
        after = info["endCursor"]
        # One tied with the last row that was shown, one before everything, one behind it.
        for moment in (_instant_of(after), "2020-01-01T00:00:00Z", "2026-11-24T03:00:00Z"):
            number += 1
            await _copy_report(kernel, number, moment)
    assert [id for id in seen if id in before] == before
    assert len(set(seen)) == len(seen)


async def _all(kernel: Kernel, document: str) -> list[Any]:
    data = await kernel.data(document, world.ADMIN, {"n": 100})
    return [edge["node"] for edge in data["reports"]["edges"]]


def _instant_of(cursor: str) -> str:
    parts = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return str(parts[1])


async def _copy_report(kernel: Kernel, number: int, moment: str) -> None:
    made = world._report(0)
    made.id = world.key("copied report", number)
    made.ticket = f"COPY{number}"
    made.submitted_at = datetime.fromisoformat(moment)
    async with kernel.database.write() as session:
        session.add(made)


async def test_rows_that_go_or_change_meanwhile(kernel: Kernel) -> None:
    """The row of the cursor itself may vanish: the walk goes on behind its place."""
    document, _ = LISTS["NEWEST"]
    first = await kernel.data(document, world.ADMIN, {"n": 5})
    behind = {"n": 100, "a": first["reports"]["pageInfo"]["endCursor"]}
    rest = await kernel.data(document, world.ADMIN, behind)
    last = first["reports"]["edges"][-1]["node"]["id"].removeprefix("rep_")
    async with kernel.database.write() as session:
        await session.execute(
            text("UPDATE report SET submitted_at = :then WHERE id = :id"),
            {"id": last, "then": _stored(kernel)},
        )
    assert await kernel.data(document, world.ADMIN, behind) == rest


def _stored(kernel: Kernel) -> Any:
    moment = world.NOW + timedelta(days=9)
    return "2026-12-03T04:00:00.000000Z" if kernel.database.is_sqlite else moment


GARBAGE = [
    "", " ", "x", "====", "💥", "null", "W10", "W1tdXQ", "e30", "\0", "A\0A", "A" * 90_000, "a b",
    "%41", "-_-_", "W251bGxd", "IiI", "MA",
]  # fmt: skip


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("name", LISTS)
def test_strange_cursors_are_refused(name: str, store: str, reading: Reading) -> None:
    """Garbage, other lists' and other orders' cursors, and cursors cut or lengthened anywhere."""
    document, path = LISTS[name]
    viewer = world.SARI
    own = _page(orjson.loads(reading.body(store, document, viewer, {"n": 2}))["data"], path)
    cursor = own["pageInfo"]["endCursor"]
    raw = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    strange = [
        *GARBAGE,
        *(cursor[:cut] for cut in range(0, len(cursor) - 1, 7)),
        cursor + "AAAA",
        cursor.swapcase(),
        encode_cursor("nothing", *raw[1:]),
        encode_cursor(raw[0], raw[1]),
        encode_cursor(raw[0], *raw[1:], raw[2]),
        encode_cursor(raw[0], raw[1], REP[0]),
        encode_cursor(raw[0], raw[1], raw[2].upper()),
        encode_cursor(raw[0], raw[1], "{" + raw[2] + "}"),
        encode_cursor(raw[0], None, raw[2]),
        encode_cursor(raw[0], True, raw[2]),
        encode_cursor(raw[0], [raw[1]], raw[2]),
        encode_cursor(raw[0], {"a": raw[1]}, raw[2]),
        encode_cursor(raw[0], "9999-99-99T99:99:99Z\0", raw[2]),
        encode_cursor(raw[0], "0001-01-01T00:00:00+23:59" if isinstance(raw[1], str) and "T" in raw[1]
                      else ["x"], raw[2]),
    ]  # fmt: skip
    for text_ in strange:
        answer = orjson.loads(reading.body(store, document, viewer, {"n": 2, "a": text_}))
        assert "errors" in answer, (text_, answer)
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT", error
        assert error["message"].startswith("after: "), error


@pytest.mark.parametrize("store", STORES)
def test_huge_numbers_in_cursors(store: str, reading: Reading) -> None:
    """Numbers that JSON can say and a store cannot hold as whole ones."""
    document, _ = LISTS["nearest"]
    for number in (2**63, 2**64 - 1, -(2**63), 1e308, -1e308, 0):
        cursor = encode_cursor("nearest", number, world.camera(0))
        answer = orjson.loads(reading.body(store, document, world.ANYBODY, {"n": 3, "a": cursor}))
        assert "errors" not in answer, answer
        assert bool(answer["data"]["cameras"]["edges"]) == (number <= 0)


@pytest.mark.parametrize("store", STORES)
def test_sizes_out_of_range(store: str, reading: Reading) -> None:
    for name, (document, _) in LISTS.items():
        for size in (0, -1, 101, 2**31 - 1, -(2**31)):
            answer = orjson.loads(reading.body(store, document, world.SARI, {"n": size}))
            (error,) = answer["errors"]
            assert error["extensions"]["code"] == "BAD_USER_INPUT", (name, error)
            assert error["message"].startswith(f"first: {size} ")
        for wrong in (2**31, "3", 1.5, True, [1]):
            answer = orjson.loads(reading.body(store, document, world.SARI, {"n": wrong}))
            assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
            assert "data" not in answer


def test_a_cursor_of_one_store_is_that_of_the_other(reading: Reading) -> None:
    for name in LISTS:
        first, *others = (
            [e["cursor"] for e in walk(reading, store, name, 100, world.SARI)]
            for store in reading.kernels
        )
        assert all(other == first for other in others), name
