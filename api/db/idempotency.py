"""Retries of one request make one thing: a key is bound to the request that first used it."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from api.db.base import Id, Instant, exact
from api.kit import clock


class IdempotencyKey(SQLModel, table=True):
    """A person's key for one operation: what it asked for (hash), and what came of it."""

    __tablename__ = "idempotency_key"

    person_id: str = Field(primary_key=True, sa_type=Id)
    operation: str = Field(primary_key=True, sa_type=exact())
    key: str = Field(primary_key=True, sa_type=exact(128))
    request: str = Field(sa_type=exact(64))
    result_id: str = Field(sa_type=Id)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant, index=True)
