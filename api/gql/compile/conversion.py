"""How values travel from the databases: the same text on both stores, also inside JSON."""

from collections.abc import Sequence

from sqlalchemy import Boolean, Float, String, case, cast, func, literal_column, select
from sqlalchemy.dialects import postgresql

from api.db.base import Day, Id, Instant, Strings
from api.gql.compile.sql import POSTGRES, SQLITE, AnySelect
from api.gql.schema.mapping import Element, Kind

_KINDS: tuple[tuple[type, Kind], ...] = (
    (Instant, "instant"),
    (Id, "uuid"),
    (Day, "day"),
    (Strings, "json"),
    (Boolean, "bool"),
    (Float, "float"),
)


def conversion(column: Element, kind: Kind = "plain") -> Kind:
    """How a column's value becomes a value of the graph; `kind` decides where the type cannot."""
    if kind != "plain":
        return kind
    return next((found for type_, found in _KINDS if isinstance(column.type, type_)), "plain")


def travelling(column: Element, kind: Kind, dialect: str, *, nested: bool) -> Element:
    """A column in the form in which it leaves the database.

    SQLite writes 15 digits of a number into JSON, and a double needs up to 17.
    """
    if dialect == POSTGRES and kind in ("instant", "uuid", "day"):
        return cast(column, String())
    if dialect == SQLITE and kind == "float" and nested:
        return case((column.is_not(None), func.printf("%!.17g", column)))
    return column


def rows_as_json(rows: AnySelect, kinds: Sequence[Kind], dialect: str) -> Element:
    """All rows of a correlated statement as one JSON array of arrays, never null.

    JSON inside JSON must be said to be JSON: columns that hold text get a cast on PostgreSQL, and
    SQLite forgets at the border of a subquery that a text came from a JSON function.
    """
    inner = rows.subquery("k")
    values: list[Element] = []
    for column, kind in zip(inner.c, kinds, strict=True):
        if dialect == SQLITE and kind in ("json", "rows", "float"):
            values.append(func.json(column))
        elif kind in ("json", "rows"):
            values.append(cast(column, postgresql.JSON()))
        else:
            values.append(column)
    array: Element
    if dialect == POSTGRES:
        array = func.coalesce(
            func.json_agg(func.json_build_array(*values)), literal_column("'[]'::json")
        )
    else:
        array = func.json_group_array(func.json_array(*values))
    return select(array).select_from(inner).scalar_subquery()
