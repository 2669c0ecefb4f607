"""Levels and kinds of official areas, and how surely a point was matched to one."""

from enum import Enum


class AreaLevel(Enum):
    """A level in the hierarchy of official areas (Kemendagri codes)."""

    PROVINCE = "PROVINCE"
    CITY = "CITY"
    DISTRICT = "DISTRICT"
    VILLAGE = "VILLAGE"


class AreaKind(Enum):
    """What an area is officially called; the value is the word in the city pack and the store."""

    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"
    KOTA = "kota"
    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"
    DESA = "desa"


class AreaPrecision(Enum):
    """How surely a point was matched to a village."""

    EXACT = "EXACT"
    APPROXIMATE = "APPROXIMATE"
    OUTSIDE = "OUTSIDE"
