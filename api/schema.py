"""Joins each subject's queries and mutations into the one schema of the city."""

from functools import cache
from typing import Any, Final, cast

import strawberry
from graphql import GraphQLSchema
from strawberry.printer import print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types

import api.apps.queries
import api.areas.queries
import api.cctv.queries
import api.emergency.queries
import api.news.mutations
import api.news.queries
import api.push.mutations
import api.push.queries
import api.reports.mutations
import api.reports.queries
import api.uploads.mutations
from api.apps.types import App
from api.areas.types import Area, City, CityContact
from api.cctv.types import Camera, CameraSite
from api.gql.common.keys import take_exactly_one
from api.gql.common.results import HANDLERS
from api.gql.common.scalars import SCALARS
from api.gql.common.types import Node
from api.gql.run import executor
from api.gql.schema.contribution import contribute
from api.gql.schema.fields import (
    by_global_id,
    either,
    lookup,
    one,
)
from api.gql.schema.graph import Graph
from api.identity.types import Agency, Viewer
from api.news.service import is_public
from api.news.types import Article, Correction
from api.push import models as push
from api.push.types import (
    Broadcast,
    BroadcastTemplate,
    Device,
    Notification,
    PushOfViewer,
    PushPreferences,
)
from api.reports.types import (
    IdentityDisclosure,
    Photo,
    Report,
    ReportCategory,
    ReportsOfViewer,
    ReportUpdate,
    ResponseTemplate,
)


@strawberry.type
class SubjectOfNotification:
    subject: Node | None = either(
        {"report": lambda: Report, "article": lambda: Article, "broadcast": lambda: Broadcast},
        kind=push.Notification.subject_kind,
        id=push.Notification.subject_id,
        description="What it is about; null if the viewer may not see that, or not any more.",
    )


@strawberry.type
class ArticleOfBroadcast:
    article: Article | None = one(
        lambda: Article,
        push.Broadcast.article_id,
        "The article that says more; null if there is none, or if the viewer may not read it.",
    )


contribute(Notification, SubjectOfNotification)
contribute(Broadcast, ArticleOfBroadcast)
contribute(Viewer, PushOfViewer, ReportsOfViewer)


def _nodes() -> list[type]:
    return [
        Agency, App, Area, Article, Broadcast, BroadcastTemplate, Camera, CameraSite, City,
        CityContact, Correction, Device, IdentityDisclosure, Notification, Photo, PushPreferences,
        Report, ReportCategory, ReportUpdate, ResponseTemplate, Viewer,
    ]  # fmt: skip


@strawberry.type
class RootQueries:
    node: Node | None = by_global_id(_nodes, "Anything with an id that the viewer may see.")
    nodes: list[Node | None] = by_global_id(
        _nodes,
        "Several at once, in the order of the ids; null for what is not to be seen.",
        several=True,
    )
    viewer: Viewer | None = lookup(
        lambda: Viewer, "The person who is signed in; null if nobody is.", by=lambda _r, _g, _v: []
    )


DESCRIPTION: Final = """\
Kulkul: one city's reports, news, warnings, cameras and emergency numbers, for all of its apps.

What is public is read without signing in. Texts come in the language of the Accept-Language header,
Indonesian or English. An id is opaque and names one thing across all types. What a signed-in person
does is checked field by field: a hidden thing is answered as if it did not exist."""


QUERIES = (
    RootQueries,
    *api.areas.queries.QUERIES,
    *api.apps.queries.QUERIES,
    *api.reports.queries.QUERIES,
    *api.news.queries.QUERIES,
    *api.cctv.queries.QUERIES,
    *api.emergency.queries.QUERIES,
    *api.push.queries.QUERIES,
)


MUTATIONS = (
    *api.uploads.mutations.MUTATIONS,
    *api.reports.mutations.MUTATIONS,
    *api.push.mutations.mutations(is_public),
    *api.news.mutations.MUTATIONS,
)


def build() -> strawberry.Schema:
    """A new schema."""
    schema = strawberry.Schema(
        query=_root("Query", QUERIES, "Everything that can be read; each field asks for itself."),
        mutation=_root(
            "Mutation",
            MUTATIONS,
            "Everything that can be changed. Each field answers with a union: its success, or a"
            " `Problem` to show.",
        ),
        types=_nodes(),
        config=StrawberryConfig(scalar_map=SCALARS, relay_max_results=100),
        exception_handlers=HANDLERS,
    )
    schema._schema.description = DESCRIPTION
    take_exactly_one(schema._schema)
    return schema


def _root(name: str, parts: tuple[type, ...], description: str) -> type:
    made: Any = merge_types(name, parts)
    made.__strawberry_definition__.description = description
    return cast(type, made)


@cache
def graph_of(dialect: str) -> Graph:
    """The mapped graph for one kind of store, its resolvers attached.

    It holds nothing of a store or a request: all engines of a process share it, since making it
    takes longer than all else that opens a server.
    """
    core: GraphQLSchema = build()._schema
    graph = Graph(core, dialect)
    executor.attach(graph)
    return graph


@cache
def printed() -> str:
    """The schema as text: what `schema.graphql` holds."""
    # Strawberry prints no description of the schema itself.
    return (
        f'"""\n{DESCRIPTION}\n"""\nschema {{\n  query: Query\n  mutation: Mutation\n}}\n\n'
        f"{print_schema(build())}\n"
    )
