"""Reads the CSV files of a pack as items of text: what is written where, not yet understood.

Byte order marks and Windows line ends are accepted. What cannot be read is a fault with its line,
and reading goes on behind it if that makes sense.
"""

import codecs
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from api.kit.nearest import nearest
from api.kit.text import clean
from api.seed.faults import Faults, Origin

LONGEST_FILE: Final = 20_000_000
"""Bytes; a longer file is not a list that a person keeps."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row or item: its texts by column or key, without those that are empty."""

    data: Mapping[str, Any]
    origin: Origin


@dataclass(slots=True)
class Sheet:
    """All the items of one kind that a file has.

    `whole` is False if a part of the file could not be read: then nothing can be said to be missing
    from it. `absent` are columns whose lack has been reported once for the file.
    """

    items: list[Item] = field(default_factory=list)
    whole: bool = True
    absent: frozenset[str] = frozenset()


def read_text(folder: Path, file: str, faults: Faults) -> str | None:
    """The text of a file, or None if there is none to read."""
    if not (folder / file).is_file():
        others = [other.name for other in folder.iterdir() if other.name != file]
        faults.add(file, 0, "", "missing_file", near=nearest(file, others))
        return None
    raw = (folder / file).read_bytes()
    if len(raw) > LONGEST_FILE:
        faults.add(file, 0, "", "over_20_mb")
        return None
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        faults.add(file, 1, "", "not_utf_8")
        return None
    text = raw.removeprefix(codecs.BOM_UTF8).decode(errors="replace")
    for number, line in enumerate(text.split("\n"), start=1):
        if "\ufffd" in line:
            faults.add(file, number, "", "not_utf_8")
    return text


def read_csv(folder: Path, file: str, columns: Sequence[str], faults: Faults) -> Sheet:
    """The rows of a CSV file that has these columns, in any order.

    Rows above the header whose first cell begins with # are comments.
    """
    text = read_text(folder, file, faults)
    if text is None:
        return Sheet(whole=False)
    sheet, header = Sheet(), list[str]()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            sheet.whole = False
            unclosed = "unexpected end of data" in str(error)
            faults.add(file, line, "", "open_quote" if unclosed else "broken_quotes")
            continue
        if not any(cell.strip() for cell in cells) or (not header and cells[0].startswith("#")):
            continue
        if not header:
            header = [cell.strip() for cell in cells]
            sheet.absent = _check_header(file, line, header, columns, faults)
        elif len(cells) != len(header):
            sheet.whole = False
            faults.add(file, line, "", "number_of_cells", cells=len(cells), columns=len(header))
        else:
            texts = ((name, clean(cell)) for name, cell in zip(header, cells, strict=True))
            data = {name: text for name, text in texts if text and name in columns}
            sheet.items.append(Item(data, Origin(file, line)))
    if not header:
        sheet.whole = False
        faults.add(file, 1, "", "empty_file")
    return sheet


def _check_header(
    file: str, line: int, header: list[str], columns: Sequence[str], faults: Faults
) -> frozenset[str]:
    """The columns that the header lacks; these and other mistakes in it are reported."""
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        faults.add(file, line, "", "separators")
        return frozenset(columns)
    missing = [name for name in columns if name not in header]
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            faults.add(file, line, name, "column_twice")
        if name not in columns:
            near = nearest(name, missing or columns)
            faults.add(file, line, name, "unknown_column", near=near)
    for name in missing:
        faults.add(file, line, name, "missing_column")
    return frozenset(missing)
