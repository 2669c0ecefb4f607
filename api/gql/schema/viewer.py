"""The viewer as the kernel needs it."""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, Protocol, Self

from api.gql.schema.mapping import Kind


class Viewer(Protocol):
    """The person or program that sends a request; the subjects' own type satisfies this."""

    @property
    def language(self) -> str:
        """The language of texts and errors: `ID` or `EN`."""

    @property
    def now(self) -> datetime:
        """The instant of the request: one for everything in it."""

    @property
    def kind(self) -> Hashable:
        """The traits that shape a plan: viewers of the same kind share their plans."""

    def symbolic(self, place: Callable[[str, Kind], Any]) -> Self:
        """The viewer of a plan: attributes that differ among viewers of one kind are slots.

        `place(attribute, kind)` makes the slot of an attribute.
        """
