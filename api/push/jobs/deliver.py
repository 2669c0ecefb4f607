"""What happens after a notice is committed: each delivery goes to FCM, and its answer is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Table, select, update
from sqlmodel import col

from api.db.session import Database
from api.jobs.registry import Bounded, GiveUp, Handler, JobRun, RetryLater
from api.kit import clock, ids
from api.push.gateway import Answer, Message, Outcome, Sender, open_sender
from api.push.models import Delivery, Device, Notification
from api.push.push_rules import MANNERS, NOTIFICATION_PREFIX, public_subject
from api.push.service import DELIVER
from api.push.values import DeliveryState, DeviceState

ATTEMPTS: Final = 24
"""With backoff to 60 min, about seven hours of Google being away; the notice's ttl may end it."""
_DELIVERY: Final[Table] = Delivery.metadata.tables["delivery"]
_DEVICE: Final[Table] = Device.metadata.tables["device"]
_log = structlog.get_logger("push")


def handlers(sender: Sender) -> dict[str, Handler]:
    """The handlers of push for a worker, with who carries the messages."""

    async def deliver(run: JobRun, payload: Mapping[str, Any]) -> None:
        await _deliver(run, sender, payload["delivery"])

    return {DELIVER: Bounded(deliver, attempts=ATTEMPTS, seconds=120)}


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A delivery with all that it takes to send it."""

    delivery: Delivery
    device: Device
    notification: Notification

    def hindrance(self) -> str | None:
        """Why it must not be sent any more, or None."""
        if self.device.state is not DeviceState.ACTIVE:
            return "DEVICE_OFF"
        if self.device.person_id != self.notification.person_id:
            # Somebody else uses the phone by now: it must not show them another person's news.
            return "DEVICE_MOVED"
        lifetime = timedelta(seconds=self.notification.ttl_seconds)
        if clock.now() >= self.notification.created_at + lifetime:
            return "EXPIRED"
        return None

    def message(self) -> Message:
        """The push, in the device's language."""
        told, english = self.notification, self.device.language == "EN"
        return Message(
            id=ids.public_id(NOTIFICATION_PREFIX, told.id),
            kind=told.kind.value,
            subject=public_subject(told.subject_kind, told.subject_id),
            deep_link=told.deep_link,
            title=told.title_en if english else told.title_id,
            body=told.body_en if english else told.body_id,
            manner=MANNERS[told.urgency],
            collapse_key=told.collapse_key,
            expires_at=told.created_at + timedelta(seconds=told.ttl_seconds),
            installation_id=self.device.installation_id,
            token=self.device.token,
        )


async def _deliver(run: JobRun, sender: Sender, delivery_id: str) -> None:
    parcel = await _load(run.database, delivery_id)
    if parcel is None or parcel.delivery.state is DeliveryState.SENT:
        return  # the device was removed, or an earlier try sent it and died before it could say so
    hindrance = parcel.hindrance()
    if hindrance:
        await _record(run.database, parcel, DeliveryState.FAILED, error=hindrance)
        return
    # No transaction is open here: Google may take its time.
    outcome = await sender.send(parcel.message())
    await _settle(run, parcel, outcome)


async def _settle(run: JobRun, parcel: _Parcel, outcome: Outcome) -> None:
    why = f"{outcome.code}: {outcome.detail}" if outcome.detail else outcome.code
    if outcome.answer is Answer.SENT:
        await _record(run.database, parcel, DeliveryState.SENT, name=outcome.name)
    elif outcome.answer is Answer.GONE:
        await _record(run.database, parcel, DeliveryState.FAILED, error=why, off=outcome.code)
        _log.info("push.device_off", device=parcel.device.id, code=outcome.code)
    elif outcome.answer is Answer.REFUSED or run.is_last:
        await _record(run.database, parcel, DeliveryState.FAILED, error=why)
        raise GiveUp(why)
    else:
        raise RetryLater(outcome.after, why)


async def _load(database: Database, delivery_id: str) -> _Parcel | None:
    async with database.read() as session:
        found = await session.execute(
            select(Delivery, Device, Notification)
            .join(Device, col(Device.id) == col(Delivery.device_id))
            .join(Notification, col(Notification.id) == col(Delivery.notification_id))
            .where(col(Delivery.id) == delivery_id)
        )
        row = found.one_or_none()
    return None if row is None else _Parcel(row[0], row[1], row[2])


async def _record(
    database: Database,
    parcel: _Parcel,
    state: DeliveryState,
    *,
    name: str | None = None,
    error: str | None = None,
    off: str | None = None,
) -> None:
    now = clock.now()
    async with database.write() as session:
        await session.execute(
            update(_DELIVERY)
            .where(_DELIVERY.c.id == parcel.delivery.id, _DELIVERY.c.state != DeliveryState.SENT)
            .values(state=state, message_name=name, error=error, updated_at=now)
        )
        if off:
            # Only the address that was tried: the app may have registered a new one meanwhile.
            tried = parcel.device
            await session.execute(
                update(_DEVICE)
                .where(
                    _DEVICE.c.id == tried.id,
                    _DEVICE.c.installation_id.is_not_distinct_from(tried.installation_id),
                    _DEVICE.c.token.is_not_distinct_from(tried.token),
                )
                .values(state=DeviceState.OFF, off_reason=off)
            )


__all__ = ["ATTEMPTS", "handlers", "open_sender"]
