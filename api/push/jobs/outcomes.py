"""What FCM's answers mean for the jobs that carried the messages, and for their lane."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

import structlog

from api.jobs.lanes import Pause
from api.jobs.registry import BatchJob, Dead, Done, JobResult, Postponed, Retry
from api.push.gateway import Answer, Outcome
from api.push.values import DeliveryState

ATTEMPTS: Final = 24
"""With backoff to 60 min, about eight hours of Google being away; the notice's ttl may end it."""
LEAST_BACKOFF: Final = timedelta(seconds=10)
"""Google asks for at least this between two tries."""
_JITTER: Final = 0.25
"""A pause is longer by up to this share, so that workers do not all come back at once."""
_chance = random.SystemRandom()
_log = structlog.get_logger("push")


@dataclass(frozen=True, slots=True)
class Result:
    """What is written down of one message."""

    ending: JobResult
    state: DeliveryState | None = None
    """None: it waits on as it was."""
    name: str | None = None
    code: str | None = None
    error: str | None = None
    off: str | None = None
    """Why the address that was tried is turned off."""


def ended(code: str) -> Result:
    """Of a message that must not be sent any more."""
    return Result(Done(), DeliveryState.FAILED, code=code, error=code)


def pause_of(outcomes: Sequence[Outcome], app: str | None = None) -> Pause | None:
    """How long a lane, or one app in it, is left alone: what the strictest answer asks for, and
    some chance. None when no answer asks for it."""
    closing = [
        outcome
        for outcome in outcomes
        if outcome.answer is Answer.PAUSE and outcome.of_app is (app is not None)
    ]
    if not closing:
        return None
    offered = [outcome for outcome in closing if outcome.offered]
    worst = max(offered or closing, key=lambda outcome: outcome.after or timedelta(0))
    if worst.needs_operator:
        _log.error("push.operator_must_act", code=worst.code, error=worst.detail, app=app)
    after = worst.after or timedelta(minutes=1)
    return Pause(
        after * (1 + _JITTER * _chance.random()), worst.code, worst.detail, worst.needs_operator
    )


def result_of(work: BatchJob, outcome: Outcome, pause: Pause | None) -> Result:
    """What becomes of one message; `pause` is that of its lane, or of its app in the lane."""
    why = why_of(outcome)
    off = outcome.code if outcome.address_is_bad else None
    told = partial(Result, code=outcome.code, error=why, off=off)
    match outcome.answer:
        case Answer.SENT:
            return Result(Done(), DeliveryState.SENT, name=outcome.name)
        case Answer.GONE:
            return told(Done(), DeliveryState.FAILED)
        case Answer.REFUSED:
            return told(Dead(why), DeliveryState.FAILED)
        case Answer.PAUSE:
            # Those that were answered come after those that were not: one that alone closes its
            # lane is not the first to be tried again.
            after = pause.after + timedelta(seconds=1) if pause and outcome.offered else None
            return told(Postponed(why, after or timedelta(0)))
        case Answer.LATER if work.is_last:
            return told(Dead(why), DeliveryState.FAILED)
        case Answer.LATER:
            return told(Retry(why, outcome.after or timedelta(0)))


def why_of(outcome: Outcome) -> str:
    """FCM's code and words."""
    return f"{outcome.code}: {outcome.detail}" if outcome.detail else outcome.code
