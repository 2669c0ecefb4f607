"""The types of a pack's values: what each must look like, beside what its Python type asks.
The sentence for whoever wrote it otherwise has the name of the shape in messages.yaml."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Final

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from api.kit import text
from api.seed.messages import wrong


def shape(name: str, pattern: str) -> BeforeValidator:
    """Text of this pattern; what is not text is left for the type to refuse."""
    compiled = re.compile(pattern)

    def check(raw: Any) -> Any:
        if isinstance(raw, str) and not compiled.fullmatch(raw):
            raise wrong(name)
        return raw

    return BeforeValidator(check)


def one_of(known: Iterable[str]) -> AfterValidator:
    """One of these words."""
    words = tuple(known)

    def check(raw: str) -> str:
        if raw not in words:
            raise wrong("enum", expected=" or ".join(map(repr, words)))
        return raw

    return AfterValidator(check)


def _storable(raw: str) -> str:
    if text.fault("", raw, longest=len(raw)):
        raise wrong("control_character")
    return raw


Whole = Annotated[int, shape("int_parsing", r"[+-]?\d{1,15}")]
Flag = Annotated[bool, shape("bool_parsing", r"(?i)true|false")]  # spreadsheets write capitals
Day = Annotated[date, shape("date_parsing", r"\d{4}-\d\d-\d\d")]
Instant = Annotated[AwareDatetime, shape("datetime_parsing", r"\d{4}-\d\d-\d\d[Tt ].+")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]

Name = Annotated[str, Field(max_length=200), AfterValidator(_storable)]
Person = Annotated[str, Field(max_length=100), AfterValidator(_storable)]
ReportTitle = Annotated[str, Field(max_length=140), AfterValidator(_storable)]
Title = Annotated[str, Field(max_length=300), AfterValidator(_storable)]
Sentence = Annotated[str, Field(max_length=1000), AfterValidator(_storable)]
Note = Annotated[str, Field(max_length=4000), AfterValidator(_storable)]
Body = Annotated[str, Field(max_length=50_000), AfterValidator(_storable)]

SLUG: Final = r"(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*"
Slug = Annotated[str, shape("slug", SLUG)]
LongSlug = Annotated[str, shape("long_slug", r"(?=.{1,160}$)[a-z0-9]+(-[a-z0-9]+)*")]
CameraCode = Annotated[str, shape("camera_code", r"(?=.{1,64}$)[A-Z0-9]+(-[A-Z0-9]+)*")]
AreaCode = Annotated[str, shape("area_code", r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?")]
CityCode = Annotated[str, shape("city_code", r"\d\d\.\d\d")]
VillageCode = Annotated[str, shape("village_code", r"\d\d\.\d\d\.\d\d\.\d{4}")]
Ticket = Annotated[str, shape("ticket", r"[A-Z]{2,5}\d{6}\d{4,8}")]
TicketPrefix = Annotated[str, shape("ticket_prefix", r"[A-Z]{2,5}")]
Phone = Annotated[str, shape("phone", r"\+?\d(?:[ -]?\d){2,14}")]
DialUri = Annotated[str, shape("dial_uri", r"tel:\+?\d{3,15}")]
WebUrl = Annotated[str, shape("web_url", r"https?://[^\s/@]+(/\S*)?")]
AndroidPackage = Annotated[str, shape("android_package", r"[A-Za-z]\w*(\.[A-Za-z]\w*)+")]
IosId = Annotated[str, shape("ios_id", r"\d{6,12}")]
StreamPath = Annotated[str, shape("stream_path", r"/(?!/)(?!.*\.\.)[\w./?=&%+-]{1,250}")]
ImageName = Annotated[str, shape("image_name", r"[a-z0-9][a-z0-9._-]*\.(webp|png|jpe?g)")]
