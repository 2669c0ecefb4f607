"""What a selection is compiled to: statements, functions that shape their rows, and tables."""

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
    """What answers one root field. `combine` joins several statements' results, or none's."""

    key: str
    statements: list[Statement]
    combine: "Callable[[list[Any], Inputs], object] | None" = None


@dataclass(slots=True)
class Plan:
    """What answers a selection, and which tables it reads."""

    steps: list[Step] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class NotCompiled:
    """What stands in the place of a plan where the executor must answer."""

    reason: str
    """The field or kind of field that needs a resolver, such as `emergency`."""


class Unplannable(Exception):
    """A field that only the executor can answer; its text is that field."""


class MissingRow(Exception):
    """A row that the schema promises is not there: the executor says so."""
