"""What leaves the server in a push: every value is listed here, and none is about a person."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from firebase_admin import messaging
from hypothesis import given
from hypothesis import strategies as st

from api.kit import clock, ids
from api.push.gateway.encode import encode
from api.push.gateway.messages import Message
from api.push.push_rules import PRESENTATIONS, SUBJECT_PREFIXES, deep_link, subject_public_id
from api.push.values import NotificationKind, Presentation, Urgency

ADDRESS = "the address"
TITLE, BODY = "Laporan Anda berlanjut", "Petugas mulai bekerja."


def message(kind: NotificationKind, urgency: Urgency, subject_kind: str, collapse: str) -> Message:
    subject = ids.named("payload", subject_kind)
    return Message(
        id=ids.public_id("ntf", ids.named("payload", "notification")),
        kind=kind.value,
        subject=subject_public_id(subject_kind, subject),
        deep_link=deep_link(subject_kind, subject),
        title=TITLE,
        body=BODY,
        presentation=PRESENTATIONS[urgency],
        collapse_key=collapse,
        expires_at=clock.now() + timedelta(hours=1),
        installation_id=ADDRESS,
    )


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


def allowed(one: Message, presentation: Presentation) -> dict[str, set[Any] | None]:
    """The allowed values for each path; None: a number of seconds."""
    collapse = {ids.fingerprint(one.collapse_key or "")[:32]}
    return {
        "fid": {ADDRESS},
        "data.id": {one.id},
        "data.kind": {kind.value for kind in NotificationKind},
        "data.subject": {one.subject},
        "data.deepLink": {one.deep_link},
        "notification.title": {TITLE},
        "notification.body": {BODY},
        "android.priority": {"normal", "high"},
        "android.ttl": None,
        "android.collapse_key": collapse,
        "android.notification.channel_id": {m.channel for m in PRESENTATIONS.values()},
        "android.notification.tag": collapse,
        "android.notification.visibility": {"PRIVATE"},
        "apns.headers.apns-push-type": {"alert"},
        "apns.headers.apns-priority": {"5", "10"},
        "apns.headers.apns-expiration": None,
        "apns.headers.apns-collapse-id": collapse,
        "apns.payload.aps.sound": {"default"},
        "apns.payload.aps.thread-id": {kind.value for kind in NotificationKind},
        "apns.payload.aps.interruption-level": {"passive", "active", "time-sensitive"},
        "webpush.headers.TTL": None,
        "webpush.headers.Urgency": {"low", "normal", "high"},
        "webpush.headers.Topic": collapse,
        "webpush.notification.tag": collapse,
        "webpush.notification.silent": {not presentation.sound},
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
    """A collapse key may name its subject: only a fingerprint of it leaves the server."""
    one = message(kind, urgency, subject, f"report:{secret}")
    wire = messaging._MessagingService.encode_message(encode(one))
    may = allowed(one, one.presentation)
    for where, value in leaves(wire):
        assert where in may, f"{where} is new in what leaves the server: {value!r}"
        values = may[where]
        if values is None:
            assert str(value).removesuffix("s").isdecimal(), (where, value)
        else:
            assert value in values, (where, value)
    assert f"report:{secret}" not in json.dumps(wire, ensure_ascii=False)
