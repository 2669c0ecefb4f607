"""The builder of generated functions: rows in, plain dicts out, as a person would write it.

A function is put together from the expressions below and written as Python source once its plan is
whole, since only then is it known how many columns a row has. Nothing that a client sends can
become code: what stands in the source are names and numbers of ours, and `repr` of strings.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from api.gql.schema.mapping import Arguments

if TYPE_CHECKING:
    from api.gql.compile.operation import Inputs

Rows = Sequence[Sequence[Any]]
Shape = Callable[[Rows, "Inputs"], Any]
"""(rows, inputs) → a value of the response."""


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


@dataclass(slots=True, eq=False)
class Function(ABC):
    """A function of (rows, inputs); its module names it."""

    name: str = field(init=False)

    @abstractmethod
    def body(self, names: Names) -> list[str]:
        """Its statements, one a line."""


@dataclass(slots=True, eq=False)
class Returning(Function):
    """Returns one expression over all rows."""

    result: Expression

    def body(self, names: Names) -> list[str]:
        return [f"return {self.result.text(names)}"]


@dataclass(slots=True, eq=False)
class FirstRow(Function):
    """Returns what is made of the first row; without one None, or raises what `missing` makes."""

    item: Expression
    row: Row
    missing: Callable[[], Exception] | None

    def body(self, names: Names) -> list[str]:
        otherwise = "return None" if self.missing is None else f"raise {names.of(self.missing)}()"
        return [
            f"for {self.row.target()} in rows:",
            f"    return {self.item.text(names)}",
            otherwise,
        ]


@dataclass(slots=True)
class _PageValue(Expression):
    variable: str

    def text(self, names: Names) -> str:
        return self.variable


HAS_NEXT: Final = _PageValue("more")
START_CURSOR: Final = _PageValue("start")
END_CURSOR: Final = _PageValue("end")
"""What a `Page` knows beside its rows; the cursors only if it is told how to make them."""


@dataclass(slots=True, eq=False)
class Page(Function):
    """Returns a page: one row more than it has was fetched, to know whether there are more."""

    result: Expression
    row: Row
    size: Callable[[Arguments], int]
    site: int
    """`size` tells from the arguments at this site how many rows a page has."""
    start: Expression | None = None
    end: Expression | None = None
    """The cursor of a row, where `START_CURSOR` or `END_CURSOR` stands in the result."""

    def body(self, names: Names) -> list[str]:
        lines = [
            f"n = {names.of(self.size)}(inputs.args({self.site}))",
            "more = len(rows) > n",
            "if more: rows = rows[:n]",
        ]
        for value, place, cursor in (
            (START_CURSOR, 0, self.start),
            (END_CURSOR, -1, self.end),
        ):
            if cursor is not None:
                unpacked = f"{self.row.target()} = rows[{place}]"
                lines.append(f"{value.variable} = None")
                lines.append(f"if rows: {unpacked}; {value.variable} = {cursor.text(names)}")
        return [*lines, f"return {self.result.text(names)}"]


@dataclass(slots=True)
class Nested(Expression):
    """What a function makes of the rows in a cell: an array of arrays, as JSON or parsed."""

    function: Function
    cell: Cell
    parse: Callable[[Any], Rows]

    def text(self, names: Names) -> str:
        rows = f"{names.of(self.parse)}({self.cell.text(names)})"
        return f"{self.function.name}({rows}, inputs)"


class Module:
    """The functions of one plan, compiled together."""

    def __init__(self) -> None:
        self._functions: list[Function] = []

    def add(self, function: Function) -> Function:
        """The same function, under a name of its own."""
        function.name = f"f{len(self._functions)}"
        self._functions.append(function)
        return function

    def source(self, names: Names) -> str:
        """The source of every function."""
        lines = []
        for function in self._functions:
            lines.append(f"def {function.name}(rows, inputs):")
            lines += ["    " + line for line in function.body(names)]
        return "\n".join(lines)

    def compiled(self) -> dict[str, Shape]:
        """Every function by its name."""
        names = Names()
        source = self.source(names)
        namespace: dict[str, Any] = dict(names.objects)
        exec(compile(source, "<plan>", "exec"), namespace)  # noqa: S102
        return {function.name: namespace[function.name] for function in self._functions}
