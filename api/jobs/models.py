"""The outbox: jobs that were committed together with what caused them."""

from datetime import datetime
from enum import Enum
from typing import Final

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from api.db.base import Instant, choice, exact, key
from api.kit import clock

RANKS: Final = range(5)
"""0 is the most urgent."""
DEFAULT_RANK: Final = 3


class JobState(Enum):
    """Where a job stands. DEAD: given up, until an operator has it retried."""

    READY = "READY"
    RUNNING = "RUNNING"
    DONE = "DONE"
    DEAD = "DEAD"


class Job(SQLModel, table=True):
    """Work to be done at least once after its transaction has committed."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_claim", "state", "lane", "rank", "run_at", "id"),)

    id: str = key()
    kind: str = Field(sa_type=exact())
    lane: str = Field(default="", sa_type=exact())
    """Empty: 0.1.0 had lanes for pushes here, which have a table of their own now."""
    rank: int = DEFAULT_RANK
    """Of the jobs that are due, the lowest rank goes first, and within a rank the oldest."""
    payload: str = Field(default="{}", sa_type=Text)
    dedupe_key: str | None = Field(default=None, sa_type=exact(255), unique=True)
    state: JobState = Field(default=JobState.READY, sa_type=choice(JobState))
    run_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    attempts: int = 0
    lease: str | None = Field(default=None, sa_type=exact(36))
    leased_until: datetime | None = Field(default=None, sa_type=Instant)
    last_error: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
