"""Lists of a place on the map, in order of time: merged from the squares that cover it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, true

from api.gql.common.filters import box_of, circle_of
from api.gql.compile.sql import ItemOf, OneOf
from api.gql.schema.mapping import Element, Given
from api.kit.cells import Cover, cover
from api.kit.geo import EARTH, box_around

_STEPS = (4, 9, 16, 25, 36)
"""Into how many pieces a list is split: few different statements, however large the place."""

Columns = Mapping[int, Element]
"""The columns that hold the number of a row's square, by the squares in one degree."""


class Grid:
    """The place that the parts `box`, `near` and `radiusMetres` of an input speak of."""

    def __init__(self, given: Given, path: str) -> None:
        self._given = given
        self._path = path
        self.is_asked = given.has(f"{path}.box") or given.has(f"{path}.near")

    def pieces(
        self, columns: Columns, each: Sequence[ColumnElement[bool]] = ()
    ) -> list[ColumnElement[bool]]:
        """One condition for each square, for `gql.mapping.Page`; one of all for a large place.

        `each` is what else an index knows of the rows of a square: others are not passed over.
        """
        found = self._grid()
        if found is None:
            return [true()]
        per_degree, number = found
        cells = self._cells()
        return [and_(columns[per_degree] == ItemOf(cells, i), *each) for i in range(number)]

    def within(self, columns: Columns) -> list[ColumnElement[bool]]:
        """The condition that a row lies in one of the squares, for lists in another order."""
        if not self.is_asked:
            return []
        found = self._grid()
        return [] if found is None else [OneOf(columns[found[0]], self._cells())]

    def _grid(self) -> tuple[int, int] | None:
        def of(values: Any) -> tuple[int, int] | None:
            found = self._cover(values)
            if found is None:
                return None
            return found.per_degree, next(n for n in _STEPS if n >= len(found.cells))

        return self._given.fact(self._path, of)  # type: ignore[no-any-return]

    def _cells(self) -> Element:
        def cells(values: Any) -> list[int]:
            found = self._cover(values)
            return [] if found is None else list(found.cells)

        return self._given.slot(self._path, "ints", cells)

    def _cover(self, values: Any) -> Cover | None:
        if values is None:
            return None
        box, circle = EARTH, None
        if values.get("box") is not None:
            box = box.cut(box_of(values["box"], f"{self._path}.box"))
        if values.get("near") is not None:
            circle = circle_of(values, f"{self._path}.near", f"{self._path}.radiusMetres")
            box = box.cut(box_around(*circle))
        return cover(box, circle)
