"""What operators see of push and can do about it: queues, pauses, dead letters, metrics."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from api.cli import app
from api.http.push_metrics import PushMetrics
from api.jobs.models import JobState
from api.jobs.outbox import JOB
from api.kit import clock
from api.push.gateway import Sender
from api.push.service import dead_letters, queue_status, remove_device
from api.push.service.notices import enqueue_followers
from api.push.service.pauses import Pause, pause_lane
from api.push.values import Followers, MessageState, Platform, Theme
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import jobs
from tests.push.conftest import Town
from tests.push.notices import REPORT, announce, devices, notice, post
from tests.push.sending import messages, send_due, states


@pytest.fixture
async def troubled(town: Town, sender: Sender, twin: FcmTwin) -> Town:
    """One push sent, one dead letter, one device gone, one push waiting in a paused lane."""
    for fault in (Fault.INVALID_ARGUMENT, Fault.UNREGISTERED):
        twin.script(f"fid-{fault.name}", fault)
        await town.device(town.wayan, f"fid-{fault.name}")
    await town.device(town.wayan, "fid-well")
    await town.device(town.wayan, "fid-phone", platform=Platform.IOS)
    async with town.database.write() as session:
        pause = Pause(timedelta(hours=1), "PERMISSION_DENIED", "not allowed", True)
        await pause_lane(session, "ios/lapor-badung", pause, clock.now())
        pause = Pause(timedelta(hours=1), "THIRD_PARTY_AUTH_ERROR", "no key", True)
        await pause_lane(session, "web/lapor-badung", pause, clock.now())
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    return town


async def run(monkeypatch: pytest.MonkeyPatch, url: str, data: Path, *arguments: str) -> Any:
    """Runs `scripts/api push …`, in a thread because it starts an event loop of its own."""
    if "postgresql" in url:
        monkeypatch.setenv("KULKUL_DATABASE_URL", url)
    else:
        data = Path(url.partition(":///")[2]).parent
    monkeypatch.setenv("COLUMNS", "200")
    command = ["push", *arguments, "--data", str(data)]
    return await asyncio.to_thread(CliRunner().invoke, app, command)


async def test_the_status_of_lanes_outcomes_and_apps(troubled: Town) -> None:
    now = clock.now()
    async with troubled.database.read() as session:
        queues = await queue_status.lane_statuses(session, now)
        outcomes = await queue_status.outcomes_since(session, now - timedelta(hours=1))
        (app_row,) = await queue_status.app_devices(session)
    android, apns = queues["android/lapor-badung"], queues["ios/lapor-badung"]
    assert (android.due, android.running, android.dead, android.oldest_due) == (0, 0, 1, None)
    assert (apns.due, apns.dead) == (1, 0) and apns.oldest_due and apns.oldest_due <= now
    assert outcomes == {
        "FAILED: INVALID_ARGUMENT": 1, "FAILED: UNREGISTERED": 1, "QUEUED": 1, "SENT": 1,
    }  # fmt: skip
    assert (app_row.app, app_row.version, app_row.devices, app_row.dead) == (
        "lapor-badung", "1.4.0", 4, 1,
    )  # fmt: skip
    assert app_row.dead_share == 0.25


async def test_status_and_dead_print_for_people_and_for_programs(
    troubled: Town, monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path
) -> None:
    told = await run(monkeypatch, database_url, tmp_path, "status")
    assert told.exit_code == 0, told.output
    for words in ("ios/lapor-badung", "PERMISSION_DENIED, an operator must act",
                  "web/lapor-badung", "THIRD_PARTY_AUTH_ERROR, an operator must act",
                  "25.0%"):  # fmt: skip
        assert words in told.output
    status = json.loads((await run(monkeypatch, database_url, tmp_path, "status", "--json")).output)
    assert status["lanes"]["ios/lapor-badung"]["due"] == 1
    assert status["pauses"]["ios/lapor-badung"]["needsOperator"] is True
    assert status["outcomes"]["SENT"] == 1 and status["apps"][0]["dead"] == 1
    told = await run(monkeypatch, database_url, tmp_path, "dead")
    assert "INVALID_ARGUMENT" in told.output and "Invalid value" in told.output
    (row,) = json.loads((await run(monkeypatch, database_url, tmp_path, "dead", "--json")).output)
    assert (row["lane"], row["app"], row["count"]) == ("android/lapor-badung", "lapor-badung", 1)
    none = await run(monkeypatch, database_url, tmp_path, "dead", "--lane", "web/other")
    assert none.output.strip() == "No dead letters."
    odd = await run(monkeypatch, database_url, tmp_path, "dead", "--lane", "fax")
    assert odd.exit_code == 2


async def test_retry_resumes_lanes_and_requeues_dead_letters(
    troubled: Town,
    sender: Sender,
    twin: FcmTwin,
    monkeypatch: pytest.MonkeyPatch,
    database_url: str,
    tmp_path: Path,
) -> None:
    kept = await run(
        monkeypatch, database_url, tmp_path, "retry", "--code", "OTHER", "--keep-pauses", "--json"
    )
    assert json.loads(kept.output) == {"resumed": [], "retried": 0}
    told = await run(monkeypatch, database_url, tmp_path, "retry", "--json")
    assert json.loads(told.stdout) == {
        "resumed": ["ios/lapor-badung", "web/lapor-badung"], "retried": 1,
    }  # fmt: skip
    twin.faults.heal(target="fid-INVALID_ARGUMENT")
    await send_due(troubled.database, sender)
    assert len(twin.accepted("fid-INVALID_ARGUMENT")) == 1
    assert len(twin.accepted("fid-phone")) == 1
    ended = sorted(state for state, _ in await states(troubled.database))
    assert ended == ["FAILED", "SENT", "SENT", "SENT"]


async def test_retry_does_not_wait_for_what_fcm_asked_for(
    town: Town,
    sender: Sender,
    twin: FcmTwin,
    monkeypatch: pytest.MonkeyPatch,
    database_url: str,
    tmp_path: Path,
) -> None:
    """The key is mended: what met the wrong one need not wait ten minutes more."""
    await town.device(town.wayan, "fid-1", platform=Platform.IOS)
    twin.script("fid-1", Fault.THIRD_PARTY_AUTH_ERROR, times=1)
    await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    (waiting,) = await messages(town.database)
    assert waiting.due_at > clock.now() + timedelta(minutes=9)
    await run(monkeypatch, database_url, tmp_path, "retry")
    await send_due(town.database, sender)
    assert len(twin.accepted("fid-1")) == 1


async def test_only_dead_letters_are_requeued(troubled: Town) -> None:
    async def requeued(**of: Any) -> int:
        async with troubled.database.write() as session:
            return await dead_letters.requeue(
                session, **{"lane": None, "code": None, "most": 10, "now": clock.now(), **of}
            )

    before = {m.id: (m.state, m.code) for m in await messages(troubled.database)}
    assert await requeued(lane="ios/lapor-badung") == 0
    assert await requeued(code="UNREGISTERED") == 0, "nobody can do anything about it"
    assert await requeued(most=0) == 0
    assert await requeued(code="INVALID_ARGUMENT") == 1
    assert await requeued() == 0
    after = {m.id: (m.state, m.code) for m in await messages(troubled.database)}
    (changed,) = [key for key in after if after[key] != before[key]]
    assert before[changed] == (MessageState.FAILED, "INVALID_ARGUMENT")
    (one,) = [m for m in await messages(troubled.database) if m.id == changed]
    assert one.state is MessageState.QUEUED
    assert one.attempts == 0 and one.due_at <= clock.now()


async def test_metrics_show_queues_pauses_and_dead_devices(troubled: Town) -> None:
    collected = await PushMetrics(troubled.database).collect()
    told = {
        (metric.name.removeprefix("kulkul_push_"), *sample.labels.values()): sample.value
        for metric in collected
        for sample in metric.samples
    }
    assert (
        told["queue", "ios/lapor-badung", "due"] == 1
        and told["queue", "android/lapor-badung", "dead"] == 1
    )
    assert told["lane_paused", "ios/lapor-badung", "PERMISSION_DENIED", "true"] == 1
    assert told["devices", "lapor-badung", "1.4.0", "dead"] == 1
    assert told["devices", "lapor-badung", "1.4.0", "active"] == 3
    assert told["oldest_due_seconds", "android/lapor-badung"] == 0


async def test_a_dead_letter_is_deleted_with_its_device(troubled: Town) -> None:
    async with troubled.database.write() as session:
        for device in await devices(troubled.database):
            await remove_device(session, troubled.wayan, device.id)
    async with troubled.database.read() as session:
        statuses = await queue_status.lane_statuses(session, clock.now())
        assert not any(status.dead or status.due for status in statuses.values())
        assert await dead_letters.dead_letter_groups(session) == []
    assert not await messages(troubled.database)


async def test_outcomes_include_topics(town: Town, sender: Sender, twin: FcmTwin) -> None:
    twin.script("alerts_in_city_en", Fault.INVALID_ARGUMENT)
    await announce(town.database, Theme.ALERTS)
    await send_due(town.database, sender)
    async with town.database.read() as session:
        since = clock.now() - timedelta(hours=1)
        assert await queue_status.outcomes_since(session, since) == {
            "topic FAILED: INVALID_ARGUMENT": 1, "topic SENT": 1
        }  # fmt: skip


async def test_why_messages_are_dropped_is_counted(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(town.wayan, "fid-1")
    for _ in range(3):
        await post(town.database, notice(town.wayan.person_id))
    await send_due(town.database, sender)
    async with town.database.read() as session:
        since = clock.now() - timedelta(hours=1)
        assert await queue_status.outcomes_since(session, since) == {
            "DROPPED: SUPERSEDED": 2, "SENT": 1
        }  # fmt: skip


@pytest.mark.parametrize("hours", ["0", "9000", "99999999999999"])
async def test_hours_out_of_range_are_rejected(
    town: Town, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hours: str
) -> None:
    found = await run(monkeypatch, database_url, tmp_path, "status", "--hours", hours)
    assert found.exit_code == 2 and "--hours" in found.output


@pytest.mark.parametrize("command", ["status", "dead", "retry"])
async def test_a_missing_store_is_reported_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'kulkul.sqlite3'}"
    found = await run(monkeypatch, url, tmp_path, command)
    assert found.exit_code == 1 and "cannot be used" in found.output


async def test_a_dead_page_of_receivers_is_listed_and_requeued(
    town: Town, monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path
) -> None:
    async with town.database.write() as session:
        followers = Followers("report", REPORT, after="")
        await enqueue_followers(session, notice(key="many"), followers)
        await session.execute(
            update(JOB).values(state=JobState.DEAD, last_error="no disk", finished_at=clock.now())
        )
    told = await run(monkeypatch, database_url, tmp_path, "dead")
    assert "push.fan_out_followers" in told.output and "no disk" in told.output
    other = await run(monkeypatch, database_url, tmp_path, "retry", "--lane", "web/other")
    assert "Dead letters to be retried: 0." in other.output
    again = await run(monkeypatch, database_url, tmp_path, "retry")
    assert "Dead letters to be retried: 1." in again.output
    (job,) = await jobs(town.database)
    assert (job.state, job.attempts) == (JobState.READY, 0)
