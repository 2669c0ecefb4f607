"""The door to FCM: what is put on the wire, and what each answer means."""

import asyncio
import json
import subprocess
import sys
import time
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import firebase_admin
import pytest
from firebase_admin import messaging

from api.kit import clock
from api.push.gateway import (
    Answer,
    FirebaseSender,
    Message,
    Outcome,
    RecordingSender,
    Sender,
    open_sender,
)
from api.push.gateway.fcm import Client
from api.push.push_rules import MANNERS
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
        "manner": MANNERS[Urgency.NORMAL],
        "collapse_key": "report:1",
        "expires_at": clock.now() + timedelta(hours=1),
        "token" if token else "installation_id": target,
    }
    return Message(**{**values, **changes})


async def send(sender: Sender, one: Message) -> Outcome:
    (outcome,) = await sender.send_many([one])
    return outcome


async def test_a_message_arrives_with_its_options(sender: Sender, twin: FcmTwin) -> None:
    outcome = await send(sender, message())
    assert outcome.answer is Answer.SENT
    assert (outcome.name or "").startswith(f"projects/{PROJECT}/messages/")
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
    await send(sender, message(manner=MANNERS[urgency], collapse_key=None, deep_link=None))
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
    assert (await send(sender, message("token-1", token=True))).answer is Answer.SENT
    assert twin.sent[-1].message["token"] == "token-1"


@pytest.mark.parametrize(
    ("fault", "answer", "code", "after"),
    [
        (Fault.UNREGISTERED, Answer.GONE, "UNREGISTERED", None),
        (Fault.SENDER_ID_MISMATCH, Answer.GONE, "SENDER_ID_MISMATCH", None),
        (Fault.INVALID_ARGUMENT, Answer.REFUSED, "INVALID_ARGUMENT", None),
        (Fault.QUOTA_EXCEEDED, Answer.LATER, "QUOTA_EXCEEDED", 60),
        (Fault.INTERNAL, Answer.LATER, "INTERNAL", None),
        (Fault.UNAVAILABLE, Answer.LATER, "UNAVAILABLE", None),
        (Fault.THIRD_PARTY_AUTH_ERROR, Answer.LATER, "THIRD_PARTY_AUTH_ERROR", 600),
        (Fault.UNAUTHENTICATED, Answer.LATER, "UNAUTHENTICATED", None),
        (Fault.NO_SUCH_PROJECT, Answer.LATER, "NOT_FOUND", 600),
        (Fault.DENIED, Answer.LATER, "PERMISSION_DENIED", 600),
        (Fault.PORTAL, Answer.LATER, "UNKNOWN", None),
    ],
)
async def test_each_answer_has_its_meaning(
    sender: Sender, twin: FcmTwin, fault: Fault, answer: Answer, code: str, after: int | None
) -> None:
    twin.script("fid-1", fault)
    outcome = await send(sender, message())
    assert (outcome.answer, outcome.code) == (answer, code)
    assert outcome.detail
    assert outcome.after == (None if after is None else timedelta(seconds=after))


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
    outcome = await send(sender, message())
    assert outcome.after is not None and least <= outcome.after.total_seconds() <= most


async def test_a_failure_of_the_service_is_not_repeated_behind_the_outbox(
    sender: Sender, twin: FcmTwin
) -> None:
    twin.script("fid-1", Fault.UNAVAILABLE)
    began = time.monotonic()
    await send(sender, message())
    assert len(twin.sent) == 1
    assert time.monotonic() - began < 5


async def test_one_odd_answer_does_not_spoil_the_others(sender: Sender, twin: FcmTwin) -> None:
    twin.script("fid-7", Fault.PORTAL)
    twin.script("fid-8", Fault.UNREGISTERED)
    outcomes = await sender.send_many([message(f"fid-{n}") for n in range(30)])
    assert [n for n, o in enumerate(outcomes) if o.answer is not Answer.SENT] == [7, 8]


async def test_a_server_that_does_not_answer_is_left_after_the_timeout(
    settings: Settings, twin: FcmTwin
) -> None:
    assert settings.firebase_credentials is not None
    account = json.loads(settings.firebase_credentials.read_text())
    twin.script("fid-1", Fault.HANG)
    sender = FirebaseSender(account, url=twin.url, project=PROJECT, timeout_seconds=1.0)
    outcome = await send(sender, message())
    assert (outcome.answer, outcome.code) == (Answer.LATER, "TIMEOUT")
    assert (await send(sender, message("fid-2"))).answer is Answer.SENT
    await sender.close()


async def test_a_refused_connection_is_tried_later(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"fcm_url": "http://127.0.0.1:9"})
    sender = open_sender(nowhere)
    outcome = await send(sender, message())
    assert (outcome.answer, outcome.code) == (Answer.LATER, "UNAVAILABLE")
    await sender.close()


async def test_tokens_are_fetched_once_beside_the_loop_and_anew_when_refused(
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
    outcomes = await asyncio.gather(*(send(sender, message(f"fid-{n}")) for n in range(5)))
    stop.set()
    await watching
    assert {o.answer for o in outcomes} == {Answer.SENT}
    assert twin.token_requests == 1
    assert longest < 0.4  # a fetch on the loop would stop it for the half second

    twin.token_seconds = 0
    twin.revoke_tokens()
    assert (await send(sender, message())).code == "UNAUTHENTICATED"
    assert (await send(sender, message())).answer is Answer.SENT
    assert twin.token_requests == 2


async def test_a_key_that_google_does_not_know_is_an_outcome_too(
    settings: Settings, twin: FcmTwin
) -> None:
    assert settings.firebase_credentials is not None
    account = json.loads(settings.firebase_credentials.read_text())
    account["client_email"] = "stranger@example.org"
    sender = FirebaseSender(account, url=twin.url, project=PROJECT)
    outcome = await send(sender, message())
    assert (outcome.answer, outcome.code) == (Answer.LATER, "NO_ACCESS_TOKEN")
    assert "invalid_grant" in outcome.detail
    await sender.close()


async def test_the_private_parts_of_the_sdk_that_are_used_still_exist(
    settings: Settings, twin: FcmTwin
) -> None:
    assert settings.firebase_credentials is not None
    account = json.loads(settings.firebase_credentials.read_text())
    apps = set(firebase_admin._apps)
    client = await asyncio.to_thread(Client, account, twin.url, PROJECT, 5.0)
    (name,) = set(firebase_admin._apps) - apps
    service = messaging._get_messaging_service(firebase_admin.get_app(name))
    assert service._fcm_url == f"{twin.url}/v1/projects/{PROJECT}/messages:send"
    assert service._async_client._retry_config.retries_left == 0
    assert service._async_client.timeout == 5.0
    await client.close()
    assert name not in firebase_admin._apps


def test_the_sdk_is_not_imported_before_the_first_push(settings: Settings) -> None:
    code = (
        "import sys; from pathlib import Path; from api.push.jobs import handlers, open_sender;"
        "from api.settings import Settings; settings = Settings("
        f"firebase_credentials=Path({str(settings.firebase_credentials)!r}));"
        "handlers(open_sender(settings)); heavy = {'firebase_admin', 'google', 'grpc'};"
        "sys.exit(any(name.partition('.')[0] in heavy for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_without_firebase_the_twin_records(tmp_path: Path) -> None:
    sender = open_sender(Settings())
    assert isinstance(sender, RecordingSender) and "not sent" in sender.description
    small = RecordingSender(keep=2)
    for n in range(3):
        outcome = await small.send(message(id=f"ntf_{n}"))
        assert outcome.answer is Answer.SENT
    assert [m.id for m in small.messages] == ["ntf_1", "ntf_2"]
    assert len(await small.send_many([message(), message()])) == 2


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"type": "service_account"}', '{"type": "authorized_user"}']
)
def test_a_file_that_is_no_service_account_is_named_at_once(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"KULKUL_FIREBASE_CREDENTIALS.*key\.json"):
        open_sender(Settings(firebase_credentials=file))


def test_production_does_not_pretend_to_send(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="KULKUL_FIREBASE_CREDENTIALS"):
        open_sender(Settings(environment="production"))
    with pytest.raises(ValueError, match="cannot be read"):
        open_sender(Settings(firebase_credentials=tmp_path / "missing.json"))
