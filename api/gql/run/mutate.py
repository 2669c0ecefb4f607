"""Shared by mutations: one transaction at the edge, and results as references."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import strawberry

from api.db.session import WriteSession
from api.gql.run.context import Context
from api.gql.schema.mapping import AnyViewer, Ref
from api.kit import clock


def context(info: strawberry.Info) -> Context:
    """The request's context."""
    found: Context = info.context
    return found


@asynccontextmanager
async def writing(
    info: strawberry.Info,
) -> AsyncIterator[tuple[WriteSession, AnyViewer, datetime]]:
    """(session, viewer, now) of one transaction: committed when the block ends well."""
    asked = context(info)
    async with asked.database.write() as session:
        yield session, asked.viewer, clock.now()


def row(key: str) -> Any:
    """A field's value by the key of its row: the kernel reads the fields that were selected."""
    return Ref(key)
