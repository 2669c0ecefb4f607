"""Lanes: messages that share a connection to FCM, places on it, and pauses.

What hangs, fails or is paused in one lane holds up no other. Warnings that may wake people have a
lane of their own, whoever they are for.
"""

import re
from typing import Final

from api.push.values import PASSES_QUIET_HOURS, Platform, Theme, Urgency

URGENT: Final = "urgent"
PROJECT: Final = "project"
"""The name under which everything but the urgent lane is paused."""
_SLOW: Final = "/slow"
_FIRST: Final = "|".join(platform.value.lower() for platform in Platform)
_NAME: Final = re.compile(rf"{URGENT}|{PROJECT}|(topics|{_FIRST})/[a-z0-9-]+({_SLOW})?")


def device_lane(platform: Platform, app: str, urgency: Urgency) -> str:
    """The lane of a push to a device: ``android/lapor-badung``."""
    return URGENT if urgency in PASSES_QUIET_HOURS else f"{platform.value.lower()}/{app}"


def topic_lane(theme: Theme, urgency: Urgency) -> str:
    """The lane of a push to a topic: ``topics/news``."""
    return URGENT if urgency in PASSES_QUIET_HOURS else f"topics/{theme.value.lower()}"


def slow_lane(lane: str) -> str:
    """Where a message goes on whose target did not answer in time: it holds up others once only."""
    return lane if lane == URGENT or is_slow(lane) else lane + _SLOW


def is_slow(lane: str) -> bool:
    """Whether a lane is for messages whose targets did not answer in time."""
    return lane.endswith(_SLOW)


def is_lane(name: str) -> bool:
    """Whether a lane, or all of them (`PROJECT`), could have this name."""
    return _NAME.fullmatch(name) is not None


def pauses_of(lane: str) -> tuple[str, ...]:
    """The names of the pauses that hold for a lane, from the widest to its own."""
    if lane == URGENT:
        return ()
    return (PROJECT, lane.removesuffix(_SLOW), lane) if is_slow(lane) else (PROJECT, lane)
