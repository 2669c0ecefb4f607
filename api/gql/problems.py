"""Errors of the graph itself: each with a code, never with an inside of the server."""

from typing import Any

from graphql import GraphQLError


def user_error(message: str, *, code: str = "BAD_USER_INPUT", **extensions: Any) -> GraphQLError:
    """An error that the client caused and can mend; the message says what, where and how."""
    return GraphQLError(message, extensions={"code": code, **extensions})


class BadValue(Exception):
    """A value that fits GraphQL's types but not the field's meaning (a cursor, an id, a range).

    Raised while binding; both doors answer it as BAD_USER_INPUT at the field's path.
    """


class Unplannable(Exception):
    """What the compiled door does not do (introspection, resolvers): the executor answers."""
