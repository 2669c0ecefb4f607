"""The limits of a request before its cost is known: the length of its text and of its lists."""

from collections.abc import Mapping
from typing import Final

from api.gql.schema.problems import user_error

MOST_TOKENS: Final = 1_500
MOST_ITEMS: Final = 1_000
"""Items of one list in the variables; no field takes more than 200 of anything."""


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
