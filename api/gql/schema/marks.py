"""What a Strawberry class or field carries of its mapping, and how it is read back."""

from collections.abc import Mapping
from typing import Final

from strawberry.types.field import StrawberryField

from api.gql.schema.mapping import Entity, Mapped

METADATA_KEY: Final = "kulkul"
ENTITY: Final = "__kulkul__"


def mapping_of(field: StrawberryField) -> Mapped | None:
    """The mapping of a Strawberry field, or None when a resolver answers it."""
    metadata: Mapping[object, object] = field.metadata or {}
    found = metadata.get(METADATA_KEY)
    return found if isinstance(found, Mapped) else None


def is_mapped(cls: type) -> bool:
    """Whether a Strawberry class itself (and not one that it inherits) is mapped."""
    return ENTITY in cls.__dict__


def entity_of(cls: type) -> Entity | None:
    """What a mapped class stands on; None for a part of its parent's row."""
    entity: Entity | None = cls.__dict__.get(ENTITY)
    return entity
