"""Objects on a row: which columns they need of it, and the expression that makes them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from graphql import FieldNode, GraphQLField
from sqlalchemy import ColumnElement, and_
from sqlalchemy.sql.expression import FromClause

from api.gql.compile.functions import BaseUrl
from api.gql.compile.level import Level
from api.gql.compile.lists import level_of_list, short_list
from api.gql.compile.pages import page
from api.gql.compile.plan import Unplannable
from api.gql.compile.planning import TYPE_KEY, Planning
from api.gql.compile.source import (
    Call,
    DictDisplay,
    Expression,
    IfPresent,
    Literal,
    OrNone,
    Prefixed,
)
from api.gql.schema import mapping as m
from api.gql.schema.graph import MappedType
from api.gql.schema.mapping import AnyViewer, Row

_NOTHING: Final[Mapping[str, m.Mapped]] = MappingProxyType({})
_NULL: Final = Literal(None)


class Objects:
    """The objects of one plan."""

    def __init__(self, planning: Planning) -> None:
        self._planning = planning
        self._graph = planning.graph

    def object(
        self,
        level: Level,
        table: FromClause,
        target: MappedType,
        nodes: Sequence[FieldNode],
        supplied: Mapping[str, m.Mapped] = _NOTHING,
    ) -> Expression:
        """The expression of an object on a row of this level, null where a join found nothing.

        `supplied` has the mappings that a parent gives. Raises Unplannable where a field has none.
        """
        pairs: list[tuple[str, Expression]] = []
        if self._planning.for_executor:
            pairs.append((TYPE_KEY, Literal(target.name)))
        for key, merged in self._planning.collect(target.type, nodes).items():
            name = merged[0].name.value
            if name == "__typename":
                pairs.append((key, Literal(target.name)))
                continue
            mapping, field = target.fields[name]
            mapping = supplied.get(name, mapping)
            if mapping is None:
                raise Unplannable(f"{target.name}.{name}")
            pairs.append((key, self._value(level, table, target, mapping, field, merged)))
        return DictDisplay(pairs)

    def _value(
        self,
        level: Level,
        table: FromClause,
        target: MappedType,
        mapping: m.Mapped,
        field: GraphQLField,
        nodes: list[FieldNode],
    ) -> Expression:
        match mapping:
            case m.Column(name):
                return level.express(table, lambda row, _viewer: row[name], "plain", name)
            case m.Expression(express, kind):
                return level.express(table, express, kind, id(mapping))
            case m.GlobalId():
                return self._global_id(level, table, target, mapping)
            case m.Computed():
                return self._computed(level, table, mapping, field, nodes[0])
            case m.Part():
                inner_type = self._graph.of_class(mapping.target())
                made = self.object(level, table, inner_type, nodes, mapping.fields)
                if mapping.present is None:
                    return made
                there = level.express(table, mapping.present, "bool", id(mapping))
                return IfPresent(there, made, _NULL, truth=True)
            case m.One():
                other = self._graph.of_class(mapping.target())
                alias = level.join((table, id(mapping)), other, mapping.on, table)
                return self._joined(level, alias, other, nodes, _NULL)
            case m.Either():
                return self._either(level, table, mapping, nodes)
            case m.Many() | m.Page():
                return self._nested(level, table, mapping, field, nodes)
            case _:
                raise Unplannable(type(mapping).__name__)

    def _computed(
        self,
        level: Level,
        table: FromClause,
        mapping: m.Computed,
        field: GraphQLField,
        node: FieldNode,
    ) -> Expression:
        given = self._planning.given(field, node)
        make = mapping.make({name: given.fact(name) for name in field.args})
        columns = [
            level.express(table, express, "plain", (id(mapping), place))
            for place, express in enumerate(mapping.columns)
        ]
        return Call(make, [BaseUrl(), *columns] if mapping.takes_base else columns)

    def _global_id(
        self, level: Level, table: FromClause, target: MappedType, mapping: m.GlobalId
    ) -> Expression:
        if mapping.express is not None:
            column = mapping.express(table.c, self._planning.viewer)
            cell = level.place((table, id(mapping)), column, "uuid")
            return OrNone(cell, Prefixed(mapping.prefix or "", cell))
        entity = target.stands_on
        return Prefixed(
            mapping.prefix or entity.prefix or "", level.column(table, entity.key, "uuid")
        )

    def _joined(
        self,
        level: Level,
        alias: FromClause,
        other: MappedType,
        nodes: Sequence[FieldNode],
        otherwise: Expression,
    ) -> Expression:
        made = self.object(level, alias, other, nodes)
        return IfPresent(level.column(alias, other.stands_on.key), made, otherwise)

    def _either(
        self, level: Level, table: FromClause, mapping: m.Either, nodes: list[FieldNode]
    ) -> Expression:
        made: Expression = _NULL
        for kind, target in mapping.targets.items():
            other = self._graph.of_class(target())
            key = other.stands_on.key

            def on(
                parent: Row, child: Row, _viewer: AnyViewer, kind: str = kind, key: str = key
            ) -> ColumnElement[bool]:
                return and_(parent[mapping.kind] == kind, parent[mapping.id] == child[key])

            alias = level.join((table, id(mapping), kind), other, on, table)
            made = self._joined(level, alias, other, nodes, made)
        return made

    def _nested(
        self,
        level: Level,
        table: FromClause,
        mapping: m.Many | m.Page,
        field: GraphQLField,
        nodes: list[FieldNode],
    ) -> Expression:
        other = self._graph.of_class(mapping.target())
        given = self._planning.given(field, nodes[0])
        if isinstance(mapping, m.Many):
            inner = level_of_list(self._planning, other, mapping, nested=True)
            found = short_list(inner, other, mapping, given, nodes, table, self.object)
        else:
            inner = Level.of(self._planning, other, nested=True, guarded=mapping.with_parent)
            found = page(inner, other, mapping, given, nodes, table, self.object)
        return level.nest(inner, *found)
