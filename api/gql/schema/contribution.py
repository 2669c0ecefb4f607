"""Fields that one subject contributes to another subject's type."""

from typing import Any


def contribute(target: type, *parts: type) -> None:
    """Adds the mapped fields of Strawberry types to a type that is already made.

    Subjects do not import those above them: a type's own subject can use it, in its mutations for
    example, and the others' fields are added where the schema is joined. To be called once for each
    part, before the schema is built. Raises TypeError for a field that the type already has.
    """
    fields: list[Any] = target.__strawberry_definition__.fields  # type: ignore[attr-defined]
    for part in parts:
        for field in part.__strawberry_definition__.fields:  # type: ignore[attr-defined]
            if any(own.name == field.name for own in fields):
                raise TypeError(f"{target.__name__} has a field {field.name} already")
            fields.append(field)
