"""Reads the files of a pack as text: what stands where, before anything is understood.

Byte order marks and Windows line ends are taken as they come. What cannot be read is a fault with
its line, and reading goes on behind it where that makes sense.
"""

import codecs
import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from api.kit.problems import Words
from api.kit.text import clean
from api.seed.faults import Faults, Place, nearest

LONGEST_FILE = 20_000_000
"""Bytes; a longer file is no list that a person keeps."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as text, cleaned of outer white space; empty where nothing or null is written."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of values."""

    items: tuple[Scalar, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Raw:
    """One row or item: its values by column or dotted key."""

    file: str
    line: int
    values: Mapping[str, Scalar | Listing]

    @property
    def place(self) -> Place:
        """The lines of the item and of its values."""
        lines = {k: value.line for k, value in self.values.items() if value.line != self.line}
        return Place(self.file, self.line, lines)

    def text(self, key: str) -> str:
        """The text of a single value; empty when it is missing or a list."""
        value = self.values.get(key)
        return value.text if isinstance(value, Scalar) else ""


@dataclass(slots=True)
class Sheet:
    """All the items of one kind that a file has.

    `whole` is False when a part of the file could not be read: then nothing can be said to be
    missing from it. `absent` are columns whose lack has been told once for the file.
    """

    items: list[Raw] = field(default_factory=list)
    whole: bool = True
    absent: frozenset[str] = frozenset()


def read_text(folder: Path, file: str, faults: Faults) -> str | None:
    """The text of a file, or None when there is none to read."""
    path = folder / file
    if not path.is_file():
        there = [other.name for other in folder.iterdir() if other.name != file]
        near = nearest(file, there)
        faults.add(
            file,
            0,
            "",
            Words(f"Berkas ini tidak ada.{near.id}", f"This file is missing.{near.en}"),
        )
        return None
    raw = path.read_bytes()
    if len(raw) > LONGEST_FILE:
        faults.add(file, 0, "", Words("Berkas lebih dari 20 MB.", "The file is over 20 MB."))
        return None
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        faults.add(file, 1, "", _SAVE_AS_UTF8)
        return None
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        for number, line in enumerate(raw.split(b"\n"), start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                faults.add(file, number, "", _SAVE_AS_UTF8)
        return raw.decode(errors="replace")


_SAVE_AS_UTF8 = Words(
    "Ada huruf yang bukan UTF-8. Simpan berkas sebagai UTF-8 (di Excel: CSV UTF-8).",
    "It has letters that are not UTF-8. Save the file as UTF-8 (in Excel: CSV UTF-8).",
)


def read_sheet(folder: Path, file: str, columns: tuple[str, ...], faults: Faults) -> Sheet:
    """The rows of a CSV file that has these columns, in any order."""
    sheet = Sheet()
    text = read_text(folder, file, faults)
    if text is None:
        return Sheet(whole=False)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            sheet.whole = False
            faults.add(file, line, "", _broken(str(error)))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            sheet.absent = _check_header(file, line, header, columns, faults)
        elif len(cells) != len(header):
            sheet.whole = False
            faults.add(
                file,
                line,
                "",
                Words(
                    f"Baris ini punya {len(cells)} kolom, sedangkan judulnya {len(header)}."
                    " Periksa koma dan tanda kutip.",
                    f"This row has {len(cells)} cells, but the header has {len(header)}."
                    " Check the commas and quotes.",
                ),
            )
        else:
            values = {k: Scalar(clean(v), line) for k, v in zip(header, cells, strict=True)}
            sheet.items.append(Raw(file, line, {k: values[k] for k in columns if k in values}))
    if header is None:
        sheet.whole = False
        faults.add(file, 1, "", Words("Berkas ini kosong.", "This file is empty."))
    return sheet


def _broken(reason: str) -> Words:
    if "unexpected end of data" in reason:
        return Words(
            "Tanda kutip yang dibuka di baris ini tidak ditutup sampai akhir berkas.",
            "A quote that is opened in this row is not closed before the end of the file.",
        )
    return Words(
        "Tanda kutip di baris ini rusak: sesudah kutip penutup harus ada koma; kutip di dalam teks"
        ' ditulis dua kali ("").',
        "The quotes in this row are broken: a closing quote is followed by a comma, and a quote"
        ' inside a text is written twice ("").',
    )


def _check_header(
    file: str, line: int, header: list[str], columns: tuple[str, ...], faults: Faults
) -> frozenset[str]:
    """The columns that the header lacks, each told."""
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        faults.add(
            file,
            line,
            "",
            Words(
                "Kolom dipisahkan titik koma atau tab. Simpan sebagai CSV dengan koma.",
                "Columns are separated by semicolons or tabs. Save as CSV with commas.",
            ),
        )
        return frozenset(columns)
    missing = [c for c in columns if c not in header]
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            faults.add(
                file,
                line,
                name,
                Words("Kolom ini ada dua kali.", "This column is there twice."),
            )
        if name not in columns:
            near = nearest(name, missing or columns)
            faults.add(
                file,
                line,
                name,
                Words(f"Kolom ini tidak dikenal.{near.id}", f"This column is not known.{near.en}"),
            )
    for name in missing:
        faults.add(file, line, name, Words("Kolom ini tidak ada.", "This column is missing."))
    return frozenset(missing)
