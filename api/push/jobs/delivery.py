"""Personal notices go out in batches, and the answer to each is written down.

A batch is claimed in one transaction, sent while none is open, and recorded in another one, jobs
and deliveries together. A worker that dies in between leaves its batch to the next, which sends it
again with the same `data.id`: the app shows that once.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog
from sqlalchemy import Row, Table, bindparam, select, update

from api.db.session import Database, WriteSession
from api.jobs import outbox
from api.jobs.lanes import Pause
from api.jobs.registry import Again, Batched, Dead, Done, Ended, Ending, Held, Work
from api.kit import clock, ids
from api.push.gateway import MOST_AT_ONCE, Answer, Message, Outcome, Sender
from api.push.models import Delivery, Device, Notification
from api.push.push_rules import MANNERS, NOTIFICATION_PREFIX, public_subject
from api.push.values import LANES, DeliveryState, DeviceState

ATTEMPTS: Final = 24
"""With backoff to 60 min, about eight hours of Google being away; the notice's ttl may end it."""
LEAST_BACKOFF: Final = timedelta(seconds=10)
"""Google asks for at least this between two tries."""
_JITTER: Final = 0.25
"""A pause is longer by up to this share, so that workers do not all come back at once."""
_DELIVERY: Final[Table] = Delivery.metadata.tables["delivery"]
_DEVICE: Final[Table] = Device.metadata.tables["device"]
_NOTIFICATION: Final[Table] = Notification.metadata.tables["notification"]
_chance = random.SystemRandom()
_log = structlog.get_logger("push")


def delivering(sender: Sender) -> Batched:
    """The handler of deliveries, with who carries the messages."""

    async def deliver(database: Database, work: Sequence[Work]) -> Ended:
        return await _deliver(database, sender, work)

    return Batched(
        deliver,
        lanes=tuple(LANES.values()),
        size=MOST_AT_ONCE,
        attempts=ATTEMPTS,
        seconds=600,
        first_backoff=LEAST_BACKOFF,
        least_backoff=LEAST_BACKOFF,
    )


@dataclass(frozen=True, slots=True)
class _Result:
    """What is written down of one delivery."""

    ending: Ending
    state: DeliveryState | None = None
    """None: it waits on as it was."""
    name: str | None = None
    code: str | None = None
    error: str | None = None
    off: str | None = None
    """Why the address that was tried is turned off."""


async def _deliver(database: Database, sender: Sender, work: Sequence[Work]) -> Ended:
    now = clock.now()
    parcels = await _load(database, [str(one.payload["delivery"]) for one in work])
    results: dict[str, _Result] = {}
    offered: list[tuple[Work, Row[Any]]] = []
    for one in work:
        parcel = parcels.get(str(one.payload["delivery"]))
        if parcel is None or parcel.state is DeliveryState.SENT:
            results[one.id] = _Result(Done())  # the device was removed, or an earlier try sent it
        elif hindrance := _hindrance(one, parcel, now):
            results[one.id] = _Result(Done(), DeliveryState.FAILED, code=hindrance, error=hindrance)
        else:
            offered.append((one, parcel))
    # No transaction is open here: Google may take its time.
    outcomes = await sender.send_many([_message(p) for _, p in offered]) if offered else []
    pause = _pause(outcomes)
    for (one, parcel), outcome in zip(offered, outcomes, strict=True):
        results[one.id] = _result(one, outcome, pause)
        if outcome.address_is_bad:
            _log.info("push.device_off", device=parcel.device_id, code=outcome.code)
            if outcome.needs_operator:
                _log.error("push.operator_must_act", code=outcome.code, app=parcel.app_slug)

    async def record(session: WriteSession) -> None:
        await _record(
            session, [(parcels.get(str(w.payload["delivery"])), results[w.id]) for w in work]
        )

    return Ended(
        [results[one.id].ending for one in work],
        record,
        pause,
        went_well=any(outcome.answer is Answer.SENT for outcome in outcomes),
    )


async def _load(database: Database, deliveries: Sequence[str]) -> Mapping[str, Row[Any]]:
    """The deliveries with all that it takes to send them, by id."""
    told, device = _NOTIFICATION.c, _DEVICE.c
    wanted = (
        select(
            _DELIVERY.c.id,
            _DELIVERY.c.state,
            told.id.label("notification_id"),
            told.person_id,
            told.kind,
            told.subject_kind,
            told.subject_id,
            told.title_id,
            told.title_en,
            told.body_id,
            told.body_en,
            told.deep_link,
            told.urgency,
            told.collapse_key,
            told.ttl_seconds,
            told.created_at,
            device.id.label("device_id"),
            device.person_id.label("owner_id"),
            device.state.label("device_state"),
            device.installation_id,
            device.token,
            device.language,
            device.app_slug,
        )
        .join(_NOTIFICATION, told.id == _DELIVERY.c.notification_id)
        .join(_DEVICE, device.id == _DELIVERY.c.device_id)
        .where(_DELIVERY.c.id.in_(deliveries))
    )
    async with database.read() as session:
        rows: Any = await session.execute(wanted)
    return {row.id: row for row in rows}


def _hindrance(work: Work, parcel: Row[Any], now: datetime) -> str | None:
    """Why it must not be sent any more, or None."""
    if work.attempt > work.attempts:
        return "WORKER_DIED"  # in each of its tries: it may be what kills them
    if parcel.device_state is not DeviceState.ACTIVE:
        return "DEVICE_OFF"
    if parcel.owner_id != parcel.person_id:
        # Somebody else uses the phone by now: it must not show them another person's news.
        return "DEVICE_MOVED"
    if now >= parcel.created_at + timedelta(seconds=parcel.ttl_seconds):
        return "EXPIRED"
    return None


def _message(parcel: Row[Any]) -> Message:
    """The push, in the device's language."""
    english = parcel.language == "EN"
    return Message(
        id=ids.public_id(NOTIFICATION_PREFIX, parcel.notification_id),
        kind=parcel.kind.value,
        subject=public_subject(parcel.subject_kind, parcel.subject_id),
        deep_link=parcel.deep_link,
        title=parcel.title_en if english else parcel.title_id,
        body=parcel.body_en if english else parcel.body_id,
        manner=MANNERS[parcel.urgency],
        collapse_key=parcel.collapse_key,
        expires_at=parcel.created_at + timedelta(seconds=parcel.ttl_seconds),
        installation_id=parcel.installation_id,
        token=None if parcel.installation_id else parcel.token,
    )


def _pause(outcomes: Sequence[Outcome]) -> Pause | None:
    """How long the lane is left alone: what the strictest answer asks for, and some chance."""
    closing = [o for o in outcomes if o.answer is Answer.PAUSE and o.offered]
    closing = closing or [o for o in outcomes if o.answer is Answer.PAUSE]
    if not closing:
        return None
    worst = max(closing, key=lambda outcome: outcome.after or timedelta(0))
    if worst.needs_operator:
        _log.error("push.operator_must_act", code=worst.code, error=worst.detail)
    after = worst.after or timedelta(minutes=1)
    return Pause(
        after * (1 + _JITTER * _chance.random()), worst.code, worst.detail, worst.needs_operator
    )


def _result(work: Work, outcome: Outcome, pause: Pause | None) -> _Result:
    why = f"{outcome.code}: {outcome.detail}" if outcome.detail else outcome.code
    off = outcome.code if outcome.address_is_bad else None
    told = partial(_Result, code=outcome.code, error=why, off=off)
    match outcome.answer:
        case Answer.SENT:
            return _Result(Done(), DeliveryState.SENT, name=outcome.name)
        case Answer.GONE:
            return told(Done(), DeliveryState.FAILED)
        case Answer.REFUSED:
            return told(Dead(why), DeliveryState.FAILED)
        case Answer.PAUSE:
            # Those that were answered come after those that were not: one that alone closes its
            # lane is not the first to be tried again.
            after = pause.after + timedelta(seconds=1) if pause and outcome.offered else None
            return told(Held(why, after or timedelta(0)))
        case Answer.LATER if work.is_last:
            return told(Dead(why), DeliveryState.FAILED)
        case Answer.LATER:
            return told(Again(why, outcome.after or timedelta(0)))


async def _record(
    session: WriteSession, results: Sequence[tuple[Row[Any] | None, _Result]]
) -> None:
    """Writes outcomes down. Past the ORM, so that caches and sleepers are not woken for them."""
    now = clock.now()
    connection = await session.connection()
    changed = sorted(
        (
            {
                "b_id": parcel.id,
                "state": result.state or DeliveryState.QUEUED,
                "message_name": result.name,
                "code": result.code,
                "error": outbox.short(result.error),
                "updated_at": now,
            }
            for parcel, result in results
            if parcel is not None and (result.state or result.error)
        ),
        key=lambda row: str(row["b_id"]),  # one order for all: no two workers deadlock
    )
    if changed:
        names = ("state", "message_name", "code", "error", "updated_at")
        await connection.execute(
            update(_DELIVERY)
            .where(_DELIVERY.c.id == bindparam("b_id"), _DELIVERY.c.state != DeliveryState.SENT)
            .values({name: bindparam(name) for name in names}),
            changed,
        )
    for parcel, result in results:
        if parcel is not None and result.off:
            # Only the address that was tried: the app may have registered a new one meanwhile.
            await session.execute(
                update(_DEVICE)
                .where(
                    _DEVICE.c.id == parcel.device_id,
                    _DEVICE.c.installation_id.is_not_distinct_from(parcel.installation_id),
                    _DEVICE.c.token.is_not_distinct_from(parcel.token),
                )
                .values(state=DeviceState.OFF, off_reason=result.off)
            )
