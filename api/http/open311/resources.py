"""Rows as resources of GeoReport v2: its names, its order, its dates with the city's zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from api.areas.service import CityFacts
from api.kit import ids
from api.kit.problems import Language, Words
from api.reports.values import MEANING, ReportPublicStatus, ReportStatus, open311_status
from api.storage.library import rendition_width

CHANGESET: Final = "2026-11-24T00:00:00Z"
"""When the resources last changed in their form."""
_SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"
_WIDTH: Final = 960
_SYNTHETIC: Final = Words(
    "Contoh rekaan, bukan laporan sungguhan.", "An invented example, not a real report."
)
_HANDLED: Final = Words(
    "Ditangani oleh {agency} dalam {days} hari kerja.",
    "Handled by {agency} within {days} working days.",
)
_SENSITIVE: Final = Words(
    "Laporan jenis ini tidak pernah ditampilkan kepada umum.",
    "Reports of this kind are never shown to the public.",
)

_KEYS: Final = Words(
    "Untuk mengirim laporan: token warga dari aplikasi kota, atau token dari pengelola layanan"
    " ini, sebagai api_key di dalam isi permintaan. Membaca tidak memerlukan kunci.",
    "To report: a citizen's token from the city's app, or a token from this service's operator, as"
    " api_key in the body. Reading needs no key.",
)


@dataclass(frozen=True, slots=True)
class Audience:
    """The reader: their language, their city, and how they reach this server."""

    language: Language
    city: CityFacts
    base: str
    extensions: bool = False
    """Whether what the standard does not know comes along, in extended_attributes."""

    def named(self, row: Any, name: str) -> Any:
        """The value in the reader's language of a pair of columns."""
        return getattr(row, f"{name}_en" if self.language == "EN" else f"{name}_id")

    def when(self, moment: datetime | None) -> str | None:
        """A W3C date and time with the city's zone, to the second."""
        if moment is None:
            return None
        return moment.astimezone(self.city.time_zone).isoformat(timespec="seconds")

    def picture(self, digest: str | None) -> str | None:
        """The public address of a picture."""
        return digest and f"{self.base}/media/{digest}/{rendition_width(_WIDTH)}.webp"


def discovery(
    numbers: Sequence[Any], audience: Audience, url: str, is_production: bool
) -> dict[str, Any]:
    """The service discovery: the endpoint's address, the contacts, and how to get a key."""
    contact = [f"{audience.named(row, 'label')} {row.number}" for row in numbers]
    endpoint = {
        "specification": _SPECIFICATION,
        "url": url,
        "changeset": CHANGESET,
        "type": "production" if is_production else "test",
        "formats": ["text/xml", "application/json"],
    }
    return {
        "changeset": CHANGESET,
        "contact": "; ".join([audience.city.name.text(audience.language), *contact]),
        "key_service": _KEYS.text(audience.language),
        "endpoints": [endpoint],
    }


def service(row: Any, audience: Audience) -> dict[str, Any]:
    """A category as an entry of the service list."""
    notes = [_HANDLED.fill(agency=audience.named(row, "agency"), days=row.sla_working_days)]
    if row.is_sensitive:
        notes.append(_SENSITIVE)
    words = [one.text(audience.language) for one in notes]
    return {
        "service_code": row.code,
        "service_name": audience.named(row, "name"),
        "description": " ".join([*words, audience.named(row, "emergency_notice") or ""]).strip(),
        "metadata": False,
        "type": "realtime",
        "keywords": None,
        "group": audience.named(row, "agency"),
    }


def definition(row: Any) -> dict[str, Any]:
    """The attributes of a category beyond the standard: there are none."""
    return {"service_code": row.code, "attributes": []}


def request(row: Any, audience: Audience) -> dict[str, Any]:
    """A report."""
    status = MEANING[ReportStatus(row.status)]
    label = status.public_label.text(audience.language)
    shown = {
        "service_request_id": row.ticket,
        "status": open311_status(status.status),
        "status_notes": f"{label}: {row.note}" if row.note else label,
        "service_name": audience.named(row, "category"),
        "service_code": row.category_code,
        "description": _description(row.title, row.description),
        "agency_responsible": audience.named(row, "agency"),
        "service_notice": _SYNTHETIC.text(audience.language) if row.synthetic else None,
        "requested_datetime": audience.when(row.submitted_at),
        "updated_datetime": audience.when(row.closed_at or row.updated_at),
        "expected_datetime": audience.when(row.due_at),
        "address": _address(row, audience),
        "address_id": None,
        "zipcode": None,
        "lat": row.shown_latitude,
        "long": row.shown_longitude,
        "media_url": audience.picture(row.image_digest),
    }
    if audience.extensions:
        shown["extended_attributes"] = {
            "title": row.title,
            "observed_datetime": audience.when(row.observed_at),
            "public_status": _public(status.public),
            "point_precision": "ROUNDED" if row.rounded else "EXACT",
            "joined_count": row.joined_count,
            "merged_into": row.merged_into,
            "synthetic": row.synthetic,
        }
    return shown


def update(row: Any, audience: Audience) -> dict[str, Any]:
    """A line of a report's history."""
    status = MEANING[ReportStatus(row.status)]
    shown = {
        "update_id": ids.public_id("upd", row.id),
        "service_request_id": row.ticket,
        "status": open311_status(status.status),
        "updated_datetime": audience.when(row.created_at),
        "description": row.note or status.public_label.text(audience.language),
        "media_url": audience.picture(row.image_digest),
    }
    if audience.extensions:
        shown["extended_attributes"] = {
            "kind": row.kind.value,
            "public_status": _public(status.public),
        }
    return shown


def _public(status: ReportPublicStatus | None) -> str | None:
    return status and status.value


def _address(row: Any, audience: Audience) -> str:
    """The most exact part first; what the reporter named is not named again."""
    own = (row.address or "") if row.says_address else ""
    around = [part for part in (row.village, row.district) if part and part not in own]
    return ", ".join([*([own] if own else []), *around, audience.city.name.text(audience.language)])


def _description(title: str, more: str | None) -> str:
    """Title and text as one; a text that begins as its title does, as it is."""
    if not more:
        return title
    begins = " ".join(more.split()).startswith(title.removesuffix("…"))
    return more if begins else f"{title}\n{more}"
