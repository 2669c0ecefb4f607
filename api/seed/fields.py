"""The types of a pack's values: how each is read from its text, and what it must look like.
The sentence for whoever wrote it otherwise has the name of the shape in messages.yaml."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from api.kit import clock, text
from api.kit.nearest import nearest
from api.seed.messages import wrong


def read(reader: Callable[[str], Any]) -> BeforeValidator:
    """Reads a value from its text; what is not text is left for the type to refuse."""
    return BeforeValidator(lambda raw: reader(raw) if isinstance(raw, str) else raw)


def shape(name: str, pattern: str) -> AfterValidator:
    """Text of this pattern."""
    compiled = re.compile(pattern)

    def check(raw: str) -> str:
        if not compiled.fullmatch(raw):
            raise wrong(name)
        return raw

    return AfterValidator(check)


def one_of(known: Mapping[str, Any]) -> BeforeValidator:
    """One of these words, read as what it stands for."""

    def pick(raw: str) -> Any:
        if raw not in known:
            raise wrong("not_a_choice", near=nearest(raw, known), choices=", ".join(known))
        return known[raw]

    return read(pick)


def name_of(kind: type[Enum]) -> BeforeValidator:
    """The name of one of an enum's members."""
    return one_of(kind.__members__)


def value_of(kind: type[Enum]) -> BeforeValidator:
    """The value of one of an enum's members: the pack's own words."""
    return one_of({str(member.value): member for member in kind})


def word(*known: str) -> BeforeValidator:
    """One of these words."""
    return one_of(dict(zip(known, known, strict=True)))


def _storable(raw: str) -> str:
    if text.fault("", raw, longest=len(raw)):
        raise wrong("control_character")
    return raw


def _digits(raw: str) -> str:
    if not re.fullmatch(r"[+-]?\d{1,15}", raw):
        raise wrong("int_parsing")
    return raw


def _flag(raw: str) -> bool:
    if raw.lower() not in ("true", "false"):  # spreadsheets write capitals
        raise wrong("flag")
    return raw.lower() == "true"


def _day(raw: str) -> date:
    try:
        if len(raw) != 10:
            raise ValueError
        return date.fromisoformat(raw)
    except ValueError:
        raise wrong("day") from None


def _instant(raw: str) -> datetime:
    try:
        return clock.from_text(raw)
    except (ValueError, OverflowError):
        raise wrong("instant") from None


Whole = Annotated[int, read(_digits)]
Flag = Annotated[bool, read(_flag)]
Day = Annotated[date, read(_day)]
Instant = Annotated[datetime, read(_instant)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]

Name = Annotated[str, Field(max_length=200), AfterValidator(_storable)]
Person = Annotated[str, Field(max_length=100), AfterValidator(_storable)]
ReportTitle = Annotated[str, Field(max_length=140), AfterValidator(_storable)]
Title = Annotated[str, Field(max_length=300), AfterValidator(_storable)]
Sentence = Annotated[str, Field(max_length=1000), AfterValidator(_storable)]
Note = Annotated[str, Field(max_length=4000), AfterValidator(_storable)]
Body = Annotated[str, Field(max_length=50_000), AfterValidator(_storable)]

Slug = Annotated[str, shape("slug", r"(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*")]
LongSlug = Annotated[str, shape("long_slug", r"(?=.{1,160}$)[a-z0-9]+(-[a-z0-9]+)*")]
CameraCode = Annotated[str, shape("camera_code", r"(?=.{1,64}$)[A-Z0-9]+(-[A-Z0-9]+)*")]
AreaCode = Annotated[str, shape("area_code", r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?")]
CityCode = Annotated[AreaCode, shape("city_code", r".{5}")]
VillageCode = Annotated[AreaCode, shape("village_code", r".{13}")]
Ticket = Annotated[str, shape("ticket", r"[A-Z]{2,5}\d{6}\d{4,8}")]
TicketPrefix = Annotated[str, shape("ticket_prefix", r"[A-Z]{2,5}")]
Phone = Annotated[str, shape("phone", r"\+?\d(?:[ -]?\d){2,14}")]
DialUri = Annotated[str, shape("dial_uri", r"tel:\+?\d{3,15}")]
WebUrl = Annotated[str, shape("web_url", r"https?://[^\s/@]+(/\S*)?")]
AndroidPackage = Annotated[str, shape("android_package", r"[A-Za-z]\w*(\.[A-Za-z]\w*)+")]
IosId = Annotated[str, shape("ios_id", r"\d{6,12}")]
StreamPath = Annotated[str, shape("stream_path", r"/(?!/)(?!.*\.\.)[\w./?=&%+-]{1,250}")]
ImageName = Annotated[str, shape("image_name", r"[a-z0-9][a-z0-9._-]*\.(webp|png|jpe?g)")]
TimeZone = Annotated[str, word("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")]
"""The zones of Indonesia in the IANA database."""
