"""Errors of the graph itself: each with a code, never with an inside of the server."""

from typing import Final

from graphql import GraphQLError

from api.kit.problems import Problem, Words

MASKED: Final = Words(
    "Ada kesalahan di sisi kami; sebutkan nomor ini bila menghubungi kami.",
    "Something went wrong on our side; quote this number when you contact us.",
)
"""The message of a bug, shown with the number under which it was logged."""


class UserError(GraphQLError):
    """An error of the graph's own, that the client caused and can mend, in both languages."""

    def __init__(self, words: Words, extensions: dict[str, object]) -> None:
        super().__init__(words.en, extensions=extensions)
        self.words = words


def user_error(
    id: str, en: str, *, code: str = "BAD_USER_INPUT", **extensions: object
) -> UserError:
    """An error that the client caused and can mend; the words name the fault and its remedy."""
    return UserError(Words(id, en), {"code": code, **extensions})


class BadValue(Exception):
    """A value that fits GraphQL's types but not the field's meaning (a cursor, an id, a range).

    Raised while binding; the response has it as BAD_USER_INPUT at the field's path.
    """

    def __init__(self, id: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(id, en)


def message_of(error: GraphQLError, language: str) -> str:
    """The message of an error in this language.

    Messages of graphql-core about syntax and types are in English only: they are for developers.
    """
    for one in (error, error.original_error):
        if isinstance(one, UserError | BadValue | Problem):
            return one.words.text(language)
    return error.message
