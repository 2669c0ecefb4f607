"""Documents that ask for all there is, made from the schema: a new field is asked for by itself."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
)

from api.schema import build

SCHEMA = build()._schema
DEPTH = 6
"""Objects below a root field."""
_TWICE = "Report"
"""What lies below a type is asked for on the shortest way to it, and elsewhere its own values
alone; but for this one, which many fields lead to, also those of what it holds."""
_MOST_LEAVES = 80
"""One nested list may ask for 90 fields."""
_PAGE = 2

Way = tuple[str, ...]
"""Field names from a root down to an object; `...Name` chooses one type of several."""


def ways(root: Any, depth: int) -> list[Way]:
    """The ways to all objects below a root, in the order of a document."""
    found: list[Way] = []
    known: set[str] = set()
    level: list[tuple[Way, Any, int]] = [((), root, depth)]
    while level:
        below: list[tuple[Way, Any, int]] = []
        for way, type_, left in level:
            named = get_named_type(type_)
            if is_leaf_type(named):
                continue
            if is_abstract_type(named):
                possible = sorted(SCHEMA.get_possible_types(named), key=lambda t: t.name)
                below += [((*way, f"...{one.name}"), one, left) for one in possible]
                continue
            found.append(way)
            if named.name in known:
                left = min(left, 1 if named.name == _TWICE else 0)
            known.add(named.name)
            if left > 0:
                for name, field in named.fields.items():
                    below.append(((*way, name), field.type, left - 1))
        level = below
    return sorted(found)


def selections(root: str, type_: Any, depth: int = DEPTH) -> Iterator[str]:
    """The selections, each small enough for one document, that together ask for all ways."""
    kept: list[Way] = []
    leaves = 0
    for way in ways(type_, depth):
        cost = len(_leaves(_at(type_, way))) + 1
        if kept and (leaves + cost > _MOST_LEAVES or _is_torn(kept[-1], way)):
            yield _written(type_, kept)
            kept, leaves = [], 0
        kept.append(way)
        leaves += cost
    if kept:
        yield _written(type_, kept)


def _is_torn(before: Way, way: Way) -> bool:
    """Whether two ways take different types at one place: their fields could not be merged."""
    for one, other in zip(before, way, strict=False):
        if one != other:
            return one.startswith("...") and other.startswith("...")
    return False


def _at(type_: Any, way: Way) -> GraphQLObjectType:
    found = get_named_type(type_)
    for name in way:
        if name.startswith("..."):
            found = SCHEMA.type_map[name[3:]]
        else:
            found = get_named_type(found.fields[name].type)
    assert isinstance(found, GraphQLObjectType)
    return found


def _leaves(type_: GraphQLObjectType) -> list[str]:
    return [n for n, f in type_.fields.items() if is_leaf_type(get_named_type(f.type))]


def _written(type_: Any, kept: list[Way]) -> str:
    tree: dict[str, Any] = {}
    wanted = set(kept)
    for way in kept:
        place = tree
        for name in way:
            place = place.setdefault(name, {})
    return _text(get_named_type(type_), tree, (), wanted)


def _text(type_: Any, tree: dict[str, Any], way: Way, wanted: set[Way]) -> str:
    parts = ["__typename"]
    if way in wanted:
        parts += [leaf + _required(type_.fields[leaf]) for leaf in _leaves(type_)]
    for name, inner in tree.items():
        below = (*way, name)
        if name.startswith("..."):
            parts.append(
                f"... on {name[3:]} {_text(SCHEMA.type_map[name[3:]], inner, below, wanted)}"
            )
            continue
        field = type_.fields[name]
        parts.append(name + _page(field) + _text(get_named_type(field.type), inner, below, wanted))
    return "{ " + " ".join(parts) + " }"


def _required(field: GraphQLField) -> str:
    """The arguments without which a field cannot be asked for."""
    given = [
        f"{name}: {_VALUES[str(one.type)]}"
        for name, one in field.args.items()
        if is_required_argument(one)
    ]
    return f"({', '.join(given)})" if given else ""


_VALUES = {"PointInput!": "{latitude: -8.718, longitude: 115.169}"}


def _page(field: GraphQLField) -> str:
    unmet = [name for name, one in field.args.items() if is_required_argument(one)]
    assert not unmet, f"the walk does not know what to give for {unmet}: teach it"
    return f"(first: {_PAGE})" if "first" in field.args else ""


def payload(mutation: str, depth: int = 3) -> Iterator[str]:
    """Selections that together ask for all that a mutation can answer."""
    assert SCHEMA.mutation_type is not None
    return selections(mutation, SCHEMA.mutation_type.fields[mutation].type, depth)


class Values:
    """What the walk gives for arguments and input fields, by their names and types."""

    together = {"radiusMetres": "near"}
    """What is nothing without another one."""

    def __init__(self, by_name: dict[str, list[Any]], by_type: dict[str, list[Any]]) -> None:
        self._by_name = by_name
        self._by_type = by_type

    def of(self, where: str, name: str, type_: Any) -> list[Any]:
        """All values for one argument or field. Raises LookupError for what nobody has taught."""
        named = get_named_type(type_)
        if is_list_type(get_nullable_type(type_)):
            if f"{name}[]" in self._by_name:
                return [self._by_name[f"{name}[]"]]
            return [[one] for one in self.of(where, name, named)]
        if isinstance(named, GraphQLEnumType):
            return list(named.values)
        for key in (f"{where}.{name}", name):
            if key in self._by_name:
                return self._by_name[key]
        if named.name in self._by_type:
            return self._by_type[named.name]
        if isinstance(named, GraphQLInputObjectType):
            return list(self._of_input(named))
        raise LookupError(f"{where}: the walk does not know what to give for {name}: teach it")

    def _of_input(self, type_: GraphQLInputObjectType) -> Iterator[dict[str, Any]]:
        for name, field in type_.fields.items():
            more = {}
            if name in self.together:
                other = self.together[name]
                more = {other: self.of(type_.name, other, type_.fields[other].type)[0]}
            for value in self.of(type_.name, name, field.type):
                yield {**more, name: value}

    def variants(self, root: str, field: GraphQLField) -> Iterator[dict[str, Any]]:
        """Arguments of a root field: the required ones, and every other one alone beside them."""
        names = [name for name in field.args if name not in ("first", "after")]
        must = [name for name in names if is_required_argument(field.args[name])]
        least = {name: self.of(root, name, field.args[name].type)[0] for name in must}
        yield least
        for name in names:
            for value in self.of(root, name, field.args[name].type):
                if least.get(name) != value:
                    yield {**least, name: value}


def document(
    root: str, field: GraphQLField, selection: str, given: dict[str, Any], first: int
) -> str:
    """A query of one root field, with its arguments as variables."""
    declared = ", ".join(f"${name}: {field.args[name].type}" for name in given)
    said = [f"{name}: ${name}" for name in given]
    if "first" in field.args:
        said.append(f"first: {first}")
    head = f"({declared})" if declared else ""
    arguments = f"({', '.join(said)})" if said else ""
    return f"query{head} {{ {root}{arguments} {selection} }}"
