"""The main job, as one story over HTTP: a photo, a report, an answer, a push, cameras, help."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from PIL import Image
from sqlalchemy import func, select, update

from api.db.base import metadata
from api.db.session import Database
from api.identity.values import Role
from api.jobs import outbox
from api.kit import clock
from api.push.jobs.memberships import MEMBERSHIPS
from api.push.models import PushMessage, TopicMembership
from api.settings import Settings
from scripts.twins.fcm import FcmTwin
from scripts.twins.fcm_wire import Fault
from tests.cctv.street import street
from tests.story.house import ADVANCE, SUBMIT, House, Somebody, open_house, settings_of
from tests.story.seeded import SeededStore
from tests.story.waiting import until

pytestmark = pytest.mark.slow

MADE = Somebody(Role.CITIZEN, "made-7731", name="I Made Wirawan")
SARI = Somebody(Role.CITIZEN, "sari-1904", name="Ni Luh Sari")
ROADS = Somebody(Role.OFFICER, "ketut", agency="pupr", name="Ketut")
PARKING = Somebody(Role.OFFICER, "wayan", agency="dishub", name="Wayan")
WITA = ZoneInfo("Asia/Makassar")
CAMERAS = ("KTA-001-A", "KTA-001-B", "KTA-002-A", "KTA-003-A")
DEAD, WELL = CAMERAS[0], CAMERAS[1:]
REPORT = """query($id: ID!) { report(by: {id: $id}) { id ticket title status internalStatus
  reporter { name } photos { image { url(width: 960) } }
  updates { nodes { status note internalNote authorRole } } } }"""


def phone_photo() -> bytes:
    """A 12-megapixel JPEG of a phone held upright: red above blue, once EXIF has turned it."""
    picture = Image.new("RGB", (4000, 3000), (200, 20, 20))
    picture.paste((20, 20, 200), (2000, 0, 4000, 3000))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(0x8825).update({1: "S", 2: (8.0, 43.0, 4.0), 3: "E", 4: (115.0, 10.0, 8.0)})
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90, exif=exif)
    return file.getvalue()


@pytest.fixture(scope="module")
def fcm() -> Iterator[FcmTwin]:
    with FcmTwin() as running:
        yield running


def _settings(seeded: SeededStore, fcm: FcmTwin, **more: Any) -> Settings:
    fcm.reset()
    account = fcm.credentials(seeded.data / "firebase.json")
    return settings_of(
        seeded.data, seeded.url, firebase_credentials=account, fcm_url=fcm.url, **more
    )


@pytest.fixture
async def house(seeded: SeededStore, fcm: FcmTwin) -> AsyncIterator[House]:
    """The city, with Google's twin to push by."""
    async with open_house(_settings(seeded, fcm)) as house:
        yield house


@pytest.fixture
async def watched_house(seeded: SeededStore, fcm: FcmTwin) -> AsyncIterator[House]:
    """The same with four cameras, of which one is dead."""
    await _retire_other_cameras(seeded.url)
    async with street() as (cameras, camera_url):
        cameras.break_down(DEAD, "dead")
        settings = _settings(seeded, fcm, camera_url=camera_url, camera_seconds=10)
        async with open_house(settings) as house:
            yield house


async def _retire_other_cameras(url: str) -> None:
    camera = metadata.tables["camera"]
    database = Database(url)
    async with database.write() as session:
        await session.execute(
            update(camera).where(camera.c.code.not_in(CAMERAS)).values(status="MAINTENANCE")
        )
    await database.close()


async def test_main_job(watched_house: House, fcm: FcmTwin) -> None:
    """Steps 1 to 6, in the order in which a city lives them."""
    house = watched_house
    upload, answer = await a_photo_is_sent(house)
    await the_photo_is_safe(house, answer)
    report = await a_report_is_taken_once(house, upload)
    await house.register(MADE, "phone-of-made")
    await an_officer_answers(house, report)
    await the_push_says_nothing_personal(house, fcm, report)
    await the_citizen_reads_it(house, report)
    await cameras_show_what_they_see(house)
    await help_is_near(house)


async def a_photo_is_sent(house: House) -> tuple[str, dict[str, Any]]:
    data = phone_photo()
    assert b"SECRETMAKER" in data
    return await house.photo(data, MADE)


async def the_photo_is_safe(house: House, answer: dict[str, Any]) -> None:
    assert answer["status"] == "READY" and answer["image"]["thumbhash"]
    assert (answer["image"]["width"], answer["image"]["height"]) == (1920, 2560)
    address = answer["image"]["url"].rsplit("/", 1)[0]
    for width in (320, 960, 1920):
        # Only its sender sees it before it belongs to a report.
        hidden = await house.client.get(f"{address}/{width}.webp")
        assert hidden.status_code == 404
        seen = await house.client.get(f"{address}/{width}.webp", headers=house.headers(MADE))
        picture = Image.open(io.BytesIO(seen.content))
        assert (picture.format, picture.size) == ("WEBP", (width, round(width * 4 / 3)))
        assert not picture.getexif() and not {"exif", "xmp", "icc_profile"} & picture.info.keys()
        assert b"SECRETMAKER" not in seen.content and b"EXIF" not in seen.content
        pixels: Any = picture.convert("RGB")
        top, bottom = (pixels.getpixel((width // 2, y)) for y in (9, width))
        assert top[0] > 150 > top[2] and bottom[2] > 150 > bottom[0], "it must stand upright"


async def a_report_is_taken_once(house: House, upload: str) -> dict[str, Any]:
    wanted = await house.wanted(
        title="Lubang dalam di depan sekolah",
        description="Sudah dua sepeda motor jatuh di sini.",
        address="Jalan Pantai Kuta nomor 17",
        photos=[upload],
        hideName=True,
    )
    tries = await asyncio.gather(*(house.ask(SUBMIT, {"input": wanted}, MADE) for _ in range(50)))
    reports = [t["submitReport"]["report"] for t in tries]
    assert len({report["id"] for report in reports}) == 1
    table = metadata.tables["report"]
    async with house.database.read() as reader:
        made = await reader.scalar(
            select(func.count()).select_from(table).where(table.c.title == wanted["title"])
        )
    assert made == 1
    (report,) = {r["ticket"]: r for r in reports}.values()

    day = datetime.fromisoformat(report["submittedAt"]).astimezone(WITA).strftime("%y%m%d")
    assert re.fullmatch(rf"BDG{day}\d{{4}}", report["ticket"])
    assert report["status"] == "WAITING"
    # Area and agency are the server's to say: the input has no such field.
    assert report["area"]["code"].startswith("51.03.01.") and report["agency"]["code"] == "pupr"
    assert report["district"]["code"] == "51.03.01"
    refused = await house.post(SUBMIT, {"input": {**wanted, "agency": "dishub"}}, MADE)
    assert refused.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"

    other = {**wanted, "title": "Sesuatu yang lain sama sekali"}
    conflict = await house.ask(SUBMIT, {"input": other}, MADE)
    assert conflict["submitReport"]["__typename"] == "Conflict"
    await the_photo_is_cached(house, report["photos"][0]["image"]["url"])
    return {**report, **wanted, "id": report["id"]}


async def the_photo_is_cached(house: House, url: str) -> None:
    async def is_public() -> bool:
        return (await house.client.get(url)).status_code == 200

    await until(is_public)  # a refusal is remembered for a few seconds
    public = await house.client.get(url)
    assert "immutable" in public.headers["cache-control"]
    assert "max-age=86400" in public.headers["cache-control"]
    assert public.headers["x-content-type-options"] == "nosniff"
    assert public.headers["content-type"] == "image/webp"
    again = await house.client.get(url, headers={"If-None-Match": public.headers["etag"]})
    assert again.status_code == 304 and not again.content


async def an_officer_answers(house: House, report: dict[str, Any]) -> None:
    step = {"report": report["id"], "to": "VERIFIED", "publicNote": "Tim datang besok pagi."}
    for stranger in (SARI, PARKING):
        refused = await house.ask(ADVANCE, {"input": step}, stranger)
        assert refused["advanceReport"]["__typename"] == "NotAllowed"
    await house.advance(ROADS, report["id"], "VERIFIED", publicNote="Tim datang besok pagi.",
                        internalNote="Hubungi gudang aspal.")  # fmt: skip
    for who, internal in ((MADE, None), (SARI, None), (PARKING, None), (ROADS, "VERIFIED")):
        seen = (await house.ask(REPORT, {"id": report["id"]}, who))["report"]
        (update_,) = seen["updates"]["nodes"]
        assert (seen["status"], seen["internalStatus"]) == ("IN_PROGRESS", internal)
        assert update_["note"] == "Tim datang besok pagi." and update_["authorRole"] == "OFFICER"
        assert update_["internalNote"] == ("Hubungi gudang aspal." if internal else None)
        # A hidden name is read by nobody else; an officer asks for it, and that is recorded.
        assert (seen["reporter"] is not None) == (who is MADE)
    asked = await house.ask(
        """mutation($report: ID!) { revealReporter(input: {report: $report, reason: "Menelepon."}) {
          __typename ... on RevealReporterSuccess { name recorded } } }""",
        {"report": report["id"]},
        ROADS,
    )
    assert asked["revealReporter"]["name"] == MADE.name and asked["revealReporter"]["recorded"]


async def the_push_says_nothing_personal(
    house: House, fcm: FcmTwin, report: dict[str, Any]
) -> None:
    await until(lambda: bool(fcm.accepted("phone-of-made")))
    (sent,) = fcm.accepted("phone-of-made")
    assert sent.message["data"]["subject"] == report["id"]
    assert sent.message["notification"]["title"] == "Perkembangan laporan"
    digest = report["photos"] and (await house.ask(REPORT, {"id": report["id"]}, MADE))["report"]
    point = report["point"]
    fcm.assert_no_personal_data(
        [
            "Wirawan",
            MADE.subject,
            MADE.person,
            report["title"],
            report["description"],
            report["address"],
            report["ticket"],
            "Tim datang besok pagi",
            "Hubungi gudang aspal",
            str(point["latitude"])[:6],
            str(point["longitude"])[:6],
            "jalan-rusak",
            report["area"]["name"],
            digest["photos"][0]["image"]["url"].split("/")[-2],
        ]
    )


async def the_citizen_reads_it(house: House, report: dict[str, Any]) -> None:
    inbox = """{ viewer { unreadCount notifications { nodes { id kind title body deepLink readAt
      subject { id ... on Report { ticket } } } } reports { nodes { ticket } } } }"""
    seen = (await house.ask(inbox, who=MADE))["viewer"]
    (line,) = seen["notifications"]["nodes"]
    assert seen["unreadCount"] == 1 and line["kind"] == "REPORT_UPDATED"
    assert line["subject"] == {"id": report["id"], "ticket": report["ticket"]}
    assert line["deepLink"].endswith(report["id"])
    assert [r["ticket"] for r in seen["reports"]["nodes"]] == [report["ticket"]]
    english = (await house.ask(inbox, who=MADE, language="en"))["viewer"]
    assert english["notifications"]["nodes"][0]["title"] == "Report update"
    assert (await house.ask(inbox, who=SARI))["viewer"]["notifications"]["nodes"] == []
    await house.ask(
        "mutation($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input)"
        " { ... on MarkNotificationsReadSuccess { notifications { id } }"
        " ... on Problem { message } } }",
        {"input": {"ids": [line["id"]]}},
        MADE,
    )
    after = (await house.ask(inbox, who=MADE))["viewer"]
    assert after["unreadCount"] == 0 and after["notifications"]["nodes"][0]["readAt"]


async def cameras_show_what_they_see(house: House) -> None:
    query = """query($code: String!) { camera(by: {code: $code}) { code status site { name }
      snapshot { capturedAt fetchedAt freshness { asOf staleAfter isStale source }
        image { url(width: 320) width height thumbhash alt } }
      history { nodes { capturedAt } } } }"""

    async def seen(code: str) -> dict[str, Any]:
        camera: dict[str, Any] = (await house.ask(query, {"code": code}))["camera"]
        return camera

    async def all_seen() -> bool:
        return all([(await seen(code))["snapshot"] for code in WELL])

    await until(all_seen, 60)
    for code in WELL:
        snapshot = (await seen(code))["snapshot"]
        freshness = snapshot["freshness"]
        captured, stale = (
            datetime.fromisoformat(t) for t in (snapshot["capturedAt"], freshness["staleAfter"])
        )
        assert clock.now() - captured < timedelta(minutes=1) and captured < stale
        assert freshness["asOf"] == snapshot["capturedAt"] and not freshness["isStale"]
        assert snapshot["image"]["thumbhash"]
        frame = await house.client.get(snapshot["image"]["url"])
        assert frame.headers["content-type"] == "image/webp" and len(frame.content) > 1_000
        latest = await house.client.get(f"/cameras/{code}/latest.webp")
        assert latest.status_code == 200 and "max-age=10" in latest.headers["cache-control"]
    assert (await seen(DEAD))["snapshot"] is None
    unanswered = await house.client.get(f"/cameras/{DEAD}/latest.webp")
    assert unanswered.status_code == 503 and unanswered.json()["message"]
    listed = await house.ask("{ cameras(first: 100) { nodes { code snapshot { capturedAt } } } }")
    assert {c["code"] for c in listed["cameras"]["nodes"] if c["snapshot"]} == set(WELL)


async def help_is_near(house: House) -> None:
    query = """query($near: PointInput!) { emergency { revision number notice
      shortcuts { code label number dialUri provenance { synthetic } } categories { code label }
      facilities(near: $near) { name kind distanceMetres(from: $near) } } }"""
    near = {"latitude": -8.7178, "longitude": 115.1689}
    found = {}
    for language in ("id", "en"):
        found[language] = (await house.ask(query, {"near": near}, language=language))["emergency"]
        response = await house.client.get(
            "/emergency.json",
            params={"lat": near["latitude"], "lng": near["longitude"]},
            headers={"Accept-Language": language},
        )
        assert response.status_code == 200 and len(response.content) <= 20_000
        pack = response.json()
        assert pack["number"] == "112" and pack["notice"] == found[language]["notice"]
        assert [s["label"] for s in pack["shortcuts"]] == [
            s["label"] for s in found[language]["shortcuts"]
        ]
        for facilities in (pack["facilities"], found[language]["facilities"]):
            distances = [f["distanceMetres"] for f in facilities]
            assert distances == sorted(distances) and distances[0] < distances[-1]
    assert found["id"]["number"] == "112" and found["id"]["notice"] != found["en"]["notice"]
    assert {"112", "110", "113"} <= {s["number"] for s in found["id"]["shortcuts"]}
    assert all(s["dialUri"].startswith("tel:") for s in found["id"]["shortcuts"])
    whole = await house.client.get("/emergency.json")
    etag = {"If-None-Match": whole.headers["etag"]}
    assert (await house.client.get("/emergency.json", headers=etag)).status_code == 304


async def _settle(house: House) -> None:
    """Until every phone is in its topics: what FCM answers from now on is about notices."""
    async with house.database.write() as session:
        await outbox.enqueue(session, MEMBERSHIPS, {})  # as every minute
    await until(lambda: _is_settled(house))


async def _is_settled(house: House) -> bool:
    member = TopicMembership.metadata.tables["topic_membership"]
    async with house.database.read() as reader:
        found = (await reader.execute(select(member.c.due_at))).scalars().all()
    return bool(found) and not any(found)


async def test_dead_token_is_dropped(house: House, fcm: FcmTwin) -> None:
    """404 UNREGISTERED turns that device off, and the person's other phone still gets pushes."""
    await house.register(MADE, "gone-phone")
    await house.register(MADE, "new-phone", "EN")
    await _settle(house)
    fcm.script("gone-phone", Fault.UNREGISTERED)
    report = await house.submit(MADE)
    await house.advance(ROADS, report["id"], "VERIFIED")
    states = "{ viewer { devices { status locale } } }"

    async def is_off() -> bool:
        found = (await house.ask(states, who=MADE))["viewer"]["devices"]
        return {d["status"]: d["locale"] for d in found} == {"OFF": "ID", "ACTIVE": "EN"}

    await until(is_off)
    await until(lambda: bool(fcm.accepted("new-phone")))
    await house.advance(ROADS, report["id"], "WORKING", publicNote="Mulai.")
    await until(lambda: len(fcm.accepted("new-phone")) == 2)
    assert fcm.accepted("new-phone")[0].message["notification"]["title"] == "Report update"
    assert [s.status for s in fcm.sent if s.target == "gone-phone"] == [404], "tried once only"
    # The app comes back with the same installation: it gets pushes again.
    fcm.faults.heal(target="gone-phone")
    await house.register(MADE, "gone-phone")
    await house.advance(ROADS, report["id"], "COORDINATED", publicNote="Bersama dinas lain.")
    await until(lambda: bool(fcm.accepted("gone-phone")))


async def test_retry_after_is_waited_for(house: House, fcm: FcmTwin) -> None:
    """429 with Retry-After holds that phone up for so long, and no other; 503 passes by itself."""
    await house.register(MADE, "busy-phone")
    await house.register(MADE, "shaky-phone")
    await _settle(house)
    fcm.script("busy-phone", Fault.QUOTA_EXCEEDED, times=1, retry_after=90)
    fcm.script("shaky-phone", Fault.UNAVAILABLE, times=1, retry_after=1)
    report = await house.submit(MADE)
    before = clock.now()
    await house.advance(ROADS, report["id"], "VERIFIED")
    message = PushMessage.metadata.tables["push_message"]

    async def is_held_up() -> bool:
        async with house.database.read() as reader:
            ends = await reader.execute(
                select(message.c.due_at).where(message.c.code == "QUOTA_EXCEEDED")
            )
        return [end >= before + timedelta(seconds=90) for end in ends.scalars()] == [True]

    async def both_are_notified() -> bool:
        """As if the time had passed that both wait.

        What is due is left alone: a claim passes over a row that is being changed.
        """
        now = clock.now()
        async with house.database.write() as session:
            waits = (message.c.state == "QUEUED", message.c.due_at > now)
            await session.execute(update(message).where(*waits).values(due_at=now))
        return bool(fcm.accepted("busy-phone") and fcm.accepted("shaky-phone"))

    await until(is_held_up)
    assert [s.status for s in fcm.sent if s.target == "busy-phone"] == [429]
    await until(both_are_notified)
    assert [s.status for s in fcm.sent if s.target == "shaky-phone"] == [503, 200]
    assert [s.status for s in fcm.sent if s.target == "busy-phone"] == [429, 200]
    assert not fcm.doubled()


async def test_no_push_without_its_update(house: House, fcm: FcmTwin) -> None:
    """What is refused tells nobody: update and push are one transaction."""
    await house.register(MADE, "quiet-phone")
    report = await house.submit(MADE)
    refused = await house.ask(
        ADVANCE,
        {"input": {"report": report["id"], "to": "POSTPONED", "publicNote": "Nanti."}},
        ROADS,
    )
    assert refused["advanceReport"]["__typename"] == "InvalidInput"
    await house.advance(ROADS, report["id"], "VERIFIED")
    await house.advance(ROADS, report["id"], "ASSIGNED")  # the same to the public: no push
    await until(lambda: bool(fcm.accepted("quiet-phone")))
    await asyncio.sleep(0.5)
    assert len(fcm.accepted("quiet-phone")) == 1
    inbox = "{ viewer { notifications { nodes { id } } } }"
    seen = (await house.ask(inbox, who=MADE))["viewer"]["notifications"]["nodes"]
    assert [n["id"] for n in seen] == [fcm.accepted("quiet-phone")[0].id]


async def test_switches(house: House) -> None:
    """The two switches hold in the list, the search, the map, by ticket and by id."""
    hidden = await house.submit(
        MADE, title="Gorong-gorong ambruk di gang", hideReport=True, description="rahasia"
    )
    nameless = await house.submit(
        MADE, title="Pagar pembatas ambruk di gang", hideName=True,
        point={"latitude": -8.7178, "longitude": 115.1689},
    )  # fmt: skip
    paths = """query($id: ID!, $ticket: String!, $near: PointInput!) {
      reports(first: 5) { nodes { ...R } }
      found: reports(filter: {text: "ambruk gang"}) { nodes { ...R } }
      near: reports(first: 50, filter: {near: $near, radiusMetres: 50}) { nodes { ...R } }
      node(id: $id) { ...R } nodes(ids: [$id]) { ...R }
      byId: report(by: {id: $id}) { ...R } byTicket: report(by: {ticket: $ticket}) { ...R }
    } fragment R on Report { ticket reporter { name } }"""
    for report, shown in ((hidden, False), (nameless, True)):
        given = {"id": report["id"], "ticket": report["ticket"].lower(), "near": report["point"]}
        for who in (Somebody(Role.ANONYMOUS), SARI, PARKING, MADE, ROADS):
            concerned = who in (MADE, ROADS)
            answer = await house.ask(paths, given, who)
            lists = [answer[k]["nodes"] for k in ("reports", "found", "near")]
            lists += [answer["nodes"], [answer["node"]], [answer["byId"]], [answer["byTicket"]]]
            for found in lists:
                this = [r for r in found if r and r["ticket"] == report["ticket"]]
                assert bool(this) == (shown or concerned), (who, report["ticket"])
                named = who is MADE or (concerned and not shown)
                name = {"name": MADE.name} if named else None
                assert all(r["reporter"] == name for r in this)
    assert (hidden["reporter"], nameless["reporter"]) == ({"name": MADE.name},) * 2


async def test_help_without_a_database(seeded: SeededStore, fcm: FcmTwin) -> None:
    """112 and where to go are answered by a server whose database is gone, in both languages."""
    settings = settings_of(seeded.data, seeded.url, worker=False)
    async with open_house(settings) as house:
        before = (await house.client.get("/emergency.json")).json()
    assert (seeded.data / "emergency.json").exists()
    if seeded.is_sqlite:
        for file in seeded.data.glob("kulkul.sqlite3*"):
            file.unlink()
        (seeded.data / "kulkul.sqlite3").write_bytes(b"this is no database" * 1_000)
        url = ""
    else:
        url = "postgresql+asyncpg://nobody@127.0.0.1:1/gone"
    async with open_house(settings_of(seeded.data, url, worker=False)) as house:
        assert (await house.client.get("/readyz")).status_code == 503
        for language in ("id", "en"):
            answer = await house.client.get(
                "/emergency.json?lat=-8.72&lng=115.17", headers={"Accept-Language": language}
            )
            pack = answer.json()
            assert answer.status_code == 200 and pack["number"] == "112"
            assert pack["revision"] == before["revision"] and pack["facilities"]
            graph = await house.ask(
                """query($near: PointInput!) { emergency { number notice
                  categories { label shortcut { dialUri } }
                  facilities(near: $near) { code distanceMetres(from: $near) village { name }
                    provenance { synthetic } } } }""",
                {"near": {"latitude": -8.72, "longitude": 115.17}},
                language=language,
            )
            shown = graph["emergency"]
            assert (shown["number"], shown["notice"]) == ("112", pack["notice"])
            assert shown["categories"][0]["shortcut"]["dialUri"].startswith("tel:")
            for one, other in zip(pack["facilities"], shown["facilities"], strict=False):
                assert (one["code"], one["distanceMetres"], one["village"]) == (
                    other["code"], other["distanceMetres"], other["village"]["name"],
                )  # fmt: skip
        broken = (await house.post("{ apps { slug } }")).json()
        assert broken["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"


async def test_help_while_the_database_is_away(seeded: SeededStore, postgres_url: str) -> None:
    """A server that loses PostgreSQL while it runs goes on telling whom to call, then recovers."""
    if seeded.is_sqlite:
        pytest.skip("a file does not go away from a process that has it open")
    import asyncpg

    name = seeded.url.partition("?")[0].rsplit("/", 1)[1]
    async with open_house(settings_of(seeded.data, seeded.url, answer_cache=False)) as house:
        await house.ask("{ apps { slug } }")
        outside = await asyncpg.connect(postgres_url)
        await outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await outside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
        )
        assert (await house.client.get("/emergency.json")).json()["number"] == "112"
        assert (await house.ask("{ emergency { number } }"))["emergency"]["number"] == "112"
        away: httpx.Response = await house.post("{ apps { slug } }")
        assert away.json()["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
        await outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await outside.close()

        async def is_back() -> bool:
            return "errors" not in (await house.post("{ apps { slug } }")).json()

        await until(is_back)
