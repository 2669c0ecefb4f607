"""The arguments of a field: their values in a request, and slots for them in statements."""

from collections.abc import Callable, Hashable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_nullable_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues, get_argument_values

from api.gql.compile.selections import variables_in
from api.gql.compile.sql import Slot
from api.gql.schema.mapping import Arguments, Kind

if TYPE_CHECKING:
    from api.gql.compile.operation import Inputs

_ABSENT: Final = object()
_Wrap = Callable[[Any], object]


class Site:
    """One place of a document where a field is given arguments."""

    __slots__ = ("_constant", "_field", "_node", "_plain")

    def __init__(self, field: GraphQLField, node: FieldNode) -> None:
        self._field = field
        self._node = node
        self._constant: Arguments | None = None
        self._plain: list[tuple[str, str, object, bool, _Wrap | None]] | None = None
        arguments = node.arguments or ()
        if not (arguments and any(True for _ in variables_in(node))):
            self._constant = get_argument_values(field, node)
            return
        given: dict[str, tuple[str, _Wrap | None]] = {}
        for argument in arguments:
            source = _source(argument.value, field.args[argument.name.value].type)
            if source is None:
                return
            given[argument.name.value] = source
        bare = get_argument_values(
            _without_required(field), FieldNode(name=node.name, arguments=())
        )
        self._plain = []
        for name, a in field.args.items():
            variable, wrap = given.get(name, ("", None))
            # A key of null goes the long way, which says at which place of the document it is.
            default = bare.get(name, _ABSENT) if wrap is None else None
            required = wrap is not None or is_non_null_type(a.type)
            self._plain.append((name, variable, default, required, wrap))

    def values(self, variables: VariableValues) -> Arguments:
        """The coerced arguments. Raises GraphQLError as the executor would."""
        if self._constant is not None:
            return self._constant
        if self._plain is not None:
            coerced = variables.coerced
            values: dict[str, object] = {}
            for name, variable, default, required, wrap in self._plain:
                value = coerced.get(variable, default) if variable else default
                if value is None and required:
                    break
                if value is not _ABSENT:
                    values[name] = value if wrap is None else wrap(value)
            else:
                return values
        return get_argument_values(self._field, self._node, variables)


def _source(node: ValueNode, type_: GraphQLInputType) -> tuple[str, _Wrap | None] | None:
    """The one variable that an argument's value is, and what it is wrapped in; None for any other.

    Lookups by a key, `report(by: {id: $id})`, are asked so often that graphql-core's pass over the
    input object would be a tenth of their cost.
    """
    if isinstance(node, VariableNode):
        return node.name.value, None
    keys = get_nullable_type(type_)
    if not (isinstance(keys, GraphQLInputObjectType) and keys.is_one_of):
        return None
    if not (isinstance(node, ObjectValueNode) and len(node.fields) == 1):
        return None
    (key,) = node.fields
    if not isinstance(key.value, VariableNode):
        return None
    name = keys.fields[key.name.value].out_name or key.name.value
    out_type = keys.out_type
    return key.value.name.value, lambda value: out_type({name: value})


def _without_required(field: GraphQLField) -> GraphQLField:
    kept = {
        name: a
        for name, a in field.args.items()
        if not (is_non_null_type(a.type) and a.default_value is Undefined)
    }
    return GraphQLField(field.type, args=kept)


class SiteArguments:
    """The `Given` of a site: which arguments are there, and slots for their values."""

    def __init__(self, inputs: "Inputs", site: int, dialect: str) -> None:
        self._inputs = inputs
        self.site = site
        """The number of the site in its operation."""
        self.dialect = dialect

    def has(self, path: str) -> bool:
        """Whether the argument (dotted for parts of inputs) is there and not null."""
        return _dig(self._inputs.args(self.site), path) is not None

    def slot(self, path: str, kind: Kind, convert: Callable[[Any], object] | None = None) -> Slot:
        """A place in the statement for the argument's value, through `convert`."""
        site = self.site

        def get(inputs: "Inputs") -> object:
            found = _dig(inputs.args(site), path)
            if isinstance(found, Enum):
                found = found.name
            return found if convert is None or found is None else convert(found)

        return Slot(kind, get)

    def whole(self, kind: Kind, make: Callable[[Arguments], object]) -> Slot:
        """A place for a value that is made of several arguments."""
        site = self.site
        return Slot(kind, lambda inputs: make(inputs.args(site)))

    def fact(self, path: str, of: Callable[[Any], Hashable] = lambda value: value) -> Any:
        """The argument's value (or what `of` makes of it), which then shapes the plan."""
        site = self.site
        self._inputs.operation.add_fact(
            (site, path), lambda inputs: of(_dig(inputs.args(site), path))
        )
        return of(_dig(self._inputs.args(site), path))


def _dig(values: Any, path: str) -> Any:
    for name in path.split("."):
        # Nearly all are dicts, and to ask an abstract class takes many times as long.
        if not isinstance(values, (dict, Mapping)):
            return None
        values = values.get(name)
    return values
