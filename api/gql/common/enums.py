"""Enums of the subjects' values as enums of the graph, with a description for every value."""

from enum import Enum
from typing import Any, TypeVar

import strawberry

E = TypeVar("E", bound=Enum)


def described(
    kind: type[E], description: str, *, name: str | None = None, **values: str
) -> type[E]:
    """The enum as the graph shows it, there called `name` if that is not its name in Python.

    Raises TypeError when a value has no description.
    """
    missing = {member.name for member in kind} ^ set(values)
    if missing:
        raise TypeError(f"{kind.__name__}: describe exactly its values; at odds: {sorted(missing)}")
    made: Any = strawberry.enum(kind, name=name, description=description)
    for value in made.__strawberry_definition__.values:
        value.description = values[value.name]
    return kind
