"""Where an upload is, and how much of what is taken for how long."""

import importlib.util
from datetime import timedelta
from enum import Enum
from typing import Final

LIFETIME: Final = timedelta(hours=1)
"""How long a photo may be PUT after it was asked for."""
KEPT_UNUSED: Final = timedelta(days=1)
"""How long a finished photo waits to be used."""
MOST_WAITING: Final = 20
"""How many uploads of one person may wait for their photo."""
MOST_READY: Final = 60
"""How many finished photos of one person may wait to be used: else one could fill the disk."""

_KINDS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP"}
_HEIF_KINDS: Final = {"image/heic": "HEIC", "image/heif": "HEIF"}


class UploadState(Enum):
    """Where an upload is."""

    WAITING = "WAITING"
    READY = "READY"
    REFUSED = "REFUSED"
    USED = "USED"


def accepted_kinds() -> dict[str, str]:
    """The media types of photos that this server can read, and what people call them."""
    return {**_KINDS, **(_HEIF_KINDS if importlib.util.find_spec("pillow_heif") else {})}
