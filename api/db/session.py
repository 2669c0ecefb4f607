"""Sessions: a reading and a writing one are two types, and only the edge commits.

`Database.write()` is one transaction. Services take its `WriteSession`, change things and never
commit; when the block ends well the transaction commits and the listeners get the tables that
were touched.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session

from api.db.engine import is_sqlite, open_engine

Listener = Callable[[frozenset[str]], None]


class ReadSession(AsyncSession):
    """A session that only reads: it never commits."""


class WriteSession(AsyncSession):
    """A session in which one transaction changes things. Only `Database.write` commits it."""

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.get_bind().dialect.name

    def touch(self, *tables: str) -> None:
        """Says that rows of these tables change by statements that the ORM does not see."""
        self.sync_session.info.setdefault("touched", set()).update(tables)


def _note_flush(session: Session, _context: Any, _instances: Any = None) -> None:
    touched = session.info.setdefault("touched", set())
    for thing in (*session.new, *session.dirty, *session.deleted):
        touched.add(thing.__tablename__)


def _note_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        table = getattr(state.statement, "table", None)
        if table is not None:
            state.session.info.setdefault("touched", set()).add(table.name)


class _WritingSession(Session):
    """The synchronous side of a WriteSession: the events below are for it alone."""


event.listen(_WritingSession, "before_flush", _note_flush)
event.listen(_WritingSession, "do_orm_execute", _note_statement)


class Database:
    """Both engines of one store, and those who want to hear of commits."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = is_sqlite(url)
        self._writer = open_engine(url, writer=True)
        self._reader = open_engine(url, writer=False) if self.is_sqlite else self._writer
        self._listeners: list[Listener] = []

    def on_commit(self, listener: Listener) -> None:
        """Calls `listener(tables)` after each commit that touched tables, on the event loop."""
        self._listeners.append(listener)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[WriteSession]:
        """One transaction: committed when the block ends well, rolled back when it raises."""
        async with WriteSession(
            self._writer, sync_session_class=_WritingSession, expire_on_commit=False
        ) as session:
            async with session.begin():
                yield session
            touched = frozenset(session.sync_session.info.get("touched", ()))
        if touched:
            for listener in self._listeners:
                listener(touched)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadSession]:
        """A session that only reads."""
        async with ReadSession(self._reader, expire_on_commit=False) as session:
            yield session

    async def close(self) -> None:
        """Closes every connection."""
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()
