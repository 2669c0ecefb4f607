"""Parsed and validated documents, kept by their text and bounded in number."""

from collections import OrderedDict
from typing import Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    parse,
)
from graphql.validation import recommended_rules, specified_rules, validate

from api.gql.limits import MOST_TOKENS
from api.gql.operation import Operation
from api.gql.problems import user_error

_RULES: Final = tuple(dict.fromkeys((*specified_rules, *recommended_rules)))


class InvalidDocument(Exception):
    """A document that is no GraphQL, or none of this schema; nothing of it was executed."""

    def __init__(self, errors: list[GraphQLError], code: str) -> None:
        super().__init__(code)
        self.errors = errors
        for error in errors:
            error.extensions = {**(error.extensions or {}), "code": code}


class Document:
    """A valid document and its operations."""

    def __init__(self, schema: GraphQLSchema, node: DocumentNode) -> None:
        self.node = node
        fragments = {
            d.name.value: d for d in node.definitions if isinstance(d, FragmentDefinitionNode)
        }
        self._operations = {
            d.name.value if d.name else "": Operation(schema, d, fragments)
            for d in node.definitions
            if isinstance(d, OperationDefinitionNode)
        }

    def operation(self, name: str | None) -> Operation:
        """The operation of this name, or the only one. Raises GraphQLError if there is none."""
        if name is None and len(self._operations) == 1:
            return next(iter(self._operations.values()))
        found = self._operations.get(name or "")
        if found is None:
            known = ", ".join(sorted(filter(None, self._operations))) or "none with a name"
            raise user_error(
                f"operationName: the document has no operation {name!r}; it has: {known}."
                if name
                else f"operationName: the document has several operations; name one of: {known}."
            )
        return found


class Documents:
    """The documents that were valid, least recently used first out."""

    def __init__(self, schema: GraphQLSchema, most: int) -> None:
        self._schema = schema
        self._most = most
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def get(self, text: str) -> Document:
        """The document of a text. Raises InvalidDocument."""
        kept = self._kept.get(text)
        if kept is not None:
            self._kept.move_to_end(text)
            return kept
        document = self._read(text)
        self._kept[text] = document
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return document

    def _read(self, text: str) -> Document:
        try:
            node = parse(text, max_tokens=MOST_TOKENS)
        except GraphQLError as error:
            raise InvalidDocument([error], "GRAPHQL_PARSE_FAILED") from None
        except RecursionError:
            raise InvalidDocument(
                [GraphQLError("The document is nested too deeply.")], "GRAPHQL_PARSE_FAILED"
            ) from None
        try:
            errors = validate(self._schema, node, _RULES, max_errors=10)
        except RecursionError:
            errors = [GraphQLError("The document is nested too deeply.")]
        if errors:
            raise InvalidDocument(errors, "GRAPHQL_VALIDATION_FAILED")
        return Document(self._schema, node)

    def __len__(self) -> int:
        return len(self._kept)
