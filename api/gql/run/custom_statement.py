"""A resolver's own statement, beside the plans, such as one that counts."""

import sqlite3
from collections.abc import Callable

import asyncpg
import strawberry
from graphql import GraphQLResolveInfo

from api.gql.compile.arguments import SiteArguments
from api.gql.compile.functions import Rows
from api.gql.compile.planning import viewer_slot
from api.gql.compile.sql import AnySelect
from api.gql.compile.statement import compile_statement
from api.gql.run.context import Context
from api.gql.schema.mapping import AnyViewer, Given
from api.gql.schema.problems import BadValue

Make = Callable[[Given, Callable[[AnyViewer], AnyViewer], str], AnySelect]
"""(the field's arguments, viewer → the viewer of a statement, dialect) → the statement."""


async def fetch_slowly(info: strawberry.Info, make: Make) -> Rows:
    """The rows of a statement that is made of the field's arguments, off the fast path.

    Raises BadValue when it takes too long: the client asked for too much at once.
    """
    context: Context = info.context
    raw: GraphQLResolveInfo[Context] = info._raw_info
    field = raw.parent_type.fields[raw.field_name]
    inputs, reader = context.inputs, context.reader
    given = SiteArguments(inputs, inputs.operation.site(field, raw.field_nodes[0]), reader.dialect)
    statement = make(given, lambda viewer: viewer.symbolic(viewer_slot), reader.dialect)
    text = compile_statement(statement, reader.dialect)
    try:
        (rows,) = await reader.fetch([(text, text.values(inputs), True)], context.budget)
    except (TimeoutError, asyncpg.QueryCanceledError):
        raise _too_much(raw.field_name) from None
    except sqlite3.OperationalError as error:
        if str(error) != "interrupted":
            raise
        raise _too_much(raw.field_name) from None
    return rows


def _too_much(field: str) -> BadValue:
    return BadValue(
        f"{field}: ini terlalu lama; persempit saringannya atau minta lebih sedikit sekaligus.",
        f"{field}: this takes too long; narrow the filter or ask for less at once.",
    )
