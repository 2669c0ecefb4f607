"""Where an upload is."""

from enum import Enum


class UploadState(Enum):
    """Where an upload is."""

    WAITING = "WAITING"
    READY = "READY"
    REFUSED = "REFUSED"
    USED = "USED"
