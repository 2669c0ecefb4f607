"""Retries of one request make one thing: a key is bound to the request that first used it."""

import re
from datetime import datetime
from typing import Final

from sqlmodel import Field, SQLModel, col, select

from api.db.base import Id, Instant, exact, insert
from api.db.session import WriteSession
from api.kit import clock
from api.kit.problems import Conflict, FieldFault, ProblemCode, Words

_KEY: Final = re.compile(r"[\x21-\x7e]{8,128}")
_BAD_KEY: Final = Words(
    "Aplikasi ini tidak menandai kiriman Anda dengan benar. Perbarui aplikasi, lalu kirim lagi.",
    "The app did not label your request properly. Update the app, then send it again.",
)
_OTHER_REQUEST: Final = Words(
    "Kiriman ini tercampur dengan kiriman lain yang sudah masuk. Ulangi dari awal.",
    "This request was mixed up with an earlier one. Please start again.",
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


def _key_fault(path: str, key: str) -> FieldFault | None:
    """What is wrong with a client's key, or None: 8 to 128 visible ASCII characters."""
    if _KEY.fullmatch(key):
        return None
    return FieldFault(path, _BAD_KEY, ProblemCode.WRONG_FORMAT)


async def replayed(
    session: WriteSession,
    *,
    person_id: str,
    operation: str,
    key: str | None,
    request: str,
    result_id: str,
    now: datetime,
    faults: list[FieldFault],
    path: str = "input.idempotencyKey",
) -> str | None:
    """The id of what the same request made before; None if it is new: then make it now.

    Binds the key to the request (its fingerprint) and to the id of what is about to be made in this
    transaction. Without a key every request is new. A key that is not one is added to `faults`, and
    nothing is bound. Raises Conflict if the key belongs to another request.
    """
    if key is None:
        return None
    wrong = _key_fault(path, key)
    if wrong is not None:
        faults.append(wrong)
        return None
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
        raise Conflict(_OTHER_REQUEST, ProblemCode.KEY_REUSED)
    return earlier.result_id
