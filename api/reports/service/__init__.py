"""The verbs of reports: submit, find similar ones, advance."""

from api.reports.service.advance import AdvanceReport, advance_report
from api.reports.service.similar import Similar, similar_reports
from api.reports.service.submit import SubmitReport, Submitted, submit_report

__all__ = [
    "AdvanceReport",
    "Similar",
    "SubmitReport",
    "Submitted",
    "advance_report",
    "similar_reports",
    "submit_report",
]
