"""Retries of one request make one thing: a key is bound to the request that first used it."""

import re
from datetime import datetime
from typing import Final

from sqlmodel import Field, SQLModel, col, select

from api.db.base import Id, Instant, exact, insert
from api.db.session import WriteSession
from api.kit import clock
from api.kit.problems import Conflict, FieldFault, Words

_KEY: Final = re.compile(r"[\x21-\x7e]{8,128}")
_OTHER_REQUEST: Final = Words(
    "Kunci idempotensi ini sudah dipakai untuk permintaan lain. Pakai kunci baru untuk permintaan"
    " baru.",
    "This idempotency key was used for another request. Use a new key for a new request.",
)


class IdempotencyKey(SQLModel, table=True):
    """A person's key for one operation: what it asked for (hash), and what came of it."""

    __tablename__ = "idempotency_key"

    person_id: str = Field(primary_key=True, sa_type=Id)
    operation: str = Field(primary_key=True, sa_type=exact())
    key: str = Field(primary_key=True, sa_type=exact(128))
    request: str = Field(sa_type=exact(64))
    result_id: str = Field(sa_type=Id)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant, index=True)


def key_fault(path: str, key: str) -> FieldFault | None:
    """What is wrong with a client's key, or None: 8 to 128 visible ASCII characters."""
    if _KEY.fullmatch(key):
        return None
    return FieldFault(
        path,
        Words(
            f"{path}: 8 sampai 128 karakter ASCII tanpa spasi, misalnya sebuah UUID.",
            f"{path}: 8 to 128 ASCII characters without spaces, a UUID for example.",
        ),
    )


async def claim(
    session: WriteSession,
    *,
    person_id: str,
    operation: str,
    key: str,
    request: str,
    result_id: str,
    now: datetime,
) -> str | None:
    """Binds a key to a request (its fingerprint) and to the id of what it is about to make.

    None when the key is new: go on and make it, in this transaction. Otherwise the id of what the
    same request made before. Raises Conflict when the key belongs to another request.
    """
    statement = (
        insert(session, IdempotencyKey)
        .values(
            person_id=person_id,
            operation=operation,
            key=key,
            request=request,
            result_id=result_id,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(col(IdempotencyKey.result_id))
    )
    # The key goes in before anything is made. A retry that comes while the first request is under
    # way waits here, on PostgreSQL for the first one's unique entry, on SQLite for its turn to
    # write. When the first commits, the row is there and so is what it made: the next statement
    # sees both. When it fails, its key is gone with it, and the retry is the first.
    if (await session.execute(statement)).first() is not None:
        return None
    earlier = (
        await session.execute(
            select(IdempotencyKey).where(
                col(IdempotencyKey.person_id) == person_id,
                col(IdempotencyKey.operation) == operation,
                col(IdempotencyKey.key) == key,
            )
        )
    ).scalar_one()
    if earlier.request != request:
        raise Conflict(_OTHER_REQUEST)
    return earlier.result_id
