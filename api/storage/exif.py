"""When and where a camera says that it took a photograph: EXIF 2.32, read in the worker alone."""

import re
from typing import Any, Final

from PIL import Image

from api.storage.images import Taken

_EXIF, _GPS = 0x8769, 0x8825
_TAKEN_AT, _TAKEN_OFFSET = 0x9003, 0x9011
_SOUTH_OR_NORTH, _LATITUDE, _WEST_OR_EAST, _LONGITUDE = 1, 2, 3, 4
_MOMENT: Final = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_OFFSET: Final = re.compile(r"[+-](0\d|1[0-4]):[0-5]\d")


def taken_of(picture: Image.Image) -> Taken:
    """What the metadata say; what is absent, damaged or makes no sense is None. Never raises."""
    try:
        exif = picture.getexif()
        camera, gps = exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
    except Exception:  # whatever a damaged block makes the reader raise; the pixels may be good
        return Taken()
    at = _moment(camera.get(_TAKEN_AT), camera.get(_TAKEN_OFFSET))
    latitude = _degrees(gps.get(_LATITUDE), gps.get(_SOUTH_OR_NORTH), "NS", 90)
    longitude = _degrees(gps.get(_LONGITUDE), gps.get(_WEST_OR_EAST), "EW", 180)
    # Phones without a fix write zeros.
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return Taken(at)
    return Taken(at, latitude, longitude)


def _moment(at: Any, offset: Any) -> str | None:
    found = _MOMENT.fullmatch(_text(at))
    if found is None:
        return None
    year, month, day, time = found.groups()
    zone = _text(offset)
    return f"{year}-{month}-{day}T{time}{zone if _OFFSET.fullmatch(zone) else ''}"


def _text(value: Any) -> str:
    return value.strip(" \0") if isinstance(value, str) else ""


def _degrees(parts: Any, side: Any, sides: str, most: int) -> float | None:
    """Degrees from (degrees, minutes, seconds) and the letter of the hemisphere."""
    letter = _text(side).upper()
    try:
        whole, minutes, seconds = (float(number) for number in parts)
        degrees = whole + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if letter not in sides or len(letter) != 1 or not 0 <= degrees <= most:
        return None
    return -degrees if letter in "SW" else degrees
