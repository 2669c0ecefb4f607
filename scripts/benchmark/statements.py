"""The very statements that our server runs for a query, run by the database's own tools."""

import re
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from graphql.execution.values import VariableValues, get_variable_values

from api import schema
from api.db.engine import prepare_sqlite
from api.gql.compile.operation import Inputs
from api.gql.compile.planner import Planner
from api.gql.run.documents import Documents
from api.gql.schema.graph import Graph
from api.identity.values import Role, Viewer
from api.kit import clock
from scripts.benchmark.database import Postgres
from scripts.benchmark.queries import Query

_PLACE: Final = re.compile(r"\$(\d+)")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement's text for a driver, and the values of one request."""

    text: str
    values: list[Any]


class Statements:
    """Plans queries as our server does, for one store."""

    def __init__(self, dialect: str) -> None:
        self._graph: Graph = schema.graph_of(dialect)
        self._documents = Documents(self._graph.schema, 100)

    def of(self, query: Query) -> list[list[Statement]]:
        """For each set of variables the statements of one request, in order."""
        return [self._planned(query, variables) for variables in query.variables]

    def _planned(self, query: Query, variables: Mapping[str, Any]) -> list[Statement]:
        operation = self._documents.get(query.document).operation(query.operation)
        definitions = operation.node.variable_definitions or ()
        values = get_variable_values(self._graph.schema, definitions, dict(variables))
        assert isinstance(values, VariableValues)
        inputs = Inputs(operation, _anybody(), values)
        plan = Planner(self._graph, inputs, for_executor=False).operation()
        return [
            Statement(statement.text.text, statement.text.values(inputs))
            for step in plan.steps
            for statement in step.statements
        ]


def _anybody() -> Viewer:
    return Viewer(Role.ANONYMOUS, "ID", None, None, None, clock.now())


@dataclass(frozen=True, slots=True)
class Timed:
    """How often something was done, and how long it took."""

    done: int
    seconds: float

    @property
    def rate(self) -> float:
        """Times a second."""
        return self.done / self.seconds if self.seconds else 0.0


def pgbench(
    server: Postgres,
    database: str,
    requests: Sequence[Sequence[Statement]],
    folder: Path,
    *,
    seconds: float,
    clients: int,
) -> Timed:
    """Runs the requests' statements with pgbench, prepared, in place of our server.

    pgbench takes the text as it is; only its places are named its own way.
    """
    arguments = ["-n", "-M", "prepared", "-c", str(clients), "-j", "1"]
    # pgbench times in whole seconds; by transactions a run can be shorter.
    arguments += ["-T", str(max(1, round(seconds)))]
    for number, statements in enumerate(requests):
        script = folder / f"request-{number}.sql"
        lines = []
        for place, statement in enumerate(statements):
            prefix = f"v{number}_{place}_"
            lines.append(_PLACE.sub(rf":{prefix}\1", statement.text).strip() + ";\n")
            for i, value in enumerate(statement.values, 1):
                text = value.isoformat() if isinstance(value, datetime) else str(value)
                arguments += ["-D", f"{prefix}{i}={text}"]
        script.write_text("".join(lines))
        arguments += ["-f", str(script)]
    output = server.pgbench(database, *arguments, timeout=seconds + 30)
    done = re.search(r"number of transactions actually processed: (\d+)", output)
    rate = re.search(r"tps = ([\d.]+) \(without initial connection time\)", output)
    if done is None or rate is None:
        raise RuntimeError(f"pgbench printed nothing that is understood: {output}")
    return Timed(int(done[1]), int(done[1]) / float(rate[1]))


class LiteAlone:
    """Runs statements on SQLite in this process: what the store alone can do."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, cached_statements=256)
        prepare_sqlite(self._connection, read_only=True)

    def run(self, requests: Sequence[Sequence[Statement]], seconds: float) -> Timed:
        """The requests' statements, one after the other, for so long."""
        clock_ = time.perf_counter
        begin = clock_()
        done, end = 0, begin + seconds
        while (now := clock_()) < end:
            for statement in requests[done % len(requests)]:
                self._connection.execute(statement.text, statement.values).fetchall()
            done += 1
        return Timed(done, now - begin)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()
