"""From SQLAlchemy's statements to the text that a driver runs, and the binders of its values."""

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.base import PGDialect

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


class SqlText:
    """A statement's text and its binders."""

    __slots__ = ("binders", "text")

    def __init__(self, text: str, binders: Sequence[Getter]) -> None:
        self.text = text
        self.binders = binders

    def values(self, inputs: "Inputs") -> list[object]:
        """The values of one request, in the order of the text's places."""
        return [bind(inputs) for bind in self.binders]


def compile_statement(statement: AnySelect, dialect_name: str) -> SqlText:
    """The text of a statement for one store's driver, with its binders."""
    dialect: Dialect = (
        _Postgres() if dialect_name == POSTGRES else sqlite.dialect()  # type: ignore[no-untyped-call]
    )
    slots: list[Slot] = []
    dialect.slots = slots  # type: ignore[attr-defined]
    text = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    return SqlText(text, [_binder(slot, dialect_name) for slot in slots])


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
