"""The broadcast desk over HTTP: templates, drafts, approval, corrections and numbers."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from api.identity.values import Role
from api.jobs import outbox
from api.kit import clock, ids
from api.push.jobs.memberships import MEMBERSHIPS
from api.push.models import Broadcast
from scripts.twins.fcm import FcmTwin
from tests.jobs.waiting import until
from tests.push.sending import MESSAGE
from tests.push.test_over_http import area, asked, house, register
from tests.story.house import ANONYMOUS, House, Somebody
from tests.story.seeded import seeded

__all__ = ["house", "seeded"]

EDITOR = Somebody(Role.EDITOR, "redaktur")
SECOND = Somebody(Role.EDITOR, "redaktur-dua")
ADMIN = Somebody(Role.ADMIN, "admin")
CITIZEN = Somebody(Role.CITIZEN, "warga")
WARNING: dict[str, Any] = {
    "theme": "ALERTS",
    "urgency": "SEVERE",
    "title": {"indonesian": "Banjir besar", "english": "Large flood"},
    "body": {"indonesian": "Jauhi sungai.", "english": "Keep away from rivers."},
}
ROW = """id status version title isExercise canApprove approvedAt expiresAt sendAt
  texts { title { indonesian english } } replaces { id } replacedBy { id }
  counts { queued sent dropped } reach { phones byPlatform { platform phones }
    byApp { app { slug } phones } byArea { area { code } phones } }"""
PROBLEM = "... on Problem { message code } ... on InvalidInput { fields { path message code } }"


async def do(house: House, mutation: str, who: Somebody = EDITOR, **input: Any) -> Any:
    """A mutation that gives a broadcast."""
    name = mutation[0].upper() + mutation[1:]
    document = (
        f"mutation($input: {name}Input!) {{ answer: {mutation}(input: $input) {{ __typename"
        f" ... on {name}Success {{ broadcast {{ {ROW} }} }} {PROBLEM} }} }}"
    )
    answer = await asked(house, document, who, **input)
    return answer.get("broadcast", answer)


async def listed(house: House, who: Somebody, language: str = "en") -> dict[str, Any]:
    answer = await house.ask(f"{{ broadcasts {{ nodes {{ {ROW} }} }} }}", {}, who, language)
    return {node["id"]: node for node in answer["broadcasts"]["nodes"]}


async def let_pass(house: House, public: str) -> None:
    key, past = public.removeprefix("brc_"), clock.now() - timedelta(seconds=1)
    async with house.database.write() as session:
        await session.execute(update(Broadcast).where(Broadcast.id == key).values(send_at=past))  # type: ignore[arg-type]
        await session.execute(
            update(MESSAGE).where(MESSAGE.c.broadcast_id == key).values(due_at=past)
        )


async def until_counted(house: House, broadcast: str) -> Any:
    found: dict[str, Any] = {}

    async def counted() -> bool:
        found.update((await listed(house, EDITOR))[broadcast])
        return found["status"] == "SENT" and found["reach"] is not None

    await until(counted)
    return found


async def test_a_warning_and_its_all_clear(house: House, twin: FcmTwin) -> None:
    village = await area(house, "51.03.01.1002")
    topics = [{"theme": "ALERTS", "enabled": True, "areas": [village]}]
    await register(house, ANONYMOUS, "phone-1", topics=topics)
    await register(house, ANONYMOUS, "phone-2")
    async with house.database.write() as session:
        await outbox.enqueue(session, MEMBERSHIPS, {})  # as every minute
    await until(lambda: len(twin.topics.members.get("alerts_loud_in_city_id", ())) == 2)

    made = await do(house, "broadcast", idempotencyKey=ids.uuid7(), content=WARNING)
    assert (made["status"], made["canApprove"]) == ("AWAITING_APPROVAL", False)
    id = made["id"]
    assert id not in await listed(house, CITIZEN)
    own = await do(house, "approveBroadcast", broadcast=id, version=1)
    assert (own["__typename"], own["code"]) == ("NotAllowed", "SECOND_PERSON_REQUIRED")
    assert (await listed(house, SECOND))[id]["canApprove"]
    edited = await do(
        house, "updateBroadcast", broadcast=id, version=1, content={**WARNING, "area": village}
    )
    assert (edited["version"], edited["status"]) == (2, "AWAITING_APPROVAL")
    stale = await do(house, "approveBroadcast", SECOND, broadcast=id, version=1)
    assert (stale["__typename"], stale["code"]) == ("Conflict", "OUTDATED")
    approved = await do(house, "approveBroadcast", SECOND, broadcast=id, version=2)
    assert approved["status"] == "SCHEDULED" and approved["counts"]["queued"] == 2
    assert approved["sendAt"] > approved["approvedAt"]
    await let_pass(house, id)
    sent = await until_counted(house, id)
    assert sent["reach"] == {
        "phones": 1,
        "byPlatform": [{"platform": "IOS", "phones": 1}],
        "byApp": [{"app": {"slug": "sidumas"}, "phones": 1}],
        "byArea": [{"area": {"code": "51.03.01.1002"}, "phones": 1}],
    }
    public = (await listed(house, CITIZEN))[id]
    assert public["counts"] is public["reach"] is public["texts"] is None

    all_clear = {
        "broadcast": id, "idempotencyKey": ids.uuid7(), "urgency": "NORMAL",
        "title": {"indonesian": "Banjir surut", "english": "Flood over"},
        "body": {"indonesian": "Keadaan aman.", "english": "It is safe again."},
    }  # fmt: skip
    correction = await do(house, "correctBroadcast", **all_clear)
    assert correction["replaces"] == {"id": id}
    await until_counted(house, correction["id"])
    seen = await listed(house, CITIZEN)
    assert id not in seen and seen[correction["id"]]["title"] == "Flood over"
    assert seen[correction["id"]]["replaces"] is None
    before = (await listed(house, EDITOR))[id]
    assert before["replacedBy"] == {"id": correction["id"]}
    await until(lambda: len(twin.accepted()) == 4)  # both in two languages
    tags = {s.message["android"]["notification"]["tag"] for s in twin.accepted()}
    assert len(tags) == 1
    channels = [s.message["android"]["notification"]["channel_id"] for s in twin.accepted()]
    assert sorted(channels) == ["quiet", "quiet", "warnings", "warnings"], "it wakes nobody again"
    again = await do(house, "correctBroadcast", **all_clear | {"idempotencyKey": ids.uuid7()})
    assert (again["__typename"], again["code"]) == ("Conflict", "OUTDATED")


async def test_drafts_exercises_and_what_is_in_the_past(house: House) -> None:
    blank = {"indonesian": "", "english": ""}
    draft = await do(
        house, "saveBroadcastDraft", content={**WARNING, "body": blank, "isExercise": True}
    )
    assert (draft["status"], draft["title"]) == ("DRAFT", "EXERCISE: Large flood")
    assert draft["texts"]["title"] == WARNING["title"]
    early = await do(
        house, "submitBroadcastDraft", broadcast=draft["id"], idempotencyKey=ids.uuid7()
    )
    assert {tuple(fault["path"]) for fault in early["fields"]} == {("input", "broadcast")}
    assert "Indonesian text: Fill in both" in early["message"]
    saved = await do(
        house, "saveBroadcastDraft", broadcast=draft["id"],
        content={**WARNING, "isExercise": True, "expiresAt": "2099-01-01T00:00:00Z"},
    )  # fmt: skip
    assert saved["expiresAt"] == "2099-01-01T00:00:00.000Z" and saved["version"] == 2
    sent = await do(
        house, "submitBroadcastDraft", broadcast=draft["id"], idempotencyKey=ids.uuid7()
    )
    assert sent["status"] in ("SCHEDULED", "SENT") and sent["isExercise"]
    await until_counted(house, draft["id"])
    assert (await listed(house, CITIZEN, "id"))[draft["id"]]["title"] == "LATIHAN: Banjir besar"
    past = await do(
        house, "broadcast", idempotencyKey=ids.uuid7(),
        content={**WARNING, "sendAt": (clock.now() - timedelta(minutes=2)).isoformat()},
    )  # fmt: skip
    assert [(f["path"], f["code"]) for f in past["fields"]] == [
        (["input", "content", "sendAt"], "IN_THE_PAST")
    ]
    turned = await do(
        house, "broadcast", idempotencyKey=ids.uuid7(),
        content={**WARNING, "title": {"indonesian": "Banjir \u202ebesar", "english": "Flood"}},
    )  # fmt: skip
    assert [f["code"] for f in turned["fields"]] == ["FORBIDDEN_CHARACTERS"]


async def test_templates_come_with_the_pack_and_admins_keep_them(house: House) -> None:
    query = """{ broadcastTemplates { id code theme urgency position title { indonesian english }
      body { english } provenance { synthetic } } }"""
    seeded = (await house.ask(query, {}, EDITOR))["broadcastTemplates"]
    assert [one["position"] for one in seeded] == list(range(len(seeded))) and len(seeded) >= 2
    assert all(one["title"]["indonesian"] and one["title"]["english"] for one in seeded)
    for who in (ANONYMOUS, CITIZEN):
        assert (await house.ask(query, {}, who))["broadcastTemplates"] == []
    save = f"""mutation($input: SaveBroadcastTemplateInput!) {{ answer: saveBroadcastTemplate(
      input: $input) {{ __typename ... on SaveBroadcastTemplateSuccess {{ template {{ id code
      title {{ english }} }} }} {PROBLEM} }} }}"""
    new = {**WARNING, "code": "banjir-uji", "position": 99}
    assert (await asked(house, save, EDITOR, **new))["code"] == "WRONG_ROLE"
    made = (await asked(house, save, ADMIN, **new))["template"]
    new["title"] = {"indonesian": "Banjir [wilayah]", "english": "Flood in [area]"}
    changed = (await asked(house, save, ADMIN, **new))["template"]
    assert changed == {
        "id": made["id"],
        "code": "banjir-uji",
        "title": {"english": "Flood in [area]"},
    }
    wrong = await asked(house, save, ADMIN, **{**new, "theme": "NEWS", "code": "Banjir Uji"})
    assert {fault["path"][-1] for fault in wrong["fields"]} == {"urgency", "code"}
    delete = f"""mutation($input: DeleteBroadcastTemplateInput!) {{ answer: deleteBroadcastTemplate(
      input: $input) {{ __typename ... on DeleteBroadcastTemplateSuccess {{ templateId }}
      {PROBLEM} }} }}"""
    gone = await asked(house, delete, ADMIN, template=made["id"])
    assert gone["templateId"] == made["id"]
    assert (await asked(house, delete, ADMIN, template=made["id"]))["__typename"] == "NotFound"
    assert (await house.ask(query, {}, EDITOR))["broadcastTemplates"] == seeded
