"""Turns items of text into entries, and pydantic's errors into faults."""

import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from api.kit.nearest import nearest
from api.seed.entries.entry import Entry, Known, columns, group_of
from api.seed.faults import Faults
from api.seed.messages import SENTENCES
from api.seed.sheets import Item, Sheet

E = TypeVar("E", bound=Entry)

_LONGEST_QUOTE = 60


def names(kind: type[Entry], sheet: Sheet) -> frozenset[str] | None:
    """What others may refer to; None if that cannot be said.

    Faulty entries count too: one mistake is reported once, not at every mention.
    """
    if not sheet.whole or kind.NAME in sheet.absent:
        return None
    return frozenset(str(item.data[kind.NAME]) for item in sheet.items if kind.NAME in item.data)


def read_entries(
    kind: type[E], sheet: Sheet, known: Known, folder: Path, faults: Faults
) -> list[E]:
    """The items of a sheet that can be understood; what is wrong with the others is reported."""
    _check_unique(kind, sheet, faults)
    entries = []
    for item in sheet.items:
        _check_lists(kind, item, faults)
        try:
            data = _grouped(kind, item) | {"origin": item.origin}
            entry = kind.model_validate(data, context=known)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                _report(kind, item, detail, sheet.absent, faults)
        else:
            entry.check(faults, folder)
            entries.append(entry)
    return entries


def _grouped(kind: type[Entry], item: Item) -> dict[str, Any]:
    """The texts of an item as the entry's fields and groups have them.

    A group that is needed is there, with nothing in it if need be: so what it lacks is reported.
    """
    data: dict[str, Any] = {
        name: {}
        for name, field in kind.model_fields.items()
        if field.is_required() and group_of(field.annotation)
    }
    if not kind.SOURCE.is_csv:
        return {**data, **item.data}
    for name, text in item.data.items():
        *group, field_name = columns(kind)[name].path
        (data.setdefault(group[0], {}) if group else data)[field_name] = text
    return data


def _report(
    kind: type[Entry], item: Item, error: ErrorDetails, absent: frozenset[str], faults: Faults
) -> None:
    path = tuple(part for part in error["loc"] if isinstance(part, str))
    known = {column.path: name for name, column in columns(kind).items()}
    key = known[path] if kind.SOURCE.is_csv and path in known else ".".join(path)
    if key in absent:
        return
    written = error["input"]
    context = error.get("ctx", {})
    choices = re.findall("'(.+?)'", context.get("expected", ""))
    values = {
        "input": str(written)[:_LONGEST_QUOTE],
        "length": len(str(written)),
        "choices": ", ".join(choices),
        "near": nearest(str(written), choices) if choices else nearest(key, map(".".join, known)),
        "below": ", ".join(one[-1] for one in known if one[:-1] == path),
    } | context
    name = error["type"] if error["type"] in SENTENCES else "one_value"
    if name == "missing" and path in known and columns(kind)[known[path]].optional:
        name = "one_language_only"
    if written == "":
        name = "missing"
    line = item.origin.line_of(".".join(map(str, error["loc"])))
    faults.add(item.origin.file, line, key, name, **values)


def _check_lists(kind: type[Entry], item: Item, faults: Faults) -> None:
    """Nothing is in a list twice."""
    for column in columns(kind).values():
        key = ".".join(column.path)
        value: Any = item.data
        for name in column.path if column.many else ():
            value = value.get(name, ()) if isinstance(value, dict) else ()
        for place, text in enumerate(value if isinstance(value, list) else ()):
            if text and text in value[:place]:
                line = item.origin.line_of(f"{key}.{place}")
                faults.add(item.origin.file, line, key, "written_twice", text=text)


def _check_unique(kind: type[Entry], sheet: Sheet, faults: Faults) -> None:
    for key in kind.UNIQUE:
        first: dict[str, int] = {}
        for item in sheet.items:
            text, line = str(item.data.get(key, "")), item.origin.line_of(key)
            if text and first.setdefault(text, line) != line:
                faults.at(item.origin, key, "taken", text=text[:_LONGEST_QUOTE], line=first[text])
