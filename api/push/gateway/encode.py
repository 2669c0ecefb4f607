"""A push in FCM's fields: how each platform should show it, and the data for the app.

Source: the FCM v1 reference of Message, AndroidConfig, ApnsConfig and WebpushConfig; Apple's
"Generating a remote notification"; RFC 8030 (Urgency, Topic, TTL).
"""

import math
from typing import Any, Final

from firebase_admin import messaging

from api.kit import clock, ids
from api.push.gateway.messages import Message

_LONGEST_SECONDS: Final = 4 * 7 * 24 * 3600
"""FCM keeps a message for four weeks at most and rejects a longer time to live."""
_ENCODER: Final = messaging._MessagingService.JSON_ENCODER


def encode(message: Message) -> dict[str, Any]:
    """The message as FCM's JSON. Raises ValueError for what the SDK knows FCM would refuse."""
    found: dict[str, Any] = _ENCODER.default(sdk_message(message))
    return found


def sdk_message(message: Message) -> messaging.Message:
    """The message as the SDK has it."""
    presentation = message.presentation
    # Of one fixed length, since APNs takes 64 bytes and web push 32 characters.
    tag = message.tag and ids.fingerprint(message.tag)[:32]
    left = math.ceil((message.expires_at - clock.now()).total_seconds())
    left = min(max(left, 0), _LONGEST_SECONDS)
    apns_headers = {
        "apns-push-type": "alert",
        "apns-priority": presentation.apns_priority,
        "apns-expiration": str(int(message.expires_at.timestamp())),
    }
    web_headers = {"TTL": str(left), "Urgency": presentation.web_urgency}
    if tag:
        apns_headers["apns-collapse-id"] = tag
        if message.collapses:
            web_headers["Topic"] = tag
    data = {"id": message.id, "kind": message.kind, "subject": message.subject}
    if message.deep_link:
        data["deepLink"] = message.deep_link
    is_loud = presentation.channel == "warnings"
    encoded = messaging.Message(
        data=data,
        notification=messaging.Notification(title=message.title, body=message.body),
        android=messaging.AndroidConfig(
            priority=presentation.android_priority,
            ttl=left,
            collapse_key=tag if message.collapses else None,
            direct_boot_ok=is_loud or None,
            notification=messaging.AndroidNotification(
                channel_id=presentation.channel,
                tag=tag,
                visibility="private",
                priority=presentation.android_shown,
            ),
        ),
        apns=messaging.APNSConfig(
            headers=apns_headers,
            payload=messaging.APNSPayload(
                messaging.Aps(
                    sound="default" if presentation.sound else None,
                    badge=message.badge,
                    thread_id=message.kind,
                    mutable_content=True,
                    custom_data={"interruption-level": presentation.interruption},
                )
            ),
        ),
        webpush=messaging.WebpushConfig(
            headers=web_headers,
            notification=messaging.WebpushNotification(
                tag=tag,
                renotify=True if tag and presentation.sound else None,
                silent=not presentation.sound,
                require_interaction=is_loud or None,
            ),
            fcm_options=messaging.WebpushFCMOptions(link=message.link) if message.link else None,
        ),
        fcm_options=messaging.FCMOptions(analytics_label=f"{message.kind}-{presentation.channel}"),
    )
    # Tokens are deprecated, but phones with older apps have nothing else. Set afterwards: the
    # constructor would warn at each message.
    if message.topic:
        encoded.topic = message.topic
    elif message.installation_id:
        encoded.fid = message.installation_id
    else:
        encoded.token = message.token
    return encoded
