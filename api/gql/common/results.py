"""How expected failures look in the graph: each mutation gives its success or one of these."""

from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from api.gql.common.enums import described
from api.kit import problems
from api.kit.problems import ProblemCode

described(
    ProblemCode,
    "Why something was refused, for the app to act on. Values may be added: treat an unknown one"
    " like the general ones, and show `message`.",
    **{code.name: code.value for code in ProblemCode},
)


@strawberry.interface(description="An expected failure, with what the app's user can do about it.")
class Problem:
    message: str = strawberry.field(
        description="A sentence for the app's user, in their language: what is wrong, what to do."
    )
    code: ProblemCode = strawberry.field(description="The reason, for the app to act on.")


@strawberry.type(description="A fault in one field of the input.")
class FieldProblem:
    path: list[str] = strawberry.field(
        description='The path to the field, from the argument down: `["input", "photos", "0"]`.'
    )
    message: str = strawberry.field(
        description="A sentence for the app's user, to show beside the field."
    )
    code: ProblemCode = strawberry.field(description="The reason, for the app to act on.")


@strawberry.type(
    description="Some of the input cannot be accepted; nothing was changed.", name="InvalidInput"
)
class InvalidInput(Problem):
    fields: list[FieldProblem] = strawberry.field(description="Every field at fault.")


@strawberry.type(description="The viewer may not do this; nothing was changed.", name="NotAllowed")
class NotAllowed(Problem):
    pass


@strawberry.type(description="It does not exist, or the viewer may not see it: the two look alike.")
class NotFound(Problem):
    pass


@strawberry.type(
    description="The request conflicts with what was done before; nothing was changed."
)
class Conflict(Problem):
    pass


@strawberry.type(description="Too many requests in too short a time; nothing was changed.")
class TooMany(Problem):
    retry_after_seconds: int = strawberry.field(
        description="How long to wait before trying again, in seconds."
    )


class _Handler(strawberry.ExceptionHandler):  # type: ignore[type-arg]
    """Translates one problem of the services into its type of the graph."""

    def __init__(self, problem: type[problems.Problem], shown: type[Problem]) -> None:
        self.exception_type = problem
        self.error_type = shown

    def handle(self, exception: Any, *, field: StrawberryField, info: strawberry.Info) -> Any:
        language = info.context.viewer.language
        details: dict[str, Any] = {
            "message": exception.words.text(language),
            "code": exception.code,
        }
        if isinstance(exception, problems.InvalidInput):
            details["fields"] = [
                FieldProblem(
                    path=fault.path.split("."),
                    message=fault.words.text(language),
                    code=fault.code,
                )
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
