"""The numbers of reports' tickets: the city's prefix, its local day, and a number of that day."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import case
from sqlmodel import col

from api.areas.service import CityFacts
from api.db.base import insert, table
from api.db.session import WriteSession
from api.reports.models import TicketDay

MOST_LEFT_OUT: Final = 2
"""How many ticket numbers are left out at most between one report of a day and the next."""

_TICKET: Final = re.compile(r"\b[A-Z]+(\d{6})(\d+)\b")


def local_day(zone: ZoneInfo, at: datetime) -> str:
    """The day of an instant in the city, as a ticket has it: `261123`."""
    return at.astimezone(zone).strftime("%y%m%d")


async def next_ticket(session: WriteSession, city: CityFacts, now: datetime) -> str:
    """The next number of the city's local day, `BDG2611230001`; five digits after 9999.

    Up to two numbers are left out at random: otherwise each one that is missing from the public
    lists would be a report that nobody may see, and its neighbours would tell when it came.
    Called last: on PostgreSQL the day's row stays locked until the transaction ends, so that two
    reports never get one number. A report that is rolled back returns its number.
    """
    day = local_day(city.time_zone, now)
    statement = (
        insert(session, TicketDay)
        .values(day=day, last=1)
        .on_conflict_do_update(
            index_elements=["day"],
            set_={"last": col(TicketDay.last) + 1 + secrets.randbelow(MOST_LEFT_OUT + 1)},
        )
        .returning(col(TicketDay.last))
    )
    number: int = (await session.execute(statement)).scalar_one()
    return f"{city.ticket_prefix}{day}{number:04d}"


async def go_on_after(session: WriteSession, tickets: Iterable[str]) -> None:
    """Citizens' next tickets of these days go on behind these; never back."""
    days: dict[str, int] = {}
    for day, number in sorted(_TICKET.findall(" ".join(tickets))):
        days[day] = max(int(number), days.get(day, 0))
    statement = insert(session, TicketDay)
    later = case(
        (col(TicketDay.last) < statement.excluded.last, statement.excluded.last),
        else_=col(TicketDay.last),
    )
    await session.execute(
        statement.on_conflict_do_update(index_elements=["day"], set_={"last": later}),
        [{"day": day, "last": last} for day, last in days.items()],
    )
    session.touch(table(TicketDay).name)
