"""The emergency pack as data: its order, its bytes and its JSON for phones. No I/O."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import orjson
from pydantic import TypeAdapter

from api.emergency.values import Facility, Pack, Provenance
from api.kit.geo import Point, metres_between
from api.kit.problems import Language

_PACK: TypeAdapter[Pack] = TypeAdapter(Pack)


def dump(pack: Pack) -> bytes:
    """The pack in both languages, as it is kept on disk."""
    return orjson.dumps(asdict(pack))


def parse(text: bytes) -> Pack:
    """The pack that `dump` wrote. Raises pydantic.ValidationError for anything else."""
    return _PACK.validate_json(text)


def revision_of(pack: Pack) -> str:
    """16 hexadecimal digits that are the same for the same content."""
    return hashlib.sha256(dump(replace(pack, revision=""))).hexdigest()[:16]


def metres_to(facility: Facility, point: Point) -> int:
    """The distance of a facility from a point, in whole metres as the crow flies."""
    return round(metres_between(point, Point(facility.latitude, facility.longitude)))


def sorted_facilities(pack: Pack, near: Point | None) -> Sequence[Facility]:
    """The facilities nearest first, or by code without a point."""
    if near is None:
        return pack.facilities

    def distance(facility: Facility) -> tuple[float, str]:
        point = Point(facility.latitude, facility.longitude)
        return metres_between(near, point), facility.code

    return sorted(pack.facilities, key=distance)


def render(pack: Pack, language: Language, near: Point | None = None) -> dict[str, Any]:
    """The pack in one language, as /emergency.json shows it.

    With `near` the facilities come nearest first, each with its distance in metres; else by code.
    """
    return {
        "revision": pack.revision,
        "number": pack.number,
        "notice": pack.notice.text(language),
        "shortcuts": [
            {
                "code": shortcut.code,
                "label": shortcut.label.text(language),
                "number": shortcut.number,
                "dialUri": shortcut.dial_uri,
                "smsTemplate": shortcut.sms.text(language) if shortcut.sms else None,
                "fallbackNumbers": shortcut.fallback_numbers,
                "icon": shortcut.icon,
                "categories": shortcut.categories,
                "provenance": _rendered(shortcut.provenance),
            }
            for shortcut in pack.shortcuts
        ],
        "categories": [
            {
                "code": category.code,
                "label": category.label.text(language),
                "shortcut": category.shortcut,
            }
            for category in pack.categories
        ],
        "facilities": [
            {
                "code": facility.code,
                "kind": facility.kind.value,
                "name": facility.name,
                "village": facility.village.name if facility.village else None,
                "point": {"latitude": facility.latitude, "longitude": facility.longitude},
                "phone": facility.phone,
                "open24h": facility.open_24h,
                "distanceMetres": None if near is None else metres_to(facility, near),
                "provenance": _rendered(facility.provenance),
            }
            for facility in sorted_facilities(pack, near)
        ],
    }


def _rendered(provenance: Provenance) -> dict[str, Any]:
    date = provenance.source_date
    return {
        "synthetic": provenance.synthetic,
        "sourceName": provenance.source_name,
        "sourceDate": date.isoformat() if date else None,
        "sourceNote": provenance.source_note,
    }
