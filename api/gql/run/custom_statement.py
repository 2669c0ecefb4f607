"""A resolver's own statement, beside the plans: for questions that are no list of rows."""

import sqlite3
from collections.abc import Callable
from typing import Any

import asyncpg
import strawberry
from graphql import GraphQLResolveInfo
from sqlalchemy.sql import Select

from api.gql.common.problems import BadValue
from api.gql.compile.operation import Given
from api.gql.compile.sql import compile_statement
from api.gql.run.context import Context
from api.gql.run.reader import Rows

Make = Callable[[Given, Callable[[Any], Any], str], Select[Any]]
"""(the field's arguments, viewer → the viewer of a statement, dialect) → the statement."""


async def fetch_slowly(info: strawberry.Info, make: Make) -> Rows:
    """The rows of a statement that is made of the field's arguments, off the fast path.

    Raises BadValue when it takes too long: the client asked for too much at once.
    """
    context: Context = info.context
    raw: GraphQLResolveInfo[Any] = info._raw_info
    field = raw.parent_type.fields[raw.field_name]
    engine, run = context.engine, context.run
    given = Given(run, run.operation.site(field, raw.field_nodes[0]), engine.store.dialect)
    statement = make(given, engine.graph.symbolic, engine.store.dialect)
    text = compile_statement(statement, engine.store.dialect)
    try:
        (rows,) = await engine.store.fetch([(text, text.values(run), True)], run.budget)
    except (TimeoutError, asyncpg.QueryCanceledError):
        raise _too_much(raw.field_name) from None
    except sqlite3.OperationalError as error:
        if str(error) != "interrupted":
            raise
        raise _too_much(raw.field_name) from None
    found: Rows = rows
    return found


def _too_much(field: str) -> BadValue:
    return BadValue(
        f"{field}: ini terlalu lama; persempit saringannya atau minta lebih sedikit sekaligus.",
        f"{field}: this takes too long; narrow the filter or ask for less at once.",
    )
