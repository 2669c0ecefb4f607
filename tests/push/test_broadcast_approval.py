"""What wakes people needs a second person; what is not out yet can be edited; drafts."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api.db.session import Database
from api.kit import clock
from api.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound, ProblemCode
from api.news.service import is_public
from api.push.gateway import Sender
from api.push.service import (
    cancel_broadcast,
    save_broadcast_draft,
    submit_broadcast_draft,
    update_broadcast,
)
from api.push.service.broadcast_queue import offer_to_topics
from api.push.values import BroadcastStatus, MessageState, Theme, Urgency
from scripts.twins.fcm import FcmTwin
from tests.push.broadcasting import (
    ADMIN,
    CONTENT,
    EDITOR,
    SECOND,
    WARNING,
    all_broadcasts,
    approve,
    let_pass,
    messages_of,
    now,
    send,
    status_of,
    stored,
    work,
)
from tests.push.city import converge
from tests.push.conftest import NOBODY, Town
from tests.push.sending import MESSAGE

S = BroadcastStatus


async def edit(
    database: Database, key: str, who: Any = EDITOR, version: int | None = None, **changes: Any
) -> None:
    async with database.write() as session:
        content = replace(CONTENT, **changes)
        assert key == await update_broadcast(session, now(who), key, content, is_public, version)


async def save(town: Town, draft: str | None = None, key: str | None = None, **more: Any) -> str:
    async with town.database.write() as session:
        content = replace(CONTENT, **more)
        return await save_broadcast_draft(session, now(EDITOR), content, draft, key)


async def submit(town: Town, draft: str, key: str = "key-submit", who: Any = EDITOR) -> str:
    async with town.database.write() as session:
        return await submit_broadcast_draft(session, now(who), draft, is_public, key)


async def test_a_warning_leaves_a_minute_after_a_second_person_has_approved_it(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    await town.device(NOBODY, "fid-1")
    await converge(town.database, sender)
    key = await send(town, **WARNING)
    assert await status_of(town, key) is S.AWAITING_APPROVAL
    await work(town, sender)
    assert not await messages_of(town, key) and not twin.sent
    with pytest.raises(NotAllowed) as refused:
        await approve(town, key, EDITOR)
    assert refused.value.code is ProblemCode.SECOND_PERSON_REQUIRED
    with pytest.raises(NotAllowed):
        await approve(town, key, town.wayan)
    with pytest.raises(Conflict) as outdated:
        await approve(town, key, version=2)
    assert outdated.value.code is ProblemCode.OUTDATED
    before = clock.now()
    await approve(town, key)
    row = await stored(town, key)
    assert row.status is S.SCHEDULED and row.approved_by_id == SECOND.person_id
    assert before + timedelta(seconds=60) <= row.send_at <= clock.now() + timedelta(seconds=60)
    assert {m.due_at for m in await messages_of(town, key)} == {row.send_at}
    assert {m.lane for m in await messages_of(town, key)} == {"urgent"}
    with pytest.raises(Conflict) as done:
        await approve(town, key, ADMIN)
    assert done.value.code is ProblemCode.WRONG_STATUS
    await let_pass(town, key)
    await work(town, sender)
    assert await status_of(town, key) is S.SENT
    assert {s.message["topic"] for s in twin.accepted()} == {
        "alerts_loud_in_city_id", "alerts_loud_in_city_en",
    }  # fmt: skip


async def test_the_minute_is_for_cancelling_and_a_later_time_stays(town: Town) -> None:
    key = await send(town, **WARNING)
    await approve(town, key, ADMIN)
    async with town.database.write() as session:
        await cancel_broadcast(session, now(EDITOR), key)
    assert await status_of(town, key) is S.CANCELLED
    later = clock.now() + timedelta(hours=2)
    key = await send(town, key="key-00000002", **WARNING, send_at=later)
    await approve(town, key)
    assert (await stored(town, key)).send_at == later
    over = await send(
        town, key="key-00000003", **WARNING, expires_at=clock.now() + timedelta(seconds=50)
    )
    with pytest.raises(Conflict) as late:
        await approve(town, over)
    assert late.value.code is ProblemCode.TOO_LATE
    with pytest.raises(NotFound):
        await approve(town, "0190a000-0000-7000-8000-000000000001")


async def test_an_exercise_says_so_wakes_nobody_and_needs_no_second_person(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    key = await send(town, **WARNING, is_exercise=True)
    assert await status_of(town, key) is S.SCHEDULED
    assert {m.lane for m in await messages_of(town, key)} == {"topics/alerts"}
    await work(town, sender)
    shown = {s.message["topic"]: s.message for s in twin.accepted()}
    titles = {topic: one["notification"]["title"] for topic, one in shown.items()}
    assert titles == {
        "alerts_in_city_id": "LATIHAN: Banjir besar", "alerts_in_city_en": "EXERCISE: Large flood",
    }  # fmt: skip
    for one in shown.values():
        assert one["android"]["notification"]["channel_id"] == "updates"
        assert one["apns"]["payload"]["aps"]["interruption-level"] == "active"
    with pytest.raises(InvalidInput) as long:
        await send(town, key="key-00000002", **{**WARNING, "title_en": "x" * 56}, is_exercise=True)
    assert [fault.path for fault in long.value.faults] == ["input.content.title.english"]


async def test_what_waits_is_edited_and_an_approved_warning_waits_again(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    later = clock.now() + timedelta(hours=1)
    key = await send(town, send_at=later)
    await edit(town.database, key, title_en="Offices open", send_at=later + timedelta(hours=1))
    assert {m.due_at for m in await messages_of(town, key)} == {later + timedelta(hours=1)}
    assert (await stored(town, key)).version == 2
    with pytest.raises(Conflict) as outdated:
        await edit(town.database, key, version=1)
    assert outdated.value.code is ProblemCode.OUTDATED
    with pytest.raises(InvalidInput):
        await edit(town.database, key, title_en="x")
    assert (await stored(town, key)).version == 2
    # Now it wakes people: somebody else must approve it, and not whoever made it so.
    await edit(town.database, key, SECOND, version=2, **WARNING)
    assert await status_of(town, key) is S.AWAITING_APPROVAL
    assert not await messages_of(town, key)
    with pytest.raises(NotAllowed):
        await approve(town, key, SECOND, version=3)
    await approve(town, key, EDITOR, version=3)
    assert await status_of(town, key) is S.SCHEDULED
    await edit(town.database, key, **{**WARNING, "title_en": "Very large flood"})
    row = await stored(town, key)
    assert (row.status, row.approved_by_id, row.approved_at) == (S.AWAITING_APPROVAL, None, None)
    assert not await messages_of(town, key)
    await edit(town.database, key, title_en="All is well")
    assert await status_of(town, key) is S.SCHEDULED
    await work(town, sender)
    titles = {s.message["notification"]["title"] for s in twin.accepted()}
    assert titles == {"Jadwal libur kantor", "All is well"}
    with pytest.raises(Conflict) as sent:
        await edit(town.database, key)
    assert sent.value.code is ProblemCode.WRONG_STATUS


async def test_of_concurrent_editing_and_sending_one_wins(town: Town, database_url: str) -> None:
    """What is offered has the words that are stored; words that were edited away never leave."""
    other = Database(database_url)
    outcomes = set()
    for number in range(12):
        key = await send(town, key=f"key-000000{number:02}")
        async with town.database.write() as session:
            await session.execute(
                MESSAGE.update()
                .where(MESSAGE.c.broadcast_id == key)
                .values(state=MessageState.SENDING, lease="lease-1", leased_until=clock.now())
            )
        claimed = {message.id: key for message in await messages_of(town, key)}

        async def change(key: str = key, number: int = number) -> bool:
            await asyncio.sleep(0.5 if number == 0 else 0.002 * (number % 3))
            try:
                await edit(other, key, title_en="Other words")
            except Conflict:
                return False
            return True

        async def go(claimed: dict[str, str] = claimed, number: int = number) -> set[str]:
            await asyncio.sleep(0.5 if number == 1 else 0.002 * (number % 2))
            return await offer_to_topics(town.database, claimed, "lease-1", clock.now())

        edited, offered = await asyncio.gather(change(), go())
        assert offered == (set() if edited else set(claimed))
        found = await messages_of(town, key)
        assert len(found) == 2
        states = {message.state for message in found}
        assert states == ({MessageState.QUEUED} if edited else {MessageState.SENDING})
        outcomes.add(edited)
    await other.close()
    assert outcomes == {True, False}


async def test_a_draft_may_be_incomplete_until_it_is_submitted(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    draft = await save(town, key="key-00000001", title_en="", body_en="", theme=Theme.REPORTS)
    assert draft == await save(
        town, key="key-00000001", title_en="", body_en="", theme=Theme.REPORTS
    )
    assert len(await all_broadcasts(town)) == 1
    assert await status_of(town, draft) is S.DRAFT
    await work(town, sender)
    assert not await messages_of(town, draft) and not twin.sent
    with pytest.raises(InvalidInput) as wrong:
        await save(
            town,
            draft,
            title_en="x" * 66,
            body_id="\u202e",
            area_id="0190a000-0000-7000-8000-000000000001",
        )
    assert {(fault.path, fault.code) for fault in wrong.value.faults} == {
        ("input.content.title.english", ProblemCode.TOO_LONG),
        ("input.content.body.indonesian", ProblemCode.FORBIDDEN_CHARACTERS),
        ("input.content.area", ProblemCode.UNKNOWN_REFERENCE),
    }
    with pytest.raises(InvalidInput) as incomplete:
        await submit(town, draft)
    assert {fault.path for fault in incomplete.value.faults} == {"input.broadcast"}
    words = {fault.words.en.partition(":")[0] for fault in incomplete.value.faults}
    assert words == {"Topic", "English title", "English text"}
    await save(town, draft)
    assert await submit(town, draft) == draft == await submit(town, draft)
    row = await stored(town, draft)
    assert row.status is S.SCHEDULED and row.send_at > row.created_at
    for late in (lambda: save(town, draft), lambda: submit(town, draft, "key-other")):
        with pytest.raises(Conflict):
            await late()
    await work(town, sender)
    assert len(twin.accepted()) == 2


async def test_a_draft_of_a_warning_awaits_approval_and_blanks_are_found(town: Town) -> None:
    draft = await save(town, **WARNING, body_en="Water is rising in [area].")
    with pytest.raises(InvalidInput) as blank:
        await submit(town, draft)
    assert "square brackets" in blank.value.faults[0].words.en
    await edit(town.database, draft, **WARNING)
    assert await status_of(town, draft) is S.DRAFT
    await submit(town, draft, who=SECOND)
    assert await status_of(town, draft) is S.AWAITING_APPROVAL
    with pytest.raises(NotAllowed):
        await approve(town, draft, EDITOR, version=2)  # whose words they are
    await approve(town, draft, SECOND, version=2)
    for who in (NOBODY, town.wayan):
        with pytest.raises(NotAllowed):
            await edit(town.database, draft, who)
        with pytest.raises(NotAllowed):
            await submit(town, draft, who=who)
    past = await save(town, send_at=clock.now() - timedelta(hours=1), urgency=Urgency.LOW)
    with pytest.raises(InvalidInput) as late:
        await submit(town, past, "key-past")
    assert late.value.code is ProblemCode.IN_THE_PAST
