"""The record of a run: the rows that were, or would be, added, changed, removed or kept."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from api.kit.problems import Words

Row = dict[str, Any]


class Part(Enum):
    """A part of a pack that can be seeded by itself; the value is its name on the command line."""

    AREAS = "areas"
    AGENCIES = "agencies"
    CATEGORIES = "categories"
    APPS = "apps"
    CAMERAS = "cameras"
    BROADCASTS = "broadcasts"
    EMERGENCY = "emergency"
    ARTICLES = "articles"
    REPORTS = "reports"


class Verb(Enum):
    """What becomes of a row."""

    ADDED = "ADDED"
    CHANGED = "CHANGED"
    REMOVED = "REMOVED"
    KEPT = "KEPT"


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
    """All that one run did; `rows` counts what the pack has. After a dry run nothing is stored."""

    city: str
    dry_run: bool
    changes: list[Change] = field(default_factory=list)
    rows: Counter[tuple[Part, str]] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def changed(self) -> int:
        """How many rows were added, changed or removed."""
        return sum(change.verb is not Verb.KEPT for change in self.changes)
