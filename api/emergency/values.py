"""Kinds of place that help in an emergency."""

from enum import Enum


class FacilityKind(Enum):
    """What a facility is."""

    HOSPITAL = "HOSPITAL"
    HEALTH_CENTRE = "HEALTH_CENTRE"
    POLICE = "POLICE"
    FIRE_STATION = "FIRE_STATION"
    SHELTER = "SHELTER"
    COMMAND_CENTER = "COMMAND_CENTER"
