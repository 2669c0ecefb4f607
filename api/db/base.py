"""Column types that read the same on both stores, and the habits of every table.

An id is a `uuid` on PostgreSQL and text on SQLite; an instant is a `timestamptz` there and
fixed-width RFC 3339 text here (so that it sorts as time); an enum is its GraphQL name on both.
"""

import json
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final, Protocol

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Dialect,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
)
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from api.kit import ids

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata


class Id(TypeDecorator[str]):
    """A UUID, as lower-case text in Python and on SQLite."""

    impl = String(36)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Uuid(as_uuid=False))
        return dialect.type_descriptor(String(36))


class Instant(TypeDecorator[datetime]):
    """An instant in UTC; naive datetimes are refused."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else lite_instant(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value if value is None else value.astimezone(UTC)
        return datetime.fromisoformat(value)


def lite_instant(moment: datetime) -> str:
    """An instant as SQLite stores it: UTC, six fraction digits, ``Z``; text order is time order."""
    # Not strftime: it writes the year 999 with three digits, and that sorts after every other.
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


class Day(TypeDecorator[date]):
    """A calendar day, as ISO text on SQLite."""

    impl = String(10)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        from sqlalchemy import Date

        if dialect.name == "postgresql":
            return dialect.type_descriptor(Date())
        return dialect.type_descriptor(String(10))

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else value


class Strings(TypeDecorator[list[str]]):
    """A short list of strings as JSON text on both stores."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str] | None:
        return None if value is None else list(json.loads(value))


ROW_NUMBER: Final[TypeEngine[int]] = BigInteger().with_variant(Integer(), "sqlite")
"""A primary key that the database counts: SQLite does so only for its own INTEGER."""


def exact(length: int = 64) -> TypeEngine[str]:
    """Text that is compared byte by byte on both stores: codes, slugs, tickets, sort keys."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def choice(kind: type[Enum], name: str | None = None) -> SqlEnum:
    """An enum stored as its name, guarded by a CHECK; a second one in a table needs a `name`."""
    return SqlEnum(
        kind, native_enum=False, create_constraint=True, length=32, name=name or kind.__name__
    )


def key() -> Any:
    """The primary key of most tables: a UUID that sorts by its time of making."""
    return Field(default_factory=ids.uuid7, primary_key=True, sa_type=Id)


def reference(target: str, *, index: bool = True, **options: Any) -> Any:
    """A foreign key to ``table.column`` of another table."""
    return Field(foreign_key=target, sa_type=Id, index=index, **options)


def longest(column: str, length: int) -> CheckConstraint:
    """Keeps a text column within a length that the service promised."""
    return CheckConstraint(f"length({column}) <= {length}", name=f"{column}_length")


def table(model: type[SQLModel]) -> Table:
    """The table of a model, for statements that are made of its columns."""
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


class OnStore(Protocol):
    """A session of one store; a plan's types need none of its driver."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""


def insert(session: OnStore, target: Table | type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say ON CONFLICT, for the session's store."""
    if session.dialect == "postgresql":
        return postgresql.insert(target)
    return sqlite.insert(target)


class Provenance(SQLModel):
    """Where a seeded row comes from: shown in the graph, lest what is invented look official."""

    synthetic: bool = Field(default=False)
    source_name: str | None = Field(default=None)
    source_date: date | None = Field(default=None, sa_type=Day)
    source_note: str | None = Field(default=None)
