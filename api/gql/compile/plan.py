"""Compiled selections: statements, the functions that shape their rows, the tables they read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api.gql.compile.functions import Shape
from api.gql.compile.statement import SqlText

if TYPE_CHECKING:
    from api.gql.compile.operation import Inputs


@dataclass(slots=True)
class Statement:
    """A compiled statement and the function that shapes its rows."""

    text: SqlText
    shape: Shape
    slow: bool
    """Whether it may take long (a search, a wide place): it must hold up nobody else's."""
    tables: frozenset[str]
    """What it reads, also in predicates and filters: a kept response depends on all of it."""


@dataclass(slots=True)
class Step:
    """The plan of one root field. `combine` joins the results of several statements, or of none."""

    key: str
    statements: list[Statement]
    combine: "Callable[[list[Any], Inputs], object] | None" = None


@dataclass(slots=True)
class Plan:
    """The plan of a selection, and the tables that it reads."""

    steps: list[Step] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class NotCompiled:
    """Stands in the place of a plan where the executor must answer."""

    reason: str
    """The field or kind of field that needs a resolver, such as `emergency`."""


class Unplannable(Exception):
    """A field that only the executor can answer; its text is that field."""


class MissingRow(Exception):
    """A row that the schema promises is not there: the executor says so."""
