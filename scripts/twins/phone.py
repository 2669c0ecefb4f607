"""Phones that draw: what a citizen sees of the pushes that FCM took for them.

A notification message is drawn by the system, without the app: the same `tag` (Android, web) or
`apns-collapse-id` (iOS) of the same app takes the place of what is shown, everything else is a line
more. While a phone is offline FCM keeps its messages: of one collapse key only the latest, at most
four collapse keys for a registration (which four is not promised: here the latest), and at most 100
without a key, beyond which all of those are thrown away. A message whose ttl has run out is never
drawn. Source: FCM's documentation, "Non-collapsible and collapsible messages", "Message lifespan",
AndroidNotification.tag; Apple, "Sending notification requests to APNs".
"""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

COLLAPSE_KEYS_KEPT: Final = 4
MESSAGES_KEPT: Final = 100


@dataclass(frozen=True, slots=True)
class Drawn:
    """One notification in the drawer of a phone."""

    app: str
    id: str
    """`data.id`."""
    subject: str
    title: str
    body: str
    tag: str
    """What a later one must bear to take its place; made up where the message has none."""
    channel: str
    sound: bool
    badge: int | None = None


@dataclass(slots=True)
class _Kept:
    """A message that waits at FCM until its phone is back."""

    registration: str
    message: dict[str, Any]
    expires: float


class Phone:
    """A phone with one or more of the city's apps; a registration each."""

    def __init__(
        self, platform: str = "ANDROID", *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.platform = platform
        self.apps: dict[str, str] = {}
        """The app by its registration."""
        self.online = True
        self.drawer: dict[tuple[str, str], Drawn] = {}
        """What is shown now, by app and tag, oldest first."""
        self.drawn: list[Drawn] = []
        """Everything that was ever shown, in order: each may have made a sound."""
        self.lost = 0
        """Messages that FCM threw away while the phone was offline."""
        self._kept: list[_Kept] = []
        self._clock = clock
        self._numbers = itertools.count(1)

    def install(self, registration: str, app: str = "app") -> "Phone":
        """Puts an app on the phone."""
        self.apps[registration] = app
        return self

    def uninstall(self, registration: str) -> None:
        """Takes an app off the phone; what it showed and what waited for it goes too."""
        app = self.apps.pop(registration)
        self._kept = [kept for kept in self._kept if kept.registration != registration]
        for place in [place for place in self.drawer if place[0] == app]:
            del self.drawer[place]

    def receive(self, registration: str, message: dict[str, Any]) -> None:
        """Takes a message that FCM took: draws it, or has FCM keep it."""
        ttl = self._ttl(message)
        if self.online:
            self._draw(registration, message)
        elif ttl > 0:
            self._keep(_Kept(registration, message, self._clock() + ttl))

    def come_online(self) -> None:
        """Draws what FCM has kept and what has not run out."""
        self.online = True
        kept, self._kept = self._kept, []
        for one in kept:
            if one.expires > self._clock():
                self._draw(one.registration, one.message)

    def titles(self) -> list[str]:
        """What somebody reads who opens the drawer now, oldest first."""
        return [drawn.title for drawn in self.drawer.values()]

    def _keep(self, new: _Kept) -> None:
        key = self._collapse_key(new.message)
        if key is None:
            loose = [
                one
                for one in self._kept
                if one.registration == new.registration and self._collapse_key(one.message) is None
            ]
            if len(loose) >= MESSAGES_KEPT:
                self._kept = [one for one in self._kept if one not in loose]
                self.lost += len(loose)
            self._kept.append(new)
            return
        keyed = [
            one
            for one in self._kept
            if one.registration == new.registration and self._collapse_key(one.message)
        ]
        same = [one for one in keyed if self._collapse_key(one.message) == key]
        for one in same:
            self._kept.remove(one)
        self._kept.append(new)
        if not same and len(keyed) >= COLLAPSE_KEYS_KEPT:
            self._kept.remove(keyed[0])
            self.lost += 1

    def _draw(self, registration: str, message: dict[str, Any]) -> None:
        app = self.apps.get(registration)
        if app is None:
            return
        notification = message.get("notification", {})
        data = message.get("data", {})
        own = self._own(message)
        tag = own.tag or f"untagged-{next(self._numbers)}"
        drawn = Drawn(
            app=app,
            id=data.get("id", ""),
            subject=data.get("subject", ""),
            title=notification.get("title", ""),
            body=notification.get("body", ""),
            tag=tag,
            channel=own.channel,
            sound=own.sound,
            badge=own.badge,
        )
        # Drawn anew it is the newest line of the drawer.
        self.drawer.pop((app, tag), None)
        self.drawer[app, tag] = drawn
        self.drawn.append(drawn)

    def _own(self, message: dict[str, Any]) -> "_Own":
        match self.platform:
            case "ANDROID":
                android = message.get("android", {}).get("notification", {})
                channel = android.get("channel_id", "")
                return _Own(android.get("tag", ""), channel, channel != "quiet")
            case "IOS":
                apns = message.get("apns", {})
                aps = apns.get("payload", {}).get("aps", {})
                collapse = apns.get("headers", {}).get("apns-collapse-id", "")
                return _Own(collapse, "", "sound" in aps, aps.get("badge"))
            case _:
                web = message.get("webpush", {}).get("notification", {})
                return _Own(web.get("tag", ""), "", not web.get("silent", False))

    def _collapse_key(self, message: dict[str, Any]) -> str | None:
        match self.platform:
            case "ANDROID":
                found = message.get("android", {}).get("collapse_key")
            case "IOS":
                found = message.get("apns", {}).get("headers", {}).get("apns-collapse-id")
            case _:
                found = message.get("webpush", {}).get("headers", {}).get("Topic")
        return found or None

    def _ttl(self, message: dict[str, Any]) -> float:
        match self.platform:
            case "ANDROID":
                text = str(message.get("android", {}).get("ttl", "2419200s"))
                return float(text.removesuffix("s"))
            case "IOS":
                header = message.get("apns", {}).get("headers", {}).get("apns-expiration")
                return 2_592_000.0 if header is None else float(header) - time.time()
            case _:
                return float(message.get("webpush", {}).get("headers", {}).get("TTL", "2419200"))


@dataclass(frozen=True, slots=True)
class _Own:
    """What one platform reads of a message."""

    tag: str
    channel: str
    sound: bool
    badge: int | None = None
