"""The connection to FCM: what is sent, and what each response means."""

import asyncio
import json
import subprocess
import sys
import time
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kit import clock
from api.push.gateway import (
    FcmOutcome,
    FirebaseSender,
    Message,
    RecordingSender,
    Scope,
    Sender,
    SendResult,
    open_sender,
)
from api.push.gateway.encode import encode
from api.push.gateway.error_codes import blames_address
from api.push.push_rules import PRESENTATIONS
from api.push.values import Urgency
from api.settings import Settings
from scripts.twins.fcm import PROJECT, FcmTwin
from scripts.twins.fcm_wire import Fault


def message(target: str = "fid-1", *, token: bool = False, **changes: Any) -> Message:
    values: dict[str, Any] = {
        "id": "ntf_1",
        "kind": "REPORT_UPDATED",
        "subject": "rep_1",
        "deep_link": "kulkul://report/rep_1",
        "title": "Laporan Anda berlanjut",
        "body": "Petugas mulai bekerja.",
        "presentation": PRESENTATIONS[Urgency.NORMAL],
        "tag": "report:1",
        "collapses": True,
        "expires_at": clock.now() + timedelta(hours=1),
        "token" if token else "installation_id": target,
    }
    return Message(**{**values, **changes})


def _violation(field: str) -> dict[str, Any]:
    return {"fieldViolations": [{"field": field, "description": "x"}]}


async def send(sender: Sender, one: Message) -> SendResult:
    return await sender.send("android/lapor-badung", one)


async def send_all(sender: Sender, *those: Message) -> list[SendResult]:
    return await asyncio.gather(*(send(sender, one) for one in those))


async def test_a_message_arrives_with_its_options(sender: Sender, twin: FcmTwin) -> None:
    result = await send(sender, message())
    assert result.outcome is FcmOutcome.SENT
    assert (result.message_name or "").startswith(f"projects/{PROJECT}/messages/")
    (sent,) = twin.sent
    got = sent.message
    assert got["fid"] == "fid-1" and "token" not in got
    assert got["data"] == {
        "id": "ntf_1",
        "kind": "REPORT_UPDATED",
        "subject": "rep_1",
        "deepLink": "kulkul://report/rep_1",
    }
    assert got["android"]["priority"] == "normal"
    assert 3_590 <= int(got["android"]["ttl"].rstrip("s")) <= 3_600
    collapse = got["android"]["collapse_key"]
    assert got["apns"]["headers"]["apns-collapse-id"] == collapse
    assert got["webpush"]["headers"]["Topic"] == collapse and len(collapse) == 32
    assert got["android"]["notification"]["visibility"] == "PRIVATE"


@pytest.mark.parametrize(
    ("urgency", "android", "channel", "apns", "level", "web", "sound"),
    [
        (Urgency.LOW, "normal", "quiet", "5", "passive", "low", None),
        (Urgency.NORMAL, "normal", "updates", "10", "active", "normal", "default"),
        (Urgency.HIGH, "high", "urgent", "10", "time-sensitive", "high", "default"),
        (Urgency.SEVERE, "high", "warnings", "10", "time-sensitive", "high", "default"),
        (Urgency.EXTREME, "high", "warnings", "10", "time-sensitive", "high", "default"),
    ],
)
async def test_urgency_decides_how_much_a_push_disturbs(
    sender: Sender,
    twin: FcmTwin,
    urgency: Urgency,
    android: str,
    channel: str,
    apns: str,
    level: str,
    web: str,
    sound: str | None,
) -> None:
    await send(sender, message(presentation=PRESENTATIONS[urgency], tag=None, deep_link=None))
    got = twin.sent[-1].message
    assert got["android"]["priority"] == android
    assert got["android"]["notification"]["channel_id"] == channel
    assert "collapse_key" not in got["android"] and "deepLink" not in got["data"]
    assert got["apns"]["headers"]["apns-priority"] == apns
    assert got["apns"]["payload"]["aps"]["interruption-level"] == level
    assert got["apns"]["payload"]["aps"].get("sound") == sound
    assert got["webpush"]["headers"]["Urgency"] == web


@pytest.mark.filterwarnings("error::DeprecationWarning")
async def test_a_device_without_an_installation_id_is_reached_by_its_token(
    sender: Sender, twin: FcmTwin
) -> None:
    assert (await send(sender, message("token-1", token=True))).outcome is FcmOutcome.SENT
    assert twin.sent[-1].message["token"] == "token-1"


@pytest.mark.parametrize(
    ("fault", "outcome", "code", "retry_after", "scope"),
    [
        (Fault.UNREGISTERED, FcmOutcome.DEVICE_GONE, "UNREGISTERED", None, Scope.TARGET),
        (
            Fault.SENDER_ID_MISMATCH,
            FcmOutcome.DEVICE_GONE,
            "SENDER_ID_MISMATCH",
            None,
            Scope.TARGET,
        ),
        (Fault.INVALID_ARGUMENT, FcmOutcome.REJECTED, "INVALID_ARGUMENT", None, Scope.MESSAGE),
        (Fault.BAD_ADDRESS, FcmOutcome.DEVICE_GONE, "INVALID_ARGUMENT", None, Scope.MESSAGE),
        (Fault.QUOTA_EXCEEDED, FcmOutcome.RETRY, "QUOTA_EXCEEDED", 60, Scope.TARGET),
        (Fault.INTERNAL, FcmOutcome.RETRY, "INTERNAL", None, Scope.TARGET),
        (Fault.UNAVAILABLE, FcmOutcome.RETRY, "UNAVAILABLE", None, Scope.TARGET),
        (Fault.THIRD_PARTY_AUTH_ERROR, FcmOutcome.RETRY, "THIRD_PARTY_AUTH_ERROR", 600, Scope.APP),
        (Fault.UNAUTHENTICATED, FcmOutcome.RETRY, "UNAUTHENTICATED", 60, Scope.PROJECT),
        (Fault.NO_SUCH_PROJECT, FcmOutcome.RETRY, "NOT_FOUND", 600, Scope.PROJECT),
        (Fault.DENIED, FcmOutcome.RETRY, "PERMISSION_DENIED", 600, Scope.PROJECT),
        (Fault.PORTAL, FcmOutcome.RETRY, "UNKNOWN", None, Scope.TARGET),
        (Fault.DEAD, FcmOutcome.RETRY, "UNAVAILABLE", None, Scope.TARGET),
    ],
)
async def test_each_error_code_has_its_outcome(
    sender: Sender,
    twin: FcmTwin,
    fault: Fault,
    outcome: FcmOutcome,
    code: str,
    retry_after: int | None,
    scope: Scope,
) -> None:
    twin.script("fid-1", fault)
    result = await send(sender, message())
    assert (result.outcome, result.code) == (outcome, code)
    assert result.detail
    assert result.retry_after == (None if retry_after is None else timedelta(seconds=retry_after))
    assert result.scope is scope
    bad = {Fault.UNREGISTERED, Fault.SENDER_ID_MISMATCH, Fault.BAD_ADDRESS}
    assert result.address_invalid is (fault in bad)
    assert (await send(sender, message("fid-well"))).outcome is FcmOutcome.SENT


@pytest.mark.parametrize(
    ("fault", "header", "least", "most"),
    [
        (Fault.QUOTA_EXCEEDED, "7", 60, 60),
        (Fault.QUOTA_EXCEEDED, "300", 300, 300),
        (Fault.QUOTA_EXCEEDED, "9999999", 86_400, 86_400),
        (Fault.QUOTA_EXCEEDED, "soon", 60, 60),
        (Fault.UNAVAILABLE, "7", 7, 7),
        (Fault.UNAVAILABLE, "date", 100, 120),
    ],
)
async def test_retry_after_is_honoured(
    sender: Sender, twin: FcmTwin, fault: Fault, header: str, least: int, most: int
) -> None:
    if header == "date":
        header = format_datetime(clock.now() + timedelta(seconds=120), usegmt=True)
    twin.script("fid-1", fault, retry_after=header)
    result = await send(sender, message())
    assert result.retry_after is not None and least <= result.retry_after.total_seconds() <= most


async def test_the_sdk_does_not_retry_a_failure_by_itself(sender: Sender, twin: FcmTwin) -> None:
    twin.script("fid-1", Fault.UNAVAILABLE)
    began = time.monotonic()
    await send(sender, message())
    assert len(twin.sent) == 1
    assert time.monotonic() - began < 5


async def test_one_odd_response_does_not_affect_the_others(sender: Sender, twin: FcmTwin) -> None:
    twin.script("fid-7", Fault.PORTAL)
    twin.script("fid-8", Fault.UNREGISTERED)
    results = await send_all(sender, *(message(f"fid-{n}") for n in range(30)))
    assert [n for n, o in enumerate(results) if o.outcome is not FcmOutcome.SENT] == [7, 8]


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.DRIP, Fault.HALF_CLOSED])
async def test_a_stalled_connection_is_abandoned_after_the_timeout(
    settings: Settings, twin: FcmTwin, fault: Fault
) -> None:
    twin.script("fid-1", fault)
    sender = open_sender(settings.model_copy(update={"fcm_timeout_seconds": 1.0}))
    began = time.monotonic()
    result = await send(sender, message())
    assert result.outcome is FcmOutcome.RETRY
    assert result.code == ("UNAVAILABLE" if fault is Fault.HALF_CLOSED else "TIMEOUT")
    assert time.monotonic() - began < 6
    assert (await send(sender, message("fid-2"))).outcome is FcmOutcome.SENT
    await sender.close()


async def test_a_refused_connection_is_retried_later(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"fcm_url": "http://127.0.0.1:9"})
    sender = open_sender(nowhere)
    result = await send(sender, message())
    assert (result.outcome, result.code) == (FcmOutcome.RETRY, "UNAVAILABLE")
    await sender.close()


async def test_access_tokens_are_fetched_once_off_the_loop_and_again_when_rejected(
    sender: Sender, twin: FcmTwin
) -> None:
    twin.token_seconds = 0.5
    longest, stop = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal longest
        while not stop.is_set():
            before = time.monotonic()
            await asyncio.sleep(0.005)
            longest = max(longest, time.monotonic() - before)

    watching = asyncio.create_task(watch())
    results = await asyncio.gather(*(send(sender, message(f"fid-{n}")) for n in range(5)))
    stop.set()
    await watching
    assert {o.outcome for o in results} == {FcmOutcome.SENT}
    assert twin.token_requests == 1
    assert longest < 0.4  # a fetch on the loop would stop it for the half second

    twin.token_seconds = 0
    twin.revoke_tokens()
    assert (await send(sender, message())).code == "UNAUTHENTICATED"
    assert (await send(sender, message())).outcome is FcmOutcome.SENT
    assert twin.token_requests == 2


async def test_a_key_that_google_does_not_know_is_a_result_too(
    settings: Settings, twin: FcmTwin
) -> None:
    assert settings.firebase_credentials is not None
    account = json.loads(settings.firebase_credentials.read_text())
    account["client_email"] = "stranger@example.org"
    sender = FirebaseSender(account, url=twin.url, project=PROJECT, authority=twin.authority)
    result = await send(sender, message())
    assert (result.outcome, result.code) == (FcmOutcome.RETRY, "NO_ACCESS_TOKEN")
    assert (result.scope, result.needs_operator) == (Scope.PROJECT, True)
    assert "invalid_grant" in result.detail
    await sender.close()


@pytest.mark.slow
def test_the_sdk_is_not_imported_before_the_first_push(settings: Settings) -> None:
    code = (
        "import sys; from pathlib import Path; from api.push.jobs import handlers, open_sender;"
        "from api.news.service import is_public;"
        "from api.settings import Settings; settings = Settings("
        f"firebase_credentials=Path({str(settings.firebase_credentials)!r}));"
        "handlers(open_sender(settings), {}, is_public);"
        "heavy = {'firebase_admin', 'google', 'grpc'};"
        "sys.exit(any(name.partition('.')[0] in heavy for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_without_firebase_messages_are_recorded(tmp_path: Path) -> None:
    sender = open_sender(Settings())
    assert isinstance(sender, RecordingSender) and "not sent" in sender.description
    small = RecordingSender(keep=2)
    for n in range(3):
        result = await send(small, message(id=f"ntf_{n}"))
        assert result.outcome is FcmOutcome.SENT
    assert [m.id for m in small.messages] == ["ntf_1", "ntf_2"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"type": "service_account"}', '{"type": "authorized_user"}']
)
def test_a_file_that_is_not_a_service_account_is_named_at_once(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"KULKUL_FIREBASE_CREDENTIALS.*key\.json"):
        open_sender(Settings(firebase_credentials=file))


def test_production_does_not_pretend_to_send(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="KULKUL_FIREBASE_CREDENTIALS"):
        open_sender(Settings(environment="production"))
    with pytest.raises(ValueError, match="KULKUL_FCM_AUTHORITY"):
        open_sender(
            Settings(
                environment="production",
                firebase_credentials=tmp_path / "key.json",
                fcm_authority=tmp_path / "twin.crt",
            )
        )
    with pytest.raises(ValueError, match="cannot be read"):
        open_sender(Settings(firebase_credentials=tmp_path / "missing.json"))


@pytest.mark.parametrize(
    ("body", "address"),
    [
        (
            {"error": {"message": "The registration token is not a valid FCM registration token"}},
            True,
        ),
        ({"error": {"message": "x", "details": [_violation("message.token")]}}, True),
        ({"error": {"message": "x", "details": [_violation("message.fid")]}}, True),
        ({"error": {"message": "x", "details": [_violation("message.data")]}}, False),
        ({"error": {"message": "Invalid value at 'message.android.ttl'"}}, False),
        ({"error": {"message": None, "details": ["message.token"]}}, False),
        ({"error": "The registration token"}, False),
        (["message.token"], False),
        (None, False),
    ],
)
def test_a_rejection_blames_the_address_only_if_it_says_so(body: Any, address: bool) -> None:
    assert blames_address(body) is address


async def test_a_message_that_the_sdk_rejects_does_not_block_the_others(
    sender: Sender, twin: FcmTwin
) -> None:
    odd = message("fid-odd", subject=None)
    results = await send_all(sender, message("fid-1"), odd, message("fid-2"))
    assert [o.outcome for o in results] == [FcmOutcome.SENT, FcmOutcome.REJECTED, FcmOutcome.SENT]
    assert {s.target for s in twin.accepted()} == {"fid-1", "fid-2"}


async def test_many_messages_of_a_lane_go_over_one_http2_connection(
    settings: Settings, twin: FcmTwin
) -> None:
    """Google allows a connection 100 concurrent streams: 500 messages fit through one."""
    sender = open_sender(settings)
    results = await send_all(sender, *(message(f"fid-{n}") for n in range(500)))
    assert {o.outcome for o in results} == {FcmOutcome.SENT} and len(twin.accepted()) == 500
    await sender.close()


async def test_the_simulated_server_is_trusted_only_if_the_settings_say_so(
    settings: Settings,
) -> None:
    sender = open_sender(settings.model_copy(update={"fcm_authority": None}))
    result = await send(sender, message())
    assert result.outcome is FcmOutcome.RETRY and "CERTIFICATE_VERIFY_FAILED" in result.detail
    await sender.close()


async def test_topics_are_targets_too(sender: Sender, twin: FcmTwin) -> None:
    await send(sender, message(installation_id=None, topic="news_in_city_id"))
    assert [s.target for s in twin.accepted()] == ["news_in_city_id"]


async def test_each_lane_has_a_connection_of_its_own(settings: Settings, twin: FcmTwin) -> None:
    """A hundred requests that hang in one lane hold up no other lane."""
    sender = open_sender(settings.model_copy(update={"fcm_timeout_seconds": 5.0}))
    twin.faults.script(Fault.HANG, app="stuck")
    for n in range(120):
        twin.faults.belongs(f"fid-{n}", "stuck")
    stuck = [asyncio.create_task(sender.send("ios/stuck", message(f"fid-{n}"))) for n in range(120)]
    await asyncio.sleep(0.5)
    began = time.monotonic()
    result = await sender.send("urgent", message("fid-well"))
    assert result.outcome is FcmOutcome.SENT and time.monotonic() - began < 2
    for task in stuck:
        task.cancel()
    await asyncio.gather(*stuck, return_exceptions=True)
    await sender.close()


async def test_a_token_that_others_wait_for_does_not_hold_up_a_warning(
    sender: Sender, twin: FcmTwin
) -> None:
    twin.token_seconds = 8.0
    waiting = asyncio.create_task(send(sender, message()))
    await asyncio.sleep(0.3)
    twin.token_seconds = 0.0
    result = await asyncio.wait_for(sender.send("urgent", message("fid-2", is_urgent=True)), 6)
    assert result.outcome is FcmOutcome.SENT and not waiting.done()
    await waiting


async def test_each_member_that_joins_or_leaves_a_topic_has_a_result(
    sender: Sender, twin: FcmTwin
) -> None:
    twin.script("fid-gone", Fault.UNREGISTERED)
    twin.script("fid-later", Fault.QUOTA_EXCEEDED)
    members = ["fid-1", "fid-gone", "token:2", "fid-later"]
    joined = await sender.change_members(members, "news-id", join=True)
    assert [o.outcome for o in joined] == [
        FcmOutcome.SENT,
        FcmOutcome.DEVICE_GONE,
        FcmOutcome.SENT,
        FcmOutcome.RETRY,
    ]
    assert twin.topics.members["news-id"] == {"fid-1", "token:2"}
    left = await sender.change_members(["fid-1"], "news-id", join=False)
    assert [o.outcome for o in left] == [FcmOutcome.SENT]
    assert twin.topics.members["news-id"] == {"token:2"}


@given(
    urgency=st.sampled_from(Urgency),
    key=st.text(min_size=1, max_size=200),
    hours=st.integers(-5, 9000),
)
def test_every_message_keeps_within_the_limits_of_the_platforms(
    urgency: Urgency, key: str, hours: int
) -> None:
    """APNs: 64 bytes of collapse id; RFC 8030: 32 characters of topic; FCM: four weeks of life."""
    wire = encode(
        message(
            presentation=PRESENTATIONS[urgency],
            tag=key,
            expires_at=clock.now() + timedelta(hours=hours),
        )
    )
    headers = wire["apns"]["headers"]
    assert len(headers["apns-collapse-id"].encode()) <= 64
    assert headers["apns-priority"] in ("5", "10") and int(headers["apns-expiration"]) > 0
    assert len(wire["webpush"]["headers"]["Topic"]) <= 32
    assert 0 <= int(wire["android"]["ttl"].removesuffix("s")) <= 28 * 24 * 3600
    # critical needs an entitlement that Apple gives to few; a city's app has none.
    assert wire["apns"]["payload"]["aps"]["interruption-level"] != "critical"
