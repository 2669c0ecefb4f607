"""The kinds of things that belong to a report: points, follows, updates, moderation."""

from enum import Enum


class PointPrecision(Enum):
    """How exact a shown point is."""

    EXACT = "EXACT"
    ROUNDED = "ROUNDED"


class FollowKind(Enum):
    """Why a person follows a report."""

    REPORTER = "REPORTER"
    JOINED = "JOINED"


class UpdateKind(Enum):
    """What an update of a report's history is about."""

    STEP = "STEP"
    ASSIGNED = "ASSIGNED"
    NOTE = "NOTE"
    ADDITION = "ADDITION"
    REOPENED = "REOPENED"
    MERGED = "MERGED"
    MODERATED = "MODERATED"
    RECATEGORISED = "RECATEGORISED"


class ModerationAction(Enum):
    """What a moderator does to a report."""

    HIDE = "HIDE"
    UNHIDE = "UNHIDE"
    EDIT = "EDIT"
    REDACT_PHOTO = "REDACT_PHOTO"
