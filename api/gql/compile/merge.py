"""Lists that are merged from pieces, each of which an index gives in the list's order.

The rows of all pieces come one by one in the list's order, and what else is asked of them is asked
then: so a page reads as many rows as it must pass over to be full, and not a piece to its end.
"""

from collections.abc import Sequence

from sqlalchemy import Alias, ColumnElement, Integer, literal_column, select, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FromClause, Join

from api.gql.compile.lists import SortKey, ordered
from api.gql.compile.sql import POSTGRES, SQLITE
from api.gql.schema.mapping import Element


class _Then(Join):
    """A join whose left side is read first, row by row, in its own order."""

    inherit_cache = False


def _parts(join: _Then, compiler: SQLCompiler, kw: dict[str, object]) -> tuple[str, str, str]:
    inner = {**kw, "asfrom": True, "from_linter": None}
    assert join.onclause is not None
    left, right = compiler.process(join.left, **inner), compiler.process(join.right, **inner)
    return left, right, compiler.process(join.onclause)


@compiles(_Then, POSTGRES)
def _compile_then_postgres(join: _Then, compiler: SQLCompiler, **kw: object) -> str:
    # It takes the few rows that a page needs for all that there are, since it expects hardly one
    # to pass, and would hash the table. The offset leaves it no other way than row by row.
    left, right, on = _parts(join, compiler, kw)
    name = compiler.preparer.quote(join.right.name)  # type: ignore[attr-defined]
    return f"{left} CROSS JOIN LATERAL (SELECT * FROM {right} WHERE {on} OFFSET 0) AS {name}"  # noqa: S608


@compiles(_Then, SQLITE)
def _compile_then_lite(join: _Then, compiler: SQLCompiler, **kw: object) -> str:
    left, right, on = _parts(join, compiler, kw)
    return f"{left} CROSS JOIN {right} ON {on}"


def merge(
    row: FromClause,
    keys: Sequence[SortKey],
    pieces: Sequence[ColumnElement[bool]],
    behind: Sequence[ColumnElement[bool]],
    dialect: str,
) -> tuple[FromClause, list[Element]]:
    """The rows that lie in one of the disjoint pieces, and by what to order them.

    `keys` is the list's order, the row's own key last; `behind` is where a cursor goes on. Pieces
    and it must be all that an index needs to know.
    """
    columns = [key.column.label(f"k{i}") for i, key in enumerate(keys)]
    itself = keys[-1].column
    if dialect == SQLITE:
        # Every index holds it, and by it a row is found without a search in the index of its key.
        assert isinstance(row, Alias)
        itself = literal_column(f"{row.name}.rowid", Integer())
        columns.append(itself.label("place"))
    rows = [select(*columns).where(piece, *behind) for piece in pieces]
    if dialect == POSTGRES:
        # It merges only pieces that are sorted explicitly.
        rows = [one.order_by(*(key.order for key in keys)) for one in rows]
    together = union_all(*rows).subquery("pieces")
    # The offset is a fence: behind it neither store moves a condition into the pieces, where each
    # would be read on to its first hit, however far away.
    ways = list(together.c)[: len(keys)]
    sorted_ = select(*together.c).order_by(*_order(keys, ways))
    sorted_ = sorted_.offset(literal_column("0"))
    if dialect == SQLITE:
        sorted_ = sorted_.limit(literal_column("-1"))
    first = sorted_.subquery("merged")
    found = _Then(first, row, list(first.c)[-1] == itself)
    # SQLite gives the rows of a sub-select to what is joined to it in the sub-select's order, and
    # does not know that it does: with an ORDER BY it would read all of them first.
    return found, [] if dialect == SQLITE else _order(keys, list(first.c))


def _order(keys: Sequence[SortKey], columns: Sequence[Element]) -> list[Element]:
    """The order of the keys over columns that stand for them."""
    return [
        ordered(column, descending=key.descending)
        for column, key in zip(columns, keys, strict=True)
    ]
