"""Random histories of several reports and people against a model in plain Python."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlmodel import col

from api.db.session import Database, WriteSession
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound, Problem
from api.reports import policy, service
from api.reports.models import Report, ReportFollower
from api.reports.values import (
    ASSIGNABLE,
    CHECKED_TRANSITIONS,
    OPEN,
    REOPENABLE,
    TRANSITIONS,
    FollowKind,
    ModerationAction,
    ReportStatus,
)
from tests.reports.scene import ADMIN, ANONYMOUS, NOW, ROADS, Scene, build, request, upload
from tests.reports.verbs import KETUT, PEOPLE, step

pytestmark = pytest.mark.slow

S = ReportStatus
TARGETS = [s for s in S if s not in (S.HIDDEN, S.DUPLICATE, S.RECEIVED)]
Work = Callable[[WriteSession], Awaitable[Any]]


@dataclass
class Model:
    """What a report should be."""

    reporter: Viewer
    status: S = S.RECEIVED
    before_hiding: S | None = None
    joined: set[str] = field(default_factory=set)
    merged_into: str | None = None
    rating: int | None = None
    times_rated: int = 0
    reopened: bool = False
    checked: bool = False
    """Whether its completion needs a photo."""
    sensitive: bool = False
    private: bool = False
    """Whether it is or was sensitive: nobody else sees it from then on."""
    completer: Viewer | None = None
    proved: bool = False
    """Whether the completion that awaits review came with photos that were checked."""
    accepted: bool = False
    """Whether a second person accepted the completion of a checked report."""
    reviewed: bool = False
    """Whether the completion that a second person accepted came with photos that were checked."""

    @property
    def is_secret(self) -> bool:
        """Whether only its reporter, its agency and admins see it."""
        return self.status is S.HIDDEN or self.private

    @property
    def end(self) -> S:
        """Its status, even while it is hidden."""
        return self.before_hiding or self.status


class Histories(RuleBasedStateMachine):
    """One city, in which each example has reports of its own."""

    url: str
    runner: asyncio.Runner
    database: Database
    scene: Scene
    reports = Bundle("reports")
    people = st.sampled_from(PEOPLE)
    officers = st.sampled_from((ROADS, KETUT))
    seldom = st.sampled_from((False, False, False, True))

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[str, Model] = {}
        self.now: datetime = NOW

    def do(self, work: Work, expected: type[Problem] | None, *, crash: bool = False) -> Any:
        """Runs a verb, which must end as expected; a crash comes just before the commit."""
        self.now += timedelta(minutes=1)

        async def run() -> Any:
            async with self.database.write() as session:
                done = await work(session)
                if crash:
                    raise KeyboardInterrupt
            return done

        try:
            done = self.runner.run(run())
        except Problem as problem:
            assert expected is not None and isinstance(problem, expected), problem
            return None
        except KeyboardInterrupt:
            assert crash
            return None
        assert expected is None, f"{expected} was expected"
        return done

    def final(self, report: str) -> str:
        model = self.model[report]
        return model.merged_into or report if model.status is S.DUPLICATE else report

    @initialize(target=reports)
    def begin(self) -> Any:
        """Three reports to begin with: most of what can go wrong needs two."""
        return multiple(*(self.submit(who, who is PEOPLE[0]) for who in PEOPLE[:3]))

    @rule(target=reports, who=people, checked=st.booleans())
    def submit(self, who: Viewer, checked: bool) -> str:
        wanted = request(self.scene, category_id=self.scene.holes if checked else self.scene.roads)
        done = self.do(
            lambda s: service.submit_report(s, who, self.scene.places, wanted, self.now), None
        )
        self.model[done.report.id] = Model(who, checked=checked)
        return str(done.report.id)

    @rule(report=reports, who=people, crash=seldom)
    def join(self, report: str, who: Viewer, crash: bool) -> None:
        goal = self.model[self.final(report)]
        expected: type[Problem] | None = None
        if goal.reporter is who:
            expected = NotAllowed
        elif goal.is_secret:
            expected = NotFound
        elif goal.status not in OPEN:
            expected = Conflict
        self.do(lambda s: service.join_report(s, who, report, self.now), expected, crash=crash)
        if expected is None and not crash:
            goal.joined.add(who.person_id or "")

    @rule(report=reports, those=st.sets(st.sampled_from(range(len(PEOPLE))), min_size=2))
    def crowd(self, report: str, those: set[int]) -> None:
        for number in sorted(those):
            self.join(report, PEOPLE[number], crash=False)

    @rule(report=reports, who=people)
    def leave(self, report: str, who: Viewer) -> None:
        goal = self.model[self.final(report)]
        expected: type[Problem] | None = None
        if goal.reporter is who:
            expected = NotAllowed
        elif goal.is_secret and who.person_id not in goal.joined:
            expected = NotFound
        self.do(lambda s: service.leave_report(s, who, report), expected)
        if expected is None:
            goal.joined.discard(who.person_id or "")

    @rule(report=reports, into=reports, crash=seldom)
    def merge(self, report: str, into: str, crash: bool) -> None:
        merged, stays = self.model[report], self.model[into]
        again = merged.status is S.DUPLICATE and merged.merged_into == into
        valid = report != into and merged.status in OPEN and stays.status in OPEN
        valid = valid and not merged.sensitive and not stays.private
        expected = None if again or valid else InvalidInput
        wanted = service.MergeReports(report, into)
        self.do(
            lambda s: service.merge_reports(s, ADMIN, self.scene.places, wanted, self.now),
            expected,
            crash=crash,
        )
        if crash or again or not valid:
            return
        stays.joined |= (merged.joined | {merged.reporter.person_id or ""}) - {
            stays.reporter.person_id or ""
        }
        merged.joined, merged.status, merged.merged_into = set(), S.DUPLICATE, into
        merged.completer = None
        for other in self.model.values():
            if other.merged_into == report:
                other.merged_into = into

    @rule(report=reports, to=st.sampled_from(TARGETS), who=officers, photo=st.booleans())
    def advance(self, report: str, to: S, who: Viewer, photo: bool) -> None:
        model = self.model[report]
        waits = model.status is S.AWAITING_CHECK
        expected: type[Problem] | None = None if to in TRANSITIONS[model.status] else InvalidInput
        goal = S.AWAITING_CHECK if model.checked and to is S.DONE and not waits else to
        if model.checked and goal in (S.AWAITING_CHECK, S.DONE):
            allowed = goal in CHECKED_TRANSITIONS[model.status]
            expected = None if allowed and photo != waits else InvalidInput
        if waits and to is S.DONE and model.checked and not model.proved:
            expected = InvalidInput
        if waits and to is S.DONE and who is model.completer:
            expected = NotAllowed
        if model.sensitive:
            expected = NotFound

        async def work(session: WriteSession) -> Any:
            photos = ((await upload(session, who))[0],) if photo else ()
            wanted = replace(step(report, to), photos=photos)
            return await service.advance_report(session, who, self.scene.places, wanted, self.now)

        self.do(work, expected)
        if expected is None:
            model.accepted = waits and goal is S.DONE
            model.reviewed = model.accepted and model.proved
            model.proved = goal is S.AWAITING_CHECK and model.checked
            model.completer = who if goal is S.AWAITING_CHECK else None
            model.status = goal

    @rule(report=reports)
    def complete(self, report: str) -> None:
        """The straight way to the end, which random steps seldom find."""
        for to in (S.ASSIGNED, S.DONE):
            if to in TRANSITIONS[self.model[report].status]:
                self.advance(report, to, ROADS, self.model[report].checked and to is S.DONE)

    @rule(report=reports, who=st.sampled_from((*PEOPLE, ROADS, KETUT)), accepts=st.booleans(),
          own=st.booleans())  # fmt: skip
    def decide(self, report: str, who: Viewer, accepts: bool, own: bool) -> None:
        """A second person decides a completion; nobody decides their own."""
        model = self.model[report]
        who = model.reporter if own else who
        is_officer = who in (ROADS, KETUT)
        expected: type[Problem] | None = None
        outside = model.sensitive if is_officer else model.is_secret
        if outside and who is not model.reporter:
            expected = NotFound
        elif not (is_officer or who is model.reporter) or (
            model.status is S.AWAITING_CHECK and who is model.completer
        ):
            expected = NotAllowed
        elif model.status is not S.AWAITING_CHECK or (
            accepts and model.checked and not model.proved
        ):
            expected = Conflict
        places, now = self.scene.places, self.now
        to = S.DONE if accepts else S.WORKING
        if expected is Conflict and model.status is to:
            return  # perhaps a retry, which is answered as the first time
        if accepts:
            self.do(lambda s: service.accept_completion(s, who, places, report, now), expected)
        else:
            reason = "Masih berlubang."
            self.do(
                lambda s: service.reject_completion(s, who, places, report, reason, now), expected
            )
        if expected is None:
            model.status, model.completer, model.accepted = to, None, accepts
            model.reviewed = accepts and model.proved

    @rule(report=reports, who=people, own=st.booleans())
    def reopen(self, report: str, who: Viewer, own: bool) -> None:
        model = self.model[report]
        who = model.reporter if own else who
        expected: type[Problem] | None = None
        if who is not model.reporter:
            expected = NotFound if model.is_secret else NotAllowed
        elif model.reopened or model.status not in REOPENABLE:
            expected = Conflict
        wanted = service.ReopenReport(ids.uuid7(), report, "Masih berlubang.")
        self.do(
            lambda s: service.reopen_report(s, who, self.scene.places, wanted, self.now), expected
        )
        if expected is None:
            model.status, model.reopened, model.times_rated = S.RECEIVED, True, 0
            model.accepted = model.reviewed = False

    @rule(report=reports, rating=st.integers(0, 6))
    def rate(self, report: str, rating: int) -> None:
        model = self.model[report]
        expected: type[Problem] | None = None
        same = model.times_rated > 0 and model.rating == rating
        if not 1 <= rating <= 5:
            expected = InvalidInput
        elif model.status is not S.DONE or (model.times_rated == 2 and not same):
            expected = Conflict
        self.do(
            lambda s: service.rate_report(s, model.reporter, report, rating, None, self.now),
            expected,
        )
        if expected is None and not same:
            model.rating, model.times_rated = rating, model.times_rated + 1

    @rule(report=reports, checked=st.booleans(), secret=seldom, crash=seldom)
    def recategorise(self, report: str, checked: bool, secret: bool, crash: bool) -> None:
        """To another category of the same agency; seldom to a sensitive one, which all can be."""
        model = self.model[report]
        same = not secret and not model.sensitive and checked == model.checked
        same = same or (secret and model.sensitive)
        moves = secret != model.sensitive
        stuck = moves and model.status is S.AWAITING_CHECK
        # A check does not come by another name to what was done without one.
        to_checked = checked and not secret and not model.checked
        stuck |= to_checked and model.end is S.DONE and not model.reviewed
        goal = self.scene.violence if secret else self.scene.roads
        if checked and not secret:
            goal = self.scene.holes
        wanted = service.RecategoriseReport(report, goal, "Salah pilih.")
        self.do(
            lambda s: service.recategorise_report(s, ADMIN, self.scene.places, wanted, self.now),
            InvalidInput if same or stuck else None,
            crash=crash,
        )
        if same or stuck or crash:
            return
        for one in (model, *(m for m in self.model.values() if m.merged_into == report)):
            one.checked, one.sensitive = checked and not secret, secret
            one.private |= secret
        if secret and moves:
            model.joined = set()
        if moves and model.status in ASSIGNABLE:
            model.status = S.ASSIGNED
        if moves and model.before_hiding in OPEN:
            # What awaited review was another agency's completion: it waits no more.
            model.before_hiding, model.completer, model.proved = S.ASSIGNED, None, False

    @rule(report=reports, hide=st.booleans(), crash=seldom)
    def moderate(self, report: str, hide: bool, crash: bool) -> None:
        model = self.model[report]
        valid = (model.status is S.HIDDEN) != hide
        action = ModerationAction.HIDE if hide else ModerationAction.UNHIDE
        wanted = service.ModerateReport(report, action, "Bukan laporan.")
        self.do(
            lambda s: service.moderate_report(s, ROADS, wanted, self.now),
            NotFound if model.sensitive else None if valid else InvalidInput,
            crash=crash,
        )
        if model.sensitive or not valid or crash:
            return
        if hide:
            model.before_hiding, model.status = model.status, S.HIDDEN
        else:
            model.status, model.before_hiding = model.end, None

    def teardown(self) -> None:
        self.runner.run(self.compare())

    async def compare(self) -> None:
        """Every report is as the model says, and so is who follows it and who may see it."""
        row = Report.metadata.tables["report"].c
        async with self.database.read() as session:
            seen = set(
                (
                    await session.execute(
                        select(row.id).where(
                            policy.visible(row, ANONYMOUS), row.id.in_(list(self.model))
                        )
                    )
                ).scalars()
            )
            for id, model in self.model.items():
                report = await session.get_one(Report, id)
                found = await session.execute(
                    select(ReportFollower).where(col(ReportFollower.report_id) == id)
                )
                followers = {f.person_id: f.kind for f in found.scalars()}
                joined = {p for p, kind in followers.items() if kind is FollowKind.JOINED}
                assert (
                    report.status, report.joined_count, joined, report.merged_into_id,
                    report.rating, report.reopened_at is not None, report.closed_at is not None,
                    id in seen,
                ) == (
                    model.status, len(model.joined), model.joined, model.merged_into, model.rating,
                    model.reopened, model.end not in OPEN, not model.is_secret,
                )  # fmt: skip
                if model.checked and model.end is S.DONE:
                    assert model.accepted, "done, and no second person has accepted it"
                assert report.completed_by_id == (
                    model.completer.person_id if model.completer else None
                )
                assert followers[model.reporter.person_id or ""] is FollowKind.REPORTER


def test_random_histories(database_url: str) -> None:
    with asyncio.Runner() as runner:

        async def begin() -> tuple[Database, Scene]:
            database = Database(database_url)
            return database, await build(database)

        Histories.runner = runner
        Histories.database, Histories.scene = runner.run(begin())
        try:
            run_state_machine_as_test(
                Histories,
                settings=settings(
                    max_examples=30,
                    stateful_step_count=20,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(Histories.database.close())
