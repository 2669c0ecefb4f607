"""The mistakes in a city pack, each with its file, its line and its field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from api.kit.problems import Problem, ProblemCode, Words
from api.seed.messages import message


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an entry was read; lines count from 1, as an editor shows them.

    `lines` has the line of each key of a YAML file, those of this entry with `prefix` in front; a
    CSV row has one line for all of its cells.
    """

    file: str
    line: int
    lines: Mapping[str, int] = field(default_factory=dict)
    prefix: str = ""

    def line_of(self, key: str) -> int:
        """The line of a key; of a missing one, that of the last key beside it."""
        if (line := self.lines.get(self.prefix + key)) is not None:
            return line
        group = self.prefix + key.rpartition(".")[0] + "."
        beside = (n for name, n in self.lines.items() if "." in key and name.startswith(group))
        return max(beside, default=self.line)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake. `field` is the column, or the dotted key of a YAML file."""

    file: str
    line: int
    field: str
    id: str
    en: str

    def text(self, language: str) -> str:
        """The whole sentence with its origin: ``areas.csv, line 7, parent_code: …``."""
        line = f", {'line' if language == 'EN' else 'baris'} {self.line}" if self.line else ""
        field = f", {self.field}" if self.field else ""
        return f"{self.file}{line}{field}: {Words(self.id, self.en).text(language)}"

    def __str__(self) -> str:
        """Both languages, for a terminal."""
        return f"{self.text('ID')}\n    {self.en}"


class Faults:
    """Gathers what is wrong, or may be wrong, while a pack is read.

    The names are those of sentences; `values` fill these in.
    """

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self.warnings: list[Fault] = []

    def add(self, file: str, line: int, field: str, name: str, /, **values: object) -> None:
        """Notes a mistake at a line of a file; line 0 is the file as a whole."""
        words = message(name, **values)
        self.found.append(Fault(file, line, field, words.id, words.en))

    def at(self, origin: Origin, field: str, name: str, /, **values: object) -> None:
        """Notes a mistake in a field of an entry."""
        self.add(origin.file, origin.line_of(field), field, name, **values)

    def warn(self, file: str, field: str, name: str, /, **values: object) -> None:
        """Notes what may be right: it is shown, and the pack is taken."""
        words = message(name, **values)
        self.warnings.append(Fault(file, 0, field, words.id, words.en))


class PackFaults(Problem):
    """A pack that cannot be seeded, with all that is wrong with it, in the order of its files."""

    default_code = ProblemCode.INVALID_INPUT

    def __init__(self, folder: str, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        count = len(self.faults)
        self._head = message("mistakes", folder=folder, count=count, s="s" * (count != 1))
        texts = {lang: [fault.text(lang) for fault in self.faults] for lang in ("ID", "EN")}
        super().__init__(
            Words(
                "\n".join((self._head.id, *texts["ID"])), "\n".join((self._head.en, *texts["EN"]))
            )
        )

    def __str__(self) -> str:
        """All of it in both languages, for a terminal."""
        return "\n".join((self._head.id, self._head.en, *(f"\n{fault}" for fault in self.faults)))
