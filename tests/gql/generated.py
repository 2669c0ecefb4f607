"""Generated documents made livelier: real ids and cursors, aliases, fragments, variables, switches.

hypothesis-graphql makes valid queries of the schema; here their arguments get values that find
something, and their selections what it does not make by itself.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    parse_type,
    parse_value,
    print_ast,
    value_from_ast_untyped,
)
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from tests.gql import corpus, world

Known = Callable[[str, str], bool]
"""(type, field) → whether whoever is compared can answer it."""

_WORDS: Final = (
    "jalan", "berlubang", "SAMPAH", "perjalanan terganggu", "tergenang air", "warta", "bangun",
    "tidak ada", "null", "kutip",
)  # fmt: skip
_MOMENTS: Final = (
    "2026-11-20T04:00:00Z", "2026-11-21T12:00:00.12+08:00", "2026-11-23T04:00:00.123456Z",
    "2020-01-01T00:00:00Z",
)  # fmt: skip


@dataclass(frozen=True)
class Generated:
    """A document with variables and somebody who asks."""

    document: str
    variables: dict[str, Any]
    viewer: str


@dataclass
class _Making:
    schema: GraphQLSchema
    knows: Known
    chance: random.Random
    cursors: dict[str, list[str]]
    definitions: list[VariableDefinitionNode] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[FragmentDefinitionNode] = field(default_factory=list)
    count: int = 0
    copies: int = 0

    def one_in(self, times: int) -> bool:
        return self.chance.randrange(times) == 0

    def name(self, before: str) -> str:
        self.count += 1
        return f"{before}{self.count}"

    # Values ----------------------------------------------------------------------------------

    def value(self, parent: str, field_name: str, argument: str, path: str) -> Any:
        """A value that may find something, as JSON; the strings of enums are names."""
        pick = self.chance.choice
        ids = {
            "report": corpus.REP, "article": corpus.ART, "camera": corpus.CAM, "node": corpus.IDS,
        }  # fmt: skip
        others = {"report": "ticket", "article": "slug", "camera": "code"}
        if path == "by" and field_name in others:
            key = pick(("id", others[field_name]))
            return {key: self.value(parent, field_name, argument, f"by.{key}")}
        match path.rpartition(".")[2]:
            case "id":
                return pick(ids.get(field_name, corpus.IDS))
            case "ids":
                return [pick(corpus.IDS) for _ in range(self.chance.randrange(6))]
            case "after":
                kind = f"{parent}.{field_name}"
                if kind in self.cursors and not self.one_in(8):
                    return pick(self.cursors[kind])
                return pick([c for found in self.cursors.values() for c in found])
            case "first":
                return self.chance.choice((1, 2, 3, 5, 7, 100))
            case "area" | "within":
                return pick(list(corpus.AREA.values()))
            case "category" if argument == "filter" or field_name == "responseTemplates":
                return pick(list(corpus.CAT.values()))
            case "agency":
                return pick(list(corpus.AGENCY.values()))
            case "text":
                return pick(_WORDS)
            case "near" | "point":
                spots = ((-8.71, 115.175), (-8.74, 115.16), (-8.739, 115.161), (-8.73, 115.18))
                latitude, longitude = pick(spots)
                return {"latitude": latitude, "longitude": longitude}
            case "radiusMetres":
                return pick((1, 400, 1500, 50_000))
            case "box":
                return {
                    "south": -8.75,
                    "west": 115.165,
                    "north": pick((-8.7, -8.72)),
                    "east": 115.18,
                }
            case "slug":
                return pick(("warta-1", "warta-3", "app-1", "app-2", "none"))
            case "ticket":
                return pick(("BDG2611230000", " bdg2611230003", "bdg2611230011"))
            case "code":
                return pick(("CAM-001", "CAM-003", "none"))
            case "topic":
                return pick(("jalan", "banjir", "warga", "none"))
            case last if last.endswith(("After", "Before")):
                return pick(_MOMENTS)
        return None

    def filled(self, parent: str, field_name: str, node: ArgumentNode) -> Any:
        """The argument as JSON, with real values where the generated ones would find nothing."""
        made = value_from_ast_untyped(node.value)
        name = node.name.value
        if isinstance(made, dict) and name == "filter":
            for key in list(made):
                real = self.value(parent, field_name, name, f"{name}.{key}")
                if real is not None and made[key] is not None:
                    made[key] = real
            if made.get("radiusMetres") and not made.get("near") and not self.one_in(8):
                made["near"] = self.value(parent, field_name, name, f"{name}.near")
            return made
        real = self.value(parent, field_name, name, name)
        return made if real is None or self.one_in(12) else real

    def argument(
        self, type_: GraphQLObjectType, node: FieldNode, given: ArgumentNode
    ) -> ArgumentNode:
        kind = type_.fields[node.name.value].args[given.name.value].type
        made = self.filled(type_.name, node.name.value, given)
        if made is None or self.one_in(2):
            literal = parse_value(_literal(made, kind))
            return ArgumentNode(name=given.name, value=literal)
        name = self.name("v")
        self.definitions.append(
            VariableDefinitionNode(
                variable=VariableNode(name=NameNode(value=name)),
                type=parse_type(str(kind)),
                directives=(),
            )
        )
        if isinstance(kind, GraphQLNonNull) or not self.one_in(6):
            self.variables[name] = made
        elif self.one_in(2):
            self.variables[name] = None
        return ArgumentNode(name=given.name, value=VariableNode(name=NameNode(value=name)))

    # Selections ------------------------------------------------------------------------------

    def switches(self) -> tuple[DirectiveNode, ...]:
        if not self.one_in(9) or len(self.definitions) > 12:
            return ()
        on: Any = BooleanValueNode(value=self.one_in(2))
        if self.one_in(2):
            name = self.name("s")
            self.definitions.append(
                VariableDefinitionNode(
                    variable=VariableNode(name=NameNode(value=name)),
                    type=parse_type("Boolean!"),
                    directives=(),
                )
            )
            self.variables[name] = self.one_in(2)
            on = VariableNode(name=NameNode(value=name))
        argument = ArgumentNode(name=NameNode(value="if"), value=on)
        which = self.chance.choice(("skip", "include"))
        return (DirectiveNode(name=NameNode(value=which), arguments=(argument,)),)

    def selections(self, given: SelectionSetNode, type_: Any) -> SelectionSetNode:
        kept: list[SelectionNode] = []
        for selection in given.selections:
            kept.extend(self.selection(selection, type_))
        if not kept or self.one_in(5):
            alias = None if self.one_in(2) else NameNode(value=self.name("t"))
            where = self.chance.randrange(len(kept) + 1)
            kept.insert(where, FieldNode(name=NameNode(value="__typename"), alias=alias,
                                         arguments=(), directives=self.switches()))  # fmt: skip
        if self.one_in(6) and len(kept) > 1:
            cut = self.chance.randrange(1, len(kept))
            inner = SelectionSetNode(selections=tuple(kept[cut:]))
            kept = [*kept[:cut], self.apart(inner, type_)]
        if self.one_in(8) and self.copies < 3:
            self.copies += 1
            kept.append(kept[self.chance.randrange(len(kept))])
        return SelectionSetNode(selections=tuple(kept))

    def apart(self, inner: SelectionSetNode, type_: Any) -> SelectionNode:
        """The selection behind a fragment."""
        condition = NamedTypeNode(name=NameNode(value=type_.name))
        if self.one_in(2):
            return InlineFragmentNode(
                type_condition=None if self.one_in(2) else condition,
                directives=self.switches(),
                selection_set=inner,
            )
        name = self.name("F")
        self.fragments.append(
            FragmentDefinitionNode(
                name=NameNode(value=name),
                type_condition=condition,
                directives=(),
                variable_definitions=(),
                selection_set=inner,
            )
        )
        return FragmentSpreadNode(name=NameNode(value=name), directives=self.switches())

    def selection(self, selection: SelectionNode, type_: Any) -> list[SelectionNode]:
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            inner_type = self.schema.type_map[condition.name.value] if condition else type_
            inner = self.selections(selection.selection_set, inner_type)
            return [
                InlineFragmentNode(
                    type_condition=condition, directives=self.switches(), selection_set=inner
                )
            ]
        assert isinstance(selection, FieldNode)
        name = selection.name.value
        if name == "__typename":
            return [selection]
        if not self.knows(type_.name, name):
            return []
        below = None
        if selection.selection_set is not None:
            named = get_named_type(type_.fields[name].type)
            below = self.selections(selection.selection_set, named)
        alias = selection.alias
        if alias is None and self.one_in(8):
            alias = NameNode(value=self.name("a"))
        return [
            FieldNode(
                name=selection.name,
                alias=alias,
                arguments=tuple(
                    self.argument(type_, selection, a) for a in selection.arguments or ()
                ),
                directives=self.switches(),
                selection_set=below,
            )
        ]

    def document(self, given: DocumentNode) -> str:
        (operation,) = given.definitions
        assert isinstance(operation, OperationDefinitionNode)
        chosen = self.selections(operation.selection_set, self.schema.query_type)
        made = OperationDefinitionNode(
            operation=operation.operation,
            name=NameNode(value="Q"),
            variable_definitions=tuple(self.definitions),
            directives=(),
            selection_set=chosen,
        )
        return print_ast(DocumentNode(definitions=(made, *self.fragments)))


def _literal(made: Any, kind: Any) -> str:
    """A JSON value as GraphQL text for a type."""
    if made is None:
        return "null"
    while hasattr(kind, "of_type") and isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if isinstance(made, list):
        inner = getattr(kind, "of_type", kind)
        return "[" + " ".join(_literal(one, inner) for one in made) + "]"
    if isinstance(made, dict):
        return (
            "{"
            + " ".join(f"{k}: {_literal(v, kind.fields[k].type)}" for k, v in made.items())
            + "}"
        )
    named = get_named_type(kind)
    if isinstance(made, str) and hasattr(named, "values"):
        return made
    if isinstance(made, bool):
        return str(made).lower()
    if isinstance(made, str):
        import json

        return json.dumps(made)
    return repr(made)


def documents(
    sdl: str,
    schema: GraphQLSchema,
    roots: list[str],
    knows: Known,
    cursors: dict[str, list[str]],
) -> st.SearchStrategy[Generated]:
    """Documents over these root fields."""
    scalars = {
        "DateTime": st.sampled_from(_MOMENTS).map(nodes.String),
        "Date": st.just("2026-11-24").map(nodes.String),
    }
    plain = queries(
        sdl, fields=roots, custom_scalars=scalars, print_ast=lambda node: node, allow_x00=False
    )

    @st.composite
    def lively(draw: st.DrawFn) -> Generated:
        given: Any = draw(plain)
        chance = random.Random(draw(st.integers(0, 2**32)))
        making = _Making(schema, knows, chance, cursors)
        document = making.document(given)
        return Generated(document, making.variables, draw(st.sampled_from(sorted(world.VIEWERS))))

    return lively()
