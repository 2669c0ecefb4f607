"""Types that many subjects share: nodes, points, provenance, freshness, images, and problems."""

from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Final

import strawberry

from api.gql.common.scalars import URL
from api.gql.compile.sql import ago
from api.gql.schema.fields import arg, col, computed, expr, part, supplied, table, words
from api.gql.schema.mapping import Column, Computed, Expression, Mapped, everyone
from api.kit import clock
from api.storage.library import rendition_width
from api.storage.models import StoredImage

DEFAULT_WIDTH: Final = 960


@strawberry.enum(description="A language of the API.")
class Language(Enum):
    ID = strawberry.enum_value("ID", description="Bahasa Indonesia.")
    EN = strawberry.enum_value("EN", description="English.")


@strawberry.interface(description="A thing with an opaque, global id.")
class Node:
    id: strawberry.ID = strawberry.field(description="The id: opaque, global, stable.")


@part("A text in both languages of the city, for pages that show or edit the two.")
class BilingualText:
    indonesian: str = supplied("The Indonesian text.")
    english: str = supplied("The English text.")


@strawberry.input(description="A text to keep in both languages.")
class BilingualTextInput:
    indonesian: str = strawberry.field(description="The Indonesian text.")
    english: str | None = strawberry.field(
        default=None,
        description="The English text; if omitted, English readers get the Indonesian.",
    )


@strawberry.input(description="A correction of a text in one or both languages.")
class BilingualTextChangeInput:
    indonesian: str | None = strawberry.field(
        default=None, description="The new Indonesian text; if omitted, it stays as it is."
    )
    english: str | None = strawberry.field(
        default=None, description="The new English text; if omitted, it stays as it is."
    )


@strawberry.input(description="A place on earth, WGS 84.")
class PointInput:
    latitude: float = strawberry.field(description="Degrees north, -90 to 90.")
    longitude: float = strawberry.field(description="Degrees east, -180 to 180.")


@part("A place on earth, WGS 84.")
class Point:
    latitude: float = expr(lambda row, _v: row.latitude, "Degrees north.")
    longitude: float = expr(lambda row, _v: row.longitude, "Degrees east.")


@part("Where a seeded thing comes from: nothing invented may look official.")
class Provenance:
    synthetic: bool = expr(
        lambda row, _v: row.synthetic, "Invented as an example; not a fact about the city."
    )
    source_name: str | None = expr(lambda row, _v: row.source_name, "Who published the fact.")
    source_date: date | None = expr(lambda row, _v: row.source_date, "When it was published.")
    source_note: str | None = expr(
        lambda row, _v: row.source_note, "What of it is ours, approximate or not known."
    )


@strawberry.enum(description="A file format of a picture.")
class ImageFormat(Enum):
    WEBP = strawberry.enum_value("WEBP", description="WebP: every rendition is kept in it.")


def _url(arguments: Any) -> Any:
    width = arguments.get("width")
    width = rendition_width(DEFAULT_WIDTH if width is None else width)
    return lambda base, digest: f"{base}/media/{digest}/{width}.webp"


@table(
    StoredImage,
    where=everyone,
    key="digest",
    description="A picture, re-encoded by the city: no metadata of the camera is left in it.",
    name="Image",
)
class Image:
    id: strawberry.ID = computed(
        [StoredImage.digest],
        lambda _args: "img_{}".format,
        "A stable ID of the image, for caches; `node(id:)` does not take it.",
    )
    url: URL = computed(
        [StoredImage.digest],
        _url,
        "Where to get it, as this client reaches the server; what is behind an address never"
        " changes.",
        [
            arg("width", int | None, "The width wished for, in pixels: 320, 960 or 1920 is given."),
            arg("format", ImageFormat | None, "The format; WebP is the only one so far."),
        ],
        takes_base=True,
    )
    width: int = col(StoredImage.width, "Width of the widest rendition, in pixels.")
    height: int = col(StoredImage.height, "Height of the widest rendition, in pixels.")
    thumbhash: str = col(
        StoredImage.thumbhash, "A tiny placeholder (ThumbHash, base64) to show while it loads."
    )
    credit: str | None = col(StoredImage.credit, "Whom to name beside the picture.")
    licence: str | None = col(StoredImage.licence, "Under which licence it may be used.")
    alt: str | None = words(
        StoredImage.alt_id, StoredImage.alt_en, "What the picture shows, for who cannot see it."
    )


@part("How old data is, and until when to trust it: one contract wherever data ages.")
class Freshness:
    as_of: datetime = supplied("The instant that the data shows.")
    stale_after: datetime = supplied("After this instant the data is stale.")
    is_stale: bool = supplied("Whether that instant has passed.")
    source: str = supplied("Where the data comes from.")


def bilingual(indonesian: Any, english: Any) -> dict[str, Mapped]:
    """The fields of a BilingualText over two columns of the row."""
    return {"indonesian": Column(indonesian.key), "english": Column(english.key)}


def freshness(column: str, lasts: timedelta, source: str) -> dict[str, Mapped]:
    """The fields of a Freshness over an instant column of the row."""

    def end(text: str) -> str:
        return clock.to_text(clock.from_text(text) + lasts)

    return {
        "asOf": Expression(lambda row, _v: row[column], "plain"),
        "staleAfter": Computed((lambda row, _v: row[column],), lambda _args: end),
        "isStale": Expression(lambda row, v: row[column] < ago(v.now, lasts), "plain"),
        "source": Computed((), lambda _args: lambda: source),
    }
