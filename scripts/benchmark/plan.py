"""How long and how often to measure."""

from dataclasses import dataclass, field

from scripts.benchmark.database import STORES
from scripts.benchmark.queries import READS, SUBMIT_NAME
from scripts.benchmark.rows import Size


@dataclass(frozen=True, slots=True)
class Plan:
    """The options of a run."""

    rounds: int = 5
    seconds: float = 1.2
    connections: int = 8
    stores: tuple[str, ...] = STORES
    queries: tuple[str, ...] = (*READS, SUBMIT_NAME)
    idle_seconds: float = 30.0
    size: Size = field(default_factory=Size)

    @property
    def reads(self) -> list[str]:
        """The reading queries among those asked for."""
        return [name for name in READS if name in self.queries]


LEAST_ANSWERED = 25
"""A slow system is measured longer, until it has answered so often."""

LOAD_OF_TAILS = 0.6
"""The fixed-rate run's share of what the closed loop reached."""

QUICK = Plan(
    rounds=2,
    seconds=0.5,
    idle_seconds=3.0,
    size=Size(articles=200, snapshots=5, reports=3_000, people=300),
)
"""To see that all of it works; its numbers mean nothing."""
