"""Sends what is queued: claims it, looks at it again, hands it to FCM, records what became of it.

It streams: each message holds a place of its lane until FCM has answered, and no other waits for
it. The urgent lane has a loop, places and a connection of its own.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, Final

import structlog

from api.db.session import Database
from api.jobs.outbox import error_summary
from api.kit import clock, ids
from api.push.gateway import FcmOutcome, Sender, SendResult
from api.push.jobs import claims, outcomes
from api.push.jobs.look_again import Offer, Wait, look_again
from api.push.jobs.outages import Outages
from api.push.jobs.outcomes import Group
from api.push.jobs.recorder import Recorder
from api.push.push_rules import reasons
from api.push.push_rules.lanes import PROJECT
from api.push.service import IsPublic
from api.push.service.broadcast_queue import offer_to_topics
from api.push.service.pauses import pauses

PLACES: Final = 100
"""The messages of a lane that are on their way at once: Google's streams of a connection."""
PLACES_OF_ALL: Final = 1_000
"""And of all lanes: of those that are left a lane may take a quarter, so that some are left."""
_FEW: Final = 50
"""A lane is claimed for when so many of its places are free, or nothing of it is on its way."""
_FEWER_AFTER: Final = 0.2
"""Seconds after which fewer will do: others may hang for long."""
_POLL_SECONDS: Final = {True: 0.5, False: 1.0}
_LONGEST_OUTAGE_PAUSE: Final = 30.0
_log = structlog.get_logger("push")


class Dispatcher:
    """Sends until it is stopped. Any number may run, in the server or in processes of their own."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        is_public: IsPublic,
        *,
        web_link: str | None = None,
        drain_seconds: float = 10.0,
    ) -> None:
        self._database = database
        self._drain_seconds = drain_seconds
        self._stopping = asyncio.Event()
        make = partial(_Pipeline, database, sender, is_public, web_link)
        self._pipelines = [make(urgent=True), make(urgent=False)]
        database.on_commit(self._on_commit)

    def _on_commit(self, tables: frozenset[str]) -> None:
        if "push_message" in tables:
            for pipeline in self._pipelines:
                pipeline.wake()

    def stop(self) -> None:
        """Makes `run` claim no more, wait for what is on its way, and return."""
        self._stopping.set()
        for pipeline in self._pipelines:
            pipeline.stop()

    async def run(self) -> None:
        """Sends until `stop`; what is still on its way `drain_seconds` later is cancelled.

        If the task itself is cancelled, it drops everything at once, as a killed process would.
        """
        tasks = [asyncio.create_task(pipeline.run()) for pipeline in self._pipelines]
        upkeep = asyncio.create_task(self._keep_leases(), name="push-leases")
        stopping: asyncio.Task[Any] = asyncio.create_task(self._stopping.wait())
        try:
            # A pipeline that ends by itself has met a fault of ours: it must not go unnoticed.
            await asyncio.wait((stopping, *tasks), return_when=asyncio.FIRST_COMPLETED)
            self.stop()
            await asyncio.wait(tasks, timeout=self._drain_seconds)
            for ended in tasks:
                if ended.done():
                    ended.result()
        finally:
            for task in (upkeep, stopping, *tasks):
                task.cancel()
            await asyncio.gather(upkeep, stopping, *tasks, return_exceptions=True)

    async def _keep_leases(self) -> None:
        """Extends the leases of what is on its way, and frees what dead workers had."""
        while True:
            try:
                for pipeline in self._pipelines:
                    await pipeline.extend()
                released = await claims.release_expired(self._database)
                if released:
                    _log.warning("push.leases_expired", messages=released)
            except Exception as error:
                _log.error("push.leases_not_kept", error=error_summary(error))
            await asyncio.sleep(claims.LEASE.total_seconds() / 12)


class _Pipeline:
    """The way of the messages of the urgent lane, or of all others."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        is_public: IsPublic,
        web_link: str | None,
        *,
        urgent: bool,
    ) -> None:
        self._database = database
        self._sender = sender
        self._is_public = is_public
        self._web_link = web_link
        self._urgent = urgent
        self._lease = ids.uuid7()
        self._outages = Outages()
        self._in_flight: Counter[str] = Counter()
        self._recorded_pauses: set[str] = set()
        """Stored since the pauses were read last."""
        self._claimed_at: dict[str, float] = {}
        self._held: set[str] = set()
        """The messages whose lease is extended: on their way, or not recorded yet."""
        self._on_their_way: set[asyncio.Task[None]] = set()
        self._recorder = Recorder(database, self._lease, self._recorded)
        self._woken = asyncio.Event()
        self._stopping = False
        self._failures = 0

    def wake(self) -> None:
        """Looks for messages now."""
        self._woken.set()

    def stop(self) -> None:
        """Claims no more; `run` returns once all that is on its way is recorded."""
        self._stopping = True
        self._woken.set()

    async def extend(self) -> None:
        """Extends the lease of what is on its way."""
        if self._held:
            await claims.extend(self._database, self._lease, set(self._held))

    async def run(self) -> None:
        """Sends until `stop`."""
        try:
            while not self._stopping:
                self._woken.clear()
                await self._sleep(await self._poll())
            self._recorder.hurry()
            while self._on_their_way or self._recorder.task:
                recording = [self._recorder.task] if self._recorder.task else []
                await asyncio.wait([*self._on_their_way, *recording])
        finally:
            for task in self._on_their_way:
                task.cancel()
            if self._recorder.task:
                self._recorder.task.cancel()

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0 and not self._stopping:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._woken.wait()

    async def _poll(self) -> float:
        """Sends what is due and has a place; returns the seconds until the next look."""
        try:
            wait = await self._send_due()
        except Exception as error:
            self._failures += 1
            pause = min(_LONGEST_OUTAGE_PAUSE, 0.5 * (1 << min(self._failures, 7)))
            _log.error("push.no_database", error=error_summary(error), next_try_in_seconds=pause)
            return pause
        self._failures = 0
        return wait

    async def _send_due(self) -> float:
        if self._recorder.is_full:
            return _POLL_SECONDS[self._urgent]
        due = await claims.queued(self._database, urgent=self._urgent)
        now = clock.now()
        first = min((first for ranks in due.values() for first in ranks.values()), default=None)
        if first is None or first > now:
            left = (first - now).total_seconds() if first else _POLL_SECONDS[self._urgent]
            return min(left, _POLL_SECONDS[self._urgent])
        if not self._urgent:
            recorded = set(self._recorded_pauses)
            async with self._database.read() as session:
                self._outages.pauses = await pauses(session)
            self._outages.unrecorded -= recorded
            self._recorded_pauses -= recorded
        places = self._places(due)
        if not places:
            return _POLL_SECONDS[self._urgent]
        lanes = await claims.claim(self._database, due, places, self._lease)
        if lanes:
            self._claimed_at |= dict.fromkeys(places, time.monotonic())
            try:
                await self._offer(lanes)
            except Exception:
                await claims.give_back(self._database, self._lease, lanes)
                raise
        if any(self._is_hungry(lane) for lane in lanes.values()):
            return 0
        return _FEWER_AFTER if lanes else _POLL_SECONDS[self._urgent]

    def _places(self, due: claims.Due) -> dict[str, int]:
        """How many messages of each lane are claimed now."""
        now, places = clock.now(), {}
        left = PLACES_OF_ALL - self._in_flight.total()
        # Those with the least on its way choose first.
        for lane in sorted(due, key=lambda lane: (self._in_flight[lane], lane)):
            if min(due[lane].values()) > now or not self._is_hungry(lane):
                continue
            free = min(PLACES - self._in_flight[lane], max(1, left // 4))
            most = self._outages.places(lane, free, self._in_flight[lane], now)
            if most > 0 and left > 0:
                places[lane] = most
                left -= most
        return places

    def _is_hungry(self, lane: str) -> bool:
        free = PLACES - self._in_flight[lane]
        is_late = time.monotonic() - self._claimed_at.get(lane, 0.0) >= _FEWER_AFTER
        return free >= _FEW or free == PLACES or (free > 0 and is_late)

    async def _offer(self, lanes: dict[str, str]) -> None:
        now = clock.now()
        decisions = await look_again(self._database, lanes, now, self._is_public, self._web_link)
        offers = [decision for decision in decisions if isinstance(decision, Offer)]
        to_topics = [offer.claimed for offer in offers if offer.claimed.broadcast_id]
        if to_topics:
            taken = await offer_to_topics(
                self._database, {c.id: str(c.broadcast_id) for c in to_topics}, self._lease, now
            )
            # Cancelled or put off just now: looked at again at once.
            decisions += [
                Wait(claimed, now, reasons.CANCELLED)
                for claimed in to_topics
                if claimed.id not in taken
            ]
            offers = [o for o in offers if not o.claimed.broadcast_id or o.claimed.id in taken]
        waiting = {decision.claimed.id for decision in decisions if not isinstance(decision, Offer)}
        self._held |= waiting | {offer.claimed.id for offer in offers}
        for decision in decisions:
            if not isinstance(decision, Offer):
                self._recorder.note(outcomes.of_decision(decision))
        for offer in offers:
            self._in_flight[offer.claimed.lane] += 1
            self._start(self._send(offer))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._on_their_way.add(task)
        task.add_done_callback(self._on_their_way.discard)

    async def _send(self, offer: Offer) -> None:
        claimed = offer.claimed
        try:
            result = await self._sender.send(claimed.lane, offer.message)
        except Exception as error:
            _log.error("push.sender_failed", lane=claimed.lane, exc_info=error)
            result = SendResult(FcmOutcome.RETRY, code="UNKNOWN", detail=error_summary(error))
        now = clock.now()
        if result.outcome is FcmOutcome.SENT:
            resumed = self._outages.succeeded(claimed.lane, now)
            self._recorder.group.resumed |= resumed
            if PROJECT in resumed:  # of two probes, the one that got through says more
                self._recorder.group.pauses.pop(PROJECT, None)
                self._outages.unrecorded.discard(PROJECT)
        else:
            self._recorder.group.pauses |= self._outages.failed(claimed, result, now)
        self._recorder.note(outcomes.of_result(claimed, result, now))
        self._in_flight[claimed.lane] -= 1
        if self._is_hungry(claimed.lane):
            self.wake()

    def _recorded(self, group: Group) -> None:
        self._recorded_pauses |= group.pauses.keys()
        self._held -= {one.claimed.id for one in group.outcomes}
        # What waits for a moment or moved to another app may be due by now.
        self.wake()
