"""From SQLAlchemy's statements to the text that a driver runs, and the binders of its values."""

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.sql import TableClause
from sqlalchemy.sql.compiler import SQLCompiler

from api.db.base import lite_instant
from api.gql.compile.sql import POSTGRES, AnySelect, Getter, Slot
from api.gql.schema.mapping import Kind
from api.gql.schema.problems import BadValue

if TYPE_CHECKING:
    from api.gql.compile.operation import Inputs


class _Configuration(postgresql.REGCONFIG):
    """The name of a text search configuration; SQLAlchemy's own cannot be a literal."""

    def literal_processor(self, dialect: Dialect) -> Callable[[str], str]:
        return lambda name: "'" + str(name).replace("'", "''") + "'"


class _Postgres(PGDialect):
    colspecs = {**PGDialect.colspecs, postgresql.REGCONFIG: _Configuration}


class _Noting(SQLCompiler):
    """Notes which slots and tables it comes by."""

    def __init__(self, *given: Any, **options: Any) -> None:
        self.slots: list[Slot] = []
        self.tables: set[str] = set()
        super().__init__(*given, **options)

    def visit_table(self, table: TableClause, *given: Any, **options: Any) -> Any:
        self.tables.add(table.name)
        return super().visit_table(table, *given, **options)  # type: ignore[no-untyped-call]


class _PostgresCompiler(_Noting, PGCompiler): ...


class _SqliteCompiler(_Noting, SQLiteCompiler): ...


# One for all statements: a dialect keeps what it found out about each type.
_POSTGRES_DIALECT = _Postgres()  # type: ignore[no-untyped-call]
_POSTGRES_DIALECT.statement_compiler = _PostgresCompiler
_SQLITE_DIALECT = sqlite.dialect()
_SQLITE_DIALECT.statement_compiler = _SqliteCompiler


class SqlText:
    """A statement's text, its binders, and the names of the tables that it reads."""

    __slots__ = ("binders", "tables", "text")

    def __init__(
        self, text: str, binders: Sequence[Getter], tables: frozenset[str] = frozenset()
    ) -> None:
        self.text = text
        self.binders = binders
        self.tables = tables

    def values(self, inputs: "Inputs") -> list[object]:
        """The values of one request, in the order of the text's places."""
        return [bind(inputs) for bind in self.binders]


def compile_statement(statement: AnySelect, dialect_name: str) -> SqlText:
    """The text of a statement for one store's driver, with its binders."""
    dialect: Dialect = _POSTGRES_DIALECT if dialect_name == POSTGRES else _SQLITE_DIALECT
    compiled = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    assert isinstance(compiled, _Noting)
    binders = [_binder(slot, dialect_name) for slot in compiled.slots]
    return SqlText(str(compiled), binders, frozenset(compiled.tables))


def _binder(slot: Slot, dialect: str) -> Getter:
    get, convert = slot.get, _converter(slot.kind, dialect)
    return get if convert is None else lambda inputs: convert(get(inputs))


def _storable(text: str | None) -> str | None:
    if text is not None and "\0" in text:
        raise BadValue(
            "Ada teks dengan karakter NUL; hilangkan.",
            "A text holds a NUL character; leave it out.",
        )
    return text


def _converter(kind: Kind, dialect: str) -> Callable[[Any], object] | None:
    if kind == "text":
        return _storable
    if dialect == POSTGRES:
        return None
    if kind == "instant":
        return lite_instant
    if kind in ("texts", "uuids", "ints"):
        return lambda values: json.dumps(list(values))
    if kind == "bool":
        return int
    if kind == "day":
        return lambda day: day.isoformat()
    return None
