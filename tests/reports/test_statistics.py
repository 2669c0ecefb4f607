"""Statistics: equal to counting one by one, whatever happened; no number points at a person."""

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import mean, median
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import col

from api.db.session import Database
from api.identity.values import Role
from api.kit import ids
from api.kit.geo import Point
from api.kit.problems import Problem
from api.reports.models import (
    Report,
    ReportFollower,
    ReportPhoto,
    ReportRevision,
    ReportUpdate,
    TicketDay,
)
from api.reports.service import (
    AdvanceReport,
    MergeReports,
    ModerateReport,
    ReopenReport,
    join_report,
    merge_reports,
    moderate_report,
    rate_report,
    reopen_report,
    submit_report,
)
from api.reports.service.statistics import ReportDimension, TooManyLines, lines
from api.reports.values import MEANING, ModerationAction, ReportStatus
from tests.reports.asking import ask
from tests.reports.scene import (
    ADMIN,
    ANONYMOUS,
    EVERYBODY,
    KUTA,
    NOW,
    SARI,
    WAYAN,
    WITA,
    Scene,
    advance,
    request,
    submit,
    viewer,
)

S = ReportStatus
D = ReportDimension
OCTOBER = NOW - timedelta(days=30)
BELONGING = (ReportFollower, ReportPhoto, ReportRevision, ReportUpdate, TicketDay)
ASK = """query($by: [ReportDimension!]!, $filter: ReportFilter) {
  reportStatistics(by: $by, filter: $filter) {
    area { id } district { id } category { id } agency { id } month
    submitted done onTime overdue reopened medianWorkingDays averageRating asOf
  }
}"""
NUMBERS = ("submitted", "done", "onTime", "overdue", "reopened", "medianWorkingDays",
           "averageRating")  # fmt: skip


async def table(
    database: Database,
    by: Sequence[ReportDimension],
    filter: Mapping[str, Any] | None = None,
    now: datetime = NOW,
    who: Any = ANONYMOUS,
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The lines by the keys of their groups, as IDs of rows."""
    variables = {"by": [one.name for one in by], "filter": filter}
    answer = await ask(database, replace(who, now=now), ASK, variables)
    assert "errors" not in answer, answer
    found = answer["data"]["reportStatistics"]
    made = {}
    for line in found:
        key = tuple(
            line["month"] if one is D.MONTH else (line[one.name.lower()] or {}).get("id")
            for one in by
        )
        made[key] = tuple(line[name] for name in NUMBERS)
        others = {"area", "district", "category", "agency", "month"} - {o.name.lower() for o in by}
        assert all(line[name] is None for name in others)
    assert len(made) == len(found)
    return made


# -- a diary of what happened, and counting by it ------------------------------------------------


@dataclass
class Entry:
    """What an observer would know of one report."""

    category: str
    area: tuple[str | None, str | None]
    agency: str
    submitted: datetime
    allowed: int
    secret: bool
    sensitive: bool
    status: S = S.RECEIVED
    shown: S = S.RECEIVED
    closed: datetime | None = None
    due: date | None = None
    used: int = 0
    began: date | None = None
    reopened: bool = False
    rating: int | None = None


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in FREE


FREE = {
    date.fromisoformat(day)
    for day in (
        "2026-12-24", "2026-12-25", "2027-01-01", "2027-01-05", "2027-02-05", "2027-03-08",
        "2027-03-09", "2027-03-10", "2027-03-11", "2027-03-12", "2027-03-15", "2027-03-25",
        "2027-03-26", "2027-05-06", "2027-05-17", "2027-05-18", "2027-05-19", "2027-05-20",
        "2027-06-01", "2027-08-17",
    )
}  # fmt: skip
"""The weekdays from 23 November 2026 to autumn 2027 on which the city's offices are closed."""


def today(now: datetime) -> date:
    return now.astimezone(WITA).date()


def walk(day: date, count: int) -> date:
    while count == 0 and not works(day):
        day += timedelta(1)
    while count > 0:
        day += timedelta(1)
        count -= works(day)
    return day


def between(after: date | None, until: date) -> int:
    count = 0
    while after is not None and after < until:
        after += timedelta(1)
        count += works(after)
    return count


class Diary:
    """Keeps an entry for each report, and counts them one by one."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def submitted(self, report: Report, days: int, now: datetime) -> None:
        self.entries[report.id] = Entry(
            category=report.category_id,
            area=(report.village_id, report.district_id),
            agency=report.agency_id,
            submitted=now,
            allowed=days,
            secret=report.hide_report,
            sensitive=report.is_sensitive,
            began=today(now),
            due=walk(today(now), days),
        )

    def stepped(self, id: str, to: S, until: date | None, now: datetime) -> None:
        entry, day = self.entries[id], today(now)
        before, entry.status = entry.status, to
        late = entry.due is not None and day > entry.due
        if MEANING[to].is_closed:
            entry.closed = now
            entry.used += between(entry.began, day)
            entry.began = None
        elif to is S.POSTPONED:
            assert until is not None
            entry.used += between(entry.began, day)
            entry.began = until
            if not late:
                entry.due = walk(until, entry.allowed - entry.used)
        elif before is S.POSTPONED and entry.began is not None and entry.began >= day:
            # Its own last day is still one of the pause.
            entry.began = day
            if not late:
                entry.due = walk(day, entry.allowed - entry.used)

    def reopened(self, id: str, days: int, now: datetime) -> None:
        entry = self.entries[id]
        entry.status, entry.closed, entry.reopened = S.RECEIVED, None, True
        entry.began, entry.allowed = today(now), entry.used + days
        entry.due = walk(today(now), days)

    def count(
        self, by: Sequence[ReportDimension], filter: Mapping[str, Any], now: datetime
    ) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        groups: dict[tuple[Any, ...], list[Entry]] = defaultdict(list)
        secret: dict[str, dict[tuple[Any, ...], int]] = defaultdict(lambda: defaultdict(int))
        asks_by_category = D.CATEGORY in by or "category" in filter
        for entry in self.entries.values():
            if entry.status is S.HIDDEN or not self._wanted(entry, filter):
                continue
            of_this_month = (
                f"{entry.submitted.astimezone(WITA):%Y%m}" == f"{now.astimezone(WITA):%Y%m}"
            )
            if entry.sensitive and of_this_month:
                continue
            key = tuple(self._key(entry, one) for one in by)
            if not entry.secret and not entry.sensitive:
                groups[key].append(entry)
            elif entry.sensitive and asks_by_category and set(filter) <= {"category"}:
                secret[entry.category][key] += 1
        made = {key: self._numbers(entries, now) for key, entries in groups.items()}
        for cells in secret.values():
            if min(cells.values()) >= 5:
                for key, number in cells.items():
                    made[key] = (number // 5 * 5 + len(groups.get(key, ())), *[None] * 6)
        if not by and not made:
            made[()] = self._numbers([], now)
        return made

    @staticmethod
    def _wanted(entry: Entry, filter: Mapping[str, Any]) -> bool:
        category = filter.get("category")
        after = filter.get("submittedAfter")
        return (category is None or category == f"cat_{entry.category}") and (
            after is None or entry.submitted >= datetime.fromisoformat(after)
        )

    @staticmethod
    def _key(entry: Entry, one: ReportDimension) -> str | None:
        village, district = entry.area
        return {
            D.AREA: village and f"area_{village}",
            D.DISTRICT: district and f"area_{district}",
            D.CATEGORY: f"cat_{entry.category}",
            D.AGENCY: f"agency_{entry.agency}",
            D.MONTH: entry.submitted.astimezone(WITA).strftime("%Y-%m"),
        }[one]

    @staticmethod
    def _numbers(entries: list[Entry], now: datetime) -> tuple[Any, ...]:
        done = [e for e in entries if e.status is S.DONE]
        ratings = [e.rating for e in entries if e.rating is not None]
        return (
            len(entries),
            len(done),
            sum(today(e.closed) <= e.due for e in done if e.closed and e.due),
            sum(e.closed is None and e.due is not None and today(now) > e.due for e in entries),
            sum(e.reopened for e in entries),
            float(median(e.used for e in done)) if done else None,
            round(mean(ratings), 2) if ratings else None,
        )


VERBS = ("submit", "submit", "submit", "advance", "advance", "advance", "advance", "postpone",
         "join", "merge", "reopen", "rate", "hide", "unhide", "crash")  # fmt: skip
histories = st.lists(
    st.tuples(
        st.sampled_from(VERBS), st.integers(0, 50), st.integers(0, 50), st.integers(0, 5 * 24)
    ),
    min_size=5,
    max_size=40,
)
SLA = {"roads": 10, "noise": 3, "levies": 5, "violence": 1}


class Crash(Exception):
    """The process dies here."""


async def play(
    database: Database, scene: Scene, history: Sequence[tuple[str, int, int, int]]
) -> tuple[Diary, datetime]:
    """Plays a history, each event in a transaction of its own."""
    diary, now = Diary(), NOW
    for verb, one, other, hours in history:
        now += timedelta(hours=hours)
        ids_ = sorted(diary.entries)
        if verb == "submit":
            name = list(SLA)[one % 4]
            point = (KUTA, Point(-8.7038, 115.1728))[other % 2]
            made = await submit(
                database, scene, (SARI, WAYAN)[other % 2], now=now, point=point,
                category_id=getattr(scene, name), hide_report=other % 7 == 0,
            )  # fmt: skip
            diary.submitted(made.report, SLA[name], now)
            continue
        if verb == "crash":
            with pytest.raises(Crash):
                async with database.write() as session:
                    await submit_report(session, SARI, scene.places, request(scene), now)
                    raise Crash
            continue
        if not ids_:
            continue
        id, other_id = ids_[one % len(ids_)], ids_[other % len(ids_)]
        try:
            await _do(database, scene, diary, verb, id, other_id, other, now)
        except Problem:
            continue
    return diary, now


async def _do(
    database: Database, scene: Scene, diary: Diary, verb: str, id: str, other_id: str,
    number: int, now: datetime,
) -> None:  # fmt: skip
    entry = diary.entries[id]
    if verb in ("advance", "postpone"):
        to = S.POSTPONED if verb == "postpone" else list(S)[number % 9]
        until = today(now) + timedelta(1 + number % 20) if to is S.POSTPONED else None
        step = AdvanceReport(id, to, public_note="Begini.", until=until)
        await advance(database, scene, ADMIN, step, now)
        diary.stepped(id, to, until, now)
        return
    async with database.write() as session:
        who = SARI if await _is_from(session, id, SARI.person_id) else WAYAN
        if verb == "join":
            await join_report(session, viewer(Role.CITIZEN, f"neighbour {number}"), id, now)
        elif verb == "merge":
            await merge_reports(session, ADMIN, scene.places, MergeReports(id, other_id), now)
        elif verb == "reopen":
            again = ReopenReport(ids.uuid7(), id, "Belum selesai juga.")
            await reopen_report(session, who, scene.places, again, now)
        elif verb == "rate":
            await rate_report(session, who, id, 1 + number % 5, None, now)
        else:
            action = ModerationAction.HIDE if verb == "hide" else ModerationAction.UNHIDE
            await moderate_report(
                session, ADMIN, ModerateReport(id, action, reason="Bukan laporan."), now
            )
    if verb == "merge":
        diary.stepped(id, S.DUPLICATE, None, now)
    elif verb == "reopen":
        days = next(d for n, d in SLA.items() if getattr(scene, n) == entry.category)
        diary.reopened(id, days, now)
    elif verb == "rate":
        entry.rating = 1 + number % 5
    elif verb == "hide":
        entry.shown, entry.status = entry.status, S.HIDDEN
    elif verb == "unhide":
        entry.status = entry.shown


async def _is_from(session: Any, id: str, person: str | None) -> bool:
    report = await session.get(Report, id)
    return bool(report.reporter_id == person)


@pytest.mark.slow
@given(history=histories, by=st.lists(st.sampled_from(D), max_size=3, unique=True))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_statistics_equal_counting_one_by_one(
    database: Database,
    scene: Scene,
    history: list[tuple[str, int, int, int]],
    by: list[ReportDimension],
) -> None:
    async with database.write() as session:
        for model in (*BELONGING, Report):
            await session.execute(delete(model))
    diary, now = await play(database, scene, history)
    noon = (NOW + timedelta(days=20)).isoformat()
    for filter in ({}, {"category": f"cat_{scene.noise}"}, {"submittedAfter": noon}):
        for then in (now, now + timedelta(days=30)):
            assert await table(database, by, filter, then) == diary.count(by, filter, then)


@pytest.mark.parametrize("number", [4, 5])
async def test_sensitive_reports_are_counted_from_five_on(
    database: Database, scene: Scene, number: int
) -> None:
    for _ in range(number):
        await submit(database, scene, category_id=scene.violence, now=OCTOBER)
    await submit(database, scene)
    seen = await table(database, [D.CATEGORY])
    open_ = {(f"cat_{scene.roads}",): (1, 0, 0, 0, 0, None, None)}
    counted = {(f"cat_{scene.violence}",): (5, *[None] * 6)}
    assert seen == (open_ | counted if number == 5 else open_)
    # Grouped by anything else, or with another filter, they are not counted at all.
    assert sum(line[0] for line in (await table(database, [D.AREA])).values()) == 1
    assert sum(line[0] for line in (await table(database, [])).values()) == 1
    for filter in ({"text": "lubang"}, {"submittedAfter": "2026-01-01T00:00:00Z"},
                   {"area": f"area_{scene.village}"}, {"status": ["WAITING"]}):  # fmt: skip
        only = {**filter, "category": f"cat_{scene.violence}"}
        assert sum(line[0] for line in (await table(database, [D.CATEGORY], only)).values()) == 0


async def test_a_small_group_hides_the_whole_category(database: Database, scene: Scene) -> None:
    """Six in the category, five of them in one village: the sixth must not be worked out."""
    for _ in range(5):
        await submit(database, scene, category_id=scene.violence, now=OCTOBER)
    there = Point(-8.7038, 115.1728)
    await submit(database, scene, category_id=scene.violence, point=there, now=OCTOBER)
    assert (await table(database, [D.CATEGORY]))[(f"cat_{scene.violence}",)][0] == 5
    assert await table(database, [D.CATEGORY, D.AREA]) == {}
    assert await table(database, [D.AREA], {"category": f"cat_{scene.violence}"}) == {}


async def test_the_arrival_of_one_sensitive_report_is_not_visible(
    database: Database, scene: Scene
) -> None:
    """Not the tenth of this month; once the month is over, together with the others."""
    for _ in range(9):
        await submit(database, scene, category_id=scene.violence, now=OCTOBER)
    for by in ([D.CATEGORY], [D.CATEGORY, D.AREA], [D.CATEGORY, D.MONTH]):
        before = await table(database, by)
        assert [line[0] for line in before.values()] == [5]
        made = await submit(database, scene, category_id=scene.violence)
        assert await table(database, by) == before
        async with database.write() as session:
            await session.execute(
                delete(ReportFollower).where(col(ReportFollower.report_id) == made.report.id)
            )
            await session.execute(delete(Report).where(col(Report.id) == made.report.id))
    await submit(database, scene, category_id=scene.violence)
    assert await table(database, [D.CATEGORY], now=NOW + timedelta(days=8)) == {
        (f"cat_{scene.violence}",): (10, *[None] * 6)
    }


@pytest.mark.slow
async def test_every_viewer_gets_the_same_numbers(database: Database, scene: Scene) -> None:
    await submit(database, scene, hide_report=True)
    await submit(database, scene, hide_name=True)
    await submit(database, scene, WAYAN, category_id=scene.levies)
    for by in itertools.chain.from_iterable(itertools.combinations(D, n) for n in range(3)):
        answers = [await table(database, by, who=who) for who in EVERYBODY]
        assert all(answer == answers[0] for answer in answers)
        assert sum(line[0] for line in answers[0].values()) == 2
    officers = {"assignedTo": "MY_AGENCY"}
    assert await table(database, [], officers, who=ADMIN) == {(): (0, 0, 0, 0, 0, None, None)}


async def test_months_are_in_the_citys_time(database: Database, scene: Scene) -> None:
    await submit(database, scene, now=datetime.fromisoformat("2026-10-31T23:59:59+08:00"))
    await submit(database, scene, now=datetime.fromisoformat("2026-11-01T00:00:00+08:00"))
    await submit(database, scene, now=datetime.fromisoformat("2026-12-31T16:00:00+00:00"))
    assert list(await table(database, [D.MONTH])) == [("2026-10",), ("2026-11",), ("2027-01",)]


async def test_a_bad_filter_is_an_error_and_a_repeated_dimension_is_not(
    database: Database, scene: Scene
) -> None:
    await submit(database, scene)
    answer = await ask(database, ANONYMOUS, ASK, {"by": [], "filter": {"category": "area_1"}})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "filter.category" in answer["errors"][0]["message"]
    twice = await table(database, [D.AREA])
    answer = await ask(database, ANONYMOUS, ASK, {"by": ["AREA", "AREA"]})
    assert len(answer["data"]["reportStatistics"]) == len(twice)


def test_too_many_lines_are_refused() -> None:
    many = ([str(n), 0, "c", None, 1, 0, 0, 0, 0, None, 0] for n in range(2_001))
    with pytest.raises(TooManyLines):
        lines(many, [D.AREA])


async def test_definitions_are_given_in_both_languages(database: Database, scene: Scene) -> None:
    document = """{ reportStatisticDefinitions { measure label { indonesian english }
      meaning { indonesian english } } }"""
    found = (await ask(database, ANONYMOUS, document))["data"]["reportStatisticDefinitions"]
    assert len(found) == len(NUMBERS) and all(line["measure"] for line in found)
    assert all(line[part][name] for line in found for part in ("label", "meaning")
               for name in ("indonesian", "english"))  # fmt: skip
