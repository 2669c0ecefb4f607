"""The context of a request, as resolvers find it in `info.context`."""

from dataclasses import dataclass, field
from typing import TypeVar, cast

from api.db.session import Database
from api.gql.compile.operation import Inputs
from api.gql.run.budget import Budget
from api.gql.run.reader import Reader
from api.gql.schema.graph import Graph
from api.gql.schema.mapping import AnyViewer

T = TypeVar("T")


class Resources:
    """The long-lived things that resolvers need beside the database, by their class."""

    def __init__(self, *things: object) -> None:
        self._things = {type(thing): thing for thing in things}

    def get(self, kind: type[T]) -> T:
        """The resource of this class. Raises LookupError when the server was wired without it."""
        found = self._things.get(kind)
        if found is None:
            raise LookupError(f"the server has no {kind.__name__}")
        return cast(T, found)


@dataclass(slots=True)
class Context:
    """One request: its viewer and operation, and the resources to answer it with."""

    viewer: AnyViewer
    inputs: Inputs
    budget: Budget
    graph: Graph
    reader: Reader
    database: Database
    resources: Resources = field(default_factory=Resources)
