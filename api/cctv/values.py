"""Words of the camera network, and how old a frame may be."""

from datetime import timedelta
from enum import Enum
from typing import Final

STALE_AFTER: Final = timedelta(minutes=3)
"""A snapshot older than this says so: three missed frames at one a minute."""


class CameraStatus(Enum):
    """Whether a camera should be giving pictures."""

    ACTIVE = "ACTIVE"
    MAINTENANCE = "MAINTENANCE"
    RETIRED = "RETIRED"


class CameraOwner(Enum):
    """Who runs a camera."""

    CITY = "CITY"
    POLICE = "POLICE"
    PROVINCE = "PROVINCE"
    VILLAGE = "VILLAGE"
