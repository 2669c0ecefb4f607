"""What is read of a camera's clock and position, from sound, odd and damaged metadata."""

import io
from typing import Any

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from api.storage.images import FRAME, PHOTO, Taken
from api.storage.renditions import render

KUTA = {1: "S", 2: (8.0, 43.0, 4.08), 3: "E", 4: (115.0, 10.0, 8.04)}


def photo(camera: dict[int, Any] | None = None, gps: dict[int, Any] | None = None) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769).update(camera or {})
    exif.get_ifd(0x8825).update(gps or {})
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "JPEG", exif=exif)
    return file.getvalue()


@pytest.mark.parametrize(
    ("camera", "at"),
    [
        ({0x9003: "2026:11:23 11:40:00"}, "2026-11-23T11:40:00"),
        ({0x9003: "2026:11:23 11:40:00", 0x9011: "+08:00"}, "2026-11-23T11:40:00+08:00"),
        ({0x9003: "2026:11:23 11:40:00\0", 0x9011: "-03:30"}, "2026-11-23T11:40:00-03:30"),
        ({0x9003: "2026:11:23 11:40:00", 0x9011: "Z"}, "2026-11-23T11:40:00"),
        ({0x9003: "2026:11:23 11:40:00", 0x9011: "+29:00"}, "2026-11-23T11:40:00"),
        ({0x9003: "    :  :     :  :  "}, None),
        ({0x9003: "yesterday"}, None),
        ({0x9004: "2026:11:23 11:40:00"}, None),
        ({}, None),
    ],
)
def test_when(camera: dict[int, Any], at: str | None) -> None:
    assert render(photo(camera), "JPEG").taken == Taken(at)


@pytest.mark.parametrize(
    "gps",
    [
        {1: "S", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {2: (8.0, 43.0, 4.0), 4: (115.0, 10.0, 8.0)},
        {1: "X", 2: (8.0, 43.0, 4.0), 3: "E", 4: (115.0, 10.0, 8.0)},
        {1: "S", 2: (91.0, 0.0, 0.0), 3: "E", 4: (115.0, 10.0, 8.0)},
        {1: "S", 2: (8.0, 43.0), 3: "E", 4: (115.0, 10.0)},
        {1: "S", 2: (IFDRational(0, 0), 43.0, 4.0), 3: "E", 4: (115.0, 10.0, 8.0)},
        {1: "S", 2: (8.0, 43.0, 4.0)},
    ],
)
def test_a_position_that_makes_no_sense_is_none(gps: dict[int, Any]) -> None:
    assert render(photo(gps=gps), "JPEG").taken == Taken()


def test_where() -> None:
    taken = render(photo(gps=KUTA), "JPEG").taken
    assert taken.latitude == pytest.approx(-8.7178, abs=1e-6)
    assert taken.longitude == pytest.approx(115.1689, abs=1e-6)
    north_west = {**KUTA, 1: "N", 3: "W"}
    taken = render(photo(gps=north_west), "JPEG").taken
    assert taken.latitude and taken.latitude > 0 and taken.longitude and taken.longitude < 0


def test_no_text_of_it_shows_the_place() -> None:
    processed = render(photo({0x9003: "2026:11:23 11:40:00"}, KUTA), "JPEG")
    assert processed.taken.at and "2026" not in repr(processed) and "8.71" not in repr(processed)


def test_a_damaged_block_spoils_nothing() -> None:
    data = bytearray(photo({0x9003: "2026:11:23 11:40:00"}, KUTA))
    start = data.index(b"Exif") + 14
    data[start : start + 40] = b"\xff" * 40
    assert render(bytes(data), "JPEG").taken == Taken()


def test_a_cameras_frame_is_not_asked() -> None:
    frame = render(photo({0x9003: "2026:11:23 11:40:00"}, KUTA), "JPEG", FRAME)
    assert frame.taken == Taken() and frame.likeness is None
    assert render(photo(), "JPEG", PHOTO).likeness is not None
