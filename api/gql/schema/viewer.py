"""What the kernel must know of whoever asks."""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, Protocol, Self

from api.gql.schema.mapping import Kind


class Viewer(Protocol):
    """The asker of one request. The subjects' own type satisfies it; policies read more of that."""

    @property
    def language(self) -> str:
        """The language of texts and errors: `ID` or `EN`."""

    @property
    def now(self) -> datetime:
        """The instant of the request: one for everything in it."""

    @property
    def kind(self) -> Hashable:
        """What of a viewer shapes a plan: all viewers of one kind share their plans."""

    def symbolic(self, place: Callable[[str, Kind], Any]) -> Self:
        """The viewer of a plan: what differs among viewers of one kind is a place in statements.

        `place(attribute, kind)` makes the place of an attribute.
        """
