"""How requests were answered, and which queries fell back to the executor."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

OTHER: Final = "other"
"""The label of every operation that is not a known one: clients choose names without bound."""
_OPERATION: Final = re.compile(r"^\s*(?:query|mutation|subscription)\s+([_A-Za-z]\w*)", re.M)


def operation_names(folder: Path) -> frozenset[str]:
    """The names of the operations in a folder's .graphql documents; none if it is not there."""
    texts = [file.read_text("utf-8") for file in folder.glob("*.graphql")]
    return frozenset(name for text in texts for name in _OPERATION.findall(text))


@dataclass(slots=True)
class Counters:
    """What one engine answered.

    A fallback is a query that has no plan. Mutations, introspection and requests at fault are
    executed by design and do not count.
    """

    compiled: int = 0
    executed: int = 0
    known: frozenset[str] = frozenset()
    """Names of the operations that are counted each by itself."""
    fallbacks: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By operation and by the field of the schema that has no plan."""

    def fell_back(self, operation: str, reason: str) -> None:
        """Counts a query that had to be executed because of the field `reason`."""
        self.fallbacks[operation if operation in self.known else OTHER, reason] += 1
