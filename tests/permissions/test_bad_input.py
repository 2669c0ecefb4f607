"""Every mutation, every text and photo at fault, both stores: words for it, and nothing written."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type, get_nullable_type, is_list_type

from api.kit import ids
from tests.http.serving import phone_photo
from tests.permissions.derived import SCHEMA
from tests.permissions.people import CALLERS, REPORTER
from tests.permissions.test_input_paths import sound
from tests.permissions.test_mutations import MUTATIONS
from tests.permissions.traces import Traces
from tests.story.house import House, Somebody

TEXTS = ("a\0b", "\u202e\u200f", "🌊" * 4_001, "x" * 61_000)
HALF = "Jalan \ud83d berlubang"


def _ways(type_: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """The fields of an input at which a text or photos can be given, with what each takes."""
    for name, field in get_named_type(type_).fields.items():
        named = get_named_type(field.type)
        if isinstance(named, GraphQLInputObjectType):
            if not is_list_type(get_nullable_type(field.type)):
                yield from _ways(named, (*way, name))
        elif name in ("photos", "images"):
            yield (*way, name), "photos"
        elif named.name == "String" and not is_list_type(get_nullable_type(field.type)):
            yield (*way, name), "text"


def _with(type_: Any, input: dict[str, Any], way: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The input with this value; of an input that takes one field alone, the others go."""
    first, *rest = way
    inner = get_named_type(type_.fields[first].type)
    inside = _with(inner, input.get(first) or {}, tuple(rest), value) if rest else value
    return {first: inside} if type_.is_one_of else {**input, first: inside}


async def _photos_at_fault(house: House, who: Somebody) -> list[list[str]]:
    """Eleven, one that is another's, and one of which nothing was sent."""
    other = CALLERS["citizen"] if who != CALLERS["citizen"] else REPORTER
    foreign, _ = await house.photo(phone_photo(64, 48, seed=5), other)
    asked = await house.ask(
        """mutation { requestUpload(input: {contentType: "image/jpeg", byteSize: 9}) {
          ... on RequestUploadSuccess { upload { id } } } }""",
        who=who,
    )
    own = [(await house.photo(phone_photo(64, 48, seed=6 + n), who))[0] for n in range(11)]
    return [[foreign], [asked["requestUpload"]["upload"]["id"]], own]


def _document(mutation: str) -> str:
    return (
        f"mutation($input: {dict(MUTATIONS)[mutation]}!) {{ answer: {mutation}(input: $input) {{"
        " __typename ... on Problem { message } ... on InvalidInput { fields { path message } } } }"
    )


@pytest.mark.slow
@pytest.mark.parametrize("mutation", dict(MUTATIONS))
async def test_what_is_refused_is_not_half_done(
    house: House, traces: Traces, mutation: str
) -> None:
    who, wanted = await sound(house, mutation)
    photos: list[list[str]] | None = None
    for way, takes in _ways(SCHEMA.type_map[dict(MUTATIONS)[mutation]]):
        if takes == "photos" and photos is None:
            photos = await _photos_at_fault(house, who)
        for value in TEXTS if takes == "text" else photos or ():
            trial = _with(SCHEMA.type_map[dict(MUTATIONS)[mutation]], wanted, way, value)
            if "idempotencyKey" in wanted and way != ("idempotencyKey",):
                trial |= {"idempotencyKey": ids.uuid7()}
            before = await traces()
            answer = (await house.ask(_document(mutation), {"input": trial}, who))["answer"]
            if answer["__typename"].endswith("Success"):
                assert takes == "text", (way, value)
                who, wanted = await sound(house, mutation)
                continue
            assert answer["message"] and await traces() == before, (way, answer)


async def test_half_a_character_reaches_no_mutation(house: House, traces: Traces) -> None:
    """As JavaScript writes a text that was cut within an emoji: the body is not valid JSON."""
    before = await traces()
    for mutation, input_type in MUTATIONS:
        for way, takes in _ways(SCHEMA.type_map[input_type]):
            if takes != "text":
                continue
            body = json.dumps(
                {
                    "query": _document(mutation),
                    "variables": {"input": _with(SCHEMA.type_map[input_type], {}, way, HALF)},
                }
            )
            for language, words in (
                ("id", "Isi permintaan bukan JSON"),
                ("en", "The body is not valid JSON"),
            ):
                headers = {
                    **house.headers(REPORTER, language), "Content-Type": "application/json"
                }  # fmt: skip
                answer = await house.client.post("/graphql", content=body, headers=headers)
                assert answer.status_code == 400, (mutation, way)
                assert answer.json()["errors"][0]["message"].startswith(words)
    assert await traces() == before
