"""How one value of a pack is read from its text. Each reader returns the value or raises Wrong."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, TypeVar, cast

from api.kit import clock, text
from api.seed.faults import Wrong, nearest

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
Reader = Callable[[str], T]


@dataclass(frozen=True, slots=True)
class Column:
    """How a field of an entry is read: its reader, and what its emptiness means.

    `at` is the dotted key in a YAML file when it is not the field's own name; `refers` names the
    kind of entry whose key the value must be.
    """

    read: Reader[Any]
    required: bool
    many: bool
    at: str | None
    refers: str | None


def cell(read: Reader[T], *, at: str | None = None, refers: str | None = None) -> T:
    """A field that must have a value."""
    column = Column(read, required=True, many=False, at=at, refers=refers)
    return cast(T, field(metadata={"column": column}))


def maybe(read: Reader[T], *, at: str | None = None, refers: str | None = None) -> T | None:
    """A field that may be empty."""
    column = Column(read, required=False, many=False, at=at, refers=refers)
    return cast("T | None", field(metadata={"column": column}))


def several(read: Reader[T], *, at: str | None = None, refers: str | None = None) -> tuple[T, ...]:
    """A list in a YAML file; it may be empty, and names nothing twice."""
    column = Column(read, required=False, many=True, at=at, refers=refers)
    return cast("tuple[T, ...]", field(metadata={"column": column}))


def words(longest: int) -> Reader[str]:
    """Text of at most so many characters, without control characters."""

    def read(raw: str) -> str:
        if text.fault("", raw, longest=len(raw)):
            raise Wrong(
                "Ada karakter kendali yang tidak dapat disimpan; ketik ulang teksnya.",
                "It has a control character that cannot be stored; type the text again.",
            )
        if len(raw) > longest:
            raise Wrong(
                f"{len(raw)} karakter; paling banyak {longest}.",
                f"{len(raw)} characters; at most {longest}.",
            )
        return raw

    return read


def pattern(shape: str, id: str, en: str) -> Reader[str]:
    """Text of an exact shape; the sentences say which."""
    compiled = re.compile(shape)

    def read(raw: str) -> str:
        if not compiled.fullmatch(raw):
            raise Wrong(f"“{raw[:60]}” tidak berbentuk {id}.", f"“{raw[:60]}” is not {en}.")
        return raw

    return read


slug: Final = pattern(
    r"(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*",
    "kode: huruf kecil, angka, dan tanda hubung, paling banyak 64, misalnya jalan-rusak",
    "a code: small letters, digits and hyphens, at most 64, such as jalan-rusak",
)
long_slug: Final = pattern(
    r"(?=.{1,160}$)[a-z0-9]+(-[a-z0-9]+)*",
    "slug: huruf kecil, angka, dan tanda hubung, paling banyak 160",
    "a slug: small letters, digits and hyphens, at most 160",
)
camera_code: Final = pattern(
    r"(?=.{1,64}$)[A-Z0-9]+(-[A-Z0-9]+)*",
    "kode kamera: huruf besar, angka, dan tanda hubung, misalnya KTA-001-A",
    "a camera code: capital letters, digits and hyphens, such as KTA-001-A",
)
area_code: Final = pattern(
    r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?",
    "kode wilayah Kemendagri, misalnya 51.03.01.1002",
    "an official area code (Kemendagri), such as 51.03.01.1002",
)
ticket: Final = pattern(
    r"[A-Z]{2,5}\d{6}\d{4,8}",
    "nomor tiket: awalan, tanggal yymmdd, dan nomor urut, misalnya BDG2611230001",
    "a ticket number: prefix, date as yymmdd and a sequence number, such as BDG2611230001",
)
ticket_prefix: Final = pattern(
    r"[A-Z]{2,5}", "awalan tiket: 2–5 huruf besar", "a ticket prefix: 2–5 capital letters"
)
phone: Final = pattern(
    r"\+?\d(?:[ -]?\d){2,14}",
    "nomor telepon: angka dengan spasi atau tanda hubung, misalnya 0361-413417",
    "a telephone number: digits with spaces or hyphens, such as 0361-413417",
)
dial_uri: Final = pattern(
    r"tel:\+?\d{3,15}",
    "alamat untuk menelepon, misalnya tel:112 atau tel:+62361413417",
    "an address to dial, such as tel:112 or tel:+62361413417",
)
web_url: Final = pattern(
    r"https?://[^\s/@]+(/\S*)?",
    "alamat web yang dimulai dengan https://",
    "a web address that begins with https://",
)
android_package: Final = pattern(
    r"[A-Za-z]\w*(\.[A-Za-z]\w*)+",
    "nama paket Android, misalnya id.go.badungkab.sidumas",
    "an Android package name, such as id.go.badungkab.sidumas",
)
ios_id: Final = pattern(
    r"\d{6,12}", "nomor aplikasi App Store: 6–12 angka", "an App Store number: 6–12 digits"
)
stream_path: Final = pattern(
    r"/(?!/)(?!.*\.\.)[\w./?=&%+-]{1,250}",
    "jalur kamera yang dimulai dengan garis miring, tanpa alamat server",
    "a camera's path that begins with a slash, without the server's address",
)
image_name: Final = pattern(
    r"[a-z0-9][a-z0-9._-]*\.(webp|png|jpe?g)",
    "nama berkas gambar di folder images, misalnya beach.webp",
    "the name of an image file in the folder images, such as beach.webp",
)


def whole(low: int, high: int) -> Reader[int]:
    """A whole number within a range, both ends included."""

    def read(raw: str) -> int:
        if not re.fullmatch(r"[+-]?\d{1,15}", raw):
            raise Wrong(f"“{raw[:60]}” bukan bilangan bulat.", f"“{raw[:60]}” is no whole number.")
        value = int(raw)
        if not low <= value <= high:
            raise Wrong(
                f"{value} di luar rentang {low} sampai {high}.",
                f"{value} is outside the range {low} to {high}.",
            )
        return value

    return read


def degrees(limit: int) -> Reader[float]:
    """A coordinate in degrees (WGS 84) between -limit and limit."""

    def read(raw: str) -> float:
        try:
            value = float(raw)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            hint = (
                (" Pakai titik, bukan koma, sebelum desimal.", " Write a point before decimals.")
                if re.fullmatch(r"[+-]?\d+,\d+", raw)
                else ("", "")
            )
            raise Wrong(
                f"“{raw[:60]}” bukan koordinat dalam derajat.{hint[0]}",
                f"“{raw[:60]}” is no coordinate in degrees.{hint[1]}",
            )
        if abs(value) > limit:
            raise Wrong(
                f"{value} di luar rentang -{limit} sampai {limit}.",
                f"{value} is outside the range -{limit} to {limit}.",
            )
        return value

    return read


latitude: Final = degrees(90)
longitude: Final = degrees(180)


def flag(raw: str) -> bool:
    """true or false; capitals, as spreadsheets write them, are the same."""
    if raw.lower() not in ("true", "false"):
        raise Wrong(
            f"“{raw[:60]}” bukan true atau false.", f"“{raw[:60]}” is neither true nor false."
        )
    return raw.lower() == "true"


def _one_of(raw: str, known: dict[str, T]) -> T:
    if raw not in known:
        near = nearest(raw, known)
        names = ", ".join(known)
        raise Wrong(
            f"“{raw[:60]}” tidak dikenal.{near.id} Pilihannya: {names}.",
            f"“{raw[:60]}” is not known.{near.en} There are: {names}.",
        )
    return known[raw]


def choice(kind: type[E]) -> Reader[E]:
    """One of an enum's names."""
    return lambda raw: _one_of(raw, dict(kind.__members__))


def word_of(kind: type[E]) -> Reader[E]:
    """One of an enum's values: the pack's own words."""
    return lambda raw: _one_of(raw, {str(member.value): member for member in kind})


def one_of(*known: str) -> Reader[str]:
    """One of these words."""
    return lambda raw: _one_of(raw, dict(zip(known, known, strict=True)))


def day(raw: str) -> date:
    """A calendar day: ``2018-11-05``."""
    try:
        if len(raw) != 10:
            raise ValueError
        return date.fromisoformat(raw)
    except ValueError:
        raise Wrong(
            f"“{raw[:60]}” bukan tanggal; tulis seperti 2018-11-05.",
            f"“{raw[:60]}” is no date; write it as 2018-11-05.",
        ) from None


def instant(raw: str) -> datetime:
    """An instant with its zone: ``2026-06-03T02:00:00Z``."""
    try:
        return clock.from_text(raw)
    except (ValueError, OverflowError):
        raise Wrong(
            f"“{raw[:60]}” bukan waktu dengan zona; tulis seperti 2026-06-03T02:00:00Z.",
            f"“{raw[:60]}” is no time with a zone; write it as 2026-06-03T02:00:00Z.",
        ) from None


time_zone: Final = one_of("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
"""The zones of Indonesia in the IANA database."""
