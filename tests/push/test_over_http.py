"""Push over HTTP: what apps and editors ask of a running server, on both stores."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from api.identity.values import Role
from api.kit import clock, ids
from scripts.twins.fcm import FcmTwin
from tests.jobs.waiting import until
from tests.push.city import MEMBER, wanted
from tests.story.house import ANONYMOUS, House, Somebody, open_house, settings_of
from tests.story.seeded import SeededStore, seeded

__all__ = ["seeded"]

EDITOR = Somebody(Role.EDITOR, "redaktur")
CITIZEN = Somebody(Role.CITIZEN, "warga")
CONTENT = {
    "theme": "NEWS",
    "title": {"indonesian": "Jalan dibuka lagi", "english": "A road is open again"},
    "body": {
        "indonesian": "Buka aplikasi untuk membacanya.",
        "english": "Open the app to read it.",
    },
}
BROADCAST = """mutation($input: BroadcastInput!) { answer: broadcast(input: $input) { __typename
  ... on BroadcastSuccess { broadcast { id status title article { id } counts { sent } } }
  ... on InvalidInput { fields { path message code } } ... on Problem { message code } } }"""
CANCEL = """mutation($input: CancelBroadcastInput!) { answer: cancelBroadcast(input: $input) {
  __typename ... on CancelBroadcastSuccess { broadcast { id status } } } }"""
PREFERENCES = """preferences { id topics { theme enabled areas { code } }
  quietHours { from until timeZone } }"""
CHOOSE = f"""mutation($input: UpdatePushPreferencesInput!) {{ answer: updatePushPreferences(
  input: $input) {{ __typename ... on UpdatePushPreferencesSuccess {{ {PREFERENCES} }}
  ... on InvalidInput {{ fields {{ path message code }} }} }} }}"""
CHOSEN = f"{{ viewer {{ {PREFERENCES} }} }}"
LIST = "{ broadcasts { nodes { id status title counts { queued sent failed } } } }"


@pytest.fixture
async def house(seeded: SeededStore, twin: FcmTwin, tmp_path: Path) -> AsyncIterator[House]:
    settings = settings_of(
        seeded.data, seeded.url,
        firebase_credentials=twin.credentials(tmp_path / "firebase.json"), fcm_url=twin.url,
        fcm_authority=twin.authority,
    )  # fmt: skip
    async with open_house(settings) as house:
        yield house


async def asked(house: House, document: str, who: Somebody, **input: Any) -> Any:
    return (await house.ask(document, {"input": input}, who, "en"))["answer"]


async def area(house: House, code: str) -> str:
    found = (await house.ask("{ areas { id code } }"))["areas"]
    return next(a["id"] for a in found if a["code"] == code)


async def villages_of(house: House, district: str) -> list[str]:
    found = (await house.ask("{ areas { code } }"))["areas"]
    return [a["code"] for a in found if a["code"].startswith(f"{district}.")]


async def register(house: House, who: Somebody, fid: str, **more: Any) -> Any:
    return await asked(
        house,
        "mutation($input: RegisterDeviceInput!) { answer: registerDevice(input: $input) {"
        " __typename ... on RegisterDeviceSuccess { deviceId device { id app { slug } } }"
        " ... on InvalidInput { fields { path code } } } }",
        who,
        address={"installationId": fid}, app=more.pop("app", "sidumas"), platform="IOS",
        appVersion="1", locale="ID", timeZone="Asia/Makassar", **more,
    )  # fmt: skip


async def test_preferences_are_saved_and_returned_whole(house: House) -> None:
    first = (await house.ask(CHOSEN, who=CITIZEN))["viewer"]["preferences"]
    assert {t["theme"]: t["enabled"] for t in first["topics"]} == {
        "REPORTS": True, "ALERTS": True, "ANNOUNCEMENTS": True, "NEWS": False
    }  # fmt: skip
    assert first["quietHours"] is None
    kuta = await area(house, "51.03.01")
    quiet = {"from": "21:30", "until": "05:00"}
    saved = (
        await asked(
            house, CHOOSE, CITIZEN, topics=[{"theme": "NEWS", "areas": [kuta]}], quietHours=quiet
        )
    )["preferences"]
    assert saved["topics"][3] == {
        "theme": "NEWS", "enabled": True, "areas": [{"code": "51.03.01"}]
    }  # fmt: skip
    assert saved["topics"][:3] == first["topics"][:3] and saved["id"] == first["id"]
    assert saved["quietHours"] == {**quiet, "timeZone": "Asia/Makassar"}
    assert (await house.ask(CHOSEN, who=CITIZEN))["viewer"]["preferences"] == saved
    # What is omitted stays; null removes quiet hours.
    assert (await asked(house, CHOOSE, CITIZEN))["preferences"] == saved
    removed = (await asked(house, CHOOSE, CITIZEN, quietHours=None))["preferences"]
    assert removed == {**saved, "quietHours": None}
    assert (await house.ask(CHOSEN, who=CITIZEN))["viewer"]["preferences"] == removed
    node = (
        f'{{ node(id: "{saved["id"]}") {{ ... on PushPreferences {{ quietHours {{ from }} }} }} }}'
    )
    assert (await house.ask(node, who=CITIZEN))["node"] == {"quietHours": None}
    for other in (ANONYMOUS, EDITOR):
        assert (await house.ask(node, who=other))["node"] is None
    wrong = await asked(
        house, CHOOSE, CITIZEN, topics=[{"theme": "REPORTS", "areas": [kuta]}],
        quietHours={"from": "10:00", "until": "10:00"},
    )  # fmt: skip
    assert {(".".join(f["path"]), f["code"]) for f in wrong["fields"]} == {
        ("input.topics.0.areas", "NOT_APPLICABLE"), ("input.quietHours.until", "NOT_APPLICABLE")
    }  # fmt: skip
    assert (await house.ask(CHOSEN, who=ANONYMOUS))["viewer"] is None


async def test_a_phone_on_which_nobody_is_signed_in_chooses_when_it_registers(house: House) -> None:
    kuta = await area(house, "51.03.01")
    topics = [{"theme": "NEWS", "areas": [kuta]}, {"theme": "ALERTS", "enabled": False}]
    registered = await register(house, ANONYMOUS, "fid-1", topics=topics, phoneId="phone-1")
    assert registered["deviceId"].startswith("dev_") and registered["device"] is None
    assert (await wanted(house.database))["fid-1"] == {
        "announcements_in_city_id", "news_in_city_id", "news_in_51.03.01_id",
        *(f"news_in_{village}_id" for village in await villages_of(house, "51.03.01")),
    }  # fmt: skip
    bad = await register(house, ANONYMOUS, "fid-2", topics=[{"theme": "NEWS", "areas": ["x"]}])
    (fault,) = bad["fields"]
    assert fault["path"] == ["input", "topics", "0", "areas", "0"]
    bad = await register(house, ANONYMOUS, "fid-2", phoneId="with space")
    assert bad["fields"] == [{"path": ["input", "phoneId"], "code": "FORBIDDEN_CHARACTERS"}]


async def test_an_app_that_gets_an_installation_id_keeps_its_device(house: House) -> None:
    document = """mutation($input: RegisterDeviceInput!) { answer: registerDevice(input: $input) {
      __typename ... on RegisterDeviceSuccess { deviceId device { id app { slug } status } } } }"""
    app = {
        "app": "sidumas", "platform": "ANDROID", "appVersion": "2.0 (45)", "locale": "EN",
        "timeZone": "Asia/Makassar",
    }  # fmt: skip
    first = await asked(house, document, CITIZEN, address={"token": "token-1"}, **app)
    assert first["device"] == {
        "id": first["deviceId"], "app": {"slug": "sidumas"}, "status": "ACTIVE"
    }  # fmt: skip
    second = await asked(
        house, document, CITIZEN, address={"installationId": "fid-1"}, previousToken="token-1",
        **app,
    )  # fmt: skip
    assert second == first
    removed = await asked(
        house,
        "mutation($input: RemoveDeviceInput!) { answer: removeDevice(input: $input) {"
        " ... on RemoveDeviceSuccess { deviceId } } }",
        CITIZEN,
        device=first["deviceId"],
    )
    assert removed == {"deviceId": first["deviceId"]}
    assert (await house.ask("{ viewer { devices { id } } }", who=CITIZEN))["viewer"] == {
        "devices": []
    }


async def test_an_article_disturbs_nobody_until_an_editor_broadcasts_it(
    house: House, twin: FcmTwin
) -> None:
    await register(house, ANONYMOUS, "fid-1", topics=[{"theme": "NEWS"}])
    article = await house.publish(EDITOR)
    assert not twin.sent
    told = await asked(
        house, BROADCAST, EDITOR, idempotencyKey=ids.uuid7(),
        content={**CONTENT, "article": article["id"]},
    )  # fmt: skip
    assert told["broadcast"]["article"] == {"id": article["id"]}, told

    async def sent() -> bool:
        return len(twin.accepted()) == 2

    await until(sent, 15)
    assert {s.message["data"]["subject"] for s in twin.accepted()} == {article["id"]}
    assert {s.message["topic"] for s in twin.accepted()} == {"news_in_city_id", "news_in_city_en"}

    async def counted() -> bool:
        (shown,) = (await house.ask(LIST, who=EDITOR))["broadcasts"]["nodes"]
        return bool(shown["counts"] == {"queued": 0, "sent": 2, "failed": 0})

    await until(counted, 15)
    (public,) = (await house.ask(LIST))["broadcasts"]["nodes"]
    assert (public["status"], public["counts"]) == ("SENT", None)


async def test_only_editors_see_a_broadcast_that_is_scheduled_or_cancelled(
    house: House,
) -> None:
    later = clock.to_text(clock.now() + timedelta(days=1))
    key = ids.uuid7()
    content = {**CONTENT, "sendAt": later}
    first = await asked(house, BROADCAST, EDITOR, idempotencyKey=key, content=content)
    again = await asked(house, BROADCAST, EDITOR, idempotencyKey=key, content=content)
    assert first == again and first["broadcast"]["status"] == "SCHEDULED"
    assert (await house.ask(LIST))["broadcasts"]["nodes"] == []
    id = first["broadcast"]["id"]
    assert (await house.ask(f'{{ node(id: "{id}") {{ id }} }}'))["node"] is None
    cancelled = await asked(house, CANCEL, EDITOR, broadcast=id)
    assert cancelled["broadcast"] == {"id": id, "status": "CANCELLED"}
    assert (await asked(house, CANCEL, EDITOR, broadcast=id))["__typename"] == "Conflict"
    wrong = await asked(
        house, BROADCAST, EDITOR, idempotencyKey=ids.uuid7(),
        content={**CONTENT, "urgency": "EXTREME", "title": {"indonesian": "?"}},
    )  # fmt: skip
    assert {(".".join(f["path"]), f["code"]) for f in wrong["fields"]} == {
        ("input.content.urgency", "NOT_APPLICABLE"),
        ("input.content.title.indonesian", "TOO_SHORT"),
        ("input.content.title.english", "REQUIRED"),
    }


async def test_a_preview_counts_phones_and_goes_to_the_editors_own(
    house: House, twin: FcmTwin
) -> None:
    await register(house, EDITOR, "fid-editor")
    await register(house, ANONYMOUS, "fid-1", topics=[{"theme": "NEWS"}])
    found = await asked(
        house,
        "mutation($input: PreviewBroadcastInput!) { answer: previewBroadcast(input: $input) {"
        " ... on PreviewBroadcastSuccess { previews { language title body subscribedDevices }"
        " sentToDevices peopleWithQuietHours } } }",
        EDITOR, content=CONTENT, sendToOwnDevices=True,
    )  # fmt: skip
    counted = [(one["language"], one["subscribedDevices"]) for one in found["previews"]]
    assert counted == [("ID", 1), ("EN", 0)]
    assert (found["sentToDevices"], found["peopleWithQuietHours"]) == (1, 0)
    await until(lambda: bool(twin.accepted("fid-editor")), 15)
    assert [s.target for s in twin.accepted()] == ["fid-editor"]


async def test_phones_report_what_they_opened_and_editors_see_how_many(
    house: House, twin: FcmTwin
) -> None:
    phones = [
        (await register(house, ANONYMOUS, f"fid-{n}", topics=[{"theme": "NEWS"}]))["deviceId"]
        for n in range(3)
    ]
    async with house.database.write() as session:  # as after the job that syncs memberships
        await session.execute(update(MEMBER).values(held=True, due_at=None))
    told = await asked(house, BROADCAST, EDITOR, idempotencyKey=ids.uuid7(), content=CONTENT)
    await until(lambda: len(twin.accepted("news_in_city_id")) == 1, 15)
    (sent,) = twin.accepted("news_in_city_id")
    report = """mutation($input: MarkNotificationOpenedInput!) {
      answer: markNotificationOpened(input: $input) { __typename
      ... on MarkNotificationOpenedSuccess { notification { id } }
      ... on InvalidInput { fields { path } } } }"""
    for device in (phones[0], phones[1], phones[0]):
        seen = await asked(house, report, ANONYMOUS, notification=sent.id, device=device)
        assert seen == {"__typename": "MarkNotificationOpenedSuccess", "notification": None}
    late = (await register(house, ANONYMOUS, "fid-late", topics=[{"theme": "NEWS"}]))["deviceId"]
    seen = await asked(house, report, ANONYMOUS, notification=sent.id, device=late)
    assert seen["__typename"] == "NotFound"
    seen = await asked(house, report, ANONYMOUS, notification="brc_1", device=late)
    assert seen["fields"] == [{"path": ["input", "notification"]}]
    id = told["broadcast"]["id"]
    counts = f'{{ node(id: "{id}") {{ ... on Broadcast {{ counts {{ opened }} }} }} }}'
    assert (await house.ask(counts, who=EDITOR))["node"]["counts"] == {"opened": 2}
