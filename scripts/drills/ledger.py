"""What the servers acknowledged, and whether the store agrees."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.db.session import Database


@dataclass(slots=True)
class Ledger:
    """Every answer that a phone got."""

    tickets: dict[str, set[str]] = field(default_factory=dict)
    """By key, each ticket that was answered for it."""
    reports: dict[str, str] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)

    def acknowledge(self, key: str, ticket: str, report: str) -> None:
        """Notes an answer."""
        self.tickets.setdefault(key, set()).add(ticket)
        self.reports[key] = report


@dataclass(frozen=True, slots=True)
class Check:
    """One promise, and what was counted of it."""

    what: str
    counted: str
    holds: bool


_NONE_OF = {
    "photos of no report or no picture": (
        "SELECT count(*) FROM report_photo p LEFT JOIN report r ON r.id = p.report_id"
        " LEFT JOIN image i ON i.digest = p.image_digest WHERE r.id IS NULL OR i.digest IS NULL"
    ),
    "reports without their reporter among the followers": (
        "SELECT count(*) FROM report r WHERE (SELECT count(*) FROM report_follower f"
        " WHERE f.report_id = r.id AND f.kind = 'REPORTER' AND f.person_id = r.reporter_id) <> 1"
    ),
    "keys without a report": (
        "SELECT count(*) FROM idempotency_key k LEFT JOIN report r ON r.id = k.result_id"
        " WHERE k.operation = 'submitReport' AND r.id IS NULL"
    ),
    "reports without exactly one key": (
        "SELECT count(*) FROM report r WHERE (SELECT count(*) FROM idempotency_key k"
        " WHERE k.operation = 'submitReport' AND k.result_id = r.id) <> 1"
    ),
    "reports moved on without exactly one line of history": (
        "SELECT count(*) FROM report r WHERE (r.status <> 'RECEIVED') <> ((SELECT count(*)"
        " FROM report_update u WHERE u.report_id = r.id AND u.status = 'VERIFIED') = 1)"
    ),
    "moves without exactly one notice to the reporter": (
        "SELECT count(*) FROM report r WHERE r.status = 'VERIFIED' AND (SELECT count(*)"
        " FROM notification n WHERE n.subject_id = r.id AND n.person_id = r.reporter_id) <> 1"
    ),
    "notices of what never happened": (
        "SELECT count(*) FROM notification n LEFT JOIN report r ON r.id = n.subject_id"
        " WHERE r.id IS NULL OR r.status = 'RECEIVED'"
    ),
    "photos used without an upload that says so": (
        "SELECT count(*) FROM upload u WHERE (u.state = 'USED') <> EXISTS (SELECT 1"
        " FROM report_photo p WHERE p.image_digest = u.image_digest)"
    ),
}
"""What must not be there: what is half written."""
_UNFINDABLE = (
    "SELECT count(*) FROM report r WHERE r.id NOT IN (SELECT id FROM search_words"
    " WHERE subject = 'report')"
)


async def checks(
    database: Database, ledger: Ledger, inputs: Sequence[dict[str, Any]]
) -> list[Check]:
    """Every promise of a store that the drill is over with."""
    async with database.read() as reader:
        rows = (await reader.execute(text("SELECT ticket, title FROM report"))).all()
        days = (await reader.execute(text("SELECT day, last FROM ticket_day"))).all()
        kept = Counter(row.ticket for row in rows)
        acknowledged = [ticket for tickets in ledger.tickets.values() for ticket in tickets]
        titles = Counter(row.title for row in rows)
        wanted_photos = sum(len(one["photos"]) for one in inputs)
        photos = await _count(reader, "SELECT count(*) FROM report_photo")
        last = {row.day: row.last for row in days}
        beyond = [ticket for ticket in kept if int(ticket[9:]) > last.get(ticket[3:9], 0)]
        found = [
            Check(
                "each acknowledged ticket is there exactly once",
                f"{sum(kept[t] == 1 for t in set(acknowledged))} of {len(set(acknowledged))}",
                all(kept[ticket] == 1 for ticket in acknowledged),
            ),
            Check(
                "each request got one ticket, however often it was sent",
                f"{sum(len(t) == 1 for t in ledger.tickets.values())} of {len(inputs)}",
                len(ledger.tickets) == len(inputs)
                and all(len(tickets) == 1 for tickets in ledger.tickets.values()),
            ),
            Check(
                "no ticket went to two requests",
                f"{len(acknowledged)} tickets",
                len(set(acknowledged)) == len(acknowledged),
            ),
            Check(
                "each report is there once, and no other",
                f"{len(rows)} rows",
                titles == Counter(one["title"] for one in inputs),
            ),
            Check("numbers are within their day's count", f"{last}", not beyond),
            Check("photos are there", f"{photos} of {wanted_photos}", photos == wanted_photos),
            Check(
                "each acknowledged move is made",
                f"{await _count(reader, _MOVED)} of {len(ledger.moved)}",
                await _count(reader, _MOVED) == len(ledger.moved) == len(inputs),
            ),
        ]
        unwanted = dict(_NONE_OF)
        if database.is_sqlite:
            unwanted["reports that search does not find"] = _UNFINDABLE
        for what, statement in unwanted.items():
            number = await _count(reader, statement)
            found.append(Check(f"no {what}", str(number), number == 0))
    return found


_MOVED = "SELECT count(*) FROM report WHERE status = 'VERIFIED'"


async def _count(reader: AsyncSession, statement: str) -> int:
    return int((await reader.execute(text(statement))).scalar_one())
