"""A push in FCM's fields: how each platform should show it, and the data for the app."""

from typing import Any, Final

from firebase_admin import messaging

from api.kit import clock, ids
from api.push.gateway.messages import Message

_LONGEST_SECONDS: Final = 4 * 7 * 24 * 3600
"""FCM keeps a message for four weeks at most and rejects a longer time to live."""


def encode(message: Message) -> Any:
    """The message as an object of the SDK."""
    presentation = message.presentation
    # Of one fixed length, since APNs takes 64 bytes and web push 32 characters.
    collapse = message.collapse_key and ids.fingerprint(message.collapse_key)[:32]
    left = int((message.expires_at - clock.now()).total_seconds())
    left = min(max(left, 0), _LONGEST_SECONDS)
    apns_headers = {
        "apns-push-type": "alert",
        "apns-priority": presentation.apns_priority,
        "apns-expiration": str(int(message.expires_at.timestamp())),
    }
    web_headers = {"TTL": str(left), "Urgency": presentation.web_urgency}
    if collapse:
        apns_headers["apns-collapse-id"] = collapse
        web_headers["Topic"] = collapse
    data = {"id": message.id, "kind": message.kind, "subject": message.subject}
    if message.deep_link:
        data["deepLink"] = message.deep_link
    encoded = messaging.Message(
        data=data,
        notification=messaging.Notification(title=message.title, body=message.body),
        android=messaging.AndroidConfig(
            priority=presentation.android_priority,
            ttl=left,
            collapse_key=collapse,
            notification=messaging.AndroidNotification(
                channel_id=presentation.channel, tag=collapse, visibility="private"
            ),
        ),
        apns=messaging.APNSConfig(
            headers=apns_headers,
            payload=messaging.APNSPayload(
                messaging.Aps(
                    sound="default" if presentation.sound else None,
                    thread_id=message.kind,
                    custom_data={"interruption-level": presentation.interruption},
                )
            ),
        ),
        webpush=messaging.WebpushConfig(
            headers=web_headers,
            notification=messaging.WebpushNotification(tag=collapse, silent=not presentation.sound),
        ),
    )
    # Tokens are deprecated, but phones with older apps have nothing else. Set afterwards: the
    # constructor would warn at each message.
    if message.condition:
        encoded.condition = message.condition
    elif message.topic:
        encoded.topic = message.topic
    elif message.installation_id:
        encoded.fid = message.installation_id
    else:
        encoded.token = message.token
    return encoded
