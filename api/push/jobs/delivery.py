"""Personal notices go out in batches, and the answer to each is written down.

A batch is claimed in one transaction, sent while none is open, and recorded in another one, jobs
and deliveries together. A worker that dies in between leaves its batch to the next, which sends it
again with the same `data.id`: the app shows that once.
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
from api.jobs.registry import Batched, Done, Ended, Held, Work
from api.kit import clock, ids
from api.push.gateway import MOST_AT_ONCE, Answer, Message, Outcome, Sender
from api.push.jobs.outcomes import ATTEMPTS, LEAST_BACKOFF, Result, ended, pause_of, result_of
from api.push.models import Delivery, Device, Notification
from api.push.push_rules import MANNERS, NOTIFICATION_PREFIX, public_subject
from api.push.service.quiet import people_asleep, put_off
from api.push.values import LANES, PASSES_QUIET_HOURS, DeliveryState, DeviceState

_AFTER_A_TRIAL: Final = timedelta(seconds=5)
"""How long the others of an app wait while one of them is tried."""
_DELIVERY: Final = table(Delivery)
_DEVICE: Final = table(Device)
_NOTIFICATION: Final = table(Notification)
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


async def _deliver(database: Database, sender: Sender, work: Sequence[Work]) -> Ended:
    now = clock.now()
    parcels = await _load(database, [str(one.payload["delivery"]) for one in work])
    places = {_place(parcel) for parcel in parcels.values()}
    paused = await lanes.pauses(database, sorted(places))
    asleep = await _asleep(database, parcels.values(), now)
    results: dict[str, Result] = {}
    late: dict[str, str] = {}
    offered: list[tuple[Work, Row[Any]]] = []
    tried: set[str] = set()
    for one in work:
        parcel = parcels.get(str(one.payload["delivery"]))
        if parcel is None or parcel.state is DeliveryState.SENT:
            results[one.id] = Result(Done())  # the device was removed, or an earlier try sent it
        elif hindrance := _hindrance(one, parcel, now):
            results[one.id] = ended(hindrance)
        elif parcel.person_id in asleep and _disturbs(one, parcel):
            results[one.id] = Result(Done())
            late[parcel.id] = parcel.notification_id
        elif wait := _wait(paused.get(_place(parcel)), _place(parcel) in tried, now):
            results[one.id] = Result(Held(f"{parcel.app_slug} waits for its key", wait))
        else:
            offered.append((one, parcel))
            tried.add(_place(parcel))
    # No transaction is open here: Google may take its time.
    outcomes = await sender.send_many([_message(p) for _, p in offered]) if offered else []
    pause = pause_of(outcomes)
    apps = _apps(offered, outcomes)
    for (one, parcel), outcome in zip(offered, outcomes, strict=True):
        results[one.id] = result_of(
            one, outcome, apps.get(_place(parcel)) if outcome.of_app else pause
        )
        if outcome.address_is_bad:
            _log.info("push.device_off", device=parcel.device_id, code=outcome.code)
            if outcome.needs_operator:
                _log.error("push.operator_must_act", code=outcome.code, app=parcel.app_slug)
    opened = {
        _place(parcel)
        for (_, parcel), outcome in zip(offered, outcomes, strict=True)
        if outcome.answer is Answer.SENT and _place(parcel) in paused
    }

    async def record(session: WriteSession) -> None:
        if late:
            await put_off(session, late, clock.now())
        for place, closed in sorted(apps.items()):
            await lanes.lay(session, place, closed, now)
        for place in sorted(opened - apps.keys()):
            await lanes.lift(session, place, over_at=now)
        await _record(
            session, [(parcels.get(str(w.payload["delivery"])), results[w.id]) for w in work]
        )

    return Ended(
        [results[one.id].ending for one in work],
        record,
        pause,
        went_well=any(outcome.answer is Answer.SENT for outcome in outcomes),
    )


def _place(parcel: Row[Any]) -> str:
    """An app in its lane: each has its own keys with Apple."""
    return f"{LANES[parcel.platform]}/{parcel.app_slug}"


def _wait(pause: LanePause | None, is_tried: bool, now: datetime) -> timedelta | None:
    """How long a push waits for the pause of its app; None for one that goes. After the pause one
    is tried before the others."""
    if pause is None:
        return None
    if pause.until > now:
        return pause.until - now
    return _AFTER_A_TRIAL if is_tried else None


def _apps(
    offered: Sequence[tuple[Work, Row[Any]]], outcomes: Sequence[Outcome]
) -> dict[str, Pause]:
    """The apps that FCM found to have no key, with how long each is left alone."""
    met: dict[str, tuple[str, list[Outcome]]] = {}
    for (_, parcel), outcome in zip(offered, outcomes, strict=True):
        if outcome.of_app:
            met.setdefault(_place(parcel), (parcel.app_slug, []))[1].append(outcome)
    pauses = {place: pause_of(some, app) for place, (app, some) in met.items()}
    return {place: pause for place, pause in pauses.items() if pause is not None}


async def _asleep(database: Database, parcels: Iterable[Row[Any]], now: datetime) -> set[str]:
    async with database.read() as session:
        told = [(parcel.person_id, parcel.urgency) for parcel in parcels]
        return await people_asleep(session, told, now)


def _disturbs(work: Work, parcel: Row[Any]) -> bool:
    return parcel.urgency not in PASSES_QUIET_HOURS and not work.payload.get("atOnce")


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
            device.platform,
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
        app=parcel.app_slug,
        installation_id=parcel.installation_id,
        token=None if parcel.installation_id else parcel.token,
    )


async def _record(session: WriteSession, results: Sequence[tuple[Row[Any] | None, Result]]) -> None:
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
