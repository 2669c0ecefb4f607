"""Source of the functions that turn rows into plain dicts: the comprehension a person would write.

Names in the source are numbers of ours and `repr` of names that GraphQL's grammar allows, so
nothing that a client sends can become code.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import orjson

from api.gql.common.connection import encode_cursor

TYPE_KEY = "\0type"
"""Where a dict for the executor keeps its type's name: no response key can collide with it."""

Shape = Callable[[Sequence[Sequence[Any]], Any], Any]
"""(rows, run) → a value of the response."""


_PADDING: Final = tuple({22: ".000", 24: "00", 25: "0"}.get(length, "") for length in range(33))
"""By the length of PostgreSQL's text of an instant in UTC, what it lacks of three fraction digits:
it writes as many digits as are not zero, from ``2026-11-24 03:40:05+00`` on."""


def lite_instant(text: str) -> str:
    """SQLite's fixed-width instant with no more fraction digits than it needs, for cursors."""
    return text[:19] + text[19:26].rstrip(".0") + "Z"


def parsed(value: Any) -> Any:
    """JSON text, or what an outer JSON document has already parsed."""
    return orjson.loads(value) if isinstance(value, str | bytes) else value


class Source:
    """Collects functions and the objects they need, and compiles them once."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._names: dict[str, Any] = {
            "loads": parsed,
            "lite": lite_instant,
            "padding": _PADDING,
            "encode": encode_cursor,
        }
        self._count = 0

    def name(self, value: Any) -> str:
        """A name in the source for an object."""
        self._count += 1
        name = f"v{self._count}"
        self._names[name] = value
        return name

    def function(self, *body: str) -> str:
        """A function of (rows, run) with this body; its name."""
        self._count += 1
        name = f"f{self._count}"
        self._lines.append(f"def {name}(rows, run):")
        self._lines.extend("    " + line for line in body)
        return name

    def compile(self) -> dict[str, Any]:
        """The namespace with every function compiled."""
        names = dict(self._names)
        exec(compile("\n".join(self._lines), "<plan>", "exec"), names)  # noqa: S102
        return names


def value(variable: str, kind: str, dialect: str, nullable: bool) -> str:
    """The expression that turns a column's travelling form into the graph's value.

    `exact_instant` keeps the microseconds that `kit.clock.to_text` cuts off: a cursor without them
    would stand before or behind its own row.
    """
    if kind == "instant":
        made = (
            f"({variable}[:10] + 'T' + {variable}[11:-3] + padding[len({variable})])[:23] + 'Z'"
            if dialect == "postgresql"
            else f"{variable}[:23] + 'Z'"
        )
    elif kind == "exact_instant":
        made = (
            f"{variable}[:10] + 'T' + {variable}[11:-3] + 'Z'"
            if dialect == "postgresql"
            else f"lite({variable})"
        )
    elif kind == "bool" and dialect == "sqlite":
        made = f"{variable} == 1"
    elif kind == "float" and dialect == "postgresql":
        # JSON made by PostgreSQL says 115 for 115.0.
        made = f"float({variable})"
    elif kind == "json":
        made = f"loads({variable})"
    else:
        return variable
    return f"(None if {variable} is None else {made})" if nullable else f"({made})"


def mapping(pairs: Sequence[tuple[str, str]]) -> str:
    """A dict display of response keys and expressions."""
    return "{" + ", ".join(f"{key!r}: {expression}" for key, expression in pairs) + "}"


def unpack(width: int) -> str:
    """The target of a row's unpacking: faster than indexing by up to a fifth."""
    return "(" + "".join(f"r{i}, " for i in range(width)) + ")"
