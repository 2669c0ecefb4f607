"""Any number of reports by one INSERT … SELECT, the same on both stores: too many for rows.

Everything that varies comes from a number's own hash. Reports lie in two years; the youngest tenth
is mostly under way, the rest closed, as in a city that answers.
"""

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Final

import asyncpg
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex

from api.areas.values import AreaLevel
from api.db.base import lite_instant, table
from api.identity.values import Role, agency_id
from api.kit.cells import PER_DEGREE, STRIDE
from api.kit.ids import named
from api.reports.models import CELLS, Report
from api.reports.values import OPEN, ReportStatus
from api.seed.pack import Pack

YEARS: Final = timedelta(days=730)
PEOPLE: Final = 1_000
"""Few enough that each fills a page of own reports at the smaller number, too."""
S = ReportStatus
_CLOSED: Final = (S.DONE,) * 12 + (S.REJECTED, S.REJECTED, S.OTHER_AGENCY, S.HIDDEN)
_UNDER_WAY: Final = (S.RECEIVED, S.RECEIVED, S.VERIFIED, S.COORDINATED, S.ASSIGNED, S.WORKING,
                     S.AWAITING_CHECK, S.POSTPONED, S.DONE, S.DONE, S.DONE, S.REJECTED)  # fmt: skip
_TABLE: Final = table(Report)

_LOOKUPS: Final = (
    "CREATE TABLE bench_place (slot int PRIMARY KEY, village_id {id}, district_id {id},"
    " latitude {float}, longitude {float})",
    "CREATE TABLE bench_kind (slot int PRIMARY KEY, category_id {id}, agency_id {id},"
    " sensitive {bool}, days int)",
    "CREATE TABLE bench_state (slot int PRIMARY KEY, status text, is_open {bool})",
    "CREATE TABLE bench_who (slot int PRIMARY KEY, person_id {id})",
)


def person_of(slot: int) -> str:
    """The id of the citizen of this number."""
    return named("bench-person", str(slot))


def lookups(pack: Pack) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the tables that a number chooses from."""
    villages = [area for area in pack.areas if area.level is AreaLevel.VILLAGE]
    kinds = [category for n, category in enumerate(pack.categories) for _ in range(14 - n % 14)]
    return {
        "bench_place": [
            (slot, named("area", v.code), named("area", v.code.rpartition(".")[0]),
             v.position.latitude, v.position.longitude)
            for slot, v in enumerate(villages)
        ],
        "bench_kind": [
            (slot, named("category", k.code), agency_id(k.agency), k.sensitive, k.sla_working_days)
            for slot, k in enumerate(kinds)
        ],
        "bench_state": [
            (slot, state.name, state in OPEN) for slot, state in enumerate((*_CLOSED, *_UNDER_WAY))
        ],
        "bench_who": [(slot, person_of(slot)) for slot in range(PEOPLE)],
    }  # fmt: skip


def _select(lite: bool, number: int, now: datetime, sizes: dict[str, int]) -> tuple[str, str]:
    """(columns, SELECT) of the reports."""
    start, span = now - YEARS, YEARS.total_seconds() / number
    if lite:
        series = (
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})"
        )
        moment = (
            "(strftime('%Y-%m-%dT%H:%M:%f',"
            f" {start.timestamp():.3f} + i * {span!r} + {{plus}}, 'unixepoch') || '000Z')"
        )
        ident = (
            "printf('%08x-%04x-7%03x-8%03x-%012x', ms >> 16, ms & 65535, h % 4096,"
            " (h / 4096) % 4096, i)"
        )
        ms = f"CAST(({start.timestamp():.3f} + i * {span!r}) * 1000 AS integer)"
        day = "date({0})"
    else:
        series = f"WITH n(i) AS (SELECT generate_series(1, {number}::bigint))"
        moment = (
            f"(timestamptz '{start.isoformat()}' + (i * {span!r} + {{plus}}) * interval '1 second')"
        )
        ident = (
            "(lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(h % 4096), 3, '0') || '8'"
            " || lpad(to_hex((h / 4096) % 4096), 3, '0') || lpad(to_hex(i), 12, '0'))::uuid"
        )
        ms = f"(({start.timestamp():.3f} + i * {span!r}) * 1000)::bigint"
        day = "({0})::date"
    kinds, places, people = sizes["bench_kind"], sizes["bench_place"], sizes["bench_who"]
    closed, under_way = len(_CLOSED), len(_UNDER_WAY)
    source = f"""{series},
hashed AS (SELECT i, (i * 2654435761) % 4294967296 AS h, (i * 40503 + 7) % 65521 AS g,
           {ms} AS ms FROM n),
chosen AS (SELECT i, h, g, ms,
           CASE WHEN i <= {number * 9 // 10} THEN (g / 7) % {closed}
                ELSE {closed} + (g / 7) % {under_way} END AS state,
           (h / 31) % {kinds} AS kind, (h / 4099) % {places} AS place,
           (h / 65537) % {people} AS who FROM hashed)"""
    submitted, touched = moment.format(plus="0"), moment.format(plus="5000 + g * 3")
    hide = "(sensitive OR g % 33 = 0)" if not lite else "(sensitive = 1 OR g % 33 = 0)"
    false = "0" if lite else "false"
    north = "(latitude + (g % 2000 - 1000) / 100000.0)"
    east = "(longitude + (h % 2000 - 1000) / 100000.0)"
    cells = dict(zip(CELLS, PER_DEGREE, strict=True))
    values = {
        "id": ident,
        "ticket": "'BDG' || i",
        "status": "status",
        "category_id": "category_id",
        "agency_id": "agency_id",
        "village_id": "village_id",
        "district_id": "district_id",
        "latitude": north,
        "longitude": east,
        "shown_latitude": north,
        "shown_longitude": east,
        **{name: _cell(north, east, n, lite=lite) for name, n in cells.items()},
        "title": "'Jalan berlubang nomor ' || i",
        "description": "'Lubangnya makin lebar dan sudah dua kali ada yang jatuh.'",
        "reporter_id": "person_id",
        "hide_name": "g % 5 = 0",
        "hide_report": hide,
        "is_sensitive": "sensitive",
        "is_public": f"NOT {hide} AND status <> 'HIDDEN'",
        "submitted_at": submitted,
        "updated_at": touched,
        "due_at": moment.format(plus="days * 86400 * 1.4"),
        "clock_from": submitted,
        "days_used": "g % 20",
        "days_allowed": "days",
        "closed_at": f"CASE WHEN NOT is_open AND status <> 'HIDDEN' THEN {touched} END",
        "postponed_until": f"CASE WHEN status = 'POSTPONED' THEN {day.format(touched)} END",
        "joined_count": "g % 12",
        "rating": "CASE WHEN status = 'DONE' AND g % 3 = 0 THEN 2 + g % 4 END",
        "synthetic": "1" if lite else "true",
    }
    for column in _TABLE.columns:
        if column.name not in values and not column.nullable:
            default = Report.model_fields[column.name].get_default(call_default_factory=True)
            values[column.name] = _literal(default, false)
    select = (
        f"{source} SELECT {', '.join(values.values())} FROM chosen"
        " JOIN bench_state ON bench_state.slot = state JOIN bench_kind ON bench_kind.slot = kind"
        " JOIN bench_place ON bench_place.slot = place JOIN bench_who ON bench_who.slot = who"
    )
    return ", ".join(values), select


def _cell(north: str, east: str, per_degree: int, *, lite: bool) -> str:
    """`kit.cells.cell_of` in SQL."""
    cut = "CAST({} AS integer)" if lite else "floor({})::bigint"
    row, place = (cut.format(f"({x} + {n}) * {per_degree}") for x, n in ((north, 90), (east, 180)))
    return f"{row} * {STRIDE} + {place}"


def _literal(value: Any, false: str) -> str:
    if value is False:
        return false
    if isinstance(value, Enum):
        return f"'{value.name}'"
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"{value!r} has no literal here")


def _indexes(lite: bool) -> Iterable[tuple[str, str]]:
    dialect = sqlite.dialect() if lite else postgresql.dialect()  # type: ignore[no-untyped-call]
    for index in _TABLE.indexes:
        yield str(index.name), str(CreateIndex(index).compile(dialect=dialect))


async def grow_postgres(options: dict[str, Any], pack: Pack, number: int, now: datetime) -> None:
    """Adds so many reports to a migrated, seeded database."""
    connection = await asyncpg.connect(**options)
    # References are sound by how the rows are made, and the search column is not measured.
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("ALTER TABLE report DROP COLUMN search")
    names = {"id": "uuid", "float": "float8", "bool": "boolean"}
    rows = lookups(pack)
    for statement in _LOOKUPS:
        await connection.execute(statement.format(**names))
    for name, records in rows.items():
        await connection.copy_records_to_table(name, records=records)
    await connection.copy_records_to_table(
        "person",
        columns=["id", "subject", "role", "synthetic", "created_at"],
        records=[
            (person_of(n), f"bench|{n}", Role.CITIZEN.name, True, now - YEARS)
            for n in range(PEOPLE)
        ],
    )
    indexes = list(_indexes(lite=False))
    for name, _ in indexes:
        await connection.execute(f"DROP INDEX {name}")
    columns, select = _select(False, number, now, {k: len(v) for k, v in rows.items()})
    await connection.execute(f"INSERT INTO report ({columns}) {select}", timeout=3_600)
    for _, create in indexes:
        await connection.execute(create, timeout=3_600)
    await connection.execute("VACUUM ANALYZE report", timeout=3_600)
    await connection.execute("CHECKPOINT")
    await connection.close()


def grow_sqlite(file: Path, pack: Pack, number: int, now: datetime) -> None:
    """The same in a file."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("synchronous = OFF", "foreign_keys = OFF", "journal_mode = OFF",
                   "cache_size = -400000"):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    names = {"id": "text", "float": "real", "bool": "integer"}
    rows = lookups(pack)
    for statement in _LOOKUPS:
        connection.execute(statement.format(**names))
    for name, records in rows.items():
        marks = ", ".join("?" * len(records[0]))
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", records)
    connection.executemany(
        "INSERT INTO person (id, subject, role, synthetic, created_at) VALUES (?, ?, ?, 1, ?)",
        [(person_of(n), f"bench|{n}", "CITIZEN", lite_instant(now - YEARS)) for n in range(PEOPLE)],
    )
    indexes = list(_indexes(lite=True))
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    columns, select = _select(True, number, now, {k: len(v) for k, v in rows.items()})
    connection.execute(f"INSERT INTO report ({columns}) {select}")
    for _, create in indexes:
        connection.execute(create)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
