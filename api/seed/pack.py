"""A city pack: a folder of CSV and YAML files that a clerk keeps, read and validated as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import isclass
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

from api.seed import cross_checks
from api.seed.entries import broadcasts, content
from api.seed.entries import city as entries
from api.seed.entries.entry import Entry, columns
from api.seed.entries.validation import names, read_entries
from api.seed.faults import Fault, Faults, PackFaults
from api.seed.outlines import read_outlines, texts_of
from api.seed.sheets import Sheet, read_csv
from api.seed.yaml_sheets import read_yaml


@dataclass(frozen=True)
class Pack:
    """A valid pack: every reference in it leads somewhere.

    `outlines` are GeoJSON by the codes of areas; None if the pack leaves them to others.
    """

    folder: Path
    warnings: Sequence[Fault]
    outlines: Mapping[str, str] | None
    city: entries.CityEntry
    contacts: Sequence[entries.ContactEntry]
    areas: Sequence[entries.AreaEntry]
    agencies: Sequence[entries.AgencyEntry]
    categories: Sequence[entries.CategoryEntry]
    templates: Sequence[entries.TemplateEntry]
    apps: Sequence[entries.AppEntry]
    sites: Sequence[entries.SiteEntry]
    cameras: Sequence[entries.CameraEntry]
    broadcast_templates: Sequence[broadcasts.BroadcastTemplateEntry]
    notice: entries.NoticeEntry
    shortcuts: Sequence[entries.ShortcutEntry]
    emergency_categories: Sequence[entries.EmergencyCategoryEntry]
    facilities: Sequence[entries.FacilityEntry]
    articles: Sequence[content.ArticleEntry]
    reports: Sequence[content.ReportEntry]
    updates: Sequence[content.UpdateEntry]

    def image(self, name: str) -> Path:
        """The file of an article's image."""
        return self.folder / content.IMAGES / name

    def rows_of(self, kind: type[Entry]) -> list[dict[str, Any]]:
        """The entries of a kind as rows, those first to which others refer."""
        (found,) = (getattr(self, name) for name, other in KINDS.items() if other is kind)
        rows = kind.rows([found] if isinstance(found, Entry) else found)
        if kind is entries.AreaEntry and self.outlines is not None:
            return [row | {"boundary": self.outlines.get(row["code"])} for row in rows]
        return rows


KINDS: Final[Mapping[str, type[Entry]]] = {
    name: kind
    for name, hint in get_type_hints(Pack).items()
    if isclass(kind := (get_args(hint) or (hint,))[0]) and issubclass(kind, Entry)
}
"""The kinds of entries by the attribute that holds them, those to which others refer first."""


def load_pack(folder: Path) -> Pack:
    """The pack in a folder. Raises PackFaults with every mistake that it has."""
    faults = Faults()
    if not folder.is_dir():
        faults.add(str(folder), 0, "", "missing_folder")
        raise PackFaults(folder.name, faults.found)
    sheets = _read_sheets(folder, faults)
    known = {kind.SOURCE.kind: names(kind, sheet) for kind, sheet in sheets.items()}
    found: dict[str, Any] = {
        name: read_entries(kind, sheets[kind], known, folder, faults)
        for name, kind in KINDS.items()
    }
    complete = {
        name
        for name, kind in KINDS.items()
        if sheets[kind].whole and len(found[name]) == len(sheets[kind].items)
    }
    mistakes = len(faults.found)
    outlines = read_outlines(folder, known["area"], faults)
    if len(faults.found) == mistakes:
        complete.add("outlines")
    cross_checks.check(found, complete, outlines, faults)
    if faults.found:
        raise PackFaults(folder.name, faults.found)
    (city,), (notice,) = found["city"], found["notice"]
    texts = None if outlines is None else texts_of(outlines)
    return Pack(folder, faults.warnings, texts, **found | {"city": city, "notice": notice})


def _read_sheets(folder: Path, faults: Faults) -> dict[type[Entry], Sheet]:
    sheets: dict[type[Entry], Sheet] = {}
    for file in dict.fromkeys(kind.SOURCE.file for kind in KINDS.values()):
        mine = {kind.SOURCE.under: kind for kind in KINDS.values() if kind.SOURCE.file == file}
        if file.endswith(".csv"):
            (kind,) = mine.values()
            if kind.SOURCE.optional and not (folder / file).exists():
                sheets[kind] = Sheet()
                continue
            sheets[kind] = read_csv(folder, file, tuple(columns(kind)), faults)
        else:
            read = read_yaml(folder, file, tuple(mine), faults)
            sheets |= {kind: read[under] for under, kind in mine.items()}
    return sheets
