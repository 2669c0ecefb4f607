"""From the ids that clients send to keys, for filters and inputs."""

from collections.abc import Callable
from typing import Any

from api.gql.problems import BadValue
from api.kit import ids, problems


def key_of(path: str, prefix: str) -> Callable[[Any], str]:
    """A converter for a filter's id: its key. It raises BadValue for an id of another type."""

    def convert(public: Any) -> str:
        parts = ids.split_public_id(str(public))
        if parts is None or parts[0] != prefix:
            raise BadValue(
                f"{path}: {str(public)[:80]!r} is no id of this kind; use an id as it was given."
            )
        return parts[1]

    return convert


def input_key(path: str, prefix: str, public: Any) -> str:
    """The key in an id of a mutation's input. Raises problems.InvalidInput."""
    parts = ids.split_public_id(str(public))
    if parts is None or parts[0] != prefix:
        raise problems.invalid(
            path,
            f"{path}: {str(public)[:80]!r} bukan id yang sesuai; pakai id seperti yang diberikan.",
            f"{path}: {str(public)[:80]!r} is no fitting id; use an id as it was given.",
        )
    return parts[1]
