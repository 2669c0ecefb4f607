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
from graphql.validation import validate
from graphql.validation.validate import ValidationAbortedError

from api.gql.compile.operation import Operation, Plans
from api.gql.run.limits import MOST_TOKENS
from api.gql.run.rules import RULES
from api.gql.schema.problems import user_error

MOST_ERRORS: Final = 10
MOST_BYTES: Final = 128 * 1024 * 1024
_BYTES_PER_TOKEN: Final = 640
"""What a token of a document takes in its syntax tree, with the places of everything."""


class InvalidDocument(Exception):
    """A document that is not valid GraphQL for this schema; nothing of it was executed."""

    def __init__(self, errors: list[GraphQLError], code: str) -> None:
        super().__init__(code)
        self.errors = errors
        for error in errors:
            error.extensions = {"code": code, **(error.extensions or {})}


class Document:
    """A valid document and its operations."""

    def __init__(self, schema: GraphQLSchema, node: DocumentNode, size: int, plans: Plans) -> None:
        self.node = node
        self.size = size
        """About how many bytes of memory it takes, without its plans."""
        fragments = {
            d.name.value: d for d in node.definitions if isinstance(d, FragmentDefinitionNode)
        }
        self._operations = {
            d.name.value if d.name else "": Operation(schema, d, fragments, plans)
            for d in node.definitions
            if isinstance(d, OperationDefinitionNode)
        }

    def operation(self, name: str | None) -> Operation:
        """The operation of this name, or the only one. Raises GraphQLError if there is none."""
        if name is None and len(self._operations) == 1:
            return next(iter(self._operations.values()))
        found = self._operations.get(name or "")
        if found is None:
            known = ", ".join(sorted(filter(None, self._operations))) or "-"
            if name:
                raise user_error(
                    f"operationName: dokumen tidak memuat operasi {name!r}; yang ada: {known}.",
                    f"operationName: the document has no operation {name!r}; it has: {known}.",
                )
            raise user_error(
                f"operationName: dokumen memuat beberapa operasi; sebut satu dari: {known}.",
                f"operationName: the document has several operations; name one of: {known}.",
            )
        return found

    def forget(self) -> None:
        """Drops every plan of its operations."""
        for operation in self._operations.values():
            operation.forget()


class Documents:
    """The documents that were valid, least recently used first out; bounded in number and bytes."""

    def __init__(self, schema: GraphQLSchema, most: int) -> None:
        self._schema = schema
        self._most = most
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._bytes = 0
        self.plans = Plans()

    def get(self, text: str) -> Document:
        """The document of a text. Raises InvalidDocument."""
        kept = self._kept.get(text)
        if kept is not None:
            self._kept.move_to_end(text)
            return kept
        document = self._read(text)
        self._kept[text] = document
        self._bytes += document.size
        while len(self._kept) > self._most or self._bytes > MOST_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= oldest.size
            oldest.forget()
        return document

    def _read(self, text: str) -> Document:
        try:
            node = parse(text, max_tokens=MOST_TOKENS)
        except GraphQLError as error:
            raise InvalidDocument([error], "GRAPHQL_PARSE_FAILED") from None
        except RecursionError:
            raise InvalidDocument(
                [_too_deep("GRAPHQL_PARSE_FAILED")], "GRAPHQL_PARSE_FAILED"
            ) from None
        try:
            errors = validate(self._schema, node, RULES, max_errors=MOST_ERRORS)
        except RecursionError:
            errors = [_too_deep("GRAPHQL_VALIDATION_FAILED")]
        if errors and isinstance(errors[-1], ValidationAbortedError) and len(errors) <= MOST_ERRORS:
            raise InvalidDocument(
                [
                    user_error(
                        "Dokumen terlalu sering mengulang kolom atau terlalu dalam menyusun"
                        " fragmen; minta tiap kolom satu kali.",
                        "The document repeats fields too often or nests fragments too deeply;"
                        " ask for each field once.",
                        code="TOO_COMPLEX",
                    )
                ],
                "TOO_COMPLEX",
            )
        if errors:
            raise InvalidDocument(errors, "GRAPHQL_VALIDATION_FAILED")
        size = len(text) + _BYTES_PER_TOKEN * (node.token_count or 0)
        return Document(self._schema, node, size, self.plans)

    def __len__(self) -> int:
        return len(self._kept)


def _too_deep(code: str) -> GraphQLError:
    return user_error(
        "Dokumen bersarang terlalu dalam.", "The document is nested too deeply.", code=code
    )
