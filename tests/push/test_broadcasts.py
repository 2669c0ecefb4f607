"""Broadcasts: previewed, scheduled, sent once; and fan-out page by page."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api.identity.service import ensure_person
from api.jobs import outbox
from api.jobs.models import JobState
from api.kit import clock
from api.kit.problems import InvalidInput, NotAllowed, ProblemCode
from api.news.service import is_public
from api.push.gateway import Sender
from api.push.models import Broadcast
from api.push.push_rules import reasons
from api.push.service import (
    QuietHoursRequest,
    ThemeRequest,
    fan_out,
    notify,
    preview_broadcast,
    update_push_preferences,
)
from api.push.service import notices as notices_service
from api.push.values import BroadcastStatus, Followers, MessageState, People, Theme, Urgency
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.jobs.waiting import until
from tests.push.broadcasting import (
    CONTENT,
    EDITOR,
    approve,
    let_pass,
    messages_of,
    now,
    send,
    status_of,
    stored,
    work,
)
from tests.push.city import BEACH, EAST, WEST, converge, create_city
from tests.push.conftest import NOBODY, Town, citizen
from tests.push.notices import inbox, notice
from tests.push.sending import dispatching, make_due, messages


async def preview(town: Town, who: Any = EDITOR, *, own: bool = False, **changes: Any) -> Any:
    async with town.database.write() as session:
        return await preview_broadcast(
            session, now(who), replace(CONTENT, **changes), is_public, send_to_own_devices=own
        )


async def test_it_is_one_send_for_each_language_and_reaches_those_whom_it_concerns(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await create_city(town.database)
    news = [ThemeRequest(Theme.NEWS, True, (BEACH,))]
    await town.device(NOBODY, "fid-beach", topics=news)
    await town.device(
        NOBODY, "fid-west", topics=[ThemeRequest(Theme.NEWS, True, (WEST,))], locale="EN"
    )
    await town.device(NOBODY, "fid-east", topics=[ThemeRequest(Theme.NEWS, True, (EAST,))])
    await town.device(NOBODY, "fid-city", topics=[ThemeRequest(Theme.NEWS, True)])
    await town.device(NOBODY, "fid-none")
    await converge(town.database, sender)
    key = await send(town, theme=Theme.NEWS, area_id=BEACH)
    await work(town, sender)
    assert await status_of(town, key) is BroadcastStatus.SENT
    assert {m.state for m in await messages(town.database)} == {MessageState.SENT}
    sent = twin.accepted()
    assert len(sent) == 2 and len({s.id for s in sent}) == 2
    by_title = {s.message["notification"]["title"]: twin.topics.reached(s.message) for s in sent}
    assert by_title == {"Jadwal libur kantor": {"fid-beach"}, "Office holidays": {"fid-west"}}
    data = sent[0].message["data"]
    assert data["id"].startswith("tpm_") and data["subject"] == f"brc_{key}"
    assert not await inbox(town.database)

    await send(town, key="key-whole-city", theme=Theme.NEWS)
    await work(town, sender)
    city = twin.accepted()[2:]
    assert {s.message.get("topic") for s in city} == {"news_in_city_id", "news_in_city_en"}
    reached = set().union(*(twin.topics.reached(s.message) for s in city))
    assert reached == {"fid-beach", "fid-west", "fid-east", "fid-city"}


async def test_people_with_quiet_hours_are_notified_one_by_one_when_these_end(
    town: Town, sender: Sender, twin: FcmTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan_out, "PEOPLE_AT_ONCE", 2)
    now = clock.now()
    asleep = QuietHoursRequest((now - timedelta(hours=2)).strftime("%H:%M"),
                   (now + timedelta(hours=2)).strftime("%H:%M"), "UTC")  # fmt: skip
    awake = QuietHoursRequest((now + timedelta(hours=4)).strftime("%H:%M"),
                  (now + timedelta(hours=5)).strftime("%H:%M"), "UTC")  # fmt: skip
    people = [citizen(f"warga-{number}") for number in range(5)]
    for number, person in enumerate(people):
        await town.device(person, f"fid-{number}")
        async with town.database.write() as session:
            await update_push_preferences(
                session, person, quiet_hours=awake if number == 0 else asleep,
                topics=[ThemeRequest(Theme.ANNOUNCEMENTS, number != 4)],
            )  # fmt: skip
    await converge(town.database, sender)
    await send(town)
    await work(town, sender)
    lines = {line.person_id: line for line in await inbox(town.database)}
    assert set(lines) == {person.person_id for person in people[:4]}
    owner = {line.id: person for person, line in lines.items()}
    to_persons = [m for m in await messages(town.database) if m.notification_id]
    waiting = {owner[str(m.notification_id)] for m in to_persons if m.code == reasons.QUIET_HOURS}
    assert waiting == {person.person_id for person in people[1:4]}
    assert {m.state for m in to_persons if m.code} == {MessageState.QUEUED}
    to_phones = [s for s in twin.accepted() if "fid" in s.message]
    assert [s.target for s in to_phones] == ["fid-0"]
    # A warning of extreme danger goes to everyone by the topics alone.
    twin.sent.clear()
    key = await send(town, key="key-00000002", theme=Theme.ALERTS, urgency=Urgency.EXTREME)
    await approve(town, key)
    await let_pass(town, key)
    await work(town, sender)
    assert all("topic" in s.message for s in twin.accepted())
    reached = set().union(*(twin.topics.reached(s.message) for s in twin.accepted()))
    assert reached == {f"fid-{number}" for number in range(5)}
    assert len(await inbox(town.database)) == 4


async def test_a_preview_shows_counts_and_tries_send_to_own_devices(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(EDITOR, "fid-editor", phone_id="own")
    await town.device(EDITOR, "fid-editor-2", phone_id="own")
    await town.device(town.wayan, "fid-wayan", locale="EN")
    async with town.database.write() as session:
        await update_push_preferences(
            session, town.made, quiet_hours=QuietHoursRequest("22:00", "06:00")
        )
    found = await preview(town)
    shown = {one.language: (one.title, one.subscribed_devices) for one in found.previews}
    assert shown == {"ID": ("Jadwal libur kantor", 1), "EN": ("Office holidays", 1)}
    assert (found.people_with_quiet_hours, found.sent_to_devices) == (1, 0)
    assert not await inbox(town.database) and not await messages(town.database)
    assert (await preview(town, own=True)).sent_to_devices == 1
    await work(town, sender)
    (sent,) = twin.accepted()
    assert sent.target.startswith("fid-editor")
    assert sent.message["notification"]["body"] == "Kantor tutup besok."
    (line,) = await inbox(town.database)
    assert line.person_id == EDITOR.person_id


async def test_a_broadcast_of_a_withdrawn_or_unknown_article_is_not_sent(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    unknown = "0190a000-0000-7000-8000-000000000001"
    with pytest.raises(InvalidInput) as caught:
        await send(town, article_id=unknown)
    assert [fault.path for fault in caught.value.faults] == ["input.content.article"]
    key = await send(town)
    async with town.database.write() as session:
        row = await session.get(Broadcast, key)
        assert row is not None
        row.article_id = unknown
    await work(town, sender)

    async def is_over() -> bool:
        return await status_of(town, key) is BroadcastStatus.CANCELLED

    await until(is_over)
    assert {m.state for m in await messages_of(town, key)} == {MessageState.DROPPED}
    assert not twin.sent and (await stored(town, key)).ended_at is not None


async def test_a_time_to_send_in_the_past_is_a_fault_but_for_a_minute(town: Town) -> None:
    past = clock.now() - timedelta(seconds=61)
    for verb in (lambda: send(town, send_at=past), lambda: preview(town, send_at=past)):
        with pytest.raises(InvalidInput) as caught:
            await verb()
        (fault,) = caught.value.faults
        assert (fault.path, fault.code) == ("input.content.sendAt", ProblemCode.IN_THE_PAST)
    before = clock.now()
    key = await send(town, send_at=before - timedelta(seconds=50))
    assert before <= (await stored(town, key)).send_at <= clock.now()
    with pytest.raises(InvalidInput) as caught:
        await send(town, key="key-00000003", expires_at=clock.now())
    assert [fault.path for fault in caught.value.faults] == ["input.content.expiresAt"]


@pytest.mark.parametrize("control", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])
async def test_bidirectional_controls_are_forbidden(town: Town, control: str) -> None:
    names = ("title_id", "title_en", "body_id", "body_en")
    wrong: dict[str, Any] = dict.fromkeys(names, f"Kabar{control} kota")
    with pytest.raises(InvalidInput) as caught:
        await send(town, **wrong)
    assert len(caught.value.faults) == 4
    assert {fault.code for fault in caught.value.faults} == {ProblemCode.FORBIDDEN_CHARACTERS}


async def test_every_fault_is_reported_at_once_and_only_editors_broadcast(town: Town) -> None:
    wrong: dict[str, Any] = {
        "theme": Theme.REPORTS, "urgency": Urgency.SEVERE, "title_id": "x" * 66, "title_en": "  ",
        "body_id": "x" * 241, "body_en": "a\x00bcdef", "send_at": clock.now() + timedelta(days=91),
        "area_id": "0190a000-0000-7000-8000-000000000001",
    }  # fmt: skip
    for verb in (lambda: send(town, key="short", **wrong), lambda: preview(town, **wrong)):
        with pytest.raises(InvalidInput) as caught:
            await verb()
        paths = {fault.path for fault in caught.value.faults} - {"input.idempotencyKey"}
        named = (
            "theme", "urgency", "title.indonesian", "title.english", "body.indonesian",
            "body.english", "sendAt", "area",
        )  # fmt: skip
        assert paths == {f"input.content.{name}" for name in named}
    for who in (NOBODY, town.wayan):
        for rejected in (lambda who=who: send(town, who), lambda who=who: preview(town, who)):
            with pytest.raises(NotAllowed):
                await rejected()


async def test_a_rejected_topic_message_fails_and_a_late_one_expires(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    twin.script("announcements_in_city_id", Fault.INVALID_ARGUMENT)
    twin.script("announcements_in_city_en", Fault.UNAVAILABLE, times=1)
    key = await send(town)

    async def tried() -> bool:
        return {m.state for m in await messages_of(town, key)} == {
            MessageState.FAILED, MessageState.QUEUED,
        }  # fmt: skip

    async with dispatching(town.database, sender):
        await until(tried)
    await make_due(town.database)
    await work(town, sender)
    states = {m.language: m.state for m in await messages_of(town, key)}
    assert states == {"ID": MessageState.FAILED, "EN": MessageState.SENT}
    late = await send(town, key="key-00000002", expires_at=clock.now() + timedelta(seconds=60))
    async with town.database.write() as session:
        row = await session.get(Broadcast, late)
        assert row is not None
        row.expires_at = clock.now() - timedelta(seconds=1)
    await work(town, sender)

    async def is_over() -> bool:
        return await status_of(town, late) is BroadcastStatus.CANCELLED

    await until(is_over)
    found = await messages_of(town, late)
    assert {(m.state, m.code) for m in found} == {(MessageState.DROPPED, reasons.EXPIRED)}


async def test_many_followers_are_notified_page_by_page_and_each_once(
    town: Town, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (fan_out, notices_service):
        monkeypatch.setattr(module, "PEOPLE_AT_ONCE", 3)
    monkeypatch.setattr("api.push.jobs.audience.PEOPLE_AT_ONCE", 3)
    people = sorted(str(citizen(f"warga-{n}").person_id) for n in range(10))
    async with town.database.write() as session:
        for number in range(10):
            await ensure_person(session, citizen(f"warga-{number}"))
    author, pages = people[7], []

    async def page(_session: Any, thing: str, after: str, most: int) -> list[str]:
        assert thing == "r1"
        found = [person for person in people if person > after][:most]
        pages.append(found)
        return found

    told = notice(key="many")
    first = People(tuple(people[:3]), Followers("report", "r1", people[2], (author,)))
    for _ in range(2):  # the same cause twice notifies nobody twice
        async with town.database.write() as session:
            await notify(session, replace(told, audience=first), now=clock.now())
    assert len(await inbox(town.database)) == 3
    await work(town, sender, report=page)
    assert [len(found) for found in pages] == [3, 3, 1]
    lines = sorted(line.person_id for line in await inbox(town.database))
    assert lines == [person for person in people if person != author]
    # A worker that died after its commit repeats a page: that has no effect.
    async with town.database.write() as session:
        await session.execute(outbox.JOB.update().values(state=JobState.READY, run_at=clock.now()))
    await work(town, sender, report=page)
    assert sorted(line.person_id for line in await inbox(town.database)) == lines
