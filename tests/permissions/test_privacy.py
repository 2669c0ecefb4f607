"""What a list, a word or a number may not tell, beside what it shows; both stores."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.kit import ids
from tests.permissions.people import CALLERS, OFFICER, REPORTER
from tests.permissions.planting import CONCERNED, EDITORS, EXACT, photo, plant
from tests.story.house import House, open_house, settings_of
from tests.story.seeded import SeededStore
from tests.story.waiting import until


@pytest.fixture
async def house(seeded: SeededStore) -> AsyncIterator[House]:
    async with open_house(settings_of(seeded.data, seeded.url, worker=False)) as house:
        yield house


@pytest.mark.slow
async def test_search_is_no_oracle(house: House) -> None:
    """An empty or a full list does not tell whether a word occurs in what one may not read."""
    planted = await plant(house)
    hits = """query($text: String!) { reports(filter: {text: $text}) { nodes { id } }
      articles(filter: {text: $text}) { nodes { id } } }"""
    for word, may in {
        "zquraian": CONCERNED, "zqperkara": CONCERNED, "zqdicabut": EDITORS,
        "zqjudulcabut": EDITORS, "zqisiembargo": EDITORS | {"partner"}, "zqterencana": EDITORS,
        # Names, addresses and internal notes are searched for nobody.
        "Zqpelapor": frozenset(), "zqalamat": frozenset(), "zqdalam": frozenset(),
    }.items():  # fmt: skip
        for caller, who in CALLERS.items():
            found = await house.ask(hits, {"text": word}, who)
            any_hit = bool(found["reports"]["nodes"] or found["articles"]["nodes"])
            assert any_hit == (caller in may), (word, caller)
    near = """query($near: PointInput!) {
      reports(first: 100, filter: {near: $near, radiusMetres: 5})
      { nodes { id } } }"""
    rounded = planted.reports["rounded"]["id"]
    for who in CALLERS.values():
        found = await house.ask(near, {"near": EXACT}, who)
        assert rounded not in [r["id"] for r in found["reports"]["nodes"]], "rounding undone"


async def test_hiding_later_closes_every_path(house: House) -> None:
    """What was public and was kept by caches is gone for the public when a moderator hides it."""
    upload, reply = await house.photo(photo(3), REPORTER)
    report = await house.submit(REPORTER, title="Lubang zqkemudian", photos=[upload])
    query = """query($id: ID!, $ticket: String!) { report(by: {id: $id}) { title }
      ticket: report(by: {ticket: $ticket}) { title photos { image { url } } } }"""
    given = {"id": report["id"], "ticket": report["ticket"]}
    url = report["photos"][0]["image"]["url"]
    assert "zqkemudian" in (await house.post(query, given)).text
    assert (await house.client.get(url)).status_code == 200
    await house.ask(
        """mutation($id: ID!) { moderateReport(input: {report: $id, action: HIDE,
          reason: "Memuat data orang lain."}) { __typename } }""",
        {"id": report["id"]},
        OFFICER,
    )
    assert "zqkemudian" not in (await house.post(query, given)).text
    assert "zqkemudian" in (await house.post(query, given, REPORTER)).text

    async def is_closed() -> bool:
        return (await house.client.get(url)).status_code == 404

    await until(is_closed, 15)
    assert reply["status"] == "READY"


@pytest.mark.slow
async def test_what_is_hidden_is_as_what_is_not_there(house: House) -> None:
    """By no address, verb or form a stranger is told that a hidden report exists."""
    made = [
        await house.submit(REPORTER, hideReport=True),
        await house.submit(REPORTER, "kekerasan", title="Hal di rumah"),
    ]
    absent = {"id": f"rep_{ids.uuid7()}", "ticket": "BDG2611249999"}
    read = """query($id: ID!, $ticket: String!) { report(by: {id: $id}) { id } node(id: $id) { id }
      nodes(ids: [$id]) { id } t: report(by: {ticket: $ticket}) { id }
      u: report(by: {ticket: ""}) { id } }"""
    verbs: dict[str, dict[str, Any]] = {
        "joinReport": {}, "leaveReport": {}, "addToReport": {"note": "Bertambah."},
        "rateReport": {"rating": 3}, "reopenReport": {"reason": "Masih rusak."},
        "advanceReport": {"to": "VERIFIED"}, "assignReport": {"reason": "Sudah jelas."},
        "noteReport": {"publicNote": "Dilihat."}, "revealReporter": {"reason": "Sudah jelas."},
        "moderateReport": {"action": "HIDE", "reason": "Sudah jelas."},
        "acceptCompletion": {}, "rejectCompletion": {"reason": "Belum rapi."},
    }  # fmt: skip
    for caller in ("anonymous", "citizen", "other officer", "partner"):
        who = CALLERS[caller]

        async def replies_about(one: dict[str, Any]) -> list[str]:
            known = {"id": one["id"], "ticket": one["ticket"]}
            said = [(await house.post(read, known, who)).text]  # noqa: B023 - asked at once
            for verb, more in verbs.items():
                keyed = {"idempotencyKey": ids.uuid7()} if verb in ("addToReport",) else {}
                if verb in ("reopenReport", "noteReport"):
                    keyed = {"idempotencyKey": ids.uuid7()}
                input_type = f"{verb[0].upper()}{verb[1:]}Input"
                document = f"mutation($i: {input_type}!) {{ {verb}(input: $i) {{ __typename"
                document += " ... on Problem { message } } }"
                input = {**keyed, **more, "report": one["id"]}
                said.append((await house.post(document, {"i": input}, who)).text)  # noqa: B023
            for path in ("requests", "tokens"):
                answer = await house.client.get(
                    f"/open311/v2/{path}/{one['ticket']}.json",
                    headers=house.headers(who),  # noqa: B023
                )
                said.append(f"{answer.status_code} {answer.text}")
            return [text.replace(one["ticket"], "T").replace(one["id"], "I") for text in said]

        expected = await replies_about(absent)
        for report in made:
            assert await replies_about(report) == expected, caller
