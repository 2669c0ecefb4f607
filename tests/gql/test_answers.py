"""Kept answers: for anybody alone, for a moment, and never past what they depend on."""

from typing import Any

import pytest
from sqlalchemy import text

from api.cache import responses as cache
from api.cache.responses import ResponseCache, etag_of, key_of
from tests.gql import world
from tests.gql.asking import Kernel, Reading
from tests.gql.corpus import CASES

T = frozenset


class Clock:
    """Stands for the module `time` in the cache."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(cache, "time", made)
    return made


def put(
    kept: ResponseCache, key: bytes, body: bytes, *tables: str, changes: int | None = None
) -> Any:
    """Keeps an answer as the edge does."""
    return kept.put(key, body, T(tables), kept.changes if changes is None else changes)


def test_two_seconds_and_no_longer(clock: Clock) -> None:
    kept = ResponseCache()
    made = put(kept, b"a", b"body", "city")
    assert made.etag == etag_of(b"body") and made.body == b"body"
    clock.now += cache.SECONDS - 0.001
    assert kept.get(b"a") is made
    clock.now += 0.001
    assert kept.get(b"a") is None and len(kept) == 0


def test_a_commit_drops_what_read_its_tables(clock: Clock) -> None:
    kept = ResponseCache()
    put(kept, b"a", b"1", "city", "area")
    put(kept, b"b", b"2", "report")
    kept.purge(T({"area", "job"}))
    assert kept.get(b"a") is None and kept.get(b"b") is not None
    kept.purge(T({"report"}))
    assert len(kept) == 0


def test_what_was_read_before_a_commit_is_not_kept_after_it(clock: Clock) -> None:
    """Of whatever tables: the reader cannot know how far it had come."""
    kept = ResponseCache()
    before = kept.changes
    kept.purge(T({"anything"}))
    made = put(kept, b"a", b"old", "city", changes=before)
    assert made.body == b"old", "its caller gets it still"
    assert kept.get(b"a") is None
    put(kept, b"a", b"new", "city")
    assert kept.get(b"a") is not None


def test_nothing_is_kept_when_it_is_off(clock: Clock) -> None:
    kept = ResponseCache(0)
    assert not kept.is_on
    put(kept, b"a", b"1", "city")
    assert kept.get(b"a") is None and len(kept) == 0


def test_bytes_are_bounded_and_accounted(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_BYTES", 50_000)
    kept = ResponseCache()
    for number in range(500):
        put(kept, str(number).encode(), b"x" * 4_000, "city")
    assert 5 <= len(kept) <= 12
    assert kept.get(b"499") is not None and kept.get(b"0") is None
    assert kept._kept.currsize <= 50_000
    put(kept, b"huge", b"x" * 60_000, "city")
    assert kept.get(b"huge") is None and kept._kept.currsize <= 50_000
    kept.purge(T({"city"}))
    assert len(kept) == 0 and kept._kept.currsize == 0
    for _ in range(3):
        put(kept, b"same", b"x" * 10, "city")
    assert len(kept) == 1
    kept.purge(T({"city"}))
    assert kept._kept.currsize == 0


def test_what_nobody_asks_for_again_goes_too(clock: Clock) -> None:
    """Ever new documents with short answers do not fill the memory: old ones leave with time."""
    kept = ResponseCache()
    for number in range(10_000):
        put(kept, key_of(b"query", str(number).encode()), b"{}", "city")
        clock.now += 0.01
    assert len(kept) <= cache.SECONDS / 0.01 + 2


def test_keys_are_short_and_their_borders_count() -> None:
    assert len(key_of(b"x" * 100_000, b"", b"null", b"ID")) == 20
    assert key_of(b"ab", b"c") != key_of(b"a", b"bc") != key_of(b"abc", b"")
    assert key_of(b"a", b"b") == key_of(b"a", b"b")


def test_answers_know_every_table_that_they_read(reading: Reading) -> None:
    """Also those that only predicates, filters and nested lists look into."""
    wanted = {
        "{ reports { nodes { title } } }": {"report"},
        "{ reports { nodes { category { agency { code } } reporter { name } } } }":
            {"report", "report_category", "agency", "person"},
        "{ reports { nodes { updates { nodes { photos { image { url } } } } } } }":
            {"report", "report_update", "report_photo", "image"},
        '{ articles(filter: {topic: "jalan"}) { nodes { id } } }': {"article", "article_topic"},
        "{ articles { nodes { images { url } corrections { by { slug } } } } }":
            {"article", "article_image", "image", "correction"},
        "{ cameras(filter: {near: {latitude: -8.7, longitude: 115.1}}) { nodes { id } } }":
            {"camera", "camera_site"},
        "{ city { contacts { number } area { name } } }": {"city", "city_contact", "area"},
        f'{{ node(id: "{world.public_id("photo", world.key("photo", "9/0"))}") {{ id }} }}':
            {"report_photo", "report"},
        "{ __typename }": set(),
    }  # fmt: skip
    for document, tables in wanted.items():
        for kernel in reading.kernels.values():
            answer = reading.run(lambda k=kernel, d=document: k.answer(d))  # type: ignore[misc]
            assert answer.compiled and answer.tables >= tables, (document, answer.tables)


@pytest.mark.slow
async def test_every_change_ends_the_answers_that_showed_it(kernel: Kernel) -> None:
    """Whatever table changes, an anonymous answer that would differ knew that table."""
    documents = {
        case.name: case.document
        for case in CASES
        if case.path == "compiled" and not case.variables and "query A" not in case.document
    }
    before = {name: await kernel.answer(document) for name, document in documents.items()}
    changes = {
        "report": "UPDATE report SET title = 'x'",
        "report_category": "UPDATE report_category SET name_id = 'x'",
        "report_update": "UPDATE report_update SET note_id = 'x'",
        "report_photo": "UPDATE report_photo SET position = 9",
        "image": "UPDATE image SET width = 7",
        "person": "UPDATE person SET name = 'x'",
        "agency": "UPDATE agency SET name_id = 'x'",
        "area": "UPDATE area SET name = 'x'",
        "city": "UPDATE city SET name_id = 'x'",
        "city_contact": "UPDATE city_contact SET number = '9'",
        "app": "UPDATE app SET name = 'x'",
        "article": "UPDATE article SET title_id = 'x'",
        "article_image": "UPDATE article_image SET position = position + 100",
        "correction": "UPDATE correction SET note_id = 'x'",
        "camera": "UPDATE camera SET name = 'x'",
        "camera_site": "UPDATE camera_site SET name = 'x'",
        "snapshot": "UPDATE snapshot SET fetched_at = captured_at",
    }
    for table, statement in changes.items():
        async with kernel.database.write() as session:
            await session.execute(text(statement))
        for name, old in list(before.items()):
            new = before[name] = await kernel.answer(documents[name])
            if new.body != old.body:
                assert table in old.tables, (table, name)
