"""A pack is refused with every mistake that it has, each at its file, line and field."""

import shutil
from pathlib import Path

import pytest

from api.seed.faults import Fault, PackFaults
from api.seed.pack import load_pack
from tests.seed.conftest import MINI, Edit


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(PackFaults) as caught:
        load_pack(folder)
    return caught.value.faults


def test_the_small_pack_is_right() -> None:
    pack = load_pack(MINI)
    assert pack.city.code == "mini"
    assert [area.code for area in pack.areas if area.level.name == "VILLAGE"] == [
        "51.03.01.1001",
        "51.03.01.1002",
        "51.03.06.2003",
    ]
    assert pack.shortcuts[0].fallback_numbers == ("110", "0361-413417")
    assert pack.shortcuts[0].sms_template is None
    assert pack.articles[0].body.id.startswith("Jembatan **ditutup**")


CORRUPTIONS = [
    # file, line of the mistake, field, what is replaced, by what, words of the message
    ("city.yaml", 2, "code", "code: mini", "code: maxi", "folder's name"),
    ("city.yaml", 2, "cod", "code: mini", "cod: mini", "Did you mean code?"),
    ("city.yaml", 5, "name.en", "  en: Mini City", "  en: ''", "Needs a value"),
    ("city.yaml", 6, "ticket_prefix", "MIN", "Mini", "ticket prefix"),
    ("city.yaml", 7, "time_zone", "Asia/Makassar", "Asia/Makasar", "Did you mean Asia/Makassar?"),
    ("city.yaml", 8, "languages", "[id, en]", "[id, id]", "Written twice: id"),
    ("city.yaml", 8, "languages", "[id, en]", "id", "must be a list"),
    ("city.yaml", 9, "area_code", "'51.03'", "'51.04'", "not in this pack"),
    ("city.yaml", 11, "centre.latitude", "-8.70", "-98.70", "outside the range"),
    ("city.yaml", 13, "map_zoom", "zoom: 11", "zoom: eleven", "not a whole number"),
    ("city.yaml", 20, "number", "'14084'", "call us", "telephone number"),
    ("city.yaml", 23, "provenance.source_name", "      source_name: Koran\n", "",
     "synthetic=false"),
    ("city.yaml", 25, "map_zoom", "\nprovenance:\n  synthetic: true", "\nmap_zoom: 9\nprovenance:"
     "\n  synthetic: true", "written twice"),
    ("areas.csv", 5, "level", "51.03.01.1001,VILLAGE", "51.03.01.1001,VILAGE", "VILLAGE?"),
    ("areas.csv", 5, "parent_code", "Tuban,51.03.01,", "Tuban,51.03.06,", "DISTRICT"),
    ("areas.csv", 5, "parent_code", "Tuban,51.03.01,", "Tuban,51.03.09,", "not in this pack"),
    ("areas.csv", 5, "kind", "VILLAGE,kelurahan,Tuban", "VILLAGE,desa,Tuban", "2xxx"),
    ("areas.csv", 6, "latitude", "-8.72,115.17,true,,,example\n51.03.06.2003", "8.72,115.17,true,,,"
     "example\n51.03.06.2003", "km from the city's centre"),
    ("areas.csv", 7, "longitude", "-8.64,115.16", "-8.64,15.16E", "not a coordinate"),
    ("areas.csv", 7, "code", "51.03.06.2003,VILLAGE", "51.03.01.1002,VILLAGE", "on line 6"),
    ("agencies.csv", 4, "source_date", "2017-09-29", "29/09/2017", "2018-11-05"),
    ("agencies.csv", 4, "synthetic", "0361-413417,false", "0361-413417,no", "neither true nor"),
    ("agencies.csv", 2, "source_name", "dinas,,true,,,example\ndp3a", "dinas,,true,Koran,,example\n"
     "dp3a", "Must be empty"),
    ("agencies.csv", 1, "kin", "kind", "kin", "Did you mean kind?"),
    ("categories.csv", 2, "agency", "Damaged road,pupr", "Damaged road,pup", "Did you mean pupr?"),
    ("categories.csv", 2, "sla_working_days", "pupr,10", "pupr,0", "outside the range"),
    ("categories.csv", 4, "emergency_notice_en", ",Call 112 now.,", ",,", "both languages"),
    ("categories.csv", 0, "code", "\nlainnya,", "\nlain,", "category lainnya"),
    ("broadcast_templates.csv", 2, "urgency", "siaga,ALERTS,", "siaga,NEWS,", "lower urgency"),
    ("broadcast_templates.csv", 2, "theme", "ALERTS,SEVERE", "REPORTS,LOW", "Choose warnings"),
    ("broadcast_templates.csv", 2, "title_en", "Flood warning", "x" * 66, "at most 65"),
    ("broadcast_templates.csv", 2, "title_en", "Flood warning", "Hm", "too short"),
    ("broadcast_templates.csv", 2, "title_en", "Flood warning", "Fl\u202eood", "characters"),
    ("broadcast_templates.csv", 2, "title_en", "Flood warning", "", "Needs a value"),
    ("apps.csv", 2, "category", ",pengaduan,", ",aduan,", "Did you mean pengaduan?"),
    ("apps.csv", 2, "web_url", "https://mini.example/sidumas", "mini.example", "https://"),
    ("apps.csv", 2, "android_package", "id.go.mini.sidumas", "sidumas", "Android package"),
    ("apps.csv", 2, "", '"Pengaduan, dan', '"Pengaduan", dan', "quotes"),
    ("apps.csv", 3, "", "A map of the city.,,,,,map", "A map, of the city.,,,,,map", "15 cells"),
    ("camera_sites.csv", 2, "area_code", "51.03.01.1002", "51.03.01", "code of a village"),
    ("cameras.csv", 2, "bearing", ",90,600", ",360,600", "outside the range"),
    ("cameras.csv", 3, "site", "KTA-001-B,KTA-001,", "KTA-001-B,KTA-002,", "Did you mean KTA-001?"),
    ("cameras.csv", 4, "stream_path", "/frames/KTU-001-A.jpg", "http://10.0.0.1/a.jpg", "path"),
    ("emergency.yaml", 11, "dial_uri", "tel:112", "tel:122", "another number"),
    ("emergency.yaml", 15, "categories", "[kebakaran, lainnya]", "[kebakaran, lain]", "lainnya?"),
    ("emergency.yaml", 30, "sms_template.en", "      en: EMERGENCY at …", "      en:", "both"),
    ("emergency.yaml", 39, "label", "    label:\n      id: Kebakaran\n      en: Fire",
     "    label: Kebakaran", "id, en below it"),
    ("emergency.yaml", 10, "", "    number: '112'", "   number: '112'", "YAML"),
    ("facilities.csv", 2, "kind", "HOSPITAL", "RS", "HOSPITAL, HEALTH_CENTRE"),
    ("articles.yaml", 5, "topics", "[jalan, keselamatan]", "[jalan, Jalan Raya]", "a code"),
    ("articles.yaml", 19, "published_at", "'2026-07-20T00:00:00Z'", "'2026-07-20'", "zone"),
    ("articles.yaml", 24, "image", "jalan.webp", "jalen.webp", "Did you mean jalan.webp?"),
    ("articles.yaml", 50, "correction_of", "correction_of: jembatan-ditutup",
     "correction_of: jembatan", "not in this pack"),
    ("articles.yaml", 39, "title.en", "    en: 'Correction: bridge closed on Tuesday'\n", "",
     "Needs a value"),
    ("articles.yaml", 50, "correction_of", "'2026-07-21T00:00:00Z'\n  embargo_until: "
     "'2026-07-21T06:00:00Z'", "'2026-07-19T00:00:00Z'\n  embargo_until: null",
     "after the article"),
    ("reports.csv", 2, "ticket", "MIN2611010001", "MIN2611020009", "begins with MIN261101"),
    ("reports.csv", 2, "latitude", "-8.7212345,115.1712345", "-8.90,115.30", "no village"),
    ("reports.csv", 3, "merged_into", ",r1,true", ",,true", "if, and only if"),
    ("reports.csv", 4, "status", "WORKING", "ASSIGNED", "its last update"),
    ("reports.csv", 4, "rating", "2026-11-01T17:00:00Z,1,,", "2026-11-01T17:00:00Z,1,4,", "DONE"),
    ("report_updates.csv", 4, "author_agency", "OFFICER,pupr,true,,,example\nr2", "OFFICER,,true,,,"
     "example\nr2", "agency"),
    ("report_updates.csv", 5, "public_note_en", "Sudah ada.,There already.", "Sudah ada.,", "both"),
    ("report_updates.csv", 6, "status", "r3,2026-11-02T05:00:00Z,VERIFIED", "r3,"
     "2026-11-02T05:00:00Z,AWAITING_CHECK", "No report goes from RECEIVED"),
    ("report_updates.csv", 6, "at", "r3,2026-11-02T05", "r3,2026-10-02T05", "Earlier"),
    ("report_updates.csv", 7, "report", "r3,2026-11-03T05", "r9,2026-11-03T05", "not in this pack"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "line", "field", "old", "new", "words"),
    CORRUPTIONS,
    ids=[f"{file}-{field or 'row'}-{number}" for number, (file, _, field, *_) in
         enumerate(CORRUPTIONS)],
)  # fmt: skip
def test_a_spoilt_cell_is_told_with_its_place(
    folder: Path, edit: Edit, file: str, line: int, field: str, old: str, new: str, words: str
) -> None:
    edit(file, old, new)
    faults = faults_of(folder)
    mine = [f for f in faults if (f.file, f.line, f.field) == (file, line, field)]
    assert mine, "\n".join(fault.text("EN") for fault in faults)
    assert words.lower() in mine[0].en.lower()
    assert mine[0].id and mine[0].id != mine[0].en


def test_every_mistake_is_told_at_once(folder: Path, edit: Edit) -> None:
    edit("areas.csv", "51.03.06,DISTRICT", "51.03.06,DISTRIK")
    edit("apps.csv", ",pengaduan,", ",aduan,")
    edit("cameras.csv", ",90,600", ",360,9000")
    edit("emergency.yaml", "    number: 0361-413417", "    number: '0361'")
    edit("articles.yaml", "image: jalan.webp", "image: none.webp")
    edit("reports.csv", "2026-11-02T03:00:00Z", "yesterday")
    places = [(fault.file, fault.line, fault.field) for fault in faults_of(folder)]
    assert places == [
        ("apps.csv", 2, "category"),
        ("areas.csv", 4, "level"),
        ("articles.yaml", 24, "image"),
        ("cameras.csv", 2, "bearing"),
        ("cameras.csv", 2, "range_metres"),
        ("emergency.yaml", 27, "dial_uri"),
        ("reports.csv", 5, "submitted_at"),
    ]


@pytest.mark.slow
def test_a_big_city_says_how_far_it_reaches(folder: Path, edit: Edit) -> None:
    edit("areas.csv", "51.03.06.2003,VILLAGE,desa,Dalung,51.03.06,-8.64,115.16",
         "51.03.06.2003,VILLAGE,desa,Dalung,51.03.06,-8.04,115.16")  # fmt: skip
    (fault, *_) = [f for f in faults_of(folder) if f.file == "areas.csv"]
    assert "at most 40 km (reach_km in city.yaml)" in fault.en
    edit("city.yaml", "map_zoom: 11", "map_zoom: 11\nreach_km: 80")
    assert load_pack(folder).city.reach_km == 80


def test_one_mistake_is_one_fault(folder: Path, edit: Edit) -> None:
    """An agency that many refer to is spoilt: what refers to it is not at fault."""
    edit("agencies.csv", "Public Works,dinas", "Public Works,Dinas Besar")
    assert [(f.file, f.line, f.field) for f in faults_of(folder)] == [("agencies.csv", 2, "kind")]


def test_a_broken_row_hides_nothing_and_makes_no_echo(folder: Path, edit: Edit) -> None:
    """A row that cannot be read may be the one that others refer to: they are not blamed."""
    edit("agencies.csv", "pupr,Dinas PUPR", 'pupr,"Dinas" PUPR')
    edit("agencies.csv", "2017-09-29", "2017-13-29")
    assert [(f.file, f.line, f.field) for f in faults_of(folder)] == [
        ("agencies.csv", 2, ""),
        ("agencies.csv", 4, "source_date"),
    ]


def test_an_open_quote_is_told_where_it_opens(folder: Path, edit: Edit) -> None:
    edit("facilities.csv", "pol-01,POLICE,Pos", 'pol-01,POLICE,"Pos')
    (fault,) = faults_of(folder)
    assert (fault.file, fault.line) == ("facilities.csv", 3)
    assert "not closed" in fault.en


def test_a_byte_order_mark_and_windows_line_ends_are_taken(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_file():
            text = path.read_bytes().replace(b"\n", b"\r\n")
            path.write_bytes(b"\xef\xbb\xbf" + text)
    pack = load_pack(folder)
    assert pack.articles[0].body == load_pack(MINI).articles[0].body
    assert pack.reports == load_pack(MINI).reports


@pytest.mark.parametrize(
    ("encoding", "places"),
    [
        ("latin-1", [("agencies.csv", 2, ""), ("agencies.csv", 4, "")]),
        ("utf-16", [("agencies.csv", 1, "")]),
    ],
)
def test_another_encoding_is_told_with_its_lines(
    folder: Path, edit: Edit, encoding: str, places: list[tuple[str, int, str]]
) -> None:
    edit("agencies.csv", "Dinas PUPR", "Dinas Café")
    edit("agencies.csv", "Disaster Agency", "Désaster")
    path = folder / "agencies.csv"
    path.write_bytes(path.read_text().encode(encoding))
    faults = faults_of(folder)
    assert [(f.file, f.line, f.field) for f in faults] == places
    assert all("UTF-8" in fault.en for fault in faults)


def test_columns_may_be_in_any_order_but_not_missing(folder: Path) -> None:
    path = folder / "camera_sites.csv"
    rows = [line.split(",") for line in path.read_text().splitlines()]
    path.write_text("\n".join(",".join([*row[1:], row[0]]) for row in rows) + "\n\n")
    edited = load_pack(folder)
    assert [site.code for site in edited.sites] == ["KTA-001", "KTU-001"]
    path.write_text("\n".join(",".join([*row[:1], *row[2:]]) for row in rows))
    assert [(f.file, f.line, f.field) for f in faults_of(folder)] == [
        ("camera_sites.csv", 1, "name")
    ]


def test_semicolons_are_told_as_such(folder: Path) -> None:
    path = folder / "facilities.csv"
    path.write_text(path.read_text().replace(",", ";"))
    (fault,) = faults_of(folder)
    assert (fault.file, fault.line) == ("facilities.csv", 1)
    assert "semicolons" in fault.en


def test_missing_files_and_folders_are_told(folder: Path) -> None:
    (folder / "areas.csv").rename(folder / "area.csv")
    (folder / "articles.yaml").unlink()
    faults = faults_of(folder)
    assert [fault.file for fault in faults] == ["areas.csv", "articles.yaml"]
    assert "Did you mean area.csv?" in faults[0].en
    shutil.rmtree(folder)
    (fault,) = faults_of(folder)
    assert "folder is missing" in fault.en


def test_templates_of_broadcasts_may_be_missing(folder: Path) -> None:
    (folder / "broadcast_templates.csv").unlink()
    assert not load_pack(folder).broadcast_templates


def test_an_empty_file_and_a_list_in_the_wrong_place(folder: Path) -> None:
    (folder / "apps.csv").write_text("")
    (folder / "articles.yaml").write_text("articles:\n  - slug: a\n")
    (folder / "city.yaml").write_text("- code: mini\n")
    assert [(f.file, f.line) for f in faults_of(folder)] == [
        ("apps.csv", 1),
        ("articles.yaml", 1),
        ("city.yaml", 1),
    ]


def test_an_image_that_is_none_is_told(folder: Path) -> None:
    (folder / "images" / "jalan.webp").write_bytes(b"<svg/>")
    (fault,) = faults_of(folder)
    assert (fault.file, fault.line, fault.field) == ("articles.yaml", 24, "image")
    assert "photo" in fault.en


def test_the_words_name_every_place_in_both_languages(folder: Path, edit: Edit) -> None:
    edit("apps.csv", ",pengaduan,", ",aduan,")
    edit("cameras.csv", ",90,600", ",360,600")
    with pytest.raises(PackFaults) as caught:
        load_pack(folder)
    words = caught.value.words
    assert "apps.csv, line 2, category:" in words.en
    assert "cameras.csv, baris 2, bearing:" in words.id
    assert "2 mistakes" in words.en and "2 kesalahan" in words.id
    printed = str(caught.value)
    assert "apps.csv, baris 2, category: “aduan” tidak dikenal." in printed
    assert "“aduan” is not known. Did you mean pengaduan?" in printed
