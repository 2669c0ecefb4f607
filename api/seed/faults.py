"""What is wrong with a city pack: every mistake, with its file, its line and its field."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.kit.problems import Problem, Words


class Wrong(ValueError):
    """One value cannot be used as it is written; `words` say why and what to write instead."""

    def __init__(self, id: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(id, en)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a pack; lines count from 1, as an editor shows them.

    `lines` has the line of each field that has one of its own (YAML); a CSV row is one place.
    """

    file: str
    line: int
    lines: Mapping[str, int]

    def line_of(self, field: str) -> int:
        """The line on which the field stands; of a missing one, that of what stands beside it."""
        if field in self.lines:
            return self.lines[field]
        beside, dot, _ = field.rpartition(".")
        return max(
            (n for key, n in self.lines.items() if dot and key.startswith(beside + ".")),
            default=self.line,
        )


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake. `field` is the column, or the dotted key of a YAML file."""

    file: str
    line: int
    field: str
    id: str
    en: str

    @property
    def words(self) -> Words:
        """What is wrong and what to do, in both languages."""
        return Words(self.id, self.en)

    def text(self, language: str) -> str:
        """The whole sentence with its place: ``areas.csv, line 7, parent_code: …``."""
        line = f", {'line' if language == 'EN' else 'baris'} {self.line}" if self.line else ""
        field = f", {self.field}" if self.field else ""
        return f"{self.file}{line}{field}: {self.words.text(language)}"


class PackFaults(Problem):
    """A pack that cannot be seeded, with all that is wrong with it, in the order of its files."""

    def __init__(self, folder: str, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        count = len(self.faults)
        super().__init__(
            Words(
                f"Paket {folder} punya {count} kesalahan; tidak ada yang disimpan.\n"
                + "\n".join(fault.text("ID") for fault in self.faults),
                f"The pack {folder} has {count} mistake{'s' * (count != 1)}; nothing was stored.\n"
                + "\n".join(fault.text("EN") for fault in self.faults),
            )
        )

    def __str__(self) -> str:
        """All of it in both languages, for a terminal."""
        heads = (self.words.id.partition("\n")[0], self.words.en.partition("\n")[0])
        return "\n".join(
            (
                *heads,
                *(f"\n{fault.text('ID')}\n    {fault.words.en}" for fault in self.faults),
            )
        )


class Faults:
    """Gathers what is wrong while a pack is read."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, file: str, line: int, field: str, words: Words) -> None:
        """Notes a mistake at a line of a file; line 0 is the file as a whole."""
        self.found.append(Fault(file, line, field, words.id, words.en))

    def at(self, place: Place, field: str, words: Words) -> None:
        """Notes a mistake in a field of something that was read."""
        self.add(place.file, place.line_of(field), field, words)


def nearest(word: str, known: Iterable[str]) -> Words:
    """`` Did you mean …?``, or nothing when no known word is near."""
    by_fold = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), by_fold, n=1, cutoff=0.6)
    if not near:
        return Words("", "")
    name = by_fold[near[0]]
    return Words(f" Maksudnya {name}?", f" Did you mean {name}?")
