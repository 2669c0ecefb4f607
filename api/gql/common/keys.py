"""Lookups of one thing by one of several keys: `camera(by: {code: "KTA-001-A"})`.

The keys are an input object of which GraphQL itself takes exactly one (`@oneOf`)::

    @strawberry.input(one_of=True, description="Which camera, by one of these.")
    class CameraKey:
        id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="…")
        code: str | None = strawberry.field(default=strawberry.UNSET, description="…")

    camera: Camera | None = lookup(
        lambda: Camera, "A camera by one of its keys.", by=by_key("cam", code=TextKey(Model.code)),
        args=[arg("by", CameraKey, "Which camera.")],
    )
"""

from collections.abc import Callable
from dataclasses import dataclass

from graphql import GraphQLInputObjectType, GraphQLSchema
from sqlalchemy import ColumnElement
from strawberry.schema.schema_converter import GraphQLCoreConverter

from api.gql.common.references import key_of
from api.gql.schema.fields import ModelColumn
from api.gql.schema.mapping import AnyViewer, Filter, Given, Row


@dataclass(frozen=True, slots=True)
class TextKey:
    """A column of text by which a thing can be named beside its id."""

    column: ModelColumn
    convert: Callable[[str], str] | None = None
    """From what people write to what the column holds."""


def by_key(prefix: str, argument: str = "by", **keys: TextKey) -> Filter:
    """The condition of a lookup: the row with this id, or with one of these keys.

    `keys` are named as clients write them.
    """

    def conditions(row: Row, given: Given, _viewer: AnyViewer) -> list[ColumnElement[bool]]:
        for name, key in keys.items():
            path = f"{argument}.{name}"
            if given.has(path):
                return [row[key.column.key] == given.slot(path, "text", key.convert)]
        path = f"{argument}.id"
        return [row.id == given.slot(path, "uuid", key_of(path, prefix))]

    return conditions


def take_exactly_one(schema: GraphQLSchema) -> None:
    """Lets graphql-core hold the promise of every `@oneOf` input, with the client's place in it.

    Strawberry only raises while a value is converted, which names no place, and passes over
    nullable variables.
    """
    for type_ in schema.type_map.values():
        if not isinstance(type_, GraphQLInputObjectType):
            continue
        if type_.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].is_one_of:
            type_.is_one_of = True
            type_.out_type = GraphQLInputObjectType.out_type  # type: ignore[method-assign]
