"""An answer of FCM counts for what it speaks of: a message, a phone, a topic, an app, or all."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from api.kit import clock
from api.push.gateway import FcmOutcome, Scope, Sender, SendResult
from api.push.gateway.error_codes import RULES, rule_of
from api.push.jobs.look_again import Claimed
from api.push.jobs.outages import Outages
from api.push.push_rules.lanes import PROJECT, URGENT
from api.push.values import Platform, Theme
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import until
from tests.push.conftest import Town, citizen
from tests.push.notices import announce, notice, post, warn
from tests.push.sending import dispatching, messages, paused, send_due

OTHER = "0190a000-0000-7000-8000-000000000002"
HOUR = timedelta(hours=1)


async def test_an_hour_for_one_topic_is_not_an_hour_for_other_warnings(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    for topic in ("alerts_loud_in_city_id", "alerts_in_city_id"):
        twin.script(topic, Fault.QUOTA_EXCEEDED, times=2, retry_after=3600)
    await warn(town.database)
    await announce(town.database, Theme.ALERTS)
    async with dispatching(town.database, sender):
        await until(lambda: len(twin.accepted("alerts_loud_in_city_en")) == 1, 5)
        await until(lambda: len(twin.accepted("alerts_in_city_en")) == 1, 5)
        # The warning itself is offered every few seconds, whatever FCM asks for.
        await until(lambda: len(twin.accepted("alerts_loud_in_city_id")) == 1, 15)
    assert await paused(town.database) == {}
    assert not twin.accepted("alerts_in_city_id")
    (waiting,) = [m for m in await messages(town.database) if m.topic == "alerts_in_city_id"]
    assert waiting.due_at >= clock.now() + timedelta(minutes=58)
    await announce(town.database, Theme.ALERTS)
    await send_due(town.database, sender)
    tried = [s for s in twin.sent if s.target == "alerts_in_city_id"]
    assert len(tried) <= 2, "the topic is asked for again before its hour is over"


async def test_one_iphones_429_holds_up_that_phone_alone(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    people = [citizen(f"warga-{n}") for n in range(6)]
    for n, person in enumerate(people):
        await town.device(person, f"fid-{n}", platform=Platform.IOS)
    twin.script("fid-0", Fault.QUOTA_EXCEEDED, retry_after=3600)
    keys = [person.person_id for person in people]
    for subject in ({}, {"subject_id": OTHER}):
        await post(town.database, notice(*keys, **subject))
    await send_due(town.database, sender)
    counted = Counter(s.target for s in twin.accepted())
    assert counted == {f"fid-{n}": 2 for n in range(1, 6)}
    assert await paused(town.database) == {}
    later = clock.now() + timedelta(minutes=58)
    assert all(m.due_at >= later for m in await messages(town.database) if m.state.name == "QUEUED")


CODES = {
    "QUOTA_EXCEEDED": Scope.TARGET, "UNAVAILABLE": Scope.TARGET, "INTERNAL": Scope.TARGET,
    "TIMEOUT": Scope.TARGET, "THIRD_PARTY_AUTH_ERROR": Scope.APP,
    "UNAUTHENTICATED": Scope.PROJECT, "PERMISSION_DENIED": Scope.PROJECT,
    "NOT_FOUND": Scope.PROJECT, "NO_ACCESS_TOKEN": Scope.PROJECT,
}  # fmt: skip


def refusal(code: str) -> SendResult:
    rule = rule_of(code)
    return SendResult(
        FcmOutcome.RETRY, code=code, scope=rule.scope, retry_after=HOUR, witnesses=rule.witnesses
    )


def fail(
    outages: Outages, lane: str, code: str, targets: int, now: datetime, *, first: int = 0
) -> set[str]:
    """So many targets of a lane meet this code; the names of the pauses that follow."""
    names: set[str] = set()
    for n in range(first, first + targets):
        is_topic = lane.startswith("topics/")
        claimed = Claimed(
            f"{lane}-{n}", lane, 1, f"{lane}-{n}", broadcast_id="b" if is_topic else None
        )
        pauses = outages.failed(claimed, refusal(code), now)
        names |= pauses.keys()
    outages.unrecorded.clear()
    return names


@pytest.mark.parametrize("code", list(CODES))
def test_a_lane_is_paused_only_when_enough_targets_say_so(code: str) -> None:
    assert rule_of(code, RULES).scope is CODES[code]
    enough = 5 if CODES[code] is Scope.TARGET else 2
    now = clock.now()
    outages = Outages()
    assert fail(outages, "ios/lapor", code, enough - 1, now) == set()
    # The same target again is one witness.
    assert fail(outages, "ios/lapor", code, 1, now) == set()
    assert fail(outages, "ios/lapor", code, 1, now, first=9) == {"ios/lapor"}


@pytest.mark.parametrize("code", list(CODES))
def test_everything_is_paused_only_when_two_lanes_say_so_within_a_minute(code: str) -> None:
    now = clock.now()
    every = {"android/info", PROJECT} - ({PROJECT} if CODES[code] is Scope.APP else set())
    outages = Outages()
    assert fail(outages, "ios/lapor", code, 9, now) == {"ios/lapor"}
    assert fail(outages, "android/info", code, 4, now + timedelta(seconds=59)) <= every
    assert fail(outages, "android/info", code, 5, now + timedelta(seconds=59), first=4) <= every

    outages = Outages()
    fail(outages, "ios/lapor", code, 5, now)
    assert fail(outages, "android/info", code, 5, now + timedelta(seconds=59)) == every
    outages = Outages()
    fail(outages, "ios/lapor", code, 5, now)
    assert fail(outages, "android/info", code, 5, now + timedelta(seconds=61)) == {"android/info"}


def test_a_success_in_between_says_that_all_is_well() -> None:
    now = clock.now()
    outages = Outages()
    fail(outages, "ios/lapor", "UNAVAILABLE", 5, now)
    outages.succeeded("web/info", now)
    assert fail(outages, "android/info", "UNAVAILABLE", 5, now) == {"android/info"}
    outages = Outages()
    fail(outages, "ios/lapor", "UNAVAILABLE", 4, now)
    outages.succeeded("ios/lapor", now)
    assert fail(outages, "ios/lapor", "UNAVAILABLE", 4, now, first=4) == set()


def test_witnesses_of_long_ago_do_not_count() -> None:
    now = clock.now()
    outages = Outages()
    fail(outages, "ios/lapor", "UNAVAILABLE", 4, now)
    late = now + timedelta(seconds=61)
    assert fail(outages, "ios/lapor", "UNAVAILABLE", 4, late, first=4) == set()


@pytest.mark.parametrize("code", list(CODES))
def test_the_urgent_lane_is_never_paused(code: str) -> None:
    now = clock.now()
    outages = Outages()
    assert fail(outages, URGENT, code, 50, now) == set()
    fail(outages, "ios/lapor", code, 5, now)
    fail(outages, "android/info", code, 5, now)
    assert outages.places(URGENT, 100, 0, now) == 100


def test_phones_that_do_not_answer_hold_up_nobody_a_second_time() -> None:
    """They go on in a lane of their own, whose pauses are not those of their app."""
    now = clock.now()
    outages = Outages()
    slow = "ios/lapor/slow"
    assert fail(outages, slow, "TIMEOUT", 5, now) == {slow}
    assert fail(outages, "ios/info/slow", "TIMEOUT", 5, now) == {"ios/info/slow"}
    assert outages.places("ios/lapor", 100, 0, now) == 100
    # What its app as a whole meets counts for the whole app.
    assert fail(outages, slow, "THIRD_PARTY_AUTH_ERROR", 2, now) == {"ios/lapor"}


async def test_with_everything_paused_a_warning_still_leaves(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    people = [citizen(f"warga-{n}") for n in range(12)]
    for n, person in enumerate(people):
        platform = (Platform.ANDROID, Platform.IOS)[n % 2]
        await town.device(person, f"fid-{n}", platform=platform)
        twin.script(f"fid-{n}", Fault.UNAVAILABLE, retry_after=600)
    await town.device(town.wayan, "fid-web", platform=Platform.WEB)
    await post(town.database, notice(*[person.person_id for person in people]))
    await send_due(town.database, sender)
    assert set(await paused(town.database)) == {
        "android/lapor-badung", "ios/lapor-badung", PROJECT
    }  # fmt: skip
    await post(town.database, notice(town.wayan.person_id))
    await warn(town.database)
    await send_due(town.database, sender)
    assert {s.target for s in twin.accepted()} == {
        "alerts_loud_in_city_id", "alerts_loud_in_city_en"
    }  # fmt: skip
