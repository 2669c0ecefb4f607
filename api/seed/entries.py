"""What the files of a city pack hold: the fields of each entry, their readers, its rules.
Articles and reports are in `writings`.

A field's name is the column in a CSV file; in a YAML file it is that name or the dotted key given
as `at`. The class attributes say which fields are unique within the pack, and which pairs of
languages are written both or not at all.
"""
# ruff: noqa: RUF009 - cell() and maybe() are dataclasses.field() with a reader: nothing is shared.

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from api.apps.values import AppCategory
from api.areas.values import AreaKind, AreaLevel
from api.cctv.values import CameraOwner, CameraStatus
from api.emergency.values import FacilityKind
from api.identity.values import AgencyKind
from api.kit.days_off import PAWUKON
from api.kit.geo import Point
from api.kit.problems import Words
from api.reports.values import ReportStatus
from api.seed import cells
from api.seed.cells import cell, maybe, several
from api.seed.faults import Place

label = cells.words(200)
sentence = cells.words(1000)
Rule = tuple[str, Words]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of a CSV file, or one item of a YAML file."""

    KEYS: ClassVar[tuple[str, ...]] = ("code",)
    PAIRS: ClassVar[tuple[tuple[str, str], ...]] = ()
    place: Place = field(repr=False, compare=False)

    def broken_rules(self) -> Iterator[Rule]:
        """What is wrong between the fields of this entry: the field, and why."""
        yield from ()


@dataclass(frozen=True, kw_only=True)
class Sourced(Entry):
    """An entry that says where it comes from."""

    synthetic: bool = cell(cells.flag, at="provenance.synthetic")
    source_name: str | None = maybe(label, at="provenance.source_name")
    source_date: date | None = maybe(cells.day, at="provenance.source_date")
    source_note: str | None = maybe(sentence, at="provenance.source_note")

    def broken_rules(self) -> Iterator[Rule]:
        yield from super().broken_rules()
        for column, value in (("source_name", self.source_name), ("source_date", self.source_date)):
            if not self.synthetic and value is None:
                yield (
                    column,
                    Words(
                        "Wajib diisi bila synthetic=false: data nyata menyebut sumber dan"
                        " tanggalnya.",
                        "Needed where synthetic=false: real data names its source and date.",
                    ),
                )
            if self.synthetic and value is not None:
                yield (
                    column,
                    Words(
                        "Harus kosong bila synthetic=true: data contoh tidak punya sumber;"
                        " tulis keterangan di source_note.",
                        "Must be empty where synthetic=true: an example has no source; write"
                        " remarks in source_note.",
                    ),
                )


@dataclass(frozen=True, kw_only=True)
class Located(Entry):
    """An entry with a point in or near the city."""

    latitude: float = cell(cells.latitude)
    longitude: float = cell(cells.longitude)

    @property
    def point(self) -> Point:
        """Where it is."""
        return Point(self.latitude, self.longitude)


@dataclass(frozen=True, kw_only=True)
class CityEntry(Sourced):
    """The head of city.yaml."""

    code: str = cell(cells.slug)
    name_id: str = cell(label, at="name.id")
    name_en: str = cell(label, at="name.en")
    ticket_prefix: str = cell(cells.ticket_prefix)
    time_zone: str = cell(cells.time_zone)
    languages: tuple[str, ...] = several(cells.one_of("id", "en"))
    area_code: str = cell(cells.area_code, refers="area")
    latitude: float = cell(cells.latitude, at="centre.latitude")
    longitude: float = cell(cells.longitude, at="centre.longitude")
    map_zoom: int = cell(cells.whole(1, 20))
    people: int | None = maybe(cells.whole(1, 50_000_000))
    holiday_country: str | None = maybe(cells.one_of("ID"), at="holidays.country")
    regional_holidays: tuple[str, ...] = several(cells.one_of(*PAWUKON), at="holidays.regional")
    local_holidays: tuple[date, ...] = several(cells.day, at="holidays.dates")

    @property
    def point(self) -> Point:
        """The centre of the map."""
        return Point(self.latitude, self.longitude)

    def broken_rules(self) -> Iterator[Rule]:
        yield from super().broken_rules()
        if set(self.languages) != {"id", "en"}:
            yield "languages", Words("Tulis keduanya: id dan en.", "Write both: id and en.")


@dataclass(frozen=True, kw_only=True)
class ContactEntry(Sourced):
    """A telephone number of the city that is no emergency number."""

    code: str = cell(cells.slug)
    label_id: str = cell(label, at="label.id")
    label_en: str = cell(label, at="label.en")
    number: str = cell(cells.phone)


@dataclass(frozen=True, kw_only=True)
class AreaEntry(Sourced, Located):
    """A row of areas.csv."""

    code: str = cell(cells.area_code)
    level: AreaLevel = cell(cells.choice(AreaLevel))
    kind: str = cell(cells.one_of(*(kind.value for kind in AreaKind)))
    name: str = cell(label)
    parent_code: str | None = maybe(cells.area_code, refers="area")


@dataclass(frozen=True, kw_only=True)
class AgencyEntry(Sourced):
    """A row of agencies.csv."""

    code: str = cell(cells.slug)
    name_id: str = cell(label)
    name_en: str = cell(label)
    kind: str = cell(cells.one_of(*(kind.value for kind in AgencyKind)))
    phone: str | None = maybe(cells.phone)


@dataclass(frozen=True, kw_only=True)
class CategoryEntry(Sourced):
    """A row of categories.csv."""

    PAIRS = (("emergency_notice_id", "emergency_notice_en"),)
    code: str = cell(cells.slug)
    name_id: str = cell(label)
    name_en: str = cell(label)
    agency: str = cell(cells.slug, refers="agency")
    sla_working_days: int = cell(cells.whole(1, 365))
    sensitive: bool = cell(cells.flag)
    person_related: bool = cell(cells.flag)
    needs_completion_photo: bool = cell(cells.flag)
    join_radius_m: int = cell(cells.whole(0, 5000))
    emergency_notice_id: str | None = maybe(sentence)
    emergency_notice_en: str | None = maybe(sentence)
    icon: str = cell(cells.slug)


@dataclass(frozen=True, kw_only=True)
class TemplateEntry(Sourced):
    """A row of templates.csv: a ready-made answer, for one category or, where empty, for all."""

    code: str = cell(cells.slug)
    category: str | None = maybe(cells.slug, refers="category")
    status: ReportStatus = cell(cells.choice(ReportStatus))
    text_id: str = cell(sentence)
    text_en: str = cell(sentence)


@dataclass(frozen=True, kw_only=True)
class AppEntry(Sourced):
    """A row of apps.csv."""

    KEYS = ("slug", "name")
    slug: str = cell(cells.slug)
    name: str = cell(label)
    category: AppCategory = cell(cells.word_of(AppCategory))
    summary_id: str = cell(sentence)
    summary_en: str = cell(sentence)
    agency: str | None = maybe(cells.slug, refers="agency")
    android_package: str | None = maybe(cells.android_package)
    ios_id: str | None = maybe(cells.ios_id)
    web_url: str | None = maybe(cells.web_url)
    icon: str | None = maybe(cells.slug)


@dataclass(frozen=True, kw_only=True)
class SiteEntry(Sourced, Located):
    """A row of camera_sites.csv."""

    code: str = cell(cells.camera_code)
    name: str = cell(label)
    area_code: str = cell(cells.area_code, refers="area")


@dataclass(frozen=True, kw_only=True)
class CameraEntry(Sourced):
    """A row of cameras.csv. Bearing in degrees from north, clockwise; range in metres."""

    KEYS = ("code", "stream_path")
    code: str = cell(cells.camera_code)
    site: str = cell(cells.camera_code, refers="site")
    name: str = cell(label)
    bearing: int | None = maybe(cells.whole(0, 359))
    range_metres: int | None = maybe(cells.whole(0, 8000))
    owner: CameraOwner = cell(cells.choice(CameraOwner))
    status: CameraStatus = cell(cells.choice(CameraStatus))
    stream_path: str = cell(cells.stream_path)


@dataclass(frozen=True, kw_only=True)
class NoticeEntry(Entry):
    """The head of emergency.yaml."""

    KEYS = ()
    number: str = cell(cells.phone)
    notice_id: str = cell(sentence, at="notice.id")
    notice_en: str = cell(sentence, at="notice.en")


@dataclass(frozen=True, kw_only=True)
class ShortcutEntry(Sourced):
    """A number that an app dials, of emergency.yaml."""

    KEYS = ("code", "order")
    PAIRS = (("sms_id", "sms_en"),)
    code: str = cell(cells.slug)
    label_id: str = cell(label, at="label.id")
    label_en: str = cell(label, at="label.en")
    number: str = cell(cells.phone)
    dial_uri: str = cell(cells.dial_uri)
    sms_id: str | None = maybe(sentence, at="sms_template.id")
    sms_en: str | None = maybe(sentence, at="sms_template.en")
    fallback_numbers: tuple[str, ...] = several(cells.phone)
    icon: str = cell(cells.slug)
    categories: tuple[str, ...] = several(cells.slug, refers="emergency_category")
    order: int = cell(cells.whole(0, 10_000))

    def broken_rules(self) -> Iterator[Rule]:
        yield from super().broken_rules()
        if national(self.dial_uri.removeprefix("tel:")) != national(self.number):
            yield (
                "dial_uri",
                Words(
                    f"Menelepon nomor lain daripada yang ditampilkan, {self.number}.",
                    f"It dials another number than the one shown, {self.number}.",
                ),
            )


@dataclass(frozen=True, kw_only=True)
class EmergencyCategoryEntry(Entry):
    """A kind of emergency, of emergency.yaml."""

    code: str = cell(cells.slug)
    label_id: str = cell(label, at="label.id")
    label_en: str = cell(label, at="label.en")
    shortcut: str = cell(cells.slug, refers="shortcut")


@dataclass(frozen=True, kw_only=True)
class FacilityEntry(Sourced, Located):
    """A row of facilities.csv."""

    code: str = cell(cells.slug)
    kind: FacilityKind = cell(cells.choice(FacilityKind))
    name: str = cell(label)
    area_code: str | None = maybe(cells.area_code, refers="area")
    phone: str | None = maybe(cells.phone)
    open_24h: bool = cell(cells.flag)


def national(number: str) -> str:
    """The digits of a telephone number as dialled from abroad: 0361… and +62361… are one number."""
    digits = "".join(c for c in number if c.isdigit())
    return "62" + digits[1:] if digits.startswith("0") else digits
