"""`submitReport` without a photo: on copies of the store, by somebody who is signed in."""

import itertools
import random
import shutil
from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from api.areas.values import AreaLevel
from api.identity.tokens import LocalKeys
from api.identity.values import Role, agency_id
from api.kit.ids import named
from api.seed.pack import Pack
from api.settings import Settings
from api.tables import metadata
from scripts.benchmark.load import MARK
from scripts.benchmark.queries import SUBMIT
from scripts.benchmark.reference import Ask
from scripts.benchmark.systems import System

Copies = Callable[[str], Coroutine[Any, Any, tuple[str, Ask]]]
"""A name → a new copy of the filled store: its URL, and plain SQL on it."""

_BODIES: Final = 64


def copy_file(file: Path, copy: Path) -> Path:
    """A copy of a SQLite file that nobody has open."""
    shutil.copy(file, copy)
    return copy


def token(data: Path) -> str:
    """A citizen's token of the local keys."""
    keys = LocalKeys(data / "keys", Settings().token_audience)
    return keys.mint(Role.CITIZEN, "bench", None, "Made B.", timedelta(hours=2))


def bodies(pack: Pack) -> list[str]:
    """Requests from all over the city; the mark becomes a number that no other request has."""
    return [_body(variables, f"bench-{MARK.decode()}") for variables in _inputs(pack)]


def numbers() -> Iterator[int]:
    """First numbers of runs, far enough apart for no two requests to share a key."""
    return itertools.count(1, 1_000_000)


async def check(pack: Pack, system: System, ask: Ask, signed_in: str) -> None:
    """Submits one report and looks at what plain SQL finds. Raises AssertionError."""
    before = await _counts(ask)
    sent = _inputs(pack)[0]
    answer = system.ask(_body(sent, "bench-check-0001").encode(), signed_in)
    made = answer.get("data", {}).get("submitReport", {})
    if made.get("__typename") != "SubmitReportSuccess":
        raise AssertionError(f"{system.name} does not take a report: {answer}")
    key = made["report"]["id"].removeprefix("rep_")
    (row,) = await ask(f"SELECT * FROM report WHERE id = '{key}'")
    (category,) = await ask(f"SELECT * FROM report_category WHERE id = '{row['category_id']}'")
    village = next(area for area in pack.areas if area.code == sent["_village"])
    entry = next(one for one in pack.categories if one.code == sent["_category"])
    wanted = {
        "category_id": named("category", entry.code),
        "agency_id": agency_id(entry.agency),
        "village_id": named("area", village.code),
        "district_id": named("area", village.code.rpartition(".")[0]),
        "latitude": sent["point"]["latitude"],
        "longitude": sent["point"]["longitude"],
        "title": sent["title"],
        "description": sent["description"],
        "address": sent["address"],
        "status": "RECEIVED",
        "is_public": True,
        "hide_report": False,
    }
    given = {name: row[name] for name in wanted}
    shown = {
        "id": f"rep_{key}",
        "ticket": row["ticket"],
        "status": "WAITING",
        "title": sent["title"],
        "category": {"name": category["name_id"]},
    }
    new = {table: n - before[table] for table, n in (await _counts(ask)).items()}
    rows = {table: n for table, n in new.items() if n}
    expected = {"person", "report", "report_follower", "idempotency_key", "ticket_day"}
    if given != wanted or made["report"] != shown or rows != dict.fromkeys(expected, 1):
        raise AssertionError(
            f"{system.name} keeps a report otherwise than it was sent:\n"
            f"  {given}\n  {wanted}\n  {made}\n  {shown}\n  new rows: {rows}"
        )


async def _counts(ask: Ask) -> dict[str, int]:
    return {
        table: (await ask(f"SELECT count(*) AS n FROM {table}"))[0]["n"]
        for table in metadata.tables
    }


def _body(variables: dict[str, Any], key: str) -> str:
    sent = {name: value for name, value in variables.items() if not name.startswith("_")}
    given = {"input": {"idempotencyKey": key, **sent}}
    request = {"operationName": "Submit", "query": SUBMIT, "variables": given}
    return orjson.dumps(request).decode()


def _inputs(pack: Pack) -> list[dict[str, Any]]:
    rng = random.Random(112)
    villages = [area for area in pack.areas if area.level is AreaLevel.VILLAGE]
    categories = [one for one in pack.categories if not (one.sensitive or one.person_related)]
    inputs = []
    for _ in range(_BODIES):
        village, category = rng.choice(villages), rng.choice(categories)
        words, point = rng.choice(pack.reports), village.position
        inputs.append(
            {
                "category": f"cat_{named('category', category.code)}",
                "point": {
                    "latitude": round(point.latitude + rng.uniform(-0.0005, 0.0005), 6),
                    "longitude": round(point.longitude + rng.uniform(-0.0005, 0.0005), 6),
                },
                "title": words.title,
                "description": words.description,
                "address": words.address,
                "_village": village.code,
                "_category": category.code,
            }
        )
    return inputs
