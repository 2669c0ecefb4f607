"""Reports and what belongs to them in the graph."""

from api.reports.types.parts import (
    Officer,
    Photo,
    ReportCategory,
    Reporter,
    ReportUpdate,
    ResponseTemplate,
)
from api.reports.types.report import IdentityLook, Report, ReportsOfViewer, SimilarReport
from api.reports.types.words import ReportStatusMeaning

__all__ = [
    "IdentityLook",
    "Officer",
    "Photo",
    "Report",
    "ReportCategory",
    "ReportStatusMeaning",
    "ReportUpdate",
    "Reporter",
    "ReportsOfViewer",
    "ResponseTemplate",
    "SimilarReport",
]
