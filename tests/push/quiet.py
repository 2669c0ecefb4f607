"""Quiet hours around this moment, or far from it, by clocks that tests can move."""

from datetime import datetime, timedelta

from api.identity.values import Viewer
from api.kit import clock
from api.push.service import QuietHoursRequest, update_push_preferences
from tests.push.conftest import Town


def around(moment: datetime, hours: int = 2) -> tuple[str, str]:
    """From so many hours before a moment until as many after it, by the clock of that moment."""
    start, end = ((moment + timedelta(hours=h)).strftime("%H:%M") for h in (-hours, hours))
    return start, end


async def start_quiet_hours(town: Town, who: Viewer, zone: str | None = "UTC") -> None:
    """Quiet hours around this moment by the clock of UTC, kept in this zone or the phones'."""
    async with town.database.write() as session:
        await update_push_preferences(
            session, who, quiet_hours=QuietHoursRequest(*around(clock.now()), zone)
        )


async def end_quiet_hours(town: Town, who: Viewer) -> None:
    """Removes the quiet hours: what waited is due now."""
    async with town.database.write() as session:
        await update_push_preferences(session, who, remove_quiet_hours=True)
