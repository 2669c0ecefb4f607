"""Every mutation, every kind of caller, both stores: who may, and a refusal leaves no trace."""

import re

import pytest
from sqlalchemy import update

from api.areas.models import City
from api.schema import printed
from tests.permissions.people import EVERY_CALLER
from tests.permissions.table import TABLE
from tests.permissions.traces import Traces
from tests.story.house import House

MUTATIONS = re.findall(
    r"^  (\w+)\(input: (\w+)!\): \w+!$", printed().split("type Mutation {")[1].split("\n}")[0], re.M
)


def test_table_is_complete() -> None:
    """A new mutation without a row in the table fails here."""
    named = printed().split("type Mutation {")[1].split("\n}")[0].count("): ")
    assert len(MUTATIONS) == named, "every mutation takes one input and gives one union"
    assert {row.mutation for row in TABLE} == {name for name, _ in MUTATIONS}


async def test_what_is_written_leaves_a_trace(house: House, traces: Traces) -> None:
    before = await traces()
    assert await traces() == before
    async with house.database.write() as session:
        await session.execute(update(City).values(time_zone="Asia/Jakarta"))
    assert await traces() != before


@pytest.mark.slow
@pytest.mark.parametrize("mutation", dict(MUTATIONS))
async def test_who_may(house: House, traces: Traces, mutation: str) -> None:
    """Each caller on each subject gets the answer of the table; what is refused writes nothing."""
    document = (
        f"mutation($input: {dict(MUTATIONS)[mutation]}!) {{ answer: {mutation}(input: $input) {{"
        " __typename ... on Problem { message } ... on InvalidInput { fields { path message } } } }"
    )
    for row in (row for row in TABLE if row.mutation == mutation):
        problems = set()
        for caller, who in EVERY_CALLER.items():
            wanted = await row.make(house, who)
            expected = row.answer_for(caller)
            refused = not expected.endswith("Success")
            before = await traces() if refused else None
            answer = (await house.ask(document, {"input": wanted}, who))["answer"]
            assert answer["__typename"] == expected, (row.on, caller, answer)
            if refused and answer["message"] not in problems:
                problems.add(answer["message"])
                english = (await house.ask(document, {"input": wanted}, who, "en"))["answer"]
                assert english["message"] not in ("", answer["message"])
            if refused:
                assert await traces() == before, f"{caller} was refused on {row.on}, and wrote"
