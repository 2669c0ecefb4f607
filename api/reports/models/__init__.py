"""The tables of reports."""

from api.reports.models.catalogue import ReportCategory, ResponseTemplate
from api.reports.models.completion import CompletionHash, CompletionProof, ProofFinding
from api.reports.models.disclosure import IdentityDisclosure
from api.reports.models.history import ReportFollower, ReportPhoto, ReportRevision, ReportUpdate
from api.reports.models.report import CELLS, Report, TicketDay, cells

__all__ = [
    "CELLS",
    "CompletionHash",
    "CompletionProof",
    "IdentityDisclosure",
    "ProofFinding",
    "Report",
    "ReportCategory",
    "ReportFollower",
    "ReportPhoto",
    "ReportRevision",
    "ReportUpdate",
    "ResponseTemplate",
    "TicketDay",
    "cells",
]
