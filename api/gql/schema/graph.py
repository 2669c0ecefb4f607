"""The mapped schema: for each object type of GraphQL, its entity and its fields' mappings."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from api.gql.schema.mapping import Column, Entity, Mapped, One
from api.gql.schema.marks import entity_of, is_mapped, mapping_of

_BACKREF = GraphQLCoreConverter.DEFINITION_BACKREF


@dataclass(frozen=True, slots=True)
class MappedType:
    """An object type that the planner can read: `entity` is None for a part of its parent's row."""

    name: str
    origin: type
    """The Strawberry class."""
    type: GraphQLObjectType
    entity: Entity | None
    fields: Mapping[str, tuple[Mapped | None, GraphQLField]]

    @property
    def stands_on(self) -> Entity:
        """The entity of a type that has rows of its own. Raises TypeError for a part."""
        if self.entity is None:
            raise TypeError(f"{self.name} has no rows of its own")
        return self.entity


class Graph:
    """Everything the kernel knows of the schema. It knows no subject."""

    def __init__(self, schema: GraphQLSchema, dialect: str) -> None:
        """Raises TypeError for a mapping that could show a null where none may be."""
        self.schema = schema
        self.dialect = dialect
        self._by_name: dict[str, MappedType] = {}
        self._by_class: dict[type, MappedType] = {}
        for type_ in schema.type_map.values():
            if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
                self._read(type_)
        self.by_prefix = {
            t.entity.prefix: t
            for t in self._by_name.values()
            if t.entity is not None and t.entity.prefix
        }
        self._check()

    def _read(self, type_: GraphQLObjectType) -> None:
        definition = type_.extensions.get(_BACKREF)
        origin = getattr(definition, "origin", None)
        if origin is None:
            return
        fields = {
            name: (mapping_of(field.extensions[_BACKREF]), field)
            for name, field in type_.fields.items()
            if _BACKREF in field.extensions
        }
        if not is_mapped(origin) and not any(m for m, _ in fields.values()):
            return
        mapped = MappedType(type_.name, origin, type_, entity_of(origin), fields)
        self._by_name[type_.name] = mapped
        self._by_class[origin] = mapped

    def _check(self) -> None:
        """Refuses mappings that could lose a parent or show a null where none may be."""
        for mapped in self._by_name.values():
            for name, (mapping, field) in mapped.fields.items():
                where = f"{mapped.name}.{name}"
                required = isinstance(field.type, GraphQLNonNull)
                if isinstance(mapping, Column) and mapped.entity is not None:
                    column = mapped.entity.table.c[mapping.name]
                    if required and column.nullable:
                        raise TypeError(f"{where} is non-null, its column may be null")
                if isinstance(mapping, One) and required:
                    target = self.of_class(mapping.target())
                    if target.entity is None or not target.entity.always:
                        raise TypeError(
                            f"{where} is non-null, but {target.name} is not visible to everybody:"
                            " a hidden target would take its parent away"
                        )

    @property
    def types(self) -> Mapping[str, MappedType]:
        """Every mapped type by its GraphQL name."""
        return self._by_name

    def of_class(self, cls: type) -> MappedType:
        """The mapped type of a Strawberry class."""
        return self._by_class[cls]

    def of_name(self, name: str) -> MappedType | None:
        """The mapped type of this GraphQL name, if it is one."""
        return self._by_name.get(name)

    def object_type(self, name: str) -> GraphQLObjectType:
        """The object type of this name, mapped or not. Raises KeyError when there is none."""
        found = self.schema.type_map[name]
        if not isinstance(found, GraphQLObjectType):
            raise KeyError(name)
        return found

    def possible_types(self, type_: GraphQLOutputType) -> list[MappedType]:
        """The types with rows that a field's (possibly abstract) type can be."""
        while isinstance(type_, GraphQLNonNull | GraphQLList):
            type_ = type_.of_type
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            names = [t.name for t in self.schema.get_possible_types(type_)]
        else:
            names = [type_.name]
        return [t for t in map(self.of_name, names) if t is not None and t.entity is not None]
