"""From the IDs that clients send to keys, for filters and inputs."""

from collections.abc import Callable, Mapping
from typing import Final

from api.gql.schema.problems import BadValue
from api.kit import ids, problems

_UNKNOWN: Final = problems.Words(
    "Pilihan ini tidak ada atau tidak ada lagi. Muat ulang, lalu pilih lagi.",
    "This choice does not exist, or not any more. Reload, then choose again.",
)


def key_of(path: str, prefix: str) -> Callable[[object], str]:
    """A converter from a filter's ID to its key. It raises BadValue for an ID of another type."""

    def convert(public: object) -> str:
        parts = ids.split_public_id(str(public))
        if parts is None or parts[0] != prefix:
            shown = f"{path}: {str(public)[:80]!r}"
            raise BadValue(
                f"{shown} bukan ID jenis ini; pakai ID seperti yang diberikan.",
                f"{shown} is not an ID of this kind; use an ID as it was given.",
            )
        return parts[1]

    return convert


def input_key(path: str, prefix: str, public: object) -> str:
    """The key of what a mutation acts upon. Raises problems.InvalidInput.

    Alone, before any other fault: who may act and what else is right depends on that thing.
    """
    return input_keys({path: public}, prefix)[0]


def input_keys(publics: Mapping[str, object], prefix: str) -> list[str]:
    """The keys of several things by their paths. Raises problems.InvalidInput with every fault."""
    keys, faults = [], []
    for path, public in publics.items():
        parts = ids.split_public_id(str(public))
        if parts is not None and parts[0] == prefix:
            keys.append(parts[1])
            continue
        faults.append(problems.FieldFault(path, _UNKNOWN, problems.ProblemCode.UNKNOWN_REFERENCE))
    if faults:
        raise problems.InvalidInput(*faults)
    return keys


def reference_key(prefix: str, public: object) -> str:
    """The key of what an input refers to; for anything that is not such an ID, no row's key.

    The service must look for the thing anyway, and names it among all other faults.
    """
    parts = ids.split_public_id(str(public))
    return parts[1] if parts is not None and parts[0] == prefix else f"?{public}"


def optional_key(prefix: str, public: object | None) -> str | None:
    """The same for a reference that may be absent."""
    return None if public is None else reference_key(prefix, public)
