"""Every mutation, every kind of caller, both stores: who may, and a refusal leaves no trace."""

import hashlib
import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from api.db.base import metadata
from api.db.session import Database
from api.schema import printed
from tests.permissions.people import EVERY_CALLER
from tests.permissions.table import TABLE
from tests.story.house import House, open_house, settings_of
from tests.story.seeded import SeededStore

MUTATIONS = re.findall(
    r"^  (\w+)\(input: (\w+)!\): \w+!$", printed().split("type Mutation {")[1].split("\n}")[0], re.M
)


@pytest.fixture
async def house(seeded: SeededStore) -> AsyncIterator[House]:
    async with open_house(settings_of(seeded.data, seeded.url, worker=False)) as house:
        yield house


def test_table_is_complete() -> None:
    """A new mutation without a row in the table fails here."""
    named = printed().split("type Mutation {")[1].split("\n}")[0].count("): ")
    assert len(MUTATIONS) == named, "every mutation takes one input and gives one union"
    assert {row.mutation for row in TABLE} == {name for name, _ in MUTATIONS}


@pytest.mark.parametrize("mutation", dict(MUTATIONS))
async def test_who_may(house: House, mutation: str) -> None:
    """Each caller on each subject gets the answer of the table; what is refused writes nothing."""
    document = (
        f"mutation($input: {dict(MUTATIONS)[mutation]}!) {{ answer: {mutation}(input: $input) {{"
        " __typename ... on Problem { message } ... on InvalidInput { fields { path message } } } }"
    )
    for row in (row for row in TABLE if row.mutation == mutation):
        for caller, who in EVERY_CALLER.items():
            wanted = await row.make(house, who)
            expected = row.answer_for(caller)
            refused = not expected.endswith("Success")
            before = await _traces(house.database) if refused else {}
            answer = (await house.ask(document, {"input": wanted}, who))["answer"]
            assert answer["__typename"] == expected, (row.on, caller, answer)
            if refused:
                english = (await house.ask(document, {"input": wanted}, who, "en"))["answer"]
                assert answer["message"] and english["message"] != answer["message"]
                after = await _traces(house.database)
                assert after == before, f"{caller} was refused on {row.on}, and wrote"


async def _traces(database: Database) -> dict[str, tuple[int, str]]:
    """For each table the number of its rows and a hash of all that they hold."""
    found = {}
    async with database.read() as session:
        for table in metadata.sorted_tables:
            if database.is_sqlite:
                rows = (await session.execute(text(f'SELECT * FROM "{table.name}"'))).all()
                content = hashlib.sha256("\n".join(map(repr, rows)).encode()).hexdigest()
                found[table.name] = (len(rows), content)
                continue
            counted = await session.execute(
                text(
                    "SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')"
                    f' FROM "{table.name}" t'
                )
            )
            found[table.name] = tuple(counted.one())
    return found
