"""What FCM's outcomes mean for deliveries, for the jobs that carried them, and for their lane."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

import structlog

from api.jobs.lanes import Pause
from api.jobs.registry import BatchJob, Dead, Done, JobResult, Postponed, Retry
from api.push.gateway import FcmOutcome, SendResult
from api.push.values import DeliveryStatus

ATTEMPTS: Final = 24
"""With backoff up to 60 min: about eight hours without FCM; a notice may expire sooner."""
LEAST_BACKOFF: Final = timedelta(seconds=10)
"""Google asks for at least this between two attempts."""
_JITTER: Final = 0.25
"""A pause is extended by up to this share, so that workers do not all come back at once."""
_chance = random.SystemRandom()
_log = structlog.get_logger("push")


@dataclass(frozen=True, slots=True)
class DeliveryUpdate:
    """What is recorded of one message: for its job, its delivery and its device."""

    job: JobResult
    status: DeliveryStatus | None = None
    """None: it stays queued."""
    message_name: str | None = None
    code: str | None = None
    error: str | None = None
    device_off_reason: str | None = None
    """Why the address that was tried is turned off; None: it stays as it is."""


def not_sendable(code: str) -> DeliveryUpdate:
    """The update for a message that must not be sent any more, for our own reason `code`."""
    return DeliveryUpdate(Done(), DeliveryStatus.FAILED, code=code, error=code)


def pause_after(results: Sequence[SendResult], app: str | None = None) -> Pause | None:
    """The pause that the strictest result asks for, with jitter; None if none asks for one.

    Of the whole lane, or, with `app`, of that app alone.
    """
    pausing = [
        result
        for result in results
        if result.outcome is FcmOutcome.PAUSE_LANE and result.app_only is (app is not None)
    ]
    if not pausing:
        return None
    attempted = [result for result in pausing if result.attempted]
    worst = max(attempted or pausing, key=lambda result: result.retry_after or timedelta(0))
    if worst.needs_operator:
        _log.error("push.operator_must_act", code=worst.code, error=worst.detail, app=app)
    after = worst.retry_after or timedelta(minutes=1)
    return Pause(
        after * (1 + _JITTER * _chance.random()), worst.code, worst.detail, worst.needs_operator
    )


def update_for(job: BatchJob, result: SendResult, pause: Pause | None) -> DeliveryUpdate:
    """The update for one message; `pause` is that of its lane, or of its app in the lane."""
    reason = reason_of(result)
    off_reason = result.code if result.address_invalid else None
    update = partial(DeliveryUpdate, code=result.code, error=reason, device_off_reason=off_reason)
    match result.outcome:
        case FcmOutcome.SENT:
            return DeliveryUpdate(Done(), DeliveryStatus.SENT, message_name=result.message_name)
        case FcmOutcome.DEVICE_GONE:
            return update(Done(), DeliveryStatus.FAILED)
        case FcmOutcome.REJECTED:
            return update(Dead(reason), DeliveryStatus.FAILED)
        case FcmOutcome.PAUSE_LANE:
            # Those that FCM answered come after those that were not attempted: a message that alone
            # causes the pause is not the next one to be tried.
            after = pause.after + timedelta(seconds=1) if pause and result.attempted else None
            return update(Postponed(reason, after or timedelta(0)))
        case FcmOutcome.RETRY if job.is_last:
            return update(Dead(reason), DeliveryStatus.FAILED)
        case FcmOutcome.RETRY:
            return update(Retry(reason, result.retry_after or timedelta(0)))


def reason_of(result: SendResult) -> str:
    """FCM's code and message, in one line."""
    return f"{result.code}: {result.detail}" if result.detail else result.code
