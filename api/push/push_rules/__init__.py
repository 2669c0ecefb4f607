"""How a push is presented on a phone, by its urgency, and where a tap leads."""

from typing import Final

from api.kit import ids
from api.push.values import Presentation, Urgency

NOTIFICATION_PREFIX: Final = "ntf"
TOPIC_MESSAGE_PREFIX: Final = "tpm"
SUBJECT_PREFIXES: Final = {
    "report": "rep",
    "article": "art",
    "alert": "alt",
    "camera": "cam",
    "broadcast": "brc",
}
"""The prefixes of public ids by `subject_kind`: what a notice can be about."""


PRESENTATIONS: Final = {
    Urgency.LOW: Presentation("normal", "quiet", "low", "5", "passive", "low", False),
    Urgency.NORMAL: Presentation("normal", "updates", "default", "10", "active", "normal", True),
    Urgency.HIGH: Presentation("high", "urgent", "high", "10", "time-sensitive", "high", True),
    Urgency.SEVERE: Presentation("high", "warnings", "max", "10", "time-sensitive", "high", True),
    Urgency.EXTREME: Presentation("high", "warnings", "max", "10", "time-sensitive", "high", True),
}


def subject_public_id(kind: str, id: str) -> str:
    """The public id of the subject of a notice: ``rep_0190…``."""
    return ids.public_id(SUBJECT_PREFIXES.get(kind, kind), id)


def deep_link(kind: str, id: str) -> str:
    """The address inside an app to which a tap leads: ``kulkul://report/rep_0190…``."""
    return f"kulkul://{kind}/{subject_public_id(kind, id)}"
