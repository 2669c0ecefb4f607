"""The kinds of entries in a city pack: the city and what it is run with.
Articles and reports are in `content`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, ClassVar, Final, Self

from pydantic import Field

from api.apps.models import App
from api.apps.values import AppCategory
from api.areas.models import Area, City, CityContact
from api.areas.values import AreaKind, AreaLevel
from api.cctv.models import Camera, CameraSite, Snapshot
from api.cctv.values import CameraOwner, CameraStatus
from api.emergency.models import EmergencyCategory, EmergencyNotice, EmergencyShortcut, Facility
from api.emergency.values import FacilityKind
from api.identity.models import Agency
from api.identity.values import AgencyKind
from api.kit.days_off import PAWUKON
from api.kit.ids import named
from api.reports.models import ReportCategory, ResponseTemplate
from api.reports.values import ReportStatus
from api.seed.entries import fields
from api.seed.entries.entry import (
    Bilingual,
    Entry,
    Group,
    Located,
    Position,
    Refers,
    Source,
    Sourced,
    Stored,
)
from api.seed.entries.fields import one_of
from api.seed.faults import Faults
from api.seed.plan import Part, Row

_TIME_ZONES: Final = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
"""The zones of Indonesia in the IANA database."""


class Holidays(Group):
    """The days on which the city's offices are closed."""

    country: Annotated[str, one_of(["ID"]), Stored("holiday_country")] = "ID"
    regional: Annotated[
        tuple[Annotated[str, one_of(PAWUKON)], ...], Stored("regional_holidays")
    ] = ()
    dates: Annotated[tuple[fields.Day, ...], Stored("local_holidays")] = ()


class CityEntry(Sourced):
    """The head of city.yaml."""

    SOURCE = Source("city.yaml", "city", Part.AREAS, City, under="")
    code: fields.Slug
    name: Bilingual[fields.Name]
    ticket_prefix: fields.TicketPrefix
    time_zone: Annotated[str, one_of(_TIME_ZONES)]
    languages: tuple[Annotated[str, one_of(["id", "en"])], ...]
    area_code: Annotated[fields.CityCode, Refers("area")]
    centre: Position
    reach_km: Annotated[fields.Whole, Field(ge=1, le=1000), Stored(None)] = 40
    map_zoom: Annotated[fields.Whole, Field(ge=1, le=20)]
    people: Annotated[fields.Whole | None, Field(ge=1, le=50_000_000)] = None
    holidays: Holidays = Holidays()

    def check(self, faults: Faults, folder: Path) -> None:
        if self.code != folder.name:
            faults.at(self.origin, "code", "not_the_folder", folder=folder.name)
        if set(self.languages) != {"id", "en"}:
            faults.at(self.origin, "languages", "languages")


class ContactEntry(Sourced):
    """A telephone number of the city that is not an emergency number."""

    SOURCE = Source("city.yaml", "contact", Part.AREAS, CityContact, under="contacts", ordered=True)
    code: fields.Slug
    label: Bilingual[fields.Name]
    number: fields.Phone


_LEVELS: Final = {
    AreaLevel.PROVINCE: (2, ["provinsi"]),
    AreaLevel.CITY: (5, ["kabupaten", "kota"]),
    AreaLevel.DISTRICT: (8, ["kecamatan"]),
    AreaLevel.VILLAGE: (13, ["kelurahan", "desa"]),
}
"""The length of a level's codes, and the official words for its areas."""


def district_id(code: str) -> str | None:
    """The id of the district that a village lies in, or that is a district itself; else None."""
    return named("area", code[:8]) if len(code) >= _LEVELS[AreaLevel.DISTRICT][0] else None


class AreaEntry(Located):
    """A province, city, district or village with its official code."""

    SOURCE = Source("areas.csv", "area", Part.AREAS, Area)
    code: fields.AreaCode
    level: AreaLevel
    kind: Annotated[str, one_of(kind.value for kind in AreaKind)]
    name: fields.Name
    parent_code: Annotated[fields.AreaCode | None, Refers("area", "parent_id")] = None

    def check(self, faults: Faults, folder: Path) -> None:
        (length, kinds), level = _LEVELS[self.level], self.level.name
        is_desa = self.code[-4:-3] == "2"
        if len(self.code) != length:
            faults.at(self.origin, "code", "code_of_another_level", level=level)
        if self.kind not in kinds:
            listed = ", ".join(kinds)
            faults.at(self.origin, "kind", "kind_of_another_level", level=level, kinds=listed)
        elif self.level is AreaLevel.VILLAGE and is_desa != (self.kind == "desa"):
            faults.at(self.origin, "kind", "desa_or_kelurahan")
        above = {AreaLevel.DISTRICT: "CITY", AreaLevel.VILLAGE: "DISTRICT"}.get(self.level)
        parent = self.code.rpartition(".")[0]
        # A city's province is outside of the pack as a rule, and a province has no parent.
        if self.parent_code != parent and (above or self.parent_code):
            names = {"code": self.code, "level": above or "PROVINCE", "parent": parent}
            faults.at(self.origin, "parent_code", "another_parent", **names)

    @classmethod
    def rows(cls, entries: Sequence[Self]) -> list[Row]:
        return super().rows(sorted(entries, key=lambda area: area.code))


class AgencyEntry(Sourced):
    """An office of the city."""

    SOURCE = Source("agencies.csv", "agency", Part.AGENCIES, Agency)
    code: fields.Slug
    name: Bilingual[fields.Name]
    kind: Annotated[str, one_of(kind.value for kind in AgencyKind)]
    phone: fields.Phone | None = None


class CategoryEntry(Sourced):
    """What can be reported, and the agency that handles it."""

    SOURCE = Source("categories.csv", "category", Part.CATEGORIES, ReportCategory, ordered=True)
    code: fields.Slug
    name: Bilingual[fields.Name]
    agency: Annotated[fields.Slug, Refers("agency", "agency_id")]
    sla_working_days: Annotated[fields.Whole, Field(ge=1, le=365)]
    sensitive: Annotated[fields.Flag, Stored("is_sensitive")]
    person_related: fields.Flag
    needs_completion_photo: fields.Flag
    join_radius_m: Annotated[fields.Whole, Field(ge=0, le=5000)]
    emergency_notice: Bilingual[fields.Sentence] | None = None
    icon: fields.Slug


class TemplateEntry(Sourced):
    """A ready-made text for officers, for one category or, if empty, for all."""

    SOURCE = Source("templates.csv", "template", Part.CATEGORIES, ResponseTemplate, ordered=True)
    code: fields.Slug
    category: Annotated[fields.Slug | None, Refers("category", "category_id")] = None
    status: ReportStatus
    text: Bilingual[fields.Sentence]


class AppEntry(Sourced):
    """One of the city's apps."""

    SOURCE = Source("apps.csv", "app", Part.APPS, App, ordered=True)
    NAME = "slug"
    UNIQUE = ("slug", "name")
    slug: fields.Slug
    name: fields.Name
    category: AppCategory
    summary: Bilingual[fields.Sentence]
    agency: Annotated[fields.Slug | None, Refers("agency", "agency_id")] = None
    android_package: fields.AndroidPackage | None = None
    ios_id: fields.IosId | None = None
    web_url: fields.WebUrl | None = None
    icon: fields.Slug | None = None


class SiteEntry(Located):
    """A place with cameras."""

    SOURCE = Source("camera_sites.csv", "site", Part.CAMERAS, CameraSite)
    code: fields.CameraCode
    name: fields.Name
    area_code: Annotated[fields.VillageCode, Refers("area", "village_id")]

    def row(self) -> Row:
        return super().row() | {"district_id": district_id(self.area_code)}


class CameraEntry(Sourced):
    """A camera. Its bearing is in degrees from north, clockwise; its range in metres."""

    SOURCE = Source("cameras.csv", "camera", Part.CAMERAS, Camera, owned=((Snapshot, "camera_id"),))
    UNIQUE = ("code", "stream_path")
    code: fields.CameraCode
    site: Annotated[fields.CameraCode, Refers("site", "site_id")]
    name: fields.Name
    bearing: Annotated[fields.Whole | None, Field(ge=0, le=359)] = None
    range_metres: Annotated[fields.Whole | None, Field(ge=0, le=8000)] = None
    owner: CameraOwner
    status: CameraStatus
    stream_path: fields.StreamPath


class NoticeEntry(Entry):
    """The head of emergency.yaml: the one number, and when to call it."""

    SOURCE = Source("emergency.yaml", "emergency", Part.EMERGENCY, EmergencyNotice, under="")
    NAME = "number"
    UNIQUE: ClassVar[tuple[str, ...]] = ()
    number: fields.Phone
    notice: Bilingual[fields.Sentence]

    @classmethod
    def id_of(cls, name: str) -> str:
        return named("emergency", "notice")


class ShortcutEntry(Sourced):
    """A number that an app dials."""

    SOURCE = Source(
        "emergency.yaml", "shortcut", Part.EMERGENCY, EmergencyShortcut, under="shortcuts"
    )
    UNIQUE = ("code", "order")
    code: fields.Slug
    label: Bilingual[fields.Name]
    number: fields.Phone
    dial_uri: fields.DialUri
    sms_template: Annotated[Bilingual[fields.Sentence] | None, Stored("sms")] = None
    fallback_numbers: tuple[fields.Phone, ...] = ()
    icon: fields.Slug
    categories: tuple[Annotated[fields.Slug, Refers("emergency-category")], ...] = ()
    order: Annotated[fields.Whole, Field(ge=0, le=10_000), Stored("position")]

    def check(self, faults: Faults, folder: Path) -> None:
        if _from_abroad(self.dial_uri.removeprefix("tel:")) != _from_abroad(self.number):
            faults.at(self.origin, "dial_uri", "dials_another_number", number=self.number)


class EmergencyCategoryEntry(Entry):
    """A kind of emergency, and the number for it."""

    SOURCE = Source(
        "emergency.yaml", "emergency-category", Part.EMERGENCY, EmergencyCategory,
        under="categories", ordered=True,
    )  # fmt: skip
    code: fields.Slug
    label: Bilingual[fields.Name]
    shortcut: Annotated[fields.Slug, Refers("shortcut", "shortcut_id")]


class FacilityEntry(Located):
    """A place to go to in an emergency."""

    SOURCE = Source("facilities.csv", "facility", Part.EMERGENCY, Facility)
    code: fields.Slug
    kind: FacilityKind
    name: fields.Name
    area_code: Annotated[fields.VillageCode | None, Refers("area", "village_id")] = None
    phone: fields.Phone | None = None
    open_24h: fields.Flag


def _from_abroad(number: str) -> str:
    """The digits as dialled from abroad: 0361… and +62361… are one number."""
    digits = "".join(c for c in number if c.isdigit())
    return "62" + digits[1:] if digits.startswith("0") else digits
