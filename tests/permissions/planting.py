"""What is hidden, planted in a running city under words that occur nowhere else."""

import io
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from PIL import Image
from sqlalchemy import select, update

from api.db.base import table
from api.kit import clock, ids
from api.push.models import Notification
from api.reports.models import ReportCategory
from tests.permissions.broadcasting import kept_draft
from tests.permissions.people import ADMIN, CALLERS, EDITOR, OFFICER, OTHER_OFFICER, REPORTER
from tests.story.house import House, Somebody

ALL = frozenset(CALLERS)
CONCERNED = frozenset({"reporter", "officer", "admin"})
OFFICIAL = frozenset({"officer", "admin"})
NOBODY: frozenset[str] = frozenset()
EDITORS = frozenset({"editor", "admin"})
MAY_SEE = {
    # Hidden: officers and admins ask for it by revealReporter, which is recorded.
    "Zqpelapor": frozenset({"reporter"}),
    "zqterbuka": ALL,
    "zqsembunyi": CONCERNED,
    "zquraian": CONCERNED,
    "zqperkara": CONCERNED,
    "zqjawaban": CONCERNED,
    "zqgabungan": CONCERNED,
    "zqdalam": OFFICIAL,
    "zqalamat": CONCERNED,
    "8.71771": CONCERNED,
    "115.16871": CONCERNED,
    "zqmoderasi": CONCERNED,
    "zqembargo": EDITORS | {"partner"},
    "zqisiembargo": EDITORS | {"partner"},
    "zqkoreksi": EDITORS | {"partner"},
    "zqterencana": EDITORS,
    "zqdicabut": EDITORS,
    "zqsiaran": EDITORS,
    "zqjudulcabut": ALL,
    # Of persons nothing but a name, and that where it may be shown.
    REPORTER.subject: NOBODY,
    REPORTER.person: frozenset({"reporter"}),
    CALLERS["citizen"].subject: NOBODY,
    CALLERS["citizen"].person: frozenset({"citizen"}),
    "Warga Lain": frozenset({"citizen"}),
    "zqpasang": NOBODY,
    "zqtoken": NOBODY,
    "zqponsel": NOBODY,
    "zqkunci": NOBODY,
    "ZQMEREK": NOBODY,
    "ZQSERI": NOBODY,
    "zqalasan": frozenset({"reporter", "admin"}),
    "zqkesan": frozenset({"reporter", "other officer", "admin"}),
}
"""What is planted, and who may read it."""
CAMERA = ("ZQMEREK", "ZQSERI")
"""What the planted photos' metadata say of the camera; nobody must read it."""
EXACT = {"latitude": -8.7177123, "longitude": 115.1687123}


@dataclass
class Planted:
    """The ids under which the hidden things could be asked for."""

    reports: dict[str, dict[str, Any]] = field(default_factory=dict)
    articles: dict[str, dict[str, Any]] = field(default_factory=dict)
    broadcasts: list[str] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    """What each of these ids is, to whom it is shown."""
    digests: dict[str, frozenset[str]] = field(default_factory=dict)
    """Pictures, and who may see each."""


def photo(seed: int) -> bytes:
    """A picture of its own, with a camera's maker, serial number, clock and place inside."""
    noise = random.Random(seed).randbytes(8 * 6 * 3)
    exif = Image.Exif()
    exif[0x010F], exif[0x010E] = CAMERA[0], CAMERA[1]
    exif.get_ifd(0x8769).update({0xA431: CAMERA[1], 0x9003: "2026:11:24 09:08:07"})
    exif.get_ifd(0x8825).update({1: "S", 2: (8.0, 43.0, 3.76), 3: "E", 4: (115.0, 10.0, 7.37)})
    file = io.BytesIO()
    picture = Image.frombytes("RGB", (8, 6), noise).resize((640, 480))
    picture.save(file, "JPEG", exif=exif)
    return file.getvalue()


async def plant(house: House) -> Planted:
    """All of it. The officer and the reporter have done their parts when it returns."""
    planted = Planted()
    await _one_agency_for_all(house)
    photos = {}
    for seed, name in enumerate(("hidden", "sensitive", "step")):
        who = OFFICER if name == "step" else REPORTER
        photos[name], reply = await house.photo(photo(seed), who)
        planted.digests[reply["image"]["url"].split("/")[-2]] = CONCERNED
    wanted: dict[str, dict[str, Any]] = {
        "nameless": {"title": "Lubang zqterbuka di jalan", "hideName": True},
        "hidden": {
            "title": "Lubang zqsembunyi di jalan", "description": "Uraian zquraian.",
            "hideReport": True, "photos": [photos["hidden"]],
        },
        "sensitive": {
            "category": "kekerasan", "title": "Hal zqperkara di rumah",
            "photos": [photos["sensitive"]],
        },
        "rounded": {
            "category": "pariwisata-pungli", "title": "Pungutan zqterbuka di pantai",
            "address": "Gang zqalamat nomor 4", "point": EXACT, "hideName": True,
        },
        "moderated": {"title": "Lubang zqmoderasi di jalan", "hideName": True},
    }  # fmt: skip
    for name, changes in wanted.items():
        key = {"idempotencyKey": f"zqkunci-{ids.uuid7()}", "hideName": True}
        planted.reports[name] = await house.submit(REPORTER, **{**key, **changes})
    ids_ = {name: report["id"] for name, report in planted.reports.items()}
    for name in ("nameless", "rounded"):
        await house.advance(
            OFFICER, ids_[name], "VERIFIED", publicNote="Terbuka.", internalNote="Catatan zqdalam."
        )
    await house.advance(
        OFFICER, ids_["hidden"], "VERIFIED", publicNote="Jawaban zqjawaban.",
        internalNote="Catatan zqdalam.", photos=[photos["step"]],
    )  # fmt: skip
    await _phones(house)
    await _look_and_rate(house, planted)
    await _moderate_away(house, ids_["moderated"], follower=CALLERS["citizen"])
    await _merge(house, planted)
    await _plant_articles(house, planted)
    draft = {"indonesian": "Kabar zqsiaran", "english": "News zqsiaran"}
    content = {"theme": "NEWS", "title": draft, "body": draft}
    planted.broadcasts.append(await kept_draft(house, content))
    await _collect_nodes(house, planted)
    return planted


async def _one_agency_for_all(house: House) -> None:
    """The sensitive and the rounded categories lie with the officer's agency, as the roads do."""
    category = table(ReportCategory)
    async with house.database.write() as session:
        roads = select(category.c.agency_id).where(category.c.code == "jalan-rusak")
        await session.execute(
            update(category)
            .where(category.c.code.in_(["kekerasan", "pariwisata-pungli"]))
            .values(agency_id=await session.scalar(roads))
        )


async def _phones(house: House) -> None:
    """The reporter's phones, by both kinds of address."""
    for address in ({"installationId": "zqpasang-1"}, {"token": "zqtoken-1"}):
        wanted = {
            "address": address, "app": "sidumas", "platform": "IOS", "appVersion": "2",
            "locale": "ID", "timeZone": "Asia/Makassar", "phoneId": "zqponsel",
        }  # fmt: skip
        answer = await house.ask(
            """mutation($input: RegisterDeviceInput!) { a: registerDevice(input: $input) {
              __typename } }""",
            {"input": wanted},
            REPORTER,
        )
        assert answer["a"]["__typename"] == "RegisterDeviceSuccess"


async def _look_and_rate(house: House, planted: Planted) -> None:
    """An officer looked at a hidden name, and a report's end was rated in words."""
    ended = await house.submit(
        REPORTER, "parkir-liar", title="Parkir zqterbuka di trotoar", hideName=True
    )
    planted.reports["rated"] = ended
    for to in ("ASSIGNED", "DONE"):
        await house.advance(OTHER_OFFICER, ended["id"], to)
    for document, who in (
        ("""mutation($id: ID!) { a: revealReporter(input: {report: $id, reason: "Ada zqalasan."})
          { __typename } }""", OTHER_OFFICER),
        ("""mutation($id: ID!) { a: rateReport(input: {report: $id, rating: 2,
          comment: "Ini zqkesan saya."}) { __typename } }""", REPORTER),
    ):  # fmt: skip
        answer = await house.ask(document, {"id": ended["id"]}, who)
        assert answer["a"]["__typename"].endswith("Success"), answer


async def _moderate_away(house: House, report: str, follower: Somebody) -> None:
    """A report that somebody joined, was told about, and that a moderator then hid."""
    answer = await house.ask(
        "mutation($id: ID!) { a: joinReport(input: {report: $id}) { __typename } }",
        {"id": report},
        follower,
    )
    assert answer["a"]["__typename"] == "JoinReportSuccess"
    await house.advance(OFFICER, report, "VERIFIED", publicNote="Akan diperiksa.")
    answer = await house.ask(
        """mutation($id: ID!) { a: moderateReport(input: {report: $id, action: HIDE,
          reason: "Alasan zqmoderasi."}) { __typename } }""",
        {"id": report},
        OFFICER,
    )
    assert answer["a"]["__typename"] == "ModerateReportSuccess"


async def _merge(house: House, planted: Planted) -> None:
    """A public report that was merged into a hidden one: as when the target is hidden later."""
    target = await house.submit(REPORTER, title="Lubang zqgabungan di jalan", hideName=True)
    gone = await house.submit(REPORTER, title="Lubang kembar di jalan", hideName=True)
    answer = await house.ask(
        """mutation($id: ID!, $into: ID!) { a: mergeReports(input: {report: $id, into: $into}) {
          __typename } }""",
        {"id": gone["id"], "into": target["id"]},
        OFFICER,
    )
    assert answer["a"]["__typename"] == "MergeReportsSuccess"
    await house.ask(
        """mutation($id: ID!) { a: moderateReport(input: {report: $id, action: HIDE,
          reason: "Alasan yang cukup."}) { __typename } }""",
        {"id": target["id"]},
        OFFICER,
    )
    planted.reports["merge target"], planted.reports["merged"] = target, gone


def _words(indonesian: str) -> dict[str, str]:
    return {"indonesian": indonesian}


async def _plant_articles(house: House, planted: Planted) -> None:
    later = (clock.now() + timedelta(days=2)).isoformat()
    image, reply = await house.photo(photo(9), EDITOR)
    planted.digests[reply["image"]["url"].split("/")[-2]] = MAY_SEE["zqembargo"]
    image2, reply2 = await house.photo(photo(10), EDITOR)
    planted.digests[reply2["image"]["url"].split("/")[-2]] = EDITORS
    text = {"summary": _words("Ringkasan zqisiembargo."), "body": _words("Isi zqisiembargo.")}
    planted.articles["embargo"] = await house.publish(
        EDITOR, title=_words("Kabar zqembargo besar"), **text, embargoUntil=later, images=[image],
        topics=["uji"],
    )  # fmt: skip
    planned = {"title": _words("Kabar zqterencana nanti"), "body": _words("Isi zqterencana.")}
    planted.articles["planned"] = await house.publish(
        EDITOR, **planned, publishAt=later, images=[image2], topics=["uji"]
    )
    public = await house.publish(EDITOR, title=_words("Kabar terbuka"), topics=["uji"])
    image3, reply3 = await house.photo(photo(11), EDITOR)
    planted.digests[reply3["image"]["url"].split("/")[-2]] = EDITORS
    withdrawn = await house.publish(
        EDITOR, title=_words("Kabar zqjudulcabut kemarin"), body=_words("Isi zqdicabut."),
        summary=_words("Ringkasan zqdicabut."), topics=["uji"], images=[image3],
    )  # fmt: skip
    planted.articles |= {"public": public, "withdrawn": withdrawn}
    correct = """mutation($input: CorrectArticleInput!) { a: correctArticle(input: $input) {
      __typename ... on Problem { message } } }"""
    for article, note, by in (
        (planted.articles["embargo"], "Ralat zqkoreksi.", None),
        (public, "Ralat biasa.", planted.articles["embargo"]["id"]),
    ):
        wanted = {
            "article": article["id"], "version": article["version"], "kind": "CORRECTION",
            "note": _words(note), "by": by,
        }  # fmt: skip
        answer = await house.ask(correct, {"input": wanted}, EDITOR)
        assert answer["a"]["__typename"] == "CorrectArticleSuccess", answer
    answer = await house.ask(
        """mutation($id: ID!) { a: withdrawArticle(
          input: {article: $id, note: {indonesian: "Keliru."}}) { __typename } }""",
        {"id": withdrawn["id"]},
        EDITOR,
    )
    assert answer["a"]["__typename"] == "WithdrawArticleSuccess"


async def _collect_nodes(house: House, planted: Planted) -> None:
    """The ids of all rows behind the planted things, as somebody could have noted them down."""
    things = [*planted.reports.values(), *planted.articles.values()]
    planted.nodes = [*planted.broadcasts, *(thing["id"] for thing in things)]
    inner = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Report { photos { id }
      updates { nodes { id photos { id } } } } } }"""
    for node in (await house.ask(inner, {"ids": planted.nodes}, ADMIN))["nodes"]:
        planted.nodes += [photo["id"] for photo in node.get("photos", ())]
        for line in node.get("updates", {}).get("nodes", ()):
            planted.nodes += [line["id"], *(photo["id"] for photo in line["photos"])]
    notification = table(Notification)
    async with house.database.read() as reader:
        for key in (await reader.execute(select(notification.c.id))).scalars():
            planted.nodes.append(f"ntf_{key}")
    typed = "query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }"
    for start in range(0, len(planted.nodes), 50):
        ids_ = planted.nodes[start : start + 50]
        for who in (ADMIN, EDITOR, *CALLERS.values()):
            for node in (await house.ask(typed, {"ids": ids_}, who))["nodes"]:
                if node is not None:
                    planted.types[node["id"]] = node["__typename"]
