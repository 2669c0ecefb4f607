"""The vocabulary of the camera network."""

from enum import Enum


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
