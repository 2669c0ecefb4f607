"""How expected failures look in the graph: each mutation gives its success or one of these."""

from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from api.kit import problems


@strawberry.interface(description="Something that went wrong and that somebody can act on.")
class Problem:
    message: str = strawberry.field(
        description="What was wrong, where, and what to do, in the caller's language."
    )


@strawberry.type(description="What is wrong with one field of the input.")
class FieldProblem:
    path: str = strawberry.field(description="The field, dotted, as the client wrote the input.")
    message: str = strawberry.field(description="What is wrong with it, and what to do.")


@strawberry.type(description="The input cannot be accepted as it is.", name="InvalidInput")
class InvalidInput(Problem):
    fields: list[FieldProblem] = strawberry.field(description="Each field at fault.")


@strawberry.type(description="The caller may not do this.", name="NotAllowed")
class NotAllowed(Problem):
    pass


@strawberry.type(description="There is no such thing, or it is not the caller's to see.")
class NotFound(Problem):
    pass


@strawberry.type(description="The request collides with what was done before.")
class Conflict(Problem):
    pass


@strawberry.type(description="Too much in too short a time.")
class TooMany(Problem):
    retry_after_seconds: int = strawberry.field(description="Try again after so many seconds.")


class _Handler(strawberry.ExceptionHandler):  # type: ignore[type-arg]
    """Translates one problem of the services into its type of the graph."""

    def __init__(self, problem: type[problems.Problem], shown: type[Problem]) -> None:
        self.exception_type = problem
        self.error_type = shown

    def handle(self, exception: Any, *, field: StrawberryField, info: strawberry.Info) -> Any:
        language = info.context.viewer.language
        details: dict[str, Any] = {"message": exception.words.text(language)}
        if isinstance(exception, problems.InvalidInput):
            details["fields"] = [
                FieldProblem(path=fault.path, message=fault.words.text(language))
                for fault in exception.faults
            ]
        if isinstance(exception, problems.TooMany):
            details["retry_after_seconds"] = exception.retry_after_seconds
        return self.error_type(**details)


HANDLERS = (
    _Handler(problems.InvalidInput, InvalidInput),
    _Handler(problems.NotAllowed, NotAllowed),
    _Handler(problems.NotFound, NotFound),
    _Handler(problems.Conflict, Conflict),
    _Handler(problems.TooMany, TooMany),
)
"""The one place where services' problems become types: a field must name the type in its union."""
