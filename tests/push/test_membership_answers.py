"""Every answer of the topic API: what becomes of the memberships, and who is called."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from api.kit import clock
from api.push.gateway import Sender, SendResult
from api.push.gateway.error_codes import MEMBERSHIP_RULES, rule_of
from api.push.jobs.memberships import sync_memberships
from api.push.values import DeviceStatus
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.push.city import MEMBER, converge, make_due, unconfirmed, wanted
from tests.push.conftest import NOBODY, Town
from tests.push.notices import devices
from tests.push.sending import Wrapped
from tests.push.test_memberships import DEFAULT_TOPICS

KEPT, JOINED, GONE, HELD_BACK = "kept and retried", "joined", "device off", "kept, not retried"
EXPECTED = {
    "UNREGISTERED": (GONE, False, 0),
    "SENDER_ID_MISMATCH": (GONE, False, 0),
    "ALREADY_EXISTS": (JOINED, False, 0),
    "INVALID_ARGUMENT": (HELD_BACK, True, 0),
    "TOO_MANY_TOPICS": (HELD_BACK, True, 0),
    "FAILED_PRECONDITION": (HELD_BACK, True, 0),
    "QUOTA_EXCEEDED": (KEPT, False, 60),
    "RESOURCE_EXHAUSTED": (KEPT, False, 60),
    "THIRD_PARTY_AUTH_ERROR": (KEPT, True, 600),
    "UNAUTHENTICATED": (KEPT, True, 60),
    "NO_ACCESS_TOKEN": (KEPT, True, 60),
    "PERMISSION_DENIED": (KEPT, True, 600),
    "NOT_FOUND": (KEPT, True, 600),
    "UNAVAILABLE": (KEPT, False, 10),
    "INTERNAL": (KEPT, False, 10),
    "TIMEOUT": (KEPT, False, 10),
    "UNKNOWN": (KEPT, False, 10),
    "HTTP_418": (KEPT, False, 10),
}
"""By code: what becomes of it, whether an operator is called, and the least wait in seconds."""


class Refusing(Wrapped):
    """A sender to whom FCM answers with one code, whatever is asked."""

    def __init__(self, sender: Sender, code: str) -> None:
        super().__init__(sender)
        self.code = code

    async def change_members(
        self, registrations: Sequence[str], topic: str, *, join: bool
    ) -> list[SendResult]:
        rule = rule_of(self.code, MEMBERSHIP_RULES)
        result = SendResult(
            rule.outcome,
            code=self.code,
            scope=rule.scope,
            retry_after=rule.wait or None,
            needs_operator=rule.needs_operator,
        )
        return [result] * len(registrations)


def test_every_line_of_the_table_is_tried() -> None:
    assert set(MEMBERSHIP_RULES) <= set(EXPECTED)


@pytest.mark.parametrize("code", list(EXPECTED))
async def test_each_answer_to_a_join(town: Town, sender: Sender, twin: FcmTwin, code: str) -> None:
    what, alarm, least = EXPECTED[code]
    await town.device(NOBODY, "fid-1")
    before = clock.now()
    with capture_logs() as logs:
        await sync_memberships(town.database, Refusing(sender, code))
    alarms = [line for line in logs if line["event"] == "push.operator_must_act"]
    assert bool(alarms) is alarm, logs
    (device,) = await devices(town.database)
    assert device.status is (DeviceStatus.OFF if what == GONE else DeviceStatus.ACTIVE)
    assert await wanted(town.database) == ({} if what == GONE else {"fid-1": DEFAULT_TOPICS})
    async with town.database.read() as session:
        rows = (await session.execute(MEMBER.select())).all()
    if what == GONE:
        assert rows == []
    if what == JOINED:
        assert all(row.held and row.due_at is None for row in rows)
    if what == HELD_BACK:
        assert all(not row.held and row.due_at is None for row in rows)
    if what == KEPT:
        assert len(rows) == 3 and all(row.attempts == 1 for row in rows)
        assert all(row.due_at - before >= timedelta(seconds=least) for row in rows)
        await make_due(town.database)
        await converge(town.database, sender)
        assert twin.topics.topics_of("fid-1") == DEFAULT_TOPICS


async def test_a_404_is_an_alarm_and_not_a_deletion(
    town: Town, sender: Sender, twin: FcmTwin
) -> None:
    """A wrong project or URL once cost five phones fifteen memberships, and they stayed active."""
    for n in range(5):
        await town.device(NOBODY, f"fid-{n}")
        twin.script(f"fid-{n}", Fault.NO_SUCH_PROJECT)
    with capture_logs() as logs:
        await sync_memberships(town.database, sender)
    assert [line["code"] for line in logs if line["event"] == "push.operator_must_act"] == [
        "NOT_FOUND"
    ] * 3
    assert await unconfirmed(town.database) == 15
    assert await wanted(town.database) == {f"fid-{n}": DEFAULT_TOPICS for n in range(5)}
    assert {d.status for d in await devices(town.database)} == {DeviceStatus.ACTIVE}
    for n in range(5):
        twin.faults.heal(target=f"fid-{n}")
    await sync_memberships(town.database, sender)
    assert await unconfirmed(town.database) == 15, "it was asked for again at once"
    await make_due(town.database)
    await converge(town.database, sender)
    assert all(twin.topics.topics_of(f"fid-{n}") == DEFAULT_TOPICS for n in range(5))


async def test_leaving_meets_the_same_answers(town: Town, sender: Sender, twin: FcmTwin) -> None:
    await town.device(NOBODY, "fid-1")
    await converge(town.database, sender)
    await town.device(NOBODY, "fid-1", locale="EN")
    twin.script("fid-1", Fault.NO_SUCH_PROJECT)
    await sync_memberships(town.database, sender)
    assert twin.topics.topics_of("fid-1") == DEFAULT_TOPICS
    assert await unconfirmed(town.database) == 6
    twin.faults.heal(target="fid-1")
    await make_due(town.database)
    await converge(town.database, sender)
    assert twin.topics.topics_of("fid-1") == {t.removesuffix("id") + "en" for t in DEFAULT_TOPICS}
