"""How a kind of entry is declared: once, for its file, its checks and its row in the store.

An entry is a pydantic model. The name of a field is its key in a YAML file, its column in a CSV
file, and its column in the table; a group is a key with keys below it, or columns side by side.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from inspect import isclass
from pathlib import Path
from typing import Any, ClassVar, Final, Generic, Self, TypeVar, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    ValidationInfo,
    field_validator,
)
from pydantic_core import CoreSchema, core_schema
from sqlmodel import SQLModel

from api.kit.geo import Point
from api.kit.ids import named
from api.kit.nearest import nearest
from api.seed.entries import fields
from api.seed.faults import Faults, Origin
from api.seed.messages import wrong
from api.seed.plan import Part, Row

T = TypeVar("T", bound=str)
_named: Final = cache(named)  # a pack refers to the same few rows again and again

Known = Mapping[str, frozenset[str] | None]
"""The names of the entries of each kind; None if its file cannot be read whole."""

_STRICT: Final = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Refers:
    """The value names an entry of another kind, which must be in the pack.

    `column` is where the row refers to the other's row; None: the name itself is stored, if at all.
    """

    kind: str
    column: str | None = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def _check(self, name: str, info: Any) -> str:
        known: Known = info.context
        if (names := known[self.kind]) is not None and name not in names:
            raise wrong("not_in_the_pack", near=nearest(name, names))
        return name


@dataclass(frozen=True, slots=True)
class Stored:
    """The table's column, if it is not called as the field; None: it is not a column by itself."""

    column: str | None


class Group(BaseModel):
    """Fields that belong together. In columns they bear the group's name in front, if PREFIXED."""

    model_config = _STRICT
    PREFIXED: ClassVar[bool] = False


class Bilingual(Group, Generic[T]):
    """A text in both languages."""

    PREFIXED = True
    id: T
    en: T


class Provenance(Group):
    """Where an entry comes from: real data names its source, an example has none."""

    model_config = ConfigDict(validate_default=True)
    synthetic: fields.Flag
    source_name: fields.Name | None = None
    source_date: fields.Day | None = None
    source_note: fields.Sentence | None = None

    @field_validator("source_name", "source_date")
    @classmethod
    def _agrees(cls, value: object, info: ValidationInfo) -> object:
        synthetic = info.data.get("synthetic")
        if synthetic is not None and (value is None) != synthetic:
            raise wrong("source_of_example" if synthetic else "source_needed")
        return value


class Position(Group):
    """A point on the map."""

    latitude: fields.Latitude
    longitude: fields.Longitude

    @property
    def point(self) -> Point:
        """The same for calculations."""
        return Point(self.latitude, self.longitude)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the entries of a kind are written, and where their rows go.

    `kind` is its name in references and in ids. `under` is the key of the list in a YAML file: None
    if the whole file is the list, empty if the file itself is the one entry. With `ordered` the
    rows keep the pack's order in `position`. `owned` are columns of rows that go with a row. An
    `optional` file may be missing: a pack from before there was such a file has no entries.
    """

    file: str
    kind: str
    part: Part
    model: type[SQLModel]
    under: str | None = None
    ordered: bool = False
    optional: bool = False
    owned: tuple[tuple[type[SQLModel], str], ...] = ()

    @property
    def is_csv(self) -> bool:
        """Whether each entry is a row of a CSV file."""
        return self.file.endswith(".csv")


class Entry(BaseModel):
    """One row of a CSV file, or one item of a YAML file.

    NAME is the field that people know it by; the values of UNIQUE fields occur once in the pack.
    """

    model_config = _STRICT
    SOURCE: ClassVar[Source]
    NAME: ClassVar[str] = "code"
    UNIQUE: ClassVar[tuple[str, ...]] = ("code",)
    origin: Origin

    def check(self, faults: Faults, folder: Path) -> None:
        """Reports which of its values, each right by itself, do not fit together."""

    @classmethod
    def id_of(cls, name: str) -> str:
        """The id of the row that a pack seeds for the entry of this name."""
        return named(cls.SOURCE.kind, name)

    @property
    def row_id(self) -> str:
        """The id of the entry's row."""
        return self.id_of(getattr(self, self.NAME))

    def row(self) -> Row:
        """The entry as a row of its table, with only the columns that the pack decides.

        What a running city adds to a row (a camera's frames, a version) has the model's default at
        first, and is not touched again.
        """
        row: Row = {"id": self.row_id}
        for column in columns(type(self)).values():
            if column.stored:
                row[column.stored] = column.value_in(self)
        return row

    @classmethod
    def rows(cls, entries: Sequence[Self]) -> list[Row]:
        """The entries as rows, those first to which others refer."""
        rows = [entry.row() for entry in entries]
        for position, row in enumerate(rows) if cls.SOURCE.ordered else ():
            row["position"] = position
        return rows


class Sourced(Entry):
    """An entry that says where it comes from."""

    provenance: Provenance


class Located(Sourced):
    """An entry with a point in or near the city."""

    position: Position


@dataclass(frozen=True, slots=True)
class Column:
    """One value of an entry.

    `path` leads to it through its group, which may be left out if that is `optional`. `stored` is
    its column in the table, if it has one.
    """

    path: tuple[str, ...]
    many: bool
    optional: bool
    stored: str | None
    refers: Refers | None

    def value_in(self, entry: Entry) -> Any:
        """The value of an entry as its row has it."""
        value: Any = reduce(lambda part, name: part and getattr(part, name), self.path, entry)
        if self.many:
            return [item.isoformat() if isinstance(item, date) else item for item in value]
        if self.refers and self.refers.column and value is not None:
            return _named(self.refers.kind, value)
        return value


@cache
def columns(kind: type[Entry]) -> Mapping[str, Column]:
    """Every value that an entry holds, by its column in a CSV file."""
    return dict(_columns(kind, (), "", "", optional=False))


def _columns(
    kind: type[BaseModel], path: tuple[str, ...], prefix: str, stored: str | None, *, optional: bool
) -> Iterator[tuple[str, Column]]:
    """Those of an entry or group; in the table their names begin with `stored`."""
    for name, field in kind.model_fields.items():
        if field.annotation is Origin:
            continue
        refers = next((mark for mark in field.metadata if isinstance(mark, Refers)), None)
        default = (refers and refers.column) or name
        marks = (mark.column for mark in field.metadata if isinstance(mark, Stored))
        own = next(marks, default)
        own = None if stored is None or own is None else stored + own
        if group := group_of(field.annotation):
            in_front = f"{name}_" if group.PREFIXED else ""
            below = None if own is None else f"{own}_" if group.PREFIXED else ""
            left_out = not field.is_required()
            yield from _columns(group, (*path, name), in_front, below, optional=left_out)
        else:
            many = get_origin(field.annotation) is tuple
            yield prefix + name, Column((*path, name), many, optional, own, refers)


def group_of(annotation: Any) -> type[Group] | None:
    """The group that a field holds, if it holds one."""
    kinds = (annotation, *get_args(annotation))
    return next((kind for kind in kinds if isclass(kind) and issubclass(kind, Group)), None)
