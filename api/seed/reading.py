"""Turns raw items into entries by the columns that the entry's class declares."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from api.kit.problems import Words
from api.seed.cells import Column
from api.seed.entries import Entry
from api.seed.faults import Faults, Wrong, nearest
from api.seed.sources import Listing, Raw, Scalar, Sheet

E = TypeVar("E", bound=Entry)

_NOTHING = Listing((), 0)
_NEEDED = Words("Wajib diisi.", "Needs a value.")
_ONE = Words("Di sini hanya boleh satu nilai.", "There must be one value here.")
_LIST = Words(
    "Di sini harus ada daftar, misalnya [a, b] atau [].",
    "There must be a list here, such as [a, b] or [].",
)


def columns(kind: type[Entry], *, dotted: bool) -> dict[str, tuple[str, Column]]:
    """Each field of an entry with its column, by the name that the file uses.

    `dotted` is for YAML, where a field may have a dotted key.
    """
    found = {}
    for field in dataclasses.fields(kind):
        column: Column | None = field.metadata.get("column")
        if column is not None:
            found[(column.at if dotted else None) or field.name] = (field.name, column)
    return found


def shown(kind: type[Entry], field: str, *, dotted: bool) -> str:
    """A field's name as the file uses it."""
    names = {field: key for key, (field, _) in columns(kind, dotted=dotted).items()}
    return names.get(field, field)


def read_entries(kind: type[E], sheet: Sheet, *, dotted: bool, faults: Faults) -> list[E]:
    """The items of a sheet that can be understood; what is wrong with the others is told."""
    _check_unique(kind, sheet.items, dotted, faults)
    known = columns(kind, dotted=dotted)
    entries = (_entry(kind, raw, known, sheet.absent, faults) for raw in sheet.items)
    return [entry for entry in entries if entry is not None]


def _entry(
    kind: type[E],
    raw: Raw,
    known: Mapping[str, tuple[str, Column]],
    absent: frozenset[str],
    faults: Faults,
) -> E | None:
    keys = {name: key for key, (name, _) in known.items()}
    misshapen = _check_keys(raw, known, faults)
    values: dict[str, Any] = {}
    for key, (name, column) in known.items():
        if key in absent or key.partition(".")[0] in misshapen:
            continue
        value = raw.values.get(key)
        try:
            values[name] = (
                _list(column, key, value, raw.file, faults)
                if column.many
                else _single(column, value)
            )
        except Wrong as wrong:
            faults.at(raw.place, key, wrong.words)
    for one, other in kind.PAIRS:
        if one in values and other in values and (values[one] is None) != (values[other] is None):
            empty = keys[one if values[one] is None else other]
            faults.at(
                raw.place,
                empty,
                Words(
                    "Isi dalam kedua bahasa, atau kosongkan keduanya.",
                    "Write it in both languages, or in neither.",
                ),
            )
    if len(values) < len(known):
        return None
    entry = kind(place=raw.place, **values)
    for field, words in entry.broken_rules():
        faults.at(raw.place, keys.get(field, field), words)
    return entry


def _check_keys(
    raw: Raw, known: Mapping[str, tuple[str, Column]], faults: Faults
) -> frozenset[str]:
    """Tells of keys that mean nothing; those that lack the languages below them are returned."""
    misshapen = set()
    for key, value in raw.values.items():
        if key in known:
            continue
        below = [name.removeprefix(f"{key}.") for name in known if name.startswith(f"{key}.")]
        if below:
            if isinstance(value, Listing) or value.text:
                misshapen.add(key)
                faults.at(
                    raw.place,
                    key,
                    Words(
                        f"Di bawahnya harus ada {', '.join(below)}.",
                        f"There must be {', '.join(below)} below it.",
                    ),
                )
            continue
        near = nearest(key, (name for name in known if name not in raw.values))
        faults.at(
            raw.place,
            key,
            Words(f"Kunci ini tidak dikenal.{near.id}", f"This key is not known.{near.en}"),
        )
    return frozenset(misshapen)


def _single(column: Column, value: Scalar | Listing | None) -> Any:
    if isinstance(value, Listing):
        raise Wrong(_ONE.id, _ONE.en)
    if value is None or not value.text:
        if column.required:
            raise Wrong(_NEEDED.id, _NEEDED.en)
        return None
    return column.read(value.text)


def _list(
    column: Column, key: str, value: Scalar | Listing | None, file: str, faults: Faults
) -> tuple[Any, ...]:
    """The items that can be read; what is wrong with the others is told at their own lines."""
    if isinstance(value, Scalar) and value.text:
        raise Wrong(_LIST.id, _LIST.en)
    read: list[Any] = []
    for item in value.items if isinstance(value, Listing) else ():
        try:
            if not item.text:
                raise Wrong(_NEEDED.id, _NEEDED.en)
            one = column.read(item.text)
        except Wrong as wrong:
            faults.add(file, item.line, key, wrong.words)
            continue
        if one in read:
            words = Words(f"Ditulis dua kali: {item.text}.", f"Written twice: {item.text}.")
            faults.add(file, item.line, key, words)
        read.append(one)
    return tuple(read)


def _check_unique(kind: type[Entry], items: Iterable[Raw], dotted: bool, faults: Faults) -> None:
    for field in kind.KEYS:
        key = shown(kind, field, dotted=dotted)
        first: dict[str, int] = {}
        for raw in items:
            text = raw.text(key)
            line = raw.place.line_of(key)
            if text and first.setdefault(text, line) != line:
                faults.at(
                    raw.place,
                    key,
                    Words(
                        f"“{text[:60]}” sudah ada di baris {first[text]}.",
                        f"“{text[:60]}” is there already, on line {first[text]}.",
                    ),
                )


def check_references(
    kind: type[Entry],
    sheet: Sheet,
    known: Mapping[str, frozenset[str] | None],
    *,
    dotted: bool,
    faults: Faults,
) -> None:
    """Tells of values that name nothing in the pack.

    `known` has the keys of each kind of entry, or None when its file could not be read whole.
    """
    for key, (_, column) in columns(kind, dotted=dotted).items():
        keys = known.get(column.refers) if column.refers else None
        if keys is None:
            continue
        for raw in sheet.items:
            value = raw.values.get(key, _NOTHING)
            for item in (value,) if isinstance(value, Scalar) else value.items:
                if item.text and item.text not in keys:
                    near = nearest(item.text, keys)
                    faults.add(
                        raw.file,
                        item.line,
                        key,
                        Words(
                            f"“{item.text[:60]}” tidak ada dalam paket ini.{near.id}",
                            f"“{item.text[:60]}” is not in this pack.{near.en}",
                        ),
                    )
