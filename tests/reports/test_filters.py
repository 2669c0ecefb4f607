"""All filters of a list of reports combined, in all orders, as every viewer, equal brute force.

On rows where anything may be missing: the reporter, the village, the due date, the completer.
"""

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlmodel import col

from api.areas.models import Area
from api.areas.service import AreaIndexCache
from api.areas.values import AreaLevel
from api.identity.models import Person
from api.identity.values import Role, Viewer, agency_id
from api.kit import ids
from api.reports.models import Report
from api.reports.policy import is_public
from api.reports.values import MEANING, OPEN, ReportStatus
from tests.gql.asking import Kernel, open_kernel
from tests.reports.scene import (
    ADMIN,
    ANONYMOUS,
    KUTA,
    NOW,
    POLICE,
    ROADS,
    SARI,
    WAYAN,
    Scene,
    build,
    viewer,
)

pytestmark = pytest.mark.slow

S = ReportStatus
NUMBER, QUESTIONS = 400, 320
_LIST = """query($filter: ReportFilter, $order: ReportOrder, $n: Int, $a: String) {
  reports(filter: $filter, order: $order, first: $n, after: $a) {
    nodes { id } pageInfo { hasNextPage endCursor } } }"""


@dataclass(frozen=True)
class World:
    """The rows, and who asks for them."""

    rows: list[dict[str, Any]]
    scene: Scene
    villages: list[str]
    people: list[Viewer]


@pytest.fixture
async def kernel(database_url: str, tmp_path: Path) -> AsyncIterator[Kernel]:
    opened = open_kernel(database_url, tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
async def world(kernel: Kernel) -> World:
    """Reports of every status, some of which lack what most have."""
    database, chance = kernel.database, random.Random(23)
    scene = await build(database)
    await AreaIndexCache(database).get()
    async with database.read() as reader:
        found = await reader.execute(
            select(col(Area.id)).where(col(Area.level) == AreaLevel.VILLAGE)
        )
        villages = list(found.scalars())
    limited = viewer(Role.OFFICER, "village officer", agency="pupr", area=villages[0])
    wide = viewer(Role.OFFICER, "district officer", agency="pupr", area=scene.district)
    people = [ANONYMOUS, SARI, WAYAN, ROADS, POLICE, limited, wide, ADMIN]
    known = [who for who in people if who.person_id]
    rows = [_row(number, chance, scene, villages, known) for number in range(NUMBER)]
    async with database.write() as session:
        await _people(session, known)
        await session.execute(insert(Report), rows)
    return World(rows, scene, villages, people)


async def _people(session: Any, known: list[Viewer]) -> None:
    for who in known:
        session.add(
            Person(id=who.person_id or "", subject=who.subject or "", role=who.role,
                   agency_id=who.agency_id, area_id=who.area_id, created_at=NOW)
        )  # fmt: skip
    await session.flush()


def _row(
    number: int, chance: random.Random, scene: Scene, villages: list[str], known: list[Viewer]
) -> dict[str, Any]:
    status = chance.choice((*S, S.RECEIVED, S.WORKING, S.AWAITING_CHECK, S.AWAITING_CHECK))
    hide = chance.random() < 0.2
    officers = [who for who in known if who.role is Role.OFFICER]
    completer = chance.choice([*known, None, None]) if status is S.AWAITING_CHECK else None
    reporter = chance.choice([*known, None, None])
    assignee = chance.choice([*officers, None, None])
    latitude = KUTA.latitude + chance.gauss(0, 0.01)
    longitude = KUTA.longitude + chance.gauss(0, 0.01)
    submitted = NOW - timedelta(minutes=chance.randrange(NUMBER // 3))
    return {
        "id": ids.uuid7(), "ticket": f"T{number}", "title": "Lubang", "status": status,
        "category_id": chance.choice((scene.roads, scene.levies)),
        "agency_id": agency_id(chance.choice(("pupr", "satpolpp"))),
        "village_id": chance.choice([*villages, None]),
        "district_id": chance.choice((scene.district, scene.district, None)),
        "latitude": latitude, "longitude": longitude, "shown_latitude": latitude,
        "shown_longitude": longitude, "hide_report": hide,
        "is_public": is_public(status, hide, False),
        "reporter_id": reporter and reporter.person_id,
        "assignee_id": assignee and assignee.person_id,
        "completed_by_id": completer and completer.person_id,
        "submitted_at": submitted,
        "updated_at": submitted + timedelta(minutes=chance.randrange(90)),
        "due_at": chance.choice((None, NOW + timedelta(hours=chance.randrange(-60, 60)))),
        "closed_at": None if status in OPEN or status is S.HIDDEN else NOW,
        "reopened_at": chance.choice((None, NOW)),
    }  # fmt: skip


def _handles(row: dict[str, Any], who: Viewer) -> bool:
    here = who.area_id in (None, row["village_id"], row["district_id"])
    return who.role is Role.OFFICER and row["agency_id"] == who.agency_id and here


def _is_own(row: dict[str, Any], who: Viewer) -> bool:
    return who.person_id is not None and row["reporter_id"] == who.person_id


def _keeps(row: dict[str, Any], who: Viewer, wanted: dict[str, Any], order: str) -> bool:
    admin, handles = who.role is Role.ADMIN, _handles(row, who)
    status, is_open = row["status"], row["closed_at"] is None and row["status"] is not S.HIDDEN
    late = is_open and row["due_at"] is not None and row["due_at"] < NOW
    decides = status is S.AWAITING_CHECK and (admin or handles or _is_own(row, who)) and (
        row["completed_by_id"] is None or row["completed_by_id"] != who.person_id
    )  # fmt: skip
    public = MEANING[status].public
    tests = {
        "status": lambda w: public is not None and public.name in w,
        "internalStatus": lambda w: status.name in w and (admin or handles),
        "assignedTo": lambda w: (
            handles and (w == "MY_AGENCY" or row["assignee_id"] == who.person_id)
        ),
        "viewerCanDecideCompletion": lambda w: decides == w,
        "isOverdue": lambda w: late == w,
        "isReopened": lambda w: (row["reopened_at"] is not None) == w,
        "category": lambda w: w == f"cat_{row['category_id']}",
        "agency": lambda w: w == f"agency_{row['agency_id']}",
        "area": lambda w: w in (f"area_{row['village_id']}", f"area_{row['district_id']}"),
        "box": lambda w: (
            w["south"] <= row["latitude"] <= w["north"]
            and w["west"] <= row["longitude"] <= w["east"]
        ),
        "submittedAfter": lambda w: row["submitted_at"].isoformat() >= w,
        "submittedBefore": lambda w: row["submitted_at"].isoformat() < w,
    }
    return (
        (row["is_public"] or admin or handles or _is_own(row, who))
        and (order != "DUE_FIRST" or (is_open and row["due_at"] is not None))
        and all(tests[name](value) for name, value in wanted.items())
    )


_SORTED = {
    "NEWEST": ("submitted_at", True),
    "OLDEST": ("submitted_at", False),
    "RECENTLY_UPDATED": ("updated_at", True),
    "DUE_FIRST": ("due_at", False),
}


def _expected(world: World, who: Viewer, wanted: dict[str, Any], order: str) -> list[str]:
    column, falling = _SORTED[order]
    kept = [row for row in world.rows if _keeps(row, who, wanted, order)]
    kept.sort(key=lambda row: (row[column], row["id"]), reverse=falling)
    return [f"rep_{row['id']}" for row in kept]


def _random_filter(chance: random.Random, world: World) -> dict[str, Any]:
    publics = ["WAITING", "IN_PROGRESS", "POSTPONED", "DONE", "REJECTED", "REFERRED", "MERGED"]
    tall, wide = (10 ** chance.uniform(-3, 0) for _ in range(2))
    all_of_it: dict[str, Any] = {
        "status": chance.sample(publics, chance.randrange(4)),
        "internalStatus": [s.name for s in chance.sample(list(S), chance.randrange(5))],
        "assignedTo": chance.choice(("ME", "MY_AGENCY")),
        "viewerCanDecideCompletion": chance.random() < 0.3,
        "isOverdue": chance.random() < 0.5,
        "isReopened": chance.random() < 0.5,
        "category": f"cat_{chance.choice((world.scene.roads, world.scene.levies))}",
        "agency": f"agency_{agency_id(chance.choice(('pupr', 'satpolpp')))}",
        "area": f"area_{chance.choice([*world.villages, world.scene.district])}",
        "box": {"south": KUTA.latitude - tall, "north": KUTA.latitude + tall,
                "west": KUTA.longitude - wide, "east": KUTA.longitude + wide},
        "submittedAfter": (NOW - timedelta(minutes=chance.randrange(150))).isoformat(),
        "submittedBefore": (NOW - timedelta(minutes=chance.randrange(100))).isoformat(),
    }  # fmt: skip
    names = chance.sample(sorted(all_of_it), chance.choice((1, 1, 2, 2, 3)))
    return {name: all_of_it[name] for name in names}


async def _walk(
    kernel: Kernel, who: Viewer, wanted: dict[str, Any], order: str, size: int
) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        given = {"filter": wanted, "order": order, "n": size, "a": after}
        page = (await kernel.data(_LIST, who, given))["reports"]
        found += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def test_combined_filters_equal_brute_force(kernel: Kernel, world: World) -> None:
    chance, filled = random.Random(7), 0
    for _ in range(QUESTIONS):
        who, wanted = chance.choice(world.people), _random_filter(chance, world)
        order = chance.choice(list(_SORTED))
        expected = _expected(world, who, wanted, order)
        size = chance.choice((3, 20, 100)) if len(expected) < 40 else 40
        found = await _walk(kernel, who, wanted, order, size)
        assert found == expected, (who.name, who.area_id, wanted, order, size)
        filled += bool(expected)
    assert filled > QUESTIONS // 3, "too many empty lists to prove anything"


@pytest.mark.parametrize("order", _SORTED)
async def test_a_list_and_its_opposite_are_disjoint_and_complete(
    order: str, kernel: Kernel, world: World
) -> None:
    """Completions to decide and all others: together every visible report, each once."""
    for who in world.people:
        both = [
            one for waits in (True, False)
            for one in await _walk(kernel, who, {"viewerCanDecideCompletion": waits}, order, 100)
        ]  # fmt: skip
        assert sorted(both) == sorted(_expected(world, who, {}, order)), who.name
