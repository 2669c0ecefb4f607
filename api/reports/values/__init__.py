"""The vocabulary of reports, and the rules that need nothing else: one file for each."""

from api.reports.values.kinds import FollowKind, ModerationAction, PointPrecision, UpdateKind
from api.reports.values.limits import (
    AGAIN_DAYS,
    CLOCK_SKEW,
    LONGEST_PAUSE_DAYS,
    MOST_PHOTOS,
    OLDEST_OBSERVATION,
)
from api.reports.values.open311_status import OPEN311_STATUSES, open311_status
from api.reports.values.statuses import (
    CLOSED,
    GLOSSARY,
    MEANING,
    OPEN,
    Meaning,
    ReportPublicStatus,
    ReportStatus,
)
from api.reports.values.transitions import (
    ASSIGNABLE,
    CHECKED_TRANSITIONS,
    COMPLETIONS,
    REOPENABLE,
    TRANSITIONS,
)

__all__ = [
    "AGAIN_DAYS",
    "ASSIGNABLE",
    "CHECKED_TRANSITIONS",
    "CLOCK_SKEW",
    "CLOSED",
    "COMPLETIONS",
    "GLOSSARY",
    "LONGEST_PAUSE_DAYS",
    "MEANING",
    "MOST_PHOTOS",
    "OLDEST_OBSERVATION",
    "OPEN",
    "OPEN311_STATUSES",
    "REOPENABLE",
    "TRANSITIONS",
    "FollowKind",
    "Meaning",
    "ModerationAction",
    "PointPrecision",
    "ReportPublicStatus",
    "ReportStatus",
    "UpdateKind",
    "open311_status",
]
