"""Errors as clients see them: their own in their language, bugs as a number."""

from collections.abc import Callable, Sequence

import orjson
from graphql import GraphQLError

from api.gql.schema.problems import MASKED, BadValue, message_of
from api.kit.problems import Problem

ReportBug = Callable[[BaseException], str]
"""Logs a bug, and gives the number under which it is found again."""


class BadVariables(Exception):
    """Variables that do not fit the operation's types; nothing was executed."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("variables")
        self.errors = [
            GraphQLError(e.message, e.nodes, extensions={"code": "BAD_USER_INPUT"}) for e in errors
        ]


def request_error_body(errors: Sequence[GraphQLError], language: str) -> bytes:
    """The response to a request of which nothing was executed."""
    return orjson.dumps({"errors": [user_error_body(error, language) for error in errors]})


def bug_body(bug: BaseException, language: str, report: ReportBug) -> bytes:
    """The response to a request that met a bug before anything could be answered."""
    return orjson.dumps({"errors": [masked_error(bug, language, report)], "data": None})


def field_error(error: GraphQLError, language: str, report: ReportBug) -> dict[str, object]:
    """An error at a field: in words if the client caused it, masked if it is a bug."""
    cause = error.original_error
    if cause is None or isinstance(cause, BadValue | Problem | GraphQLError):
        return user_error_body(error, language)
    return {**masked_error(cause, language, report), "path": error.path}


def user_error_body(error: GraphQLError, language: str) -> dict[str, object]:
    """An error that the client caused, in its language."""
    shown: dict[str, object] = {"extensions": {"code": "BAD_USER_INPUT"}, **error.formatted}
    return {**shown, "message": message_of(error, language)}


def masked_error(bug: BaseException, language: str, report: ReportBug) -> dict[str, object]:
    """A bug, with the number under which it was logged."""
    return {
        "message": MASKED.text(language),
        "extensions": {"code": "INTERNAL_SERVER_ERROR", "correlationId": report(bug)},
    }
