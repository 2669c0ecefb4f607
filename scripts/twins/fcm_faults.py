"""Which messages the FCM twin answers badly, or late: by target, by app, or all of them.

A target is an installation id, a token, a topic or a condition. Google knows which app a
registration belongs to; the twin is told with `belongs`.
"""

import threading
from dataclasses import dataclass

from scripts.twins.fcm_wire import Fault


@dataclass(slots=True)
class Scripted:
    """A fault that is due, and how often still: None for good."""

    fault: Fault
    times: int | None
    retry_after: str | None


class FaultBook:
    """Faults and delays. Of those that apply the target's own comes first, then its app's."""

    def __init__(self) -> None:
        self.message_seconds = 0.0
        """Between taking a message and saying so, for all of them."""
        self._lock = threading.Lock()
        self._of_target: dict[str, Scripted] = {}
        self._of_app: dict[str, Scripted] = {}
        self._of_all: Scripted | None = None
        self._apps: dict[str, str] = {}
        self._gone: set[str] = set()
        self._seconds: dict[str, float] = {}

    def reset(self) -> None:
        """All is well again."""
        with self._lock:
            for book in (self._of_target, self._of_app, self._apps, self._gone, self._seconds):
                book.clear()
            self._of_all = None
        self.message_seconds = 0.0

    def belongs(self, registration: str, app: str) -> None:
        """Tells which app a registration belongs to."""
        self._apps[registration] = app

    def script(
        self,
        fault: Fault,
        *,
        target: str | None = None,
        app: str | None = None,
        times: int | None = None,
        retry_after: int | str | None = None,
    ) -> None:
        """Answers with a fault: messages to this target, to this app's registrations, or all."""
        scripted = Scripted(fault, times, None if retry_after is None else str(retry_after))
        with self._lock:
            if target is not None:
                self._of_target[target] = scripted
            elif app is not None:
                self._of_app[app] = scripted
            else:
                self._of_all = scripted

    def heal(self, *, target: str | None = None, app: str | None = None) -> None:
        """Answers well again: this target, this app, or everything that was said of all."""
        with self._lock:
            if target is not None:
                self._of_target.pop(target, None)
            elif app is not None:
                self._of_app.pop(app, None)
            else:
                self._of_all = None

    def slow(self, seconds: float, *, target: str | None = None) -> None:
        """Takes so long over messages to this target, or over all."""
        if target is None:
            self.message_seconds = seconds
        else:
            self._seconds[target] = seconds

    def uninstall(self, registration: str) -> None:
        """The app is off its phone: sends and joins are answered with UNREGISTERED from now on."""
        self._gone.add(registration)

    def is_gone(self, registration: str) -> bool:
        """Whether the app was uninstalled."""
        return registration in self._gone

    def seconds(self, target: str) -> float:
        """How long an answer to this target takes."""
        return self._seconds.get(target, self.message_seconds)

    def due(self, target: str) -> Scripted | None:
        """The fault that this message meets; a fault of so many times is used up by it."""
        with self._lock:
            if target in self._gone:
                return Scripted(Fault.UNREGISTERED, None, None)
            for scripted in (
                self._of_target.get(target),
                self._of_app.get(self._apps.get(target, "")),
                self._of_all,
            ):
                if scripted is None or scripted.times == 0:
                    continue
                if scripted.times is not None:
                    scripted.times -= 1
                return scripted
        return None
