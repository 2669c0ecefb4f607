"""The apps' operations in Apollo Client's normalised cache, versions 3 and 4.

Opening a detail from a list sends one request, coming back none, and no write takes anything from
another screen: Apollo's warnings of lost data are faults. Node and npm do the work; the cache is as
Apollo makes it, or as docs/clients.md says.
"""

import asyncio
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    get_named_type,
)

from api.db.migrate import ROOT
from api.kit import ids
from tests.clients.caches import PEOPLE, Act, acts
from tests.clients.test_operations import DOCUMENTS
from tests.story.house import House, open_house, settings_of
from tests.story.seeded import SeededStore

pytestmark = pytest.mark.slow

APOLLO = Path(__file__).parent / "apollo"
DEFAULT = "const typePolicies = {}"
LEAST_NODE = 20
SCHEMA = build_schema((ROOT / "schema.graphql").read_text("utf-8"))
POSSIBLE_TYPES = {
    type_.name: [possible.name for possible in SCHEMA.get_possible_types(type_)]
    for type_ in SCHEMA.type_map.values()
    if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType)
}
"""What a code generator tells the cache: which types an interface or union stands for."""


def documented() -> str:
    """The type policies that docs/clients.md gives to the apps' developers."""
    text = (ROOT / "docs" / "clients.md").read_text("utf-8")
    found = re.findall(r"```js\n(const typePolicies = .*?)```", text, re.DOTALL)
    assert len(found) == 1, "docs/clients.md must have one block that begins so"
    return str(found[0])


@pytest.fixture(scope="session")
def apollo() -> Path:
    """A folder outside the tree with run.mjs and what it needs, as the lock file says."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            pytest.skip(f"there is no {tool} on this machine")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    if int(version.stdout.lstrip("v").partition(".")[0]) < LEAST_NODE:
        pytest.skip(f"Node {LEAST_NODE} is needed, this is {version.stdout.strip()}")
    lock = (APOLLO / "package-lock.json").read_text("utf-8")
    folder = Path(tempfile.gettempdir()) / f"kulkul-apollo-{ids.fingerprint(lock)[:16]}"
    with FileLock(f"{folder}.lock"):
        if not (folder / "installed").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for name in ("package.json", "package-lock.json"):
                shutil.copy(APOLLO / name, folder)
            quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
            done = subprocess.run(
                ["npm", "ci", *quiet], cwd=folder, capture_output=True, text=True, timeout=300
            )
            assert done.returncode == 0, f"npm ci failed:\n{done.stderr}"
            (folder / "installed").touch()
        shutil.copy(APOLLO / "run.mjs", folder)
    return folder


async def played(
    folder: Path,
    house: House,
    version: int,
    policies: str,
    documents: dict[str, str],
    played: list[Act],
) -> list[str]:
    """The faults that an app of this version of Apollo Client meets."""
    plan = {
        "url": f"{house.url}/graphql",
        "version": version,
        "policies": policies,
        "possibleTypes": POSSIBLE_TYPES,
        "people": {who: house.headers(person) for who, person in PEOPLE.items()},
        "documents": documents,
        "acts": played,
    }
    node = await asyncio.create_subprocess_exec(
        "node", "run.mjs", cwd=folder, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, errors = await node.communicate(json.dumps(plan).encode())
    assert node.returncode == 0, errors.decode()
    found: list[str] = json.loads(out)
    return found


@pytest.fixture
async def house(seeded: SeededStore) -> AsyncIterator[House]:
    settings = settings_of(seeded.data, seeded.url, worker=False)
    async with open_house(settings) as house:
        yield house


@pytest.mark.slow
@pytest.mark.parametrize("seeded", ["sqlite"], indirect=True)
@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("config", ["default", "documented"])
async def test_no_screen_costs_a_second_request(
    apollo: Path, house: House, version: int, config: str
) -> None:
    policies = DEFAULT if config == "default" else documented()
    plan = await acts(house, DOCUMENTS, paging=config == "documented")
    faults = await played(apollo, house, version, policies, DOCUMENTS, plan)
    assert not faults, "\n".join(faults)


@pytest.mark.slow
@pytest.mark.parametrize("seeded", ["sqlite"], indirect=True)
@pytest.mark.parametrize("version", [3, 4])
async def test_what_goes_wrong_is_noticed(apollo: Path, house: House, version: int) -> None:
    """Screens without ids, and parts of which each screen asks for something else."""
    documents = {
        "citizen_list": "query CitizenList { cameras(first: 2) { edges { node { code name } } } }",
        "citizen_codes": "query CitizenCodes { cameras(first: 2) { edges { node { status } } } }",
        "citizen_site": "query CitizenSite { cameraSites { id provenance { synthetic } } }",
        "citizen_note": "query CitizenNote { cameraSites { id provenance { sourceNote } } }",
    }

    def opened(*names: str) -> list[Act]:
        screens = [{"name": name, "variables": {}} for name in names]
        return [{"act": "everyScreen", "who": "anonymous", "screens": screens}]

    faults = await played(
        apollo, house, version, DEFAULT, documents, opened("citizen_list", "citizen_codes")
    )
    assert any("it sends [CitizenCodes, CitizenList" in fault for fault in faults), faults
    faults = await played(
        apollo, house, version, DEFAULT, documents, opened("citizen_site", "citizen_note")
    )
    assert any("Cache data may be lost" in fault for fault in faults), faults
    merged = "const typePolicies = { Provenance: { merge: true } }"
    screens = opened("citizen_site", "citizen_note")
    assert await played(apollo, house, version, merged, documents, screens) == []


def test_the_documented_policies_name_every_part() -> None:
    """Each object without an id that stands in one with an id is merged."""
    text = documented()
    for type_ in SCHEMA.type_map.values():
        if isinstance(type_, GraphQLObjectType) and "id" in type_.fields:
            for field in type_.fields.values():
                part: Any = get_named_type(field.type)
                if not isinstance(part, GraphQLObjectType) or "id" in part.fields:
                    continue
                if not part.name.endswith(("Connection", "Edge")) and "[" not in str(field.type):
                    assert f"  {part.name}: {{ merge: true }}" in text, (type_.name, part.name)
