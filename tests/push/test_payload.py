"""What leaves the server in a push: every value is listed here, and none is about a person.

The fields are those of the FCM v1 reference (Message, AndroidConfig, AndroidNotification,
ApnsConfig, WebpushConfig, FcmOptions), of Apple's "Generating a remote notification" and of the
Notification API; a field that is not in the reference is a fault.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kit import clock, ids
from api.push.gateway.encode import encode
from api.push.gateway.messages import Message
from api.push.push_rules import PRESENTATIONS, SUBJECT_PREFIXES, deep_link, subject_public_id
from api.push.values import NotificationKind, Urgency

ADDRESS = "the address"
TITLE, BODY = "Laporan Anda berlanjut", "Petugas mulai bekerja."
LINK = "https://kulkul.example"


def message(
    kind: NotificationKind = NotificationKind.REPORT_UPDATED,
    urgency: Urgency = Urgency.NORMAL,
    subject_kind: str = "report",
    tag: str | None = "report:1",
    **changes: Any,
) -> Message:
    subject = ids.named("payload", subject_kind)
    one = Message(
        id=ids.public_id("ntf", ids.named("payload", "notification")),
        kind=kind.value,
        subject=subject_public_id(subject_kind, subject),
        deep_link=deep_link(subject_kind, subject),
        title=TITLE,
        body=BODY,
        presentation=PRESENTATIONS[urgency],
        tag=tag,
        collapses=True,
        expires_at=clock.now() + timedelta(hours=1),
        badge=3,
        link=LINK,
        installation_id=ADDRESS,
    )
    return replace(one, **changes)


def leaves(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with the path to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, where)
    else:
        yield where, value


def allowed(one: Message) -> dict[str, set[Any] | None]:
    """The allowed values for each path; None: a number of seconds."""
    tag = {ids.fingerprint(one.tag or "")[:32]}
    return {
        "fid": {ADDRESS},
        "data.id": {one.id},
        "data.kind": {kind.value for kind in NotificationKind},
        "data.subject": {one.subject},
        "data.deepLink": {one.deep_link},
        "notification.title": {TITLE},
        "notification.body": {BODY},
        "fcm_options.analytics_label": {f"{one.kind}-{one.presentation.channel}"},
        "android.priority": {"normal", "high"},
        "android.ttl": None,
        "android.collapse_key": tag,
        "android.direct_boot_ok": {True},
        "android.notification.channel_id": {m.channel for m in PRESENTATIONS.values()},
        "android.notification.tag": tag,
        "android.notification.visibility": {"PRIVATE"},
        "android.notification.notification_priority": {
            f"PRIORITY_{level}" for level in ("LOW", "DEFAULT", "HIGH", "MAX")
        },
        "apns.headers.apns-push-type": {"alert"},
        "apns.headers.apns-priority": {"5", "10"},
        "apns.headers.apns-expiration": None,
        "apns.headers.apns-collapse-id": tag,
        "apns.payload.aps.sound": {"default"},
        "apns.payload.aps.badge": {one.badge},
        "apns.payload.aps.mutable-content": {1},
        "apns.payload.aps.thread-id": {kind.value for kind in NotificationKind},
        "apns.payload.aps.interruption-level": {"passive", "active", "time-sensitive"},
        "webpush.headers.TTL": None,
        "webpush.headers.Urgency": {"low", "normal", "high"},
        "webpush.headers.Topic": tag,
        "webpush.notification.tag": tag,
        "webpush.notification.renotify": {True},
        "webpush.notification.requireInteraction": {True},
        "webpush.notification.silent": {not one.presentation.sound},
        "webpush.fcm_options.link": {LINK},
    }


@given(
    kind=st.sampled_from(NotificationKind),
    urgency=st.sampled_from(Urgency),
    subject=st.sampled_from(sorted(SUBJECT_PREFIXES)),
    secret=st.text(min_size=1, max_size=60),
)
def test_every_value_in_a_push_is_an_id_a_general_word_or_a_presentation_option(
    kind: NotificationKind, urgency: Urgency, subject: str, secret: str
) -> None:
    """A tag may name its subject: only a fingerprint of it leaves the server."""
    one = message(kind, urgency, subject, f"report:{secret}")
    wire = encode(one)
    may = allowed(one)
    for where, value in leaves(wire):
        assert where in may, f"{where} is new in what leaves the server: {value!r}"
        values = may[where]
        if values is None:
            assert str(value).removesuffix("s").isdecimal(), (where, value)
        else:
            assert value in values, (where, value)
    assert f"report:{secret}" not in json.dumps(wire, ensure_ascii=False)
    # The reference's own bound for a label.
    assert re.fullmatch(r"[a-zA-Z0-9\-_.~%]{1,50}", wire["fcm_options"]["analytics_label"])


LOUD = (Urgency.SEVERE, Urgency.EXTREME)
SHOWN = {"LOW": "LOW", "NORMAL": "DEFAULT", "HIGH": "HIGH", "SEVERE": "MAX", "EXTREME": "MAX"}


@pytest.mark.parametrize("urgency", list(Urgency))
def test_each_urgency_has_the_fields_that_make_it_seen(urgency: Urgency) -> None:
    wire = encode(message(urgency=urgency))
    android, apns, web = wire["android"], wire["apns"]["payload"]["aps"], wire["webpush"]
    assert android["notification"]["notification_priority"] == f"PRIORITY_{SHOWN[urgency.name]}"
    # A warning is shown on a phone that was restarted and is still locked.
    assert android.get("direct_boot_ok") is (True if urgency in LOUD else None)
    assert ("sound" in apns) is (urgency is not Urgency.LOW)
    assert apns["mutable-content"] == 1 and apns["badge"] == 3
    assert web["notification"].get("renotify") is (None if urgency is Urgency.LOW else True)
    assert web["notification"].get("requireInteraction") is (True if urgency in LOUD else None)
    assert web["fcm_options"] == {"link": LINK}


def test_a_tag_that_is_new_each_time_does_not_push_others_out_of_fcms_four() -> None:
    """FCM keeps four collapse keys for a phone that is offline."""
    wire = encode(message(collapses=False))
    assert "collapse_key" not in wire["android"] and "Topic" not in wire["webpush"]["headers"]
    tag = wire["android"]["notification"]["tag"]
    assert wire["webpush"]["notification"]["tag"] == tag
    assert wire["apns"]["headers"]["apns-collapse-id"] == tag


def test_what_a_message_does_not_have_is_not_sent() -> None:
    bare = message(tag=None, badge=None, link=None, deep_link=None)
    paths = {where for where, _ in leaves(encode(bare))}
    for where in paths:
        assert not where.endswith((".tag", "collapse-id", "Topic", "badge", "link", "deepLink"))
    # renotify without a tag is an error in browsers.
    assert "webpush.notification.renotify" not in paths


@pytest.mark.parametrize(
    ("left", "seconds"),
    [
        (timedelta(hours=1), 3_600),
        (timedelta(seconds=-5), 0),
        (timedelta(days=40), 28 * 86_400),
    ],
)
def test_the_ttl_is_what_is_left_of_the_notice(left: timedelta, seconds: int) -> None:
    until = clock.now() + left
    wire = encode(message(expires_at=until))
    assert abs(int(wire["android"]["ttl"].removesuffix("s")) - seconds) <= 1
    assert abs(int(wire["webpush"]["headers"]["TTL"]) - seconds) <= 1
    assert int(wire["apns"]["headers"]["apns-expiration"]) == int(until.timestamp())
