"""The bounds of a request: one that passes them is refused before anything is executed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from api.gql.run.cost import Cost
from api.gql.schema.problems import user_error

MOST_FIELDS: Final = 600
MOST_ALIASES: Final = 40
MOST_ROOTS: Final = 20
MOST_DIRECTIVES: Final = 60
MOST_TOKENS: Final = 1_500
MOST_ITEMS: Final = 1_000
"""Items of one list in the variables; no field takes more than 200 of anything."""
MOST_INTROSPECTED: Final = 250_000
"""The whole schema may be asked for, with every description, but not several times at once."""

_MOST_SHOWN: Final = 1_000_000_000
"""Nested fragments can multiply a cost past every number that JSON can say."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds that settings allow."""

    cost: int
    depth: int


def bounded(cost: Cost, limits: Limits) -> list[tuple[str, int, int]]:
    """(what, how much of it, at most how much) for everything that is bounded."""
    return [
        ("cost", cost.objects, limits.cost),
        ("fields", cost.fields, MOST_FIELDS),
        ("depth", cost.depth, limits.depth),
        ("aliases", cost.aliases, MOST_ALIASES),
        ("directives", cost.directives, MOST_DIRECTIVES),
        ("introspection", cost.introspected, MOST_INTROSPECTED),
        ("root fields", cost.roots, MOST_ROOTS),
    ]


def check(cost: Cost, limits: Limits) -> None:
    """Raises a GraphQLError (TOO_COMPLEX) that names the bound that a cost passes."""
    for what, value, most in bounded(cost, limits):
        if value > most:
            raise user_error(
                f"Dokumen terlalu besar: {what} {min(value, _MOST_SHOWN)}, paling banyak {most}."
                " Minta halaman yang lebih kecil atau kolom yang lebih sedikit.",
                f"The document is too large: {what} {min(value, _MOST_SHOWN)}, at most {most}."
                " Ask for smaller pages or fewer fields.",
                code="TOO_COMPLEX",
                bound=what,
                value=min(value, _MOST_SHOWN),
                most=most,
            )


def check_lists(variables: Mapping[str, object]) -> None:
    """Refuses lists in variables before they are walked item by item, which costs far more.

    Raises a GraphQLError (TOO_COMPLEX) that names the variable.
    """
    waiting = [(name, value) for name, value in variables.items() if isinstance(value, list | dict)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, list) and len(value) > MOST_ITEMS:
            raise user_error(
                f"Variabel ${name} berisi daftar {len(value)} butir, paling banyak {MOST_ITEMS}."
                " Kirim dalam beberapa permintaan.",
                f"The variable ${name} holds a list of {len(value)} items, at most {MOST_ITEMS}."
                " Send them in several requests.",
                code="TOO_COMPLEX",
                bound="items",
                value=len(value),
                most=MOST_ITEMS,
            )
        inner = value.values() if isinstance(value, dict) else value
        waiting += [(name, part) for part in inner if isinstance(part, list | dict)]
