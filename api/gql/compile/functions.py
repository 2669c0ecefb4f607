"""The builder of generated functions: rows in, plain dicts out, as a person would write it.

A function is put together from expressions and written as Python source once its plan is whole,
since only then is it known how many columns a row has.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from api.gql.compile.source import Cell, Expression, Names, Row
from api.gql.schema.mapping import Arguments

if TYPE_CHECKING:
    from api.gql.compile.operation import Inputs

Rows = Sequence[Sequence[Any]]
Shape = Callable[[Rows, "Inputs"], Any]
"""(rows, inputs) → a value of the response."""


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
class BaseUrl(Expression):
    """What stands before every path in this request's answer."""

    def text(self, names: Names) -> str:
        return "inputs.base"


@dataclass(slots=True)
class _PageValue(Expression):
    variable: str

    def text(self, names: Names) -> str:
        return self.variable


HAS_NEXT: Final = _PageValue("more")
START_CURSOR: Final = _PageValue("start")
END_CURSOR: Final = _PageValue("end")
"""Values of a `Page` beside its rows. The cursors exist only if it is given their expressions."""


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
