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
    """Jobs of a lane are claimed and paused together; the name of the default lane is empty."""
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


class LanePause(SQLModel, table=True):
    """A pause of a lane, for all workers: the other side asked for it, or is out of order.

    A handler may pause a part of its lane, under a name of its own.

    The row outlives `until`: from then on the lane is probed with one job at a time, until one
    succeeds.
    """

    __tablename__ = "lane_pause"

    lane: str = Field(sa_type=exact(160), primary_key=True)
    since: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)
    code: str = Field(sa_type=exact())
    detail: str = Field(default="", sa_type=Text)
    needs_operator: bool = False
