"""Types that many subjects share: nodes, points, provenance, images, and problems."""

from datetime import date
from enum import Enum
from typing import Any, Final

import strawberry

from api.gql.common.scalars import URL
from api.gql.schema.fields import arg, col, computed, expr, part, supplied, table, words
from api.gql.schema.mapping import Column, Mapped, everyone
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


@strawberry.input(description="A point on earth, in WGS 84.")
class PointInput:
    latitude: float = strawberry.field(description="In degrees north, from -90 to 90.")
    longitude: float = strawberry.field(description="In degrees east, from -180 to 180.")


@part("A point on earth, in WGS 84.")
class Point:
    latitude: float = expr(lambda row, _v: row.latitude, "In degrees north.")
    longitude: float = expr(lambda row, _v: row.longitude, "In degrees east.")


@part("The origin of a fact, so that nothing invented looks official.")
class Provenance:
    synthetic: bool = expr(
        lambda row, _v: row.synthetic,
        "Whether it is an invented example and not a fact about the city.",
    )
    source_name: str | None = expr(
        lambda row, _v: row.source_name, "The publisher; null if it was not published."
    )
    source_date: date | None = expr(
        lambda row, _v: row.source_date, "When it was published; null if that is not known."
    )
    source_note: str | None = expr(
        lambda row, _v: row.source_note,
        "Which part is approximate, unknown or our own; null if none is.",
    )


@strawberry.enum(description="The file format of an image.")
class ImageFormat(Enum):
    WEBP = strawberry.enum_value("WEBP", description="WebP, in which every image is available.")


def _url(arguments: Any) -> Any:
    width = arguments.get("width")
    width = rendition_width(DEFAULT_WIDTH if width is None else width)
    return lambda base, digest: f"{base}/media/{digest}/{width}.webp"


@table(
    StoredImage,
    where=everyone,
    key="digest",
    description="A picture, re-encoded by the city: it carries no metadata of the camera.",
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
        "The image's address, with the host by which this client reaches the server. The bytes at"
        " an address never change.",
        [
            arg(
                "width",
                int | None,
                "The width needed, in pixels: the address is that of the next larger one of"
                " 320, 960 and 1920.",
            ),
            arg("format", ImageFormat | None, "The file format; WebP is the only one so far."),
        ],
        takes_base=True,
    )
    width: int = col(StoredImage.width, "The width of the largest version, in pixels.")
    height: int = col(StoredImage.height, "The height of the largest version, in pixels.")
    thumbhash: str = col(
        StoredImage.thumbhash, "A placeholder to show while the image loads: a ThumbHash in base64."
    )
    credit: str | None = col(
        StoredImage.credit, "The credit to show beside the image; null if it needs none."
    )
    licence: str | None = col(
        StoredImage.licence, "The licence under which it may be used; null if none is stated."
    )
    alt: str | None = words(
        StoredImage.alt_id,
        StoredImage.alt_en,
        "What the image shows, for people who cannot see it (alt text).",
    )


def bilingual(indonesian: Any, english: Any) -> dict[str, Mapped]:
    """The fields of a BilingualText over two columns of the row."""
    return {"indonesian": Column(indonesian.key), "english": Column(english.key)}
