"""Reports and what belongs to them in the graph."""

from api.reports.types.enums import ReportStatusMeaning
from api.reports.types.parts import (
    Officer,
    Photo,
    ReportCategory,
    Reporter,
    ReportUpdate,
    ResponseTemplate,
)
from api.reports.types.report import IdentityDisclosure, Report, SimilarReport
from api.reports.types.viewer import ReportsOfViewer

__all__ = [
    "IdentityDisclosure",
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
