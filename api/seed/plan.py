"""What seeding did, or would do: which rows were added, changed, removed or left as they are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from api.kit.problems import Words
from api.seed.rows import Row


class Part(Enum):
    """A part of a pack that can be seeded by itself; the value is its name on the command line."""

    AREAS = "areas"
    AGENCIES = "agencies"
    CATEGORIES = "categories"
    APPS = "apps"
    CAMERAS = "cameras"
    EMERGENCY = "emergency"
    ARTICLES = "articles"
    REPORTS = "reports"


class Verb(Enum):
    """What becomes of a row."""

    ADDED = "ADDED"
    CHANGED = "CHANGED"
    REMOVED = "REMOVED"
    KEPT = "KEPT"


CHANGES: Final = (Verb.ADDED, Verb.CHANGED, Verb.REMOVED)


@dataclass(frozen=True, slots=True)
class Change:
    """One row: what becomes of it, which fields from what to what, or why it is kept."""

    part: Part
    table: str
    name: str
    verb: Verb
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: Words | None = None


@dataclass(slots=True)
class SeedReport:
    """All that one run did. With `dry_run` nothing of it was stored."""

    city: str
    dry_run: bool
    changes: list[Change] = field(default_factory=list)
    rows: Counter[tuple[Part, str]] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def changed(self) -> int:
        """How many rows were added, changed or removed."""
        return sum(change.verb in CHANGES for change in self.changes)

    def count(self, part: Part, table: str, verb: Verb) -> int:
        """How many rows of a table met with this."""
        return sum((c.part, c.table, c.verb) == (part, table, verb) for c in self.changes)


@dataclass(frozen=True, slots=True)
class Difference:
    """Between the rows that a pack wants and those that a store has.

    `left` are the keys of stored rows that the pack does not want.
    """

    added: Sequence[Row]
    changed: Sequence[tuple[Row, Mapping[str, tuple[Any, Any]]]]
    left: Sequence[tuple[Any, ...]]


def key_of(row: Mapping[str, Any], keys: Sequence[str]) -> tuple[Any, ...]:
    """The primary key of a row."""
    return tuple(row[key] for key in keys)


def compare(
    wanted: Sequence[Row], stored: Mapping[tuple[Any, ...], Row], keys: Sequence[str]
) -> Difference:
    """What would make the stored rows like the wanted ones, in the columns that these have."""
    added, changed, seen = [], [], set()
    for row in wanted:
        key = key_of(row, keys)
        seen.add(key)
        old = stored.get(key)
        if old is None:
            added.append(row)
        elif fields := {
            name: (old[name], value) for name, value in row.items() if old[name] != value
        }:
            changed.append((row, fields))
    return Difference(added, changed, [key for key in stored if key not in seen])
