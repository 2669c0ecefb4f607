"""The outbox: work that a committed fact asks for."""

from datetime import datetime
from enum import Enum
from typing import Final

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from api.db.base import Instant, choice, exact, key
from api.kit import clock

RANKS: Final = range(5)
USUAL_RANK: Final = 3


class JobState(Enum):
    """Where a job is. DEAD waits for a person."""

    READY = "READY"
    RUNNING = "RUNNING"
    DONE = "DONE"
    DEAD = "DEAD"


class Job(SQLModel, table=True):
    """One piece of work, done at least once after its transaction committed."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_claim", "state", "lane", "rank", "run_at", "id"),)

    id: str = key()
    kind: str = Field(sa_type=exact())
    lane: str = Field(default="", sa_type=exact())
    """Jobs of a lane are claimed and paused together; the common lane has no name."""
    rank: int = USUAL_RANK
    """Those that are due go by rank, the lowest first, and then by age."""
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
    """A lane that all workers leave alone, since the other side asked for it or must be mended.

    A handler may lay one down for a part of its lane, under a name of its own.

    The row outlives its time: until something goes well in the lane, it is only tried with one job.
    """

    __tablename__ = "lane_pause"

    lane: str = Field(sa_type=exact(160), primary_key=True)
    since: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)
    code: str = Field(sa_type=exact())
    detail: str = Field(default="", sa_type=Text)
    needs_operator: bool = False
