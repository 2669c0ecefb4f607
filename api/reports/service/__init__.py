"""What citizens, officers and moderators do with reports."""

from api.reports.service.advance import AdvanceReport, advance_report
from api.reports.service.assign import AssignReport, assign_report
from api.reports.service.completion import accept_completion, reject_completion
from api.reports.service.disclosure import Revealed, reveal_reporter
from api.reports.service.join import Joined, join_report, leave_report
from api.reports.service.merge import MergeReports, merge_reports
from api.reports.service.moderate import ModerateReport, moderate_report
from api.reports.service.note import NoteReport, note_report
from api.reports.service.recategorise import RecategoriseReport, recategorise_report
from api.reports.service.reporter import (
    AddToReport,
    ReopenReport,
    add_to_report,
    rate_report,
    reopen_report,
)
from api.reports.service.similar import Similar, similar_reports
from api.reports.service.steps import followers_page
from api.reports.service.submit import SubmitReport, Submitted, submit_report

__all__ = [
    "AddToReport",
    "AdvanceReport",
    "AssignReport",
    "Joined",
    "MergeReports",
    "ModerateReport",
    "NoteReport",
    "RecategoriseReport",
    "ReopenReport",
    "Revealed",
    "Similar",
    "SubmitReport",
    "Submitted",
    "accept_completion",
    "add_to_report",
    "advance_report",
    "assign_report",
    "followers_page",
    "join_report",
    "leave_report",
    "merge_reports",
    "moderate_report",
    "note_report",
    "rate_report",
    "recategorise_report",
    "reject_completion",
    "reopen_report",
    "reveal_reporter",
    "similar_reports",
    "submit_report",
]
