"""Levels of the official area tree, and how sure a place's area is."""

from enum import Enum


class AreaLevel(Enum):
    """A level of the area tree (Kemendagri codes)."""

    PROVINCE = "PROVINCE"
    CITY = "CITY"
    DISTRICT = "DISTRICT"
    VILLAGE = "VILLAGE"


class AreaPrecision(Enum):
    """How a point was given its area."""

    EXACT = "EXACT"
    APPROXIMATE = "APPROXIMATE"
    OUTSIDE = "OUTSIDE"
