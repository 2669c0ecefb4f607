"""Citizens with a phone each, and a notice for all of them, written as the service writes it."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Table, insert

from api.db.base import table
from api.db.session import Database
from api.identity.models import Person
from api.identity.values import Role
from api.kit import clock, ids
from api.kit.problems import Words
from api.push.models import Device
from api.push.service import notify
from api.push.values import Notice, NotificationKind, People, Platform

_AT_ONCE: Final = 5_000
_PERSON: Final[Table] = table(Person)
_DEVICE: Final[Table] = table(Device)


async def fill(
    database: Database,
    people: int,
    step: Callable[[int], None] = lambda _done: None,
    *,
    apps: int = 1,
) -> None:
    """That many citizens, each with an Android phone, get one notice, in so many apps by turns."""
    for start in range(0, people, _AT_ONCE):
        some = range(start, min(start + _AT_ONCE, people))
        persons = [ids.named("bench", str(n)) for n in some]
        async with database.write() as session:
            await session.execute(insert(_PERSON), [_person(key) for key in persons])
            phones = [_phone(key, number % apps) for number, key in enumerate(persons)]
            await session.execute(insert(_DEVICE), phones)
            await notify(session, _notice(persons), now=clock.now())
        step(len(some))


def _notice(people: list[str]) -> Notice:
    return Notice(
        kind=NotificationKind.REPORT_UPDATED,
        subject_kind="report",
        subject_id=ids.named("bench", "report"),
        audience=People(tuple(people)),
        title=Words("Laporan Anda berlanjut", "Your report moved on"),
        body=Words("Petugas mulai bekerja.", "Officers have started to work."),
        dedupe_key=ids.uuid7(),
    )


def _person(key: str) -> dict[str, Any]:
    return {**_ANY_PERSON, "id": key, "subject": f"bench|{key}"}


def app_slug(number: int) -> str:
    """The slug of an app of the benchmark."""
    return "lapor-badung" if number == 0 else f"aplikasi-{number}"


def _phone(person: str, app: int) -> dict[str, Any]:
    own = {"id": ids.uuid7(), "person_id": person, "installation_id": f"bench-{person}"}
    return {**_ANY_PHONE, **own, "app_slug": app_slug(app)}


_ANY_PERSON: Final = Person(subject="", role=Role.CITIZEN, synthetic=True).model_dump()
_ANY_PHONE: Final = Device(
    installation_id="",
    app_slug="lapor-badung",
    platform=Platform.ANDROID,
    app_version="1.0.0",
    language="ID",
    time_zone="Asia/Makassar",
).model_dump()
