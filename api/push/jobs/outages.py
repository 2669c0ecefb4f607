"""Which lanes FCM takes nothing from now: found out from its answers, and probed until it does.

One answer speaks of its message, its device or its topic. Only when several distinct targets of a
lane say the same, with no success in between, is the lane paused; and only when that happens to two
lanes within a minute is everything paused but the urgent lane, which is never.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from api.push.gateway import FcmOutcome, Scope, SendResult
from api.push.jobs.look_again import Claimed
from api.push.models import LanePause
from api.push.push_rules.lanes import PROJECT, is_slow, pauses_of
from api.push.push_rules.retries import pause_for
from api.push.service.pauses import Pause

_WITHIN: Final = timedelta(minutes=1)
_log = structlog.get_logger("push")


@dataclass(slots=True)
class Outages:
    """What one worker has seen, and the pauses as they are stored."""

    pauses: Mapping[str, LanePause] = field(default_factory=dict)
    """By lane; read anew before each claim."""
    unrecorded: set[str] = field(default_factory=set)
    """The lanes whose pauses are not stored yet, or were not when `pauses` was read."""
    _failing: dict[str, dict[str, datetime]] = field(default_factory=dict)
    """By lane, when each target failed that has failed since the last success."""
    _closed: dict[str, datetime] = field(default_factory=dict)
    """When each lane was closed by several targets."""
    _alarmed: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """By lane and code, when an operator was called."""
    _succeeded_at: datetime | None = None
    """When FCM accepted anything last."""

    def places(self, lane: str, free: int, in_flight: int, now: datetime) -> int:
        """How many messages of a lane may be claimed: none while paused, then one as a probe."""
        if self.unrecorded.intersection(pauses_of(lane)):
            return 0
        paused = [self.pauses[name] for name in pauses_of(lane) if name in self.pauses]
        if not paused:
            return free
        if in_flight or any(pause.until > now for pause in paused):
            return 0
        return min(free, 1)

    def succeeded(self, lane: str, now: datetime) -> set[str]:
        """Notes a message that was accepted; returns the lanes that are resumed by it."""
        lanes = pauses_of(lane)
        for name in lanes:
            self._failing.pop(name, None)
        self._closed.clear()
        self._succeeded_at = now
        return {name for name in lanes if name in self.pauses and self.pauses[name].until <= now}

    def failed(self, claimed: Claimed, result: SendResult, now: datetime) -> dict[str, Pause]:
        """Notes a message that was not accepted for now; returns the pauses that follow."""
        if result.needs_operator:
            self._alarm(claimed.lane, result, now)
        lanes = pauses_of(claimed.lane)
        # A topic has members on all platforms: one platform's key says nothing about the others.
        is_elsewhere = result.scope is Scope.APP and claimed.broadcast_id is not None
        if result.outcome is not FcmOutcome.RETRY or not lanes or is_elsewhere:
            return {}
        if self.unrecorded.intersection(lanes):
            return {}  # it was on its way when the lane was paused
        # Those who did not answer once must not hold up the others of their app again.
        lane = lanes[-1] if result.scope is Scope.TARGET else lanes[1]
        failing = self._failing.setdefault(lane, {})
        failing[claimed.target] = now
        seen = sum(now - when <= _WITHIN for when in failing.values())
        is_probe = any(name in self.pauses for name in lanes)
        if seen < result.witnesses and not is_probe:
            return {}
        self._failing.pop(lane)
        if not is_slow(lane):
            self._closed[lane] = now
        others = [name for name, when in self._closed.items() if now - when <= _WITHIN]
        is_all = len(others) > 1 and result.scope is not Scope.APP
        names = {lane, *((PROJECT,) if is_all or self._is_all_still(result) else ())}
        self.unrecorded |= names
        return {name: self._pause(name, result, now) for name in names}

    def _is_all_still(self, result: SendResult) -> bool:
        """Whether this failed probe renews the pause of everything.

        Not one about an app's own key, and not if another lane got through since it expired.
        """
        pause = self.pauses.get(PROJECT)
        if pause is None or result.scope is Scope.APP:
            return False
        return self._succeeded_at is None or self._succeeded_at < pause.until

    def _alarm(self, lane: str, result: SendResult, now: datetime) -> None:
        """Once a minute is enough: everything on its way meets the same."""
        last = self._alarmed.get((lane, result.code))
        if last is None or now - last >= _WITHIN:
            self._alarmed[lane, result.code] = now
            _log.error("push.operator_must_act", lane=lane, code=result.code, error=result.detail)

    def _pause(self, lane: str, result: SendResult, now: datetime) -> Pause:
        before = self.pauses.get(lane)
        after = pause_for(result.retry_after, now - before.since if before else timedelta(0))
        return Pause(after, result.code, result.detail, result.needs_operator)
