"""The citizens of the push drill, their phones, and what the city says to them."""

import random
from typing import Any, Final

from sqlalchemy import insert

from api.db.base import table
from api.db.session import Database
from api.identity.models import Person
from api.identity.values import Role
from api.kit import clock, ids
from api.kit.problems import Words
from api.push.models import Broadcast, Device, TopicMembership
from api.push.service import notify
from api.push.service.broadcast_queue import queue_broadcast
from api.push.values import Notice, NotificationKind, People, Platform, Theme, Urgency
from scripts.twins.fcm import FcmTwin
from scripts.twins.phone import Phone

WORDS: Final = ("Laporan diverifikasi", "Laporan dikerjakan", "Laporan selesai")
BROADCAST: Final = "Pasar pindah pekan ini"
WARNING: Final = "Banjir besar"
_TOPICS: Final = {
    Urgency.NORMAL: "announcements_in_city_id",
    Urgency.EXTREME: "alerts_loud_in_city_id",
}
_BETTER, _OTHER = "aplikasi-a", "aplikasi-b"
_REPORT: Final = ids.named("drill", "report")


class City:
    """Citizens with a phone each: every second with two apps, every tenth phone offline."""

    def __init__(
        self, database: Database, twin: FcmTwin, phones: int, chance: random.Random
    ) -> None:
        self.database = database
        self.phones: list[Phone] = []
        self.uninstalled = 0
        """Phones that lost their better app: until FCM says so, news go to that one alone."""
        self._twin = twin
        self._chance = chance
        self._people = [ids.named("drill", str(number)) for number in range(phones)]
        self._done: set[Any] = set()

    async def build(self) -> None:
        """Everybody has registered, and is in their topics at FCM."""
        devices, members = [], []
        for number, person in enumerate(self._people):
            apps = (_BETTER, _OTHER) if number % 2 else (_BETTER,)
            phone = self._twin.phone(apps={f"{app}-{person}": app for app in apps})
            phone.online = number % 10 != 0
            self.phones.append(phone)
            for app in apps:
                registration = f"{app}-{person}"
                devices.append(_device(person, registration, app))
                for urgency, topic in _TOPICS.items():
                    if app == _BETTER or urgency is Urgency.EXTREME:
                        members.append(_member(registration, topic))
                        self._twin.topics.members[topic].add(registration)
        async with self.database.write() as session:
            await session.execute(insert(table(Person)), [_person(key) for key in self._people])
            await session.execute(insert(table(Device)), devices)
            await session.execute(insert(table(TopicMembership)), members)

    async def tell(self, word: int) -> None:
        """Everybody hears how the report goes on, once."""
        if self._is_done(word):
            return
        notice = Notice(
            kind=NotificationKind.REPORT_UPDATED,
            subject_kind="report",
            subject_id=_REPORT,
            audience=People(tuple(self._people)),
            title=Words(WORDS[word], WORDS[word]),
            body=Words("Lihat di aplikasi.", "See it in the app."),
            dedupe_key=f"word-{word}",
            collapse_key=f"report:{_REPORT}",
        )
        async with self.database.write() as session:
            await notify(session, notice, now=clock.now())

    async def broadcast(self, urgency: Urgency) -> None:
        """The whole city hears something, once."""
        if self._is_done(urgency):
            return
        is_warning = urgency is Urgency.EXTREME
        title = WARNING if is_warning else BROADCAST
        row = Broadcast(
            id=ids.uuid7(), author_id=self._people[0], urgency=urgency,
            theme=Theme.ALERTS if is_warning else Theme.ANNOUNCEMENTS, title_id=title,
            title_en=title, body_id="Lihat di aplikasi.", body_en="See it in the app.",
            send_at=clock.now(),
        )  # fmt: skip
        async with self.database.write() as session:
            session.add(row)
            await queue_broadcast(session, row, clock.now())

    def uninstall_some(self) -> None:
        """A few of those with two apps take the better one off their phones."""
        if self._is_done("uninstall"):
            return
        for number, person in enumerate(self._people):
            if number % 2 and self._chance.random() < 0.2:
                self._twin.uninstall(f"{_BETTER}-{person}")
                self.uninstalled += 1

    def _is_done(self, what: Any) -> bool:
        is_done = what in self._done
        self._done.add(what)
        return is_done


def _person(key: str) -> dict[str, Any]:
    return {**_ANY_PERSON, "id": key, "subject": f"drill|{key}"}


def _device(person: str, registration: str, app: str) -> dict[str, Any]:
    own = {"id": ids.uuid7(), "person_id": person, "installation_id": registration}
    return {**_ANY_DEVICE, **own, "app_slug": app, "phone_key": person}


def _member(registration: str, topic: str) -> dict[str, Any]:
    return {
        "registration": registration,
        "topic": topic,
        "wanted": True,
        "held": True,
        "due_at": None,
        "attempts": 0,
    }


_ANY_PERSON: Final = Person(subject="", role=Role.CITIZEN, synthetic=True).model_dump()
_ANY_DEVICE: Final = Device(
    installation_id="",
    app_slug="",
    platform=Platform.ANDROID,
    app_version="1.0.0",
    language="ID",
    time_zone="Asia/Makassar",
).model_dump()
