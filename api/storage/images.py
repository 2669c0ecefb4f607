"""What an untrusted photograph is recognised by, what is made of it, and why it is refused.

The worker processes of `pool` import this module, so it stays light: no Pillow.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from api.kit.problems import Words
from api.storage.photo_limits import DECODERS, MAX_BYTES, reads_heif

CONTENT_TYPE = "image/webp"
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}


class Refusal(StrEnum):
    """Why a photograph was not accepted."""

    TOO_LARGE = "TOO_LARGE"
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    TOO_DEMANDING = "TOO_DEMANDING"
    UNKNOWN_FORMAT = "UNKNOWN_FORMAT"
    FORMAT_MISMATCH = "FORMAT_MISMATCH"
    NEEDS_EXTRA = "NEEDS_EXTRA"
    ANIMATED = "ANIMATED"
    BROKEN = "BROKEN"


_WORDS = {
    Refusal.TOO_LARGE: Words(
        "Foto lebih besar dari 15 MB. Kirim foto yang lebih kecil.",
        "The photo is larger than 15 MB. Send a smaller one.",
    ),
    Refusal.TOO_MANY_PIXELS: Words(
        "Foto lebih dari 40 megapiksel. Kirim foto dengan resolusi lebih rendah.",
        "The photo has more than 40 megapixels. Send one of lower resolution.",
    ),
    Refusal.TOO_DEMANDING: Words(
        "Foto ini tidak dapat diolah. Kirim foto lain.",
        "This photo could not be processed. Send another one.",
    ),
    Refusal.UNKNOWN_FORMAT: Words(
        "Berkas ini bukan foto yang kami kenal. Kirim foto JPEG, PNG, atau WebP.",
        "This file is not a photo of a kind we know. Send a JPEG, PNG or WebP photo.",
    ),
    Refusal.FORMAT_MISMATCH: Words(
        "Isi berkas ini tidak sesuai dengan jenisnya. Pilih dan kirim ulang fotonya.",
        "The file is not what its type says. Choose the photo and send it again.",
    ),
    Refusal.NEEDS_EXTRA: Words(
        "Foto HEIC belum dapat diterima di sini. Kirim foto JPEG, PNG, atau WebP.",
        "HEIC photos are not accepted here yet. Send a JPEG, PNG or WebP photo.",
    ),
    Refusal.ANIMATED: Words(
        "Gambar bergerak tidak diterima. Kirim satu foto diam.",
        "Animated pictures are not accepted. Send one still photo.",
    ),
    Refusal.BROKEN: Words(
        "Foto rusak atau tidak lengkap. Ambil atau kirim ulang fotonya.",
        "The photo is damaged or incomplete. Take it or send it again.",
    ),
}


class ImageRefused(Exception):
    """The photograph is at fault; `words` tells the sender what to do."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code)
        self.code = code
        self.words = _WORDS[code]

    def __str__(self) -> str:
        return f"{self.code}: {self.words.en}"


class ImagesBusy(Exception):
    """The server is at fault: too many photographs are waiting. Worth sending again shortly."""

    words = Words(
        "Terlalu banyak foto sedang diolah. Coba lagi beberapa saat lagi.",
        "Too many photos are being processed. Try again in a moment.",
    )


@dataclass(frozen=True)
class Recipe:
    """How a picture is re-encoded: `widths` in pixels, WebP's quality (0-100) and effort (0-6).

    `fine` scales by Lanczos, else bilinearly, in half the time. `hash_side` bounds the copy, in
    pixels, that the ThumbHash is taken of. `comparable`: what it looks like, and when and
    where it was taken, is read for later checks.
    """

    widths: tuple[int, ...]
    quality: int
    effort: int
    fine: bool
    hash_side: int
    comparable: bool


PHOTO = Recipe((320, 960, 1920), quality=80, effort=4, fine=True, hash_side=64, comparable=True)
FRAME = Recipe((320, 960), quality=75, effort=0, fine=False, hash_side=24, comparable=False)
"""For a camera's frame, seen for a minute: 35 ms of a core instead of 92, a fifth more bytes."""


@dataclass(frozen=True)
class Rendition:
    """One WebP picture; width and height in pixels."""

    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """When and where a camera says that it took a photograph; no `repr`, lest a log shows it.

    `at` is ISO 8601, with an offset only where the camera gave one; the place is WGS 84, in
    degrees.
    """

    at: str | None = field(default=None, repr=False)
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Processed:
    """A photograph made safe: upright, sRGB, opaque, without metadata.

    `renditions` go from narrow to wide and are never wider than the photograph; `width`, `height`
    and `digest` (SHA-256, hex) are those of the last. `thumbhash` is base64 of a ThumbHash,
    `likeness` a packed `likeness.Likeness` where the recipe asks for it. `taken` was read of the
    metadata before they were dropped: whoever has no need of it drops it too.
    """

    digest: str
    width: int
    height: int
    thumbhash: str
    renditions: tuple[Rendition, ...]
    content_type: str = CONTENT_TYPE
    likeness: bytes | None = field(default=None, repr=False)
    taken: Taken = Taken()


def recognise(data: bytes, declared: str | None) -> str:
    """The decoder for these bytes, by their first few alone. Raises ImageRefused.

    `declared` is a media type; None and application/octet-stream claim nothing.
    """
    if len(data) > MAX_BYTES:
        raise ImageRefused(Refusal.TOO_LARGE)
    if data.startswith(b"\xff\xd8\xff"):
        found = "JPEG"
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        found = "PNG"
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        found = "WEBP"
    elif data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        found = "HEIF"
    else:
        raise ImageRefused(Refusal.UNKNOWN_FORMAT)
    claim = (declared or "").partition(";")[0].strip().lower()
    if claim not in ("", "application/octet-stream") and DECODERS.get(claim) != found:
        raise ImageRefused(Refusal.FORMAT_MISMATCH)
    if found == "HEIF" and not reads_heif():
        raise ImageRefused(Refusal.NEEDS_EXTRA)
    return found
