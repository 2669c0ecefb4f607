"""The limits of a photo from outside: its bytes, pixels, shape and type, and how many may wait.

Everything that takes photos imports this module, so it stays light: no Pillow.
"""

import importlib.util
from datetime import timedelta
from typing import Final

MAX_BYTES: Final = 15_000_000
MAX_PIXELS: Final = 40_000_000
MAX_SLIMNESS: Final = 4
"""Height over width of the largest rendition, at most: WebP itself ends at 16,383 pixels."""

DECODERS: Final = {
    "image/jpeg": "JPEG", "image/jpg": "JPEG", "image/png": "PNG", "image/webp": "WEBP",
    "image/heic": "HEIF", "image/heif": "HEIF",
}  # fmt: skip
"""Pillow's decoder for each media type that a photo may claim."""

UPLOAD_LIFETIME: Final = timedelta(hours=1)
"""How long a photo may be PUT after it was asked for."""
KEPT_UNUSED: Final = timedelta(days=1)
"""How long a finished photo waits to be used."""
MOST_WAITING: Final = 20
"""How many uploads of one person may wait for their photo."""
MOST_UNUSED: Final = 60
"""How many finished photos of one person may wait to be used: else one could fill the disk."""

_KINDS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP"}
_HEIF_KINDS: Final = {"image/heic": "HEIC", "image/heif": "HEIF"}


def reads_heif() -> bool:
    """Whether this server has the extra that decodes HEIC and HEIF."""
    return importlib.util.find_spec("pillow_heif") is not None


def accepted_kinds() -> dict[str, str]:
    """The media types of photos that this server can read, and what people call them."""
    return {**_KINDS, **(_HEIF_KINDS if reads_heif() else {})}
