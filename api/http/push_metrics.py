"""The metrics of push: queues, pauses, and the numbers of active and dead devices."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from prometheus_client.core import GaugeMetricFamily, Metric

from api.db.session import Database
from api.kit import clock
from api.push.service.pauses import pauses
from api.push.service.queue_status import AppDevices, app_devices, lane_statuses

_DEVICES_KEPT_SECONDS: Final = 300.0
"""Counting a million devices takes a while, and their number hardly changes within minutes."""


@dataclass(slots=True)
class PushMetrics:
    """Reads the queues at each scrape, and the devices every few minutes."""

    database: Database
    _apps: Sequence[AppDevices] = field(default=())
    _counted_at: float = -_DEVICES_KEPT_SECONDS

    async def collect(self) -> list[Metric]:
        """The gauges as of now; those of devices may be five minutes old."""
        now = clock.now()
        async with self.database.read() as session:
            paused = await pauses(session)
            statuses = await lane_statuses(session, now)
            if time.monotonic() - self._counted_at >= _DEVICES_KEPT_SECONDS:
                self._apps, self._counted_at = await app_devices(session), time.monotonic()
        queue = GaugeMetricFamily(
            "kulkul_push_queue",
            "Pushes that are queued, running or dead letters, by lane.",
            labels=["lane", "state"],
        )
        age = GaugeMetricFamily(
            "kulkul_push_oldest_due_seconds",
            "How long the oldest due push of a lane has waited.",
            labels=["lane"],
        )
        for lane, row in statuses.items():
            for state in ("due", "waiting", "running", "dead"):
                queue.add_metric([lane, state], getattr(row, state))
            late = (now - row.oldest_due).total_seconds() if row.oldest_due else 0.0
            age.add_metric([lane], max(late, 0.0))
        closed = GaugeMetricFamily(
            "kulkul_push_lane_paused",
            "1 for a lane, or `project` for all but the urgent one, that is paused or being probed,"
            " with FCM's code.",
            labels=["lane", "code", "needs_operator"],
        )
        for lane, pause in sorted(paused.items()):
            closed.add_metric([lane, pause.code, str(pause.needs_operator).lower()], 1)
        devices = GaugeMetricFamily(
            "kulkul_push_devices", "Devices by app and version: active, or dead.",
            labels=["app", "version", "state"],
        )  # fmt: skip
        for app in self._apps:
            devices.add_metric([app.app, app.version, "dead"], app.dead)
            devices.add_metric([app.app, app.version, "active"], app.devices - app.dead)
        return [queue, age, closed, devices]
