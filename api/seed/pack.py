"""A city pack: a folder of CSV and YAML files that a clerk keeps, read and validated as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from api.kit.problems import Words
from api.seed import checks, checks_written
from api.seed.entries import (
    AgencyEntry,
    AppEntry,
    AreaEntry,
    CameraEntry,
    CategoryEntry,
    CityEntry,
    ContactEntry,
    EmergencyCategoryEntry,
    Entry,
    FacilityEntry,
    NoticeEntry,
    ShortcutEntry,
    SiteEntry,
    TemplateEntry,
)
from api.seed.faults import Faults, PackFaults
from api.seed.reading import check_references, columns, read_entries, shown
from api.seed.sources import Sheet, read_sheet
from api.seed.trees import read_head, read_items
from api.seed.writings import ArticleEntry, ReportEntry, UpdateEntry

E = TypeVar("E", bound=Entry)

IMAGES: Final = "images"
"""The folder of a pack in which its articles' images lie."""


@dataclass(frozen=True)
class Pack:
    """A valid pack: every reference in it leads somewhere."""

    folder: Path
    city: CityEntry
    contacts: Sequence[ContactEntry]
    areas: Sequence[AreaEntry]
    agencies: Sequence[AgencyEntry]
    categories: Sequence[CategoryEntry]
    templates: Sequence[TemplateEntry]
    apps: Sequence[AppEntry]
    sites: Sequence[SiteEntry]
    cameras: Sequence[CameraEntry]
    notice: NoticeEntry
    shortcuts: Sequence[ShortcutEntry]
    emergency_categories: Sequence[EmergencyCategoryEntry]
    facilities: Sequence[FacilityEntry]
    articles: Sequence[ArticleEntry]
    reports: Sequence[ReportEntry]
    updates: Sequence[UpdateEntry]

    def image(self, name: str) -> Path:
        """The file of an article's image."""
        return self.folder / IMAGES / name


class _Reader:
    """Reads kind after kind, and keeps the raw items until all references can be looked up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults = Faults()
        self.complete: set[str] = set()  # the kinds of which every row could be read
        self._sheets: list[tuple[str, type[Entry], Sheet, bool]] = []

    def entries(self, name: str, kind: type[E], sheet: Sheet, *, dotted: bool) -> list[E]:
        self._sheets.append((name, kind, sheet, dotted))
        entries = read_entries(kind, sheet, dotted=dotted, faults=self.faults)
        if sheet.whole and len(entries) == len(sheet.items):
            self.complete.add(name)
        return entries

    def csv(self, name: str, kind: type[E], file: str) -> list[E]:
        sheet = read_sheet(self.folder, file, tuple(columns(kind, dotted=False)), self.faults)
        return self.entries(name, kind, sheet, dotted=False)

    def check_references(self) -> None:
        known = {name: _keys(kind, sheet, dotted) for name, kind, sheet, dotted in self._sheets}
        for _, kind, sheet, dotted in self._sheets:
            check_references(kind, sheet, known, dotted=dotted, faults=self.faults)


def _keys(kind: type[Entry], sheet: Sheet, dotted: bool) -> frozenset[str] | None:
    """What others may refer to, faulty rows too: one mistake is told once, not at every mention."""
    if not kind.KEYS:
        return None
    key = shown(kind, kind.KEYS[0], dotted=dotted)
    if not sheet.whole or key in sheet.absent:
        return None
    return frozenset(raw.text(key) for raw in sheet.items)


def load_pack(folder: Path) -> Pack:
    """The pack in a folder. Raises PackFaults with every mistake that it has."""
    reader = _Reader(folder)
    faults = reader.faults
    if not folder.is_dir():
        faults.add(str(folder), 0, "", Words("Folder ini tidak ada.", "This folder is missing."))
        raise PackFaults(folder.name, faults.found)
    head, lists = read_head(folder, "city.yaml", ("contacts",), faults)
    cities = reader.entries("city", CityEntry, head, dotted=True)
    contacts = reader.entries("contact", ContactEntry, lists["contacts"], dotted=True)
    areas = reader.csv("area", AreaEntry, "areas.csv")
    agencies = reader.csv("agency", AgencyEntry, "agencies.csv")
    categories = reader.csv("category", CategoryEntry, "categories.csv")
    templates = reader.csv("template", TemplateEntry, "templates.csv")
    apps = reader.csv("app", AppEntry, "apps.csv")
    sites = reader.csv("site", SiteEntry, "camera_sites.csv")
    cameras = reader.csv("camera", CameraEntry, "cameras.csv")
    head, lists = read_head(folder, "emergency.yaml", ("shortcuts", "categories"), faults)
    notices = reader.entries("notice", NoticeEntry, head, dotted=True)
    shortcuts = reader.entries("shortcut", ShortcutEntry, lists["shortcuts"], dotted=True)
    kinds = reader.entries(
        "emergency_category", EmergencyCategoryEntry, lists["categories"], dotted=True
    )
    facilities = reader.csv("facility", FacilityEntry, "facilities.csv")
    articles = reader.entries(
        "article", ArticleEntry, read_items(folder, "articles.yaml", faults), dotted=True
    )
    reports = reader.csv("report", ReportEntry, "reports.csv")
    updates = reader.csv("update", UpdateEntry, "report_updates.csv")

    reader.check_references()
    if "category" in reader.complete:
        checks.check_categories(categories, faults)
    checks.check_areas(areas, faults)
    checks.check_levels(areas, (*sites, *facilities), faults)
    checks_written.check_articles(articles, folder / IMAGES, faults)
    checks_written.check_updates(reports, updates, faults)
    for city in cities:
        checks.check_city(city, areas, folder.name, faults)
        checks.check_distances(city, (*areas, *sites, *facilities, *reports), faults)
        if "area" in reader.complete:
            checks.check_inside(city, areas, reports, faults)
        checks_written.check_tickets(city, reports, faults)
    if faults.found:
        raise PackFaults(folder.name, faults.found)
    return Pack(
        folder=folder,
        city=cities[0],
        contacts=contacts,
        areas=areas,
        agencies=agencies,
        categories=categories,
        templates=templates,
        apps=apps,
        sites=sites,
        cameras=cameras,
        notice=notices[0],
        shortcuts=shortcuts,
        emergency_categories=kinds,
        facilities=facilities,
        articles=articles,
        reports=reports,
        updates=updates,
    )
