"""Expressions of generated source: how a row's cells become a value of the response.

Nothing that a client sends can become code: what stands in the source are names and numbers of
ours, and `repr` of strings. `functions` makes functions of them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass


class Names:
    """The objects of ours that the source mentions, each under a name."""

    def __init__(self) -> None:
        self.objects: dict[str, object] = {}
        self._names: dict[int, str] = {}

    def of(self, thing: object) -> str:
        """The name of an object, the same for the same object."""
        name = self._names.get(id(thing))
        if name is None:
            name = self._names[id(thing)] = f"v{len(self._names)}"
            self.objects[name] = thing
        return name


class Expression(ABC):
    """A Python expression in the making."""

    __slots__ = ()

    @abstractmethod
    def text(self, names: Names) -> str:
        """Its source."""


@dataclass(slots=True)
class Literal(Expression):
    """A constant."""

    value: str | bool | None

    def text(self, names: Names) -> str:
        return repr(self.value)


@dataclass(slots=True)
class Row:
    """A row of a level, unpacked into its cells; `columns` may still grow."""

    columns: Sized

    def target(self) -> str:
        """What a row is unpacked into: faster than indexing by up to a fifth."""
        # A statement has at least one column, also where nothing of it is shown.
        return "(" + "".join(f"r{place}, " for place in range(len(self.columns) or 1)) + ")"


@dataclass(slots=True)
class Cell(Expression):
    """The value at a place of the row at hand, as it came from the database."""

    place: int

    def text(self, names: Names) -> str:
        return f"r{self.place}"


@dataclass(slots=True)
class Template(Expression):
    """A cell in another form: `pattern` is an expression of ours in which {0} is the cell."""

    pattern: str
    cell: Cell

    def text(self, names: Names) -> str:
        return f"({self.pattern.format(self.cell.text(names))})"


@dataclass(slots=True)
class Prefixed(Expression):
    """A global id: a prefix and the key in a cell."""

    prefix: str
    cell: Cell

    def text(self, names: Names) -> str:
        return f"{self.prefix + '_'!r} + {self.cell.text(names)}"


@dataclass(slots=True)
class OrNone(Expression):
    """What is made of a cell, or None where the cell is null."""

    cell: Cell
    made: Expression

    def text(self, names: Names) -> str:
        return f"(None if {self.cell.text(names)} is None else {self.made.text(names)})"


@dataclass(slots=True)
class IfPresent(Expression):
    """One value where a cell is not null (or, for `truth`, where it is true), else another."""

    cell: Expression
    then: Expression
    otherwise: Expression
    truth: bool = False

    def text(self, names: Names) -> str:
        test = self.cell.text(names) + ("" if self.truth else " is not None")
        return f"({self.then.text(names)} if {test} else {self.otherwise.text(names)})"


@dataclass(slots=True)
class Call(Expression):
    """A call of a function of ours."""

    function: Callable[..., object]
    arguments: Sequence[Expression]

    def text(self, names: Names) -> str:
        given = ", ".join(argument.text(names) for argument in self.arguments)
        return f"{names.of(self.function)}({given})"


@dataclass(slots=True)
class DictDisplay(Expression):
    """An object of the response: response keys, which clients choose, and their values."""

    pairs: Sequence[tuple[str, Expression]]

    def text(self, names: Names) -> str:
        inner = ", ".join(f"{key!r}: {value.text(names)}" for key, value in self.pairs)
        return "{" + inner + "}"


@dataclass(slots=True)
class TupleDisplay(Expression):
    """Several values together, such as a type and a key."""

    parts: Sequence[Expression]

    def text(self, names: Names) -> str:
        return "(" + "".join(part.text(names) + ", " for part in self.parts) + ")"


@dataclass(slots=True)
class ListOf(Expression):
    """An item for each of the function's rows."""

    item: Expression
    row: Row

    def text(self, names: Names) -> str:
        return f"[{self.item.text(names)} for {self.row.target()} in rows]"


@dataclass(slots=True)
class DictOf(Expression):
    """An item for each of the function's rows, by a key."""

    key: Expression
    item: Expression
    row: Row

    def text(self, names: Names) -> str:
        made = f"{self.key.text(names)}: {self.item.text(names)}"
        return f"{{{made} for {self.row.target()} in rows}}"
