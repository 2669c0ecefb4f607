"""How much a push disturbs, and where it leads: the city's manners on a phone."""

from typing import Final

from api.kit import ids
from api.push.values import Manner, Urgency

NOTIFICATION_PREFIX: Final = "ntf"
TOPIC_MESSAGE_PREFIX: Final = "tpm"
SUBJECT_PREFIXES: Final = {
    "report": "rep",
    "article": "art",
    "alert": "alt",
    "camera": "cam",
    "broadcast": "brc",
}
"""The prefixes of the public ids of what a notice can be about, by its `subject_kind`."""


MANNERS: Final = {
    Urgency.LOW: Manner("normal", "quiet", "5", "passive", "low", False),
    Urgency.NORMAL: Manner("normal", "updates", "10", "active", "normal", True),
    Urgency.HIGH: Manner("high", "urgent", "10", "time-sensitive", "high", True),
    Urgency.SEVERE: Manner("high", "warnings", "10", "time-sensitive", "high", True),
    Urgency.EXTREME: Manner("high", "warnings", "10", "time-sensitive", "high", True),
}


def public_subject(kind: str, id: str) -> str:
    """The public id of what a notice is about."""
    return ids.public_id(SUBJECT_PREFIXES.get(kind, kind), id)


def deep_link(kind: str, id: str) -> str:
    """Where a tap leads inside an app: ``kulkul://report/rep_0190…``."""
    return f"kulkul://{kind}/{public_subject(kind, id)}"
