"""Dialects that all engines of a test process share, and with them the statements they compiled.

Each test opens engines of its own, whose caches would begin empty: compiling the same statements
for every test took more time than running them. A server opens its engines once, and keeps what it
compiled as long as a test process does.
"""

from typing import Any, ClassVar

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.util import LRUCache

_MOST_STATEMENTS = 3_000


class _Shared:
    """A dialect of which there is one for each way of making it."""

    made: ClassVar[dict[Any, Any]]
    compiled: ClassVar[LRUCache[Any, Any]]

    def __init_subclass__(cls) -> None:
        cls.made = {}
        cls.compiled = LRUCache(_MOST_STATEMENTS)

    def __new__(cls, **given: Any) -> Any:
        key = frozenset((name, value) for name, value in given.items() if name != "dbapi")
        return cls.made.setdefault(key, super().__new__(cls))

    def __init__(self, **given: Any) -> None:
        if "dbapi" not in self.__dict__:
            super().__init__(**given)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Gives an engine the statements that others compiled."""
        engine.update_execution_options(compiled_cache=cls.compiled)


class Sqlite(_Shared, SQLiteDialect_aiosqlite):
    supports_statement_cache = True


class Postgresql(_Shared, PGDialect_asyncpg):
    supports_statement_cache = True


def share() -> None:
    """From now on, engines of this process share their dialects."""
    registry.register("sqlite.aiosqlite", __name__, Sqlite.__name__)
    registry.register("postgresql.asyncpg", __name__, Postgresql.__name__)
