"""Checks of an article's slug, topics, images and times. Texts are checked in `texts`."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from api.kit.problems import FieldFault, ProblemCode, Words

MOST_TOPICS: Final = 8
LONGEST_TOPIC: Final = 64
MOST_IMAGES: Final = 10
LONGEST_SLUG: Final = 120
_HYPHENATED: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

UNKNOWN_AGENCY: Final = FieldFault(
    "input.agency",
    Words("Dinas yang dipilih tidak ditemukan.", "The selected agency was not found."),
    ProblemCode.UNKNOWN_REFERENCE,
)
UNKNOWN_AREA: Final = FieldFault(
    "input.area",
    Words("Wilayah yang dipilih tidak ditemukan.", "The selected area was not found."),
    ProblemCode.UNKNOWN_REFERENCE,
)
SLUG_TAKEN: Final = FieldFault(
    "input.slug",
    Words(
        "Alamat ini sudah dipakai artikel lain; pilih alamat lain.",
        "Another article already uses this address; choose a different one.",
    ),
    ProblemCode.TAKEN,
)
_BAD_SLUG: Final = FieldFault(
    "input.slug",
    Words(
        "Tulis alamat dengan huruf kecil, angka, dan tanda hubung, paling banyak"
        f" {LONGEST_SLUG} karakter.",
        "Write the address in lower-case letters, digits and hyphens, at most"
        f" {LONGEST_SLUG} characters.",
    ),
    ProblemCode.WRONG_FORMAT,
)
_BAD_TOPIC: Final = FieldFault(
    "input.topics",
    Words(
        "Tulis setiap topik dengan huruf kecil, angka, dan tanda hubung, paling banyak"
        f" {LONGEST_TOPIC} karakter, misalnya layanan-digital.",
        "Write each topic in lower-case letters, digits and hyphens, at most"
        f" {LONGEST_TOPIC} characters, such as layanan-digital.",
    ),
    ProblemCode.WRONG_FORMAT,
)
_TOO_MANY_IMAGES: Final = FieldFault(
    "input.images",
    Words(
        f"Sertakan paling banyak {MOST_IMAGES} gambar.", f"Include at most {MOST_IMAGES} images."
    ),
    ProblemCode.TOO_MANY_ITEMS,
)
_REPEATED_IMAGE: Final = FieldFault(
    "input.images",
    Words("Sertakan setiap gambar satu kali saja.", "Include each image only once."),
    ProblemCode.REPEATED,
)
_PUBLISHED_IN_THE_PAST: Final = FieldFault(
    "input.publishAt",
    Words(
        "Waktu terbit sudah lewat; kosongkan agar artikel terbit sekarang.",
        "The time of publication has passed; leave it empty to publish now.",
    ),
    ProblemCode.IN_THE_PAST,
)
_EMBARGO_TOO_EARLY: Final = FieldFault(
    "input.embargoUntil",
    Words(
        "Embargo harus berakhir setelah waktu terbit.",
        "The embargo must end after the time of publication.",
    ),
    ProblemCode.OUT_OF_RANGE,
)


def slug_faults(slug: str | None) -> list[FieldFault]:
    """The faults of a slug that an editor chose."""
    if slug is None or (_HYPHENATED.fullmatch(slug) and len(slug) <= LONGEST_SLUG):
        return []
    return [_BAD_SLUG]


def topic_faults(topics: Sequence[str]) -> list[FieldFault]:
    """The faults of topics without repetitions."""
    faults = []
    if len(topics) > MOST_TOPICS:
        words = Words(
            f"Ada {len(topics)} topik; pilih paling banyak {MOST_TOPICS}.",
            f"There are {len(topics)} topics; choose at most {MOST_TOPICS}.",
        )
        faults.append(FieldFault("input.topics", words, ProblemCode.TOO_MANY_ITEMS))
    if not all(_HYPHENATED.fullmatch(topic) and len(topic) <= LONGEST_TOPIC for topic in topics):
        faults.append(_BAD_TOPIC)
    return faults


def image_faults(uploads: Sequence[str]) -> list[FieldFault]:
    """The faults of a list of uploads; whether they can be used is not checked here."""
    faults = []
    if len(uploads) > MOST_IMAGES:
        faults.append(_TOO_MANY_IMAGES)
    if len(set(uploads)) < len(uploads):
        faults.append(_REPEATED_IMAGE)
    return faults


def time_faults(
    publish_at: datetime | None, embargo_until: datetime | None, now: datetime
) -> list[FieldFault]:
    """The faults of the times at which an article appears."""
    faults = []
    if publish_at is not None and publish_at < now:
        faults.append(_PUBLISHED_IN_THE_PAST)
    if embargo_until is not None and embargo_until <= (publish_at or now):
        faults.append(_EMBARGO_TOO_EARLY)
    return faults
