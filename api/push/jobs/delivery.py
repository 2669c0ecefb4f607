"""Delivers personal notices in batches, and records the result of each.

A batch is claimed in one transaction, sent while none is open, and recorded in another one, jobs
and deliveries together. If a worker dies in between, another one sends its batch again with the
same `data.id`, so that the app shows each push once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Row, bindparam, select, update

from api.db.base import table
from api.db.session import Database, WriteSession
from api.jobs import lanes, outbox
from api.jobs.lanes import Pause
from api.jobs.models import LanePause
from api.jobs.registry import Batched, BatchJob, BatchResult, Done, Postponed
from api.kit import clock, ids
from api.push.gateway import MAX_BATCH, FcmOutcome, Message, Sender, SendResult
from api.push.jobs.outcomes import (
    ATTEMPTS,
    LEAST_BACKOFF,
    DeliveryUpdate,
    not_sendable,
    pause_after,
    update_for,
)
from api.push.models import Delivery, Device, Notification
from api.push.push_rules import NOTIFICATION_PREFIX, PRESENTATIONS, subject_public_id
from api.push.service.quiet_hours import defer, people_in_quiet_hours
from api.push.values import LANES, PASSES_QUIET_HOURS, DeliveryStatus, DeviceStatus

_WAIT_FOR_PROBE: Final = timedelta(seconds=5)
"""How long the other pushes of an app wait while one of them probes it after a pause."""
_DELIVERY: Final = table(Delivery)
_DEVICE: Final = table(Device)
_NOTIFICATION: Final = table(Notification)
_log = structlog.get_logger("push")


def delivering(sender: Sender) -> Batched:
    """The handler of `DELIVER` jobs, which sends with this sender."""

    async def deliver(database: Database, work: Sequence[BatchJob]) -> BatchResult:
        return await _deliver(database, sender, work)

    return Batched(
        deliver,
        lanes=tuple(LANES.values()),
        size=MAX_BATCH,
        attempts=ATTEMPTS,
        seconds=600,
        first_backoff=LEAST_BACKOFF,
        least_backoff=LEAST_BACKOFF,
    )


async def _deliver(database: Database, sender: Sender, work: Sequence[BatchJob]) -> BatchResult:
    now = clock.now()
    pending = await _load(database, [str(job.payload["delivery"]) for job in work])
    paused = await lanes.pauses(database, sorted({_app_lane(item) for item in pending.values()}))
    in_quiet_hours = await _people_in_quiet_hours(database, pending.values(), now)
    updates: dict[str, DeliveryUpdate] = {}
    deferred: dict[str, str] = {}
    to_send: list[tuple[BatchJob, Row[Any]]] = []
    probing: set[str] = set()
    for job in work:
        item = pending.get(str(job.payload["delivery"]))
        if item is None or item.status is DeliveryStatus.SENT:
            updates[job.id] = DeliveryUpdate(Done())  # the device is removed, or it was sent before
        elif code := _reason_not_to_send(job, item, now):
            updates[job.id] = not_sendable(code)
        elif item.person_id in in_quiet_hours and _respects_quiet_hours(job, item):
            updates[job.id] = DeliveryUpdate(Done())
            deferred[item.id] = item.notification_id
        elif wait := _wait(paused.get(_app_lane(item)), _app_lane(item) in probing, now):
            updates[job.id] = DeliveryUpdate(Postponed(f"{item.app_slug} is paused", wait))
        else:
            to_send.append((job, item))
            probing.add(_app_lane(item))
    # No transaction is open here: FCM may take its time.
    results = await sender.send_many([_message(item) for _, item in to_send]) if to_send else []
    pause = pause_after(results)
    app_pauses = _app_pauses(to_send, results)
    for (job, item), result in zip(to_send, results, strict=True):
        own_pause = app_pauses.get(_app_lane(item)) if result.app_only else pause
        updates[job.id] = update_for(job, result, own_pause)
        if result.address_invalid:
            _log.info("push.device_off", device=item.device_id, code=result.code)
            if result.needs_operator:
                _log.error("push.operator_must_act", code=result.code, app=item.app_slug)
    recovered = {
        _app_lane(item)
        for (_, item), result in zip(to_send, results, strict=True)
        if result.outcome is FcmOutcome.SENT and _app_lane(item) in paused
    }

    async def record(session: WriteSession) -> None:
        if deferred:
            await defer(session, deferred, clock.now())
        for app_lane, app_pause in sorted(app_pauses.items()):
            await lanes.pause(session, app_lane, app_pause, now)
        for app_lane in sorted(recovered - app_pauses.keys()):
            await lanes.resume(session, app_lane, expired_at=now)
        await _record(
            session,
            [(pending.get(str(job.payload["delivery"])), updates[job.id]) for job in work],
        )

    return BatchResult(
        [updates[job.id].job for job in work],
        record,
        pause,
        succeeded=any(result.outcome is FcmOutcome.SENT for result in results),
    )


def _app_lane(item: Row[Any]) -> str:
    """The part of a lane that can be paused alone: each app has its own keys with Apple."""
    return f"{LANES[item.platform]}/{item.app_slug}"


def _wait(pause: LanePause | None, is_probing: bool, now: datetime) -> timedelta | None:
    """How long a push waits because its app is paused; None if it is sent now.

    When the pause has expired, one push is sent as a probe before the others.
    """
    if pause is None:
        return None
    if pause.until > now:
        return pause.until - now
    return _WAIT_FOR_PROBE if is_probing else None


def _app_pauses(
    sent: Sequence[tuple[BatchJob, Row[Any]]], results: Sequence[SendResult]
) -> dict[str, Pause]:
    """The pauses of the apps that FCM has no valid key for, by their part of the lane."""
    rejected: dict[str, tuple[str, list[SendResult]]] = {}
    for (_, item), result in zip(sent, results, strict=True):
        if result.app_only:
            rejected.setdefault(_app_lane(item), (item.app_slug, []))[1].append(result)
    pauses = {app_lane: pause_after(some, app) for app_lane, (app, some) in rejected.items()}
    return {app_lane: pause for app_lane, pause in pauses.items() if pause is not None}


async def _people_in_quiet_hours(
    database: Database, items: Iterable[Row[Any]], now: datetime
) -> set[str]:
    async with database.read() as session:
        receivers = [(item.person_id, item.urgency) for item in items]
        return await people_in_quiet_hours(session, receivers, now)


def _respects_quiet_hours(job: BatchJob, item: Row[Any]) -> bool:
    return item.urgency not in PASSES_QUIET_HOURS and not job.payload.get("ignorePreferences")


async def _load(database: Database, deliveries: Sequence[str]) -> Mapping[str, Row[Any]]:
    """The deliveries with everything that is needed to send them, by id."""
    notification, device = _NOTIFICATION.c, _DEVICE.c
    wanted = (
        select(
            _DELIVERY.c.id,
            _DELIVERY.c.status,
            notification.id.label("notification_id"),
            notification.person_id,
            notification.kind,
            notification.subject_kind,
            notification.subject_id,
            notification.title_id,
            notification.title_en,
            notification.body_id,
            notification.body_en,
            notification.deep_link,
            notification.urgency,
            notification.collapse_key,
            notification.ttl_seconds,
            notification.created_at,
            device.id.label("device_id"),
            device.person_id.label("owner_id"),
            device.status.label("device_status"),
            device.installation_id,
            device.token,
            device.language,
            device.app_slug,
            device.platform,
        )
        .join(_NOTIFICATION, notification.id == _DELIVERY.c.notification_id)
        .join(_DEVICE, device.id == _DELIVERY.c.device_id)
        .where(_DELIVERY.c.id.in_(deliveries))
    )
    async with database.read() as session:
        rows: Any = await session.execute(wanted)
    return {row.id: row for row in rows}


def _reason_not_to_send(job: BatchJob, item: Row[Any], now: datetime) -> str | None:
    """The code of why a push must not be sent any more, or None."""
    if job.attempt > job.attempts:
        return "WORKER_DIED"  # in each of its attempts: it may be the cause
    if item.device_status is not DeviceStatus.ACTIVE:
        return "DEVICE_OFF"
    if item.owner_id != item.person_id:
        # Another person uses the phone by now: it must not show them somebody else's news.
        return "DEVICE_MOVED"
    if now >= item.created_at + timedelta(seconds=item.ttl_seconds):
        return "EXPIRED"
    return None


def _message(item: Row[Any]) -> Message:
    """The push, in the device's language."""
    english = item.language == "EN"
    return Message(
        id=ids.public_id(NOTIFICATION_PREFIX, item.notification_id),
        kind=item.kind.value,
        subject=subject_public_id(item.subject_kind, item.subject_id),
        deep_link=item.deep_link,
        title=item.title_en if english else item.title_id,
        body=item.body_en if english else item.body_id,
        presentation=PRESENTATIONS[item.urgency],
        collapse_key=item.collapse_key,
        expires_at=item.created_at + timedelta(seconds=item.ttl_seconds),
        app=item.app_slug,
        installation_id=item.installation_id,
        token=None if item.installation_id else item.token,
    )


async def _record(
    session: WriteSession, updates: Sequence[tuple[Row[Any] | None, DeliveryUpdate]]
) -> None:
    """Stores the updates. Not by the ORM: caches and waiting workers need not wake for them."""
    now = clock.now()
    connection = await session.connection()
    changed = sorted(
        (
            {
                "b_id": item.id,
                "status": one.status or DeliveryStatus.QUEUED,
                "message_name": one.message_name,
                "code": one.code,
                "error": outbox.storable_error(one.error),
                "updated_at": now,
            }
            for item, one in updates
            if item is not None and (one.status or one.error)
        ),
        key=lambda row: str(row["b_id"]),  # one order for all: no two workers deadlock
    )
    if changed:
        names = ("status", "message_name", "code", "error", "updated_at")
        await connection.execute(
            update(_DELIVERY)
            .where(_DELIVERY.c.id == bindparam("b_id"), _DELIVERY.c.status != DeliveryStatus.SENT)
            .values({name: bindparam(name) for name in names}),
            changed,
        )
    for item, one in updates:
        if item is not None and one.device_off_reason:
            # Only the address that was tried: the app may have registered a new one meanwhile.
            await session.execute(
                update(_DEVICE)
                .where(
                    _DEVICE.c.id == item.device_id,
                    _DEVICE.c.installation_id.is_not_distinct_from(item.installation_id),
                    _DEVICE.c.token.is_not_distinct_from(item.token),
                )
                .values(status=DeviceStatus.OFF, off_reason=one.device_off_reason)
            )
