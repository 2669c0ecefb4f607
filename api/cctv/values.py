"""The vocabulary of the camera network, and when a frame is stale."""

from datetime import timedelta
from enum import Enum
from typing import Final

STALE_AFTER: Final = timedelta(minutes=3)
"""A frame older than this is stale: three were missed at one a minute."""


class CameraStatus(Enum):
    """Whether a camera is in service."""

    ACTIVE = "ACTIVE"
    MAINTENANCE = "MAINTENANCE"
    RETIRED = "RETIRED"


class CameraOwner(Enum):
    """The owner of a camera."""

    CITY = "CITY"
    POLICE = "POLICE"
    PROVINCE = "PROVINCE"
    VILLAGE = "VILLAGE"
