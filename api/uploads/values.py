"""The states of an upload."""

from enum import Enum


class UploadState(Enum):
    """How far an upload has come."""

    WAITING = "WAITING"
    READY = "READY"
    REFUSED = "REFUSED"
    USED = "USED"
