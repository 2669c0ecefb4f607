"""Every fault that a mutation names is named as clients wrote it: a field of the schema's input."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from api.kit import ids
from api.schema import build
from tests.permissions.expected_paths import EXPECTED
from tests.permissions.people import ADMIN, CALLERS, EDITOR, OFFICER, REPORTER
from tests.permissions.table import TABLE
from tests.permissions.test_mutations import MUTATIONS
from tests.story.house import House, Somebody, open_house, settings_of
from tests.story.seeded import SeededStore

SCHEMA = build()._schema
NOBODYS = ids.uuid7()


@pytest.fixture
async def house(seeded: SeededStore) -> AsyncIterator[House]:
    async with open_house(settings_of(seeded.data, seeded.url, worker=False)) as house:
        yield house


async def _ended(house: House) -> str:
    report = (await house.submit(REPORTER))["id"]
    await house.advance(OFFICER, report, "REJECTED", publicNote="Bukan jalan kabupaten.")
    return str(report)


async def sound(house: House, mutation: str) -> tuple[Somebody, dict[str, Any]]:
    """Who may do it, and an input without a fault."""
    key = {"idempotencyKey": ids.uuid7()}

    async def report() -> str:
        return str((await house.submit(REPORTER))["id"])

    async def article() -> Any:
        return await house.publish(EDITOR)

    reason = {"reason": "Karena memang begitu."}
    match mutation:
        case "requestUpload":
            return REPORTER, {"contentType": "image/jpeg", "byteSize": 1_000}
        case "submitReport":
            return REPORTER, await house.wanted(hideName=True)
        case "addToReport":
            return REPORTER, {**key, "report": await report(), "note": "Makin dalam."}
        case "joinReport" | "leaveReport":
            return CALLERS["citizen"], {"report": await report()}
        case "rateReport":
            return REPORTER, {"report": await _ended(house), "rating": 3, "comment": "Lumayan."}
        case "reopenReport":
            return REPORTER, {**key, "report": await _ended(house), **reason}
        case "advanceReport":
            return OFFICER, {"report": await report(), "to": "VERIFIED"}
        case "assignReport":
            agencies = await house.ask("{ reportCategories { agency { id code } } }")
            other = next(
                c["agency"]["id"]
                for c in agencies["reportCategories"]
                if c["agency"]["code"] != "pupr"
            )
            return OFFICER, {"report": await report(), "agency": other, **reason}
        case "noteReport":
            return OFFICER, {**key, "report": await report(), "internalNote": "Sudah dilihat."}
        case "revealReporter":
            hidden = (await house.submit(REPORTER, hideName=True))["id"]
            return OFFICER, {"report": hidden, **reason}
        case "moderateReport":
            return OFFICER, {"report": await report(), "action": "HIDE", **reason}
        case "mergeReports":
            return ADMIN, {"report": await report(), "into": await report(), **reason}
        case "registerDevice":
            phone = {"address": {"installationId": f"phone-{ids.uuid7()}"}, "app": "sidumas"}
            more = {"appVersion": "2.0", "locale": "EN", "timeZone": "Asia/Makassar"}
            return REPORTER, {**phone, "platform": "IOS", **more}
        case "removeDevice":
            return REPORTER, {"device": await house.register(REPORTER, f"phone-{ids.uuid7()}")}
        case "markNotificationsRead":
            return REPORTER, {"ids": [f"ntf_{NOBODYS}"]}
        case "publishArticle":
            texts = {"title": "Jalan dibuka", "summary": "Ringkas.", "body": "Isi."}
            words = {name: {"indonesian": text} for name, text in texts.items()}
            return EDITOR, {**key, "kind": "NEWS", **words}
        case "correctArticle":
            old = await article()
            known = {"article": old["id"], "version": old["version"], "kind": "CORRECTION"}
            words = {"note": {"indonesian": "Tanggalnya salah."}}
            return EDITOR, {**known, **words, "title": {"indonesian": "Judul yang benar"}}
        case "withdrawArticle":
            return EDITOR, {
                "article": (await article())["id"],
                "note": {"indonesian": "Tidak benar."},
            }
    officers = ("acceptCompletion", "rejectCompletion", "recategoriseReport")
    who = OFFICER if mutation in officers else EDITOR if "roadcast" in mutation else REPORTER
    who = ADMIN if mutation.endswith("BroadcastTemplate") else who
    make = next((row.make for row in TABLE if row.mutation == mutation), None)
    if make is None:
        raise LookupError(f"{mutation} has no sound input here: add one")
    return who, await make(house, who)


_TALK = {
    "title": {"indonesian": "Kabar", "english": "News of it"},
    "body": {"indonesian": "Buka.", "english": "Open."},
}
_WRONG_PARTS: dict[str, list[Any]] = {
    name: [
        {**{"indonesian": "x" * 20, "english": "x" * 20}, side: text}
        for side in ("indonesian", "english")
        for text in texts
    ]
    for name, texts in (
        ("BilingualTextInput", ("", "a\0b", "x" * 61_000)),
        ("BilingualTextChangeInput", ("a\0b", "x" * 61_000)),
    )
} | {
    "PointInput": [{"latitude": 999.0, "longitude": 0.0}, {"latitude": 51.5, "longitude": 0.0}],
    "PushTopicInput": [{"theme": "REPORTS", "areas": ["x"]}, {"theme": "NEWS", "areas": []}],
    "QuietHoursInput": [
        {"from": "09:00", "until": "09:00"},
        {"from": "09:00", "until": "10:00", "timeZone": "Asia/Jakarta"},
    ],
    "DeviceAddressInput": [{"installationId": ""}, {"token": "x" * 5_000}],
    "BroadcastContentInput": [
        {
            "theme": "REPORTS", "title": {"indonesian": "", "english": "News of it"},
            "body": {"indonesian": "Buka.", "english": "x" * 5_000},
        },
        {**_TALK, "theme": "NEWS", "area": "x", "urgency": "EXTREME"},
        {**_TALK, "theme": "NEWS", "article": "y"},
        {**_TALK, "theme": "NEWS", "urgency": "SEVERE"},
        {
            "theme": "NEWS", "title": {"indonesian": "Kabar", "english": ""},
            "body": {"indonesian": ""}, "sendAt": "1999-01-01T00:00:00Z",
            "expiresAt": "1999-01-01T00:00:00Z",
        },
    ],
}  # fmt: skip


_OF_DEVELOPERS = re.compile(r"input\.|[`_]|[a-z][A-Z]")
"""What no sentence for a person holds: paths and names of the API."""


def _wrong_values(type_: Any) -> list[Any]:
    """Values that GraphQL takes for a field and that its service may refuse."""
    named = get_named_type(type_)
    values: list[Any]
    if isinstance(named, GraphQLEnumType):
        values = list(named.values)
    elif isinstance(named, GraphQLInputObjectType):
        values = _WRONG_PARTS[named.name]
    else:
        leaves: dict[str, list[Any]] = {
            "ID": ["nonsense", f"rep_{NOBODYS}", f"upl_{NOBODYS}", f"cat_{NOBODYS}"],
            "String": ["", "a\0b", "x" * 61_000, "Dua Kata"],
            "Int": [-1, 0, 1_000, 2_000_000_000],
            "Float": [999.0],
            "Boolean": [True, False],
            "DateTime": ["1999-01-01T00:00:00Z"],
            "Date": ["1999-01-01", "2199-01-01"],
            "LocalTime": ["00:00"],
            "TimeZone": ["Asia/Jakarta"],
        }
        values = leaves[named.name]
    if is_list_type(get_nullable_type(type_)):
        return [[], [values[0]], [values[-1]], [values[0]] * 3, [values[0]] * 250]
    return values


def _is_path(type_: Any, path: str) -> bool:
    """Whether a dotted path leads through arguments, fields and places in lists."""
    for name in path.split("."):
        bare = get_nullable_type(type_)
        if is_list_type(bare):
            if not name.isdecimal():
                return False
            type_ = bare.of_type
            continue
        fields = getattr(bare, "fields", None)
        if not fields or name not in fields:
            return False
        type_ = fields[name].type
    return True


def test_what_is_a_path() -> None:
    mutation = SCHEMA.mutation_type
    assert mutation is not None
    input_type = mutation.fields["submitReport"].args["input"].type
    assert all(_is_path(input_type, path) for path in ("title", "photos.3", "point.latitude"))
    assert not any(_is_path(input_type, path) for path in ("input", "title.x", "photos.x", "id"))


@pytest.mark.slow
@pytest.mark.parametrize("mutation", dict(MUTATIONS))
async def test_every_fault_names_a_field_of_the_input(house: House, mutation: str) -> None:
    input_name = dict(MUTATIONS)[mutation]
    document = (
        f"mutation($input: {input_name}!) {{ answer: {mutation}(input: $input) {{ __typename"
        " ... on InvalidInput { message fields { path message } } } }"
    )
    input_type = SCHEMA.type_map[input_name]
    assert isinstance(input_type, GraphQLInputObjectType)
    seen: set[str] = set()
    who, wanted = await sound(house, mutation)
    trials = [
        {name: wrong}
        for name, field in input_type.fields.items()
        for wrong in _wrong_values(field.type)
    ]
    for changes in trials:
        fresh = {"idempotencyKey": ids.uuid7()} if "idempotencyKey" in wanted else {}
        trial = {**wanted, **fresh, **changes}
        answer = (await house.ask(document, {"input": trial}, who))["answer"]
        for fault in answer.get("fields", ()):
            root, path = fault["path"][0], ".".join(fault["path"][1:])
            assert root == "input" and _is_path(input_type, path), (fault, trial)
            assert not _OF_DEVELOPERS.search(fault["message"].replace("WebP", "")), fault
            seen.add(re.sub(r"\.\d+$", "", path))
        if answer["__typename"].endswith("Success"):
            who, wanted = await sound(house, mutation)  # what it was about is no longer the same
    assert seen == EXPECTED.get(mutation), (mutation, " ".join(sorted(seen)))


async def test_a_wrong_id_is_named_among_the_other_faults(house: House) -> None:
    """A reference that is no id at all hides nothing else that is wrong."""
    for mutation, wrong, expected in (
        ("submitReport", {"category": "jalan", "title": "x", "photos": ["y", "z"]},
         ["category", "title", "photos.0", "photos.1"]),
        ("publishArticle",
         {"agency": "x", "area": "y", "images": ["z"], "title": {"indonesian": ""}},
         ["agency", "area", "images.0", "title.indonesian"]),
        ("correctArticle", {"by": "x", "note": {"indonesian": ""}}, ["by", "note.indonesian"]),
        ("assignReport", {"agency": "x", "reason": ""}, ["agency", "reason"]),
    ):  # fmt: skip
        who, wanted = await sound(house, mutation)
        document = (
            f"mutation($input: {dict(MUTATIONS)[mutation]}!) {{ answer: {mutation}(input: $input)"
            " { ... on InvalidInput { fields { path } } } }"
        )
        answer = await house.ask(document, {"input": {**wanted, **wrong}}, who)
        paths = {".".join(fault["path"]) for fault in answer["answer"]["fields"]}
        assert paths == {f"input.{name}" for name in expected}, mutation


async def test_marking_as_read_does_what_it_can_and_names_the_rest(house: House) -> None:
    document = (
        "mutation($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) {"
        " ... on MarkNotificationsReadSuccess { unknownIds notifications { id } } } }"
    )
    wrong = ["x", f"ntf_{NOBODYS}", f"brc_{NOBODYS}"]
    answer = await house.ask(document, {"input": {"ids": wrong}}, REPORTER)
    assert answer["markNotificationsRead"] == {"unknownIds": wrong, "notifications": []}
