"""What must hold between the entries of a pack: the area tree, levels, points."""

from collections.abc import Iterable, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from api.areas.service import AreaIndex, CityFacts, Village
from api.areas.values import AreaLevel
from api.kit.geo import metres_between
from api.kit.problems import Words
from api.seed.entries import AreaEntry, CategoryEntry, CityEntry, FacilityEntry, Located, SiteEntry
from api.seed.faults import Faults, Place
from api.seed.writings import ReportEntry

FARTHEST_KM: Final = 40
"""How far from its centre a city may reach: Badung's northernmost village lies at 33 km."""

LAST_RESORT: Final = "lainnya"
"""The category that every city has: nobody is sent away for want of a word."""

_PARENT: Final = {AreaLevel.DISTRICT: AreaLevel.CITY, AreaLevel.VILLAGE: AreaLevel.DISTRICT}
_KINDS: Final = {
    AreaLevel.PROVINCE: ("provinsi",),
    AreaLevel.CITY: ("kabupaten", "kota"),
    AreaLevel.DISTRICT: ("kecamatan",),
    AreaLevel.VILLAGE: ("kelurahan", "desa"),
}
_CODE_LENGTH: Final = {
    AreaLevel.PROVINCE: 2,
    AreaLevel.CITY: 5,
    AreaLevel.DISTRICT: 8,
    AreaLevel.VILLAGE: 13,
}


def check_city(city: CityEntry, areas: Sequence[AreaEntry], folder: str, faults: Faults) -> None:
    """The city's code names its folder, and its area is a city."""
    if city.code != folder:
        faults.at(
            city.place,
            "code",
            Words(
                f"Harus sama dengan nama folder, {folder}.", f"Must be the folder's name, {folder}."
            ),
        )
    if any(a.code == city.area_code and a.level is not AreaLevel.CITY for a in areas):
        faults.at(
            city.place,
            "area_code",
            Words("Wilayah ini bukan kabupaten atau kota.", "This area is no regency or city."),
        )


def check_areas(areas: Sequence[AreaEntry], faults: Faults) -> None:
    """Every area hangs below the right level, and its code says the same as its other columns."""
    levels = {area.code: area.level for area in areas}
    for area in areas:
        if len(area.code) != _CODE_LENGTH[area.level]:
            faults.at(
                area.place,
                "code",
                Words(
                    f"Panjang kode ini bukan untuk tingkat {area.level.name}.",
                    f"A code of this length is not for the level {area.level.name}.",
                ),
            )
        if area.kind not in _KINDS[area.level]:
            kinds = _KINDS[area.level]
            faults.at(
                area.place,
                "kind",
                Words(
                    f"{area.level.name} harus berjenis {' atau '.join(kinds)}.",
                    f"The kind of a {area.level.name} is {' or '.join(kinds)}.",
                ),
            )
        elif area.level is AreaLevel.VILLAGE and (area.kind == "desa") != (area.code[-4] == "2"):
            faults.at(
                area.place,
                "kind",
                Words(
                    "Kode kelurahan berakhir dengan 1xxx, kode desa dengan 2xxx.",
                    "The code of a kelurahan ends in 1xxx, that of a desa in 2xxx.",
                ),
            )
        _check_parent(area, levels, faults)


def _check_parent(area: AreaEntry, levels: dict[str, AreaLevel], faults: Faults) -> None:
    wanted = _PARENT.get(area.level)
    parent = area.code.rpartition(".")[0]
    if wanted is None:
        if area.parent_code and levels.get(area.parent_code) is not AreaLevel.PROVINCE:
            faults.at(
                area.place,
                "parent_code",
                Words("Induknya hanya boleh provinsi.", "Its parent can only be a province."),
            )
    elif area.parent_code is None:
        faults.at(
            area.place,
            "parent_code",
            Words(f"Wajib diisi: kode {wanted.name}.", f"Needs the code of a {wanted.name}."),
        )
    elif area.parent_code in levels and (
        levels[area.parent_code] is not wanted or area.parent_code != parent
    ):
        faults.at(
            area.place,
            "parent_code",
            Words(
                f"Induk {area.code} adalah {wanted.name} berkode {parent}.",
                f"The parent of {area.code} is the {wanted.name} with the code {parent}.",
            ),
        )


def check_levels(
    areas: Sequence[AreaEntry], entries: Iterable[SiteEntry | FacilityEntry], faults: Faults
) -> None:
    """Places are in villages."""
    levels = {area.code: area.level for area in areas}
    for entry in entries:
        code = entry.area_code
        if code and levels.get(code, AreaLevel.VILLAGE) is not AreaLevel.VILLAGE:
            faults.at(
                entry.place,
                "area_code",
                Words(
                    f"{code} bukan desa atau kelurahan.", f"{code} is no village (desa, kelurahan)."
                ),
            )


def check_distances(city: CityEntry, entries: Iterable[Located], faults: Faults) -> None:
    """No point lies farther from the city's centre than a city reaches."""
    for entry in entries:
        away = metres_between(city.point, entry.point) / 1000
        if away > FARTHEST_KM:
            faults.at(
                entry.place,
                "latitude",
                Words(
                    f"Titik ini {away:.0f} km dari pusat kota; paling jauh {FARTHEST_KM} km."
                    " Periksa juga longitude, dan apakah keduanya tertukar.",
                    f"This point is {away:.0f} km from the city's centre; at most {FARTHEST_KM} km."
                    " Check longitude too, and whether the two are exchanged.",
                ),
            )


def check_inside(
    city: CityEntry, areas: Sequence[AreaEntry], reports: Iterable[ReportEntry], faults: Faults
) -> None:
    """Every report lies in a village, as the server tells it for citizens' reports."""
    facts = CityFacts(
        code=city.code,
        name=Words(city.name_id, city.name_en),
        ticket_prefix=city.ticket_prefix,
        time_zone=ZoneInfo(city.time_zone),
        area_code=city.area_code,
        centre=city.point,
    )
    villages = [
        Village(area.code, area.code, area.parent_code or "", area.point)
        for area in areas
        if area.level is AreaLevel.VILLAGE
    ]
    places = AreaIndex(facts, villages)
    for report in reports:
        if not places.locate(report.point).is_inside:
            faults.at(
                report.place,
                "latitude",
                Words(
                    "Titik ini tidak berada di desa atau kelurahan mana pun di kota ini.",
                    "This point is in no village of the city.",
                ),
            )


def check_categories(categories: Sequence[CategoryEntry], faults: Faults) -> None:
    """Something else can always be reported."""
    if all(category.code != LAST_RESORT for category in categories):
        faults.at(
            Place("categories.csv", 0, {}),
            "code",
            Words(f"Harus ada kategori {LAST_RESORT}.", f"There must be a category {LAST_RESORT}."),
        )
