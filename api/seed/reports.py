"""The example reports of a pack as rows, and how they come into a store in which they live on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from api.areas.service import AreaIndex
from api.db import search
from api.identity.models import Person
from api.identity.values import Role, person_id
from api.kit.calendar import WorkCalendar, WorkClock
from api.kit.ids import named
from api.reports import policy
from api.reports.models import Report, ReportFollower, ReportUpdate
from api.reports.service.clocks import after_step
from api.reports.service.location import place_columns
from api.reports.service.tickets import go_on_after
from api.reports.values import MEANING, FollowKind, ReportStatus
from api.seed.entries.city import CategoryEntry
from api.seed.entries.content import ReportEntry, UpdateEntry, histories
from api.seed.messages import message
from api.seed.pack import Pack
from api.seed.plan import Part, Row, Verb
from api.seed.upkeep import Target, Upkeep, taken_by_others

ISSUER: Final = "seed"
"""The issuer of the people who a pack's reports are from: no token bears it."""

_POSTPONED_DAYS: Final = 14
"""A pack does not say until when a report is postponed: until its next step, else so long."""

History = Mapping[str, Sequence[UpdateEntry]]


async def seed_reports(upkeep: Upkeep, pack: Pack) -> None:
    """Seeds the reports that are not there yet, each with its reporter and its history.

    A report that is there has officers and neighbours who go on with it: nothing of it is changed,
    and no step is added to its history. Raises Conflict if a ticket of the pack is a citizen's.
    """
    history = histories(pack.updates)
    people = Target(Part.REPORTS, Person, lambda row: str(row["name"]))
    await upkeep.sync(people, _person_rows(pack), change=False)
    places = await AreaIndex.load(upkeep.session)
    categories = {category.code: category for category in pack.categories}
    reports = [  # those that others are merged into first
        _report_row(pack, report, categories, history[report.ref], places)
        for report in sorted(pack.reports, key=lambda report: report.merged_into is not None)
    ]
    tickets = {row["id"]: row["ticket"] for row in reports}
    target = Target(Part.REPORTS, Report, lambda row: str(row["ticket"]))
    stored = await upkeep.stored(target, "ticket", tickets.values())
    taken = [row["ticket"] for one in stored if (row := one.model_dump())["id"] not in tickets]
    if taken:
        raise taken_by_others(target, "ticket", taken)
    added = await upkeep.sync(target, reports, change=False)
    for row in added:
        await search.index(upkeep.session, "report", row["id"], row["title"], row["description"])

    new = {row["id"] for row in added}
    followers = Target(Part.REPORTS, ReportFollower, lambda row: str(tickets[row["report_id"]]))
    steps = Target(
        Part.REPORTS, ReportUpdate, lambda row: f"{tickets[row['report_id']]} {row['status'].name}"
    )
    updates = _update_rows(pack, history)
    stored = await upkeep.stored(steps, "id", [row["id"] for row in updates])
    known = new | {row.model_dump()["id"] for row in stored}
    for row in updates:
        if not {row["report_id"], row["id"]} & known:
            upkeep.note(steps, row, Verb.KEPT, reason=message("lives_on"))
    for belonging, rows in ((steps, updates), (followers, _follower_rows(pack))):
        mine = [row for row in rows if row["report_id"] in new]
        await upkeep.sync(belonging, mine, change=False)
        upkeep.report.rows[belonging.part, belonging.table.name] = len(rows)
    if new:
        await go_on_after(upkeep.session, (report.ticket for report in pack.reports))


def _person_rows(pack: Pack) -> list[Row]:
    """An example of a citizen for each reporter's name."""
    first: dict[str, datetime] = {}
    for report in sorted(pack.reports, key=lambda report: report.submitted_at, reverse=True):
        if report.reporter:
            first[report.reporter] = report.submitted_at
    return [
        {
            "id": person_id(ISSUER, name),
            "subject": f"{ISSUER}:{name}",
            "role": Role.CITIZEN,
            "name": name,
            "created_at": since,
            "synthetic": True,
        }
        for name, since in first.items()
    ]


def _report_id(pack: Pack, ref: str) -> str:
    return named("report", pack.city.code, ref)


def _report_row(
    pack: Pack,
    report: ReportEntry,
    categories: Mapping[str, CategoryEntry],
    steps: Sequence[UpdateEntry],
    places: AreaIndex,
) -> Row:
    category = categories[report.category]
    point = report.position.point
    hidden = report.hide_report or category.sensitive
    clock = WorkClock.start(places.calendar, report.submitted_at, category.sla_working_days)
    before, until = ReportStatus.RECEIVED, None
    for index, step in enumerate(steps):
        until = _until(steps, index, places.calendar)
        if step.status is not before:
            clock = after_step(clock, places.calendar, before, step.status, until, step.at)
        before = step.status
    return report.row() | {
        "id": _report_id(pack, report.ref),
        "agency_id": named("agency", category.agency),
        **place_columns(point, places.locate(point), category.person_related),
        "reporter_id": report.reporter and person_id(ISSUER, report.reporter),
        "hide_report": hidden,
        "is_sensitive": category.sensitive,
        "is_public": policy.is_public(report.status, hidden, category.sensitive),
        "updated_at": steps[-1].at if steps else report.submitted_at,
        "due_at": clock.due_at,
        "clock_from": clock.runs_from,
        "days_used": clock.used,
        "days_allowed": clock.allowed,
        "postponed_until": until,
        "closed_at": _closed_at(report, steps),
        "merged_into_id": report.merged_into and _report_id(pack, report.merged_into),
    }


def _until(steps: Sequence[UpdateEntry], index: int, calendar: WorkCalendar) -> date | None:
    """Until which day the step of this number postpones the report."""
    if steps[index].status is not ReportStatus.POSTPONED:
        return None
    day = calendar.day_of(steps[index].at)
    following = calendar.day_of(steps[index + 1].at) if index + 1 < len(steps) else day
    return following if following > day else day + timedelta(_POSTPONED_DAYS)


def _closed_at(report: ReportEntry, steps: Sequence[UpdateEntry]) -> datetime | None:
    """When the report came into the closed status that it has."""
    if not MEANING[report.status].is_closed:
        return None
    closed = steps[-1].at
    for step in reversed(steps):
        if step.status is not report.status:
            break
        closed = step.at
    return closed


def _update_rows(pack: Pack, history: History) -> list[Row]:
    """The steps of the reports' histories, shown where each report went in the end."""
    went = {report.ref: report.merged_into or report.ref for report in pack.reports}
    return [
        update.row()
        | {
            "id": named("update", pack.city.code, ref, str(index)),
            "report_id": _report_id(pack, ref),
            "shown_on_id": _report_id(pack, went[ref]),
        }
        for ref, updates in history.items()
        for index, update in enumerate(updates)
    ]


def _follower_rows(pack: Pack) -> list[Row]:
    """Reporters hear of the progress of their own reports."""
    return [
        {
            "report_id": _report_id(pack, report.ref),
            "person_id": person_id(ISSUER, report.reporter),
            "kind": FollowKind.REPORTER,
            "followed_at": report.submitted_at,
        }
        for report in pack.reports
        if report.reporter
    ]
