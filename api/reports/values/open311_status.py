"""When a report is open, and when it is closed, in Open311 (GeoReport v2)."""

from collections.abc import Mapping
from typing import Final

from api.reports.values.statuses import CLOSED, OPEN, ReportStatus

OPEN311_STATUSES: Final[Mapping[str, frozenset[ReportStatus]]] = {"open": OPEN, "closed": CLOSED}
"""The statuses of reports by Open311's. A hidden report has neither: Open311 never shows it."""


def open311_status(status: ReportStatus) -> str | None:
    """The Open311 status of reports with this status; None if it never shows them."""
    return next((name for name, ours in OPEN311_STATUSES.items() if status in ours), None)
