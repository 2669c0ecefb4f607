"""Joins each subject's queries and mutations into the one schema of the city."""

import dataclasses
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
from api.gql.common.connection import Connection
from api.gql.common.keys import take_exactly_one
from api.gql.common.results import HANDLERS
from api.gql.common.scalars import SCALARS
from api.gql.common.types import Node
from api.gql.compile.sql import Slot
from api.gql.schema.graph import Graph
from api.gql.schema.mapping import Order as ListOrder
from api.gql.schema.mapping import (
    arg,
    by_global_id,
    either,
    expr,
    lookup,
    many,
    page,
    same,
    sort,
    table,
)
from api.identity.types import SELF, Agency, ViewerFields, signed_in
from api.identity.values import Viewer as Asking
from api.news.types import Article, Correction
from api.push import models as push
from api.push.policy import visible as own
from api.push.types import (
    NEWEST,
    Broadcast,
    Device,
    NotificationFields,
    PushPreferences,
    _count,
    unread,
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


@table(push.Notification, where=own, prefix="ntf", description="A line of the viewer's inbox.")
class Notification(NotificationFields, Node):
    subject: Node | None = either(
        {"report": lambda: Report, "article": lambda: Article, "broadcast": lambda: Broadcast},
        kind=push.Notification.subject_kind,
        id=push.Notification.subject_id,
        description="What it is about, if the viewer may still see it.",
    )


@table(SELF, where=signed_in, key="one", description="Who is asking.")
class Viewer(ViewerFields, ReportsOfViewer):
    notifications: Connection[Notification] = page(
        lambda: Notification,
        "The viewer's inbox, newest first.",
        on=lambda _self, row, viewer: row.person_id == viewer.person_id,
        order=NEWEST,
        filter=unread,
        args=[arg("unread", bool | None, "Only unread ones, or only read ones.")],
    )
    unread_count: int = expr(_count, "How many are unread; counted to 100.")
    devices: list[Device] = many(
        lambda: Device,
        "The viewer's devices.",
        on=lambda _self, row, viewer: row.person_id == viewer.person_id,
        order=ListOrder("seen", (sort(push.Device.seen_at, "instant", descending=True),)),
        limit=50,
    )
    preferences: PushPreferences = same(
        lambda: PushPreferences, "What the viewer wants to hear of, and when not."
    )


def _nodes() -> list[type]:
    return [
        Agency, App, Area, Article, Broadcast, Camera, CameraSite, City, CityContact, Correction,
        Device, IdentityDisclosure, Notification, Photo, Report, ReportCategory, ReportUpdate,
        ResponseTemplate,
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
        lambda: Viewer, "Who is asking; null when nobody is signed in.", by=lambda _r, _g, _v: []
    )


def symbolic(viewer: Asking) -> Asking:
    """The viewer of a plan: what differs between requests is a place in the statement."""

    def slot(name: str, kind: str) -> Any:
        if getattr(viewer, name) is None:
            return None
        return Slot(kind, lambda run: getattr(run.viewer, name))

    return dataclasses.replace(
        viewer,
        person_id=slot("person_id", "uuid"),
        agency_id=slot("agency_id", "uuid"),
        area_id=slot("area_id", "uuid"),
        agency=slot("agency", "text"),
        now=slot("now", "instant"),
        subject=slot("subject", "text"),
        name=cast(Any, Slot("text", lambda run: run.viewer.name)),
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
    *api.push.mutations.MUTATIONS,
    *api.news.mutations.MUTATIONS,
)


def build() -> strawberry.Schema:
    """A new schema. The executor changes its resolvers: each engine has one of its own."""
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


def graph_of(schema: strawberry.Schema, dialect: str) -> Graph:
    """The mapped graph of a schema for one store."""
    core: GraphQLSchema = schema._schema
    return Graph(core, dialect, symbolic)


@cache
def printed() -> str:
    """The schema as text: what `schema.graphql` holds."""
    # Strawberry prints no description of the schema itself.
    return (
        f'"""\n{DESCRIPTION}\n"""\nschema {{\n  query: Query\n  mutation: Mutation\n}}\n\n'
        f"{print_schema(build())}\n"
    )
