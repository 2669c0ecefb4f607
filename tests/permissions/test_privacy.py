"""What must not be seen is seen on no path: every path, eight viewers, both stores.

Texts that occur nowhere else are planted in what is hidden. Each viewer walks every path that leads
there; the raw bytes of the answers are searched for them. Whoever may see a thing must find it, so
that a path which answers nothing at all does not pass for a closed one.
"""

import io
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, update

from api.db.base import metadata
from api.kit import clock
from tests.permissions.people import ADMIN, CALLERS, EDITOR, OFFICER, REPORTER
from tests.story.house import House, Somebody, open_house, settings_of
from tests.story.seeded import SeededStore
from tests.story.waiting import until

ALL = frozenset(CALLERS)
CONCERNED = frozenset({"reporter", "officer", "admin"})
OFFICIAL = frozenset({"officer", "admin"})
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
    "zqjudulcabut": ALL,
}
"""What is planted, and who may read it."""
EXACT = {"latitude": -8.7177123, "longitude": 115.1687123}


@dataclass
class Planted:
    """The ids under which the hidden things could be asked for."""

    reports: dict[str, dict[str, Any]] = field(default_factory=dict)
    articles: dict[str, dict[str, Any]] = field(default_factory=dict)
    nodes: list[str] = field(default_factory=list)
    digests: dict[str, frozenset[str]] = field(default_factory=dict)
    """Pictures, and who may see each."""


@pytest.fixture
async def house(seeded: SeededStore) -> AsyncIterator[House]:
    async with open_house(settings_of(seeded.data, seeded.url, worker=False)) as house:
        yield house


def _photo(seed: int) -> bytes:
    noise = random.Random(seed).randbytes(8 * 6 * 3)
    file = io.BytesIO()
    Image.frombytes("RGB", (8, 6), noise).resize((640, 480)).save(file, "JPEG")
    return file.getvalue()


async def _plant(house: House) -> Planted:
    planted = Planted()
    await _one_agency_for_all(house)
    photos = {}
    for seed, name in enumerate(("hidden", "sensitive", "step")):
        who = OFFICER if name == "step" else REPORTER
        photos[name], told = await house.photo(_photo(seed), who)
        planted.digests[told["image"]["url"].split("/")[-2]] = CONCERNED
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
        planted.reports[name] = await house.submit(REPORTER, **{"hideName": True, **changes})
    ids_ = {name: report["id"] for name, report in planted.reports.items()}
    for name in ("nameless", "rounded"):
        await house.advance(
            OFFICER, ids_[name], "VERIFIED", publicNote="Terbuka.", internalNote="Catatan zqdalam."
        )
    await house.advance(
        OFFICER, ids_["hidden"], "VERIFIED", publicNote="Jawaban zqjawaban.",
        internalNote="Catatan zqdalam.", photos=[photos["step"]],
    )  # fmt: skip
    await _moderate_away(house, ids_["moderated"], follower=CALLERS["citizen"])
    await _merge(house, planted)
    await _plant_articles(house, planted)
    await _collect_nodes(house, planted)
    return planted


async def _one_agency_for_all(house: House) -> None:
    """The sensitive and the rounded categories lie with the officer's agency, as the roads do."""
    category = metadata.tables["report_category"]
    async with house.database.write() as session:
        roads = select(category.c.agency_id).where(category.c.code == "jalan-rusak")
        await session.execute(
            update(category)
            .where(category.c.code.in_(["kekerasan", "pariwisata-pungli"]))
            .values(agency_id=await session.scalar(roads))
        )


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


async def _plant_articles(house: House, planted: Planted) -> None:
    later = (clock.now() + timedelta(days=2)).isoformat()
    image, told = await house.photo(_photo(9), EDITOR)
    planted.digests[told["image"]["url"].split("/")[-2]] = MAY_SEE["zqembargo"]
    image2, told2 = await house.photo(_photo(10), EDITOR)
    planted.digests[told2["image"]["url"].split("/")[-2]] = EDITORS
    text = {"summaryId": "Ringkasan zqisiembargo.", "bodyId": "Isi zqisiembargo."}
    planted.articles["embargo"] = await house.publish(
        EDITOR, titleId="Kabar zqembargo besar", **text, embargoUntil=later, images=[image],
        topics=["uji"],
    )  # fmt: skip
    planned = {"titleId": "Kabar zqterencana nanti", "bodyId": "Isi zqterencana."}
    planted.articles["planned"] = await house.publish(
        EDITOR, **planned, publishAt=later, images=[image2], topics=["uji"]
    )
    public = await house.publish(EDITOR, titleId="Kabar terbuka", topics=["uji"])
    image3, told3 = await house.photo(_photo(11), EDITOR)
    planted.digests[told3["image"]["url"].split("/")[-2]] = EDITORS
    withdrawn = await house.publish(
        EDITOR, titleId="Kabar zqjudulcabut kemarin", bodyId="Isi zqdicabut.",
        summaryId="Ringkasan zqdicabut.", topics=["uji"], images=[image3],
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
            "noteId": note, "by": by,
        }  # fmt: skip
        answer = await house.ask(correct, {"input": wanted}, EDITOR)
        assert answer["a"]["__typename"] == "CorrectArticleSuccess", answer
    answer = await house.ask(
        """mutation($id: ID!) { a: withdrawArticle(input: {article: $id, noteId: "Keliru."}) {
          __typename } }""",
        {"id": withdrawn["id"]},
        EDITOR,
    )
    assert answer["a"]["__typename"] == "WithdrawArticleSuccess"


async def _collect_nodes(house: House, planted: Planted) -> None:
    """The ids of all rows behind the planted things, as somebody could have noted them down."""
    things = [*planted.reports.values(), *planted.articles.values()]
    planted.nodes = [thing["id"] for thing in things]
    inner = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Report { photos { id }
      updates { nodes { id photos { id } } } } } }"""
    for node in (await house.ask(inner, {"ids": planted.nodes}, ADMIN))["nodes"]:
        planted.nodes += [photo["id"] for photo in node.get("photos", ())]
        for line in node.get("updates", {}).get("nodes", ()):
            planted.nodes += [line["id"], *(photo["id"] for photo in line["photos"])]
    notification = metadata.tables["notification"]
    async with house.database.read() as reader:
        for key in (await reader.execute(select(notification.c.id))).scalars():
            planted.nodes.append(f"ntf_{key}")


FRAGMENTS = """
fragment R on Report { id ticket title description address status internalStatus
  category { name } area { name } point { latitude longitude } pointPrecision agency { code }
  reporter { name } photos { id image { url } } ratingWord assignee { name }
  updates(first: 3) { nodes { id note internalNote photos { id image { url } } } }
  revisions { title description address reason }
  identityLooks(first: 2) { nodes { reason by { name } } } }
fragment A on Article { id slug title summary bodyHtml bodyText embargoUntil withdrawn
  images { url } corrections { id note by { title bodyText } } }
"""
QUERIES = {
    "newest": "query { reports(first: 12) { edges { cursor node { ...R } } } }",
    "last updated": "query { reports(first: 12, order: RECENTLY_UPDATED) { nodes { ...R } } }",
    "by category": "query($category: ID!) { reports(first: 12, filter: {category: $category})"
    " { nodes { ...R } } }",
    "by sensitive category": "query($sensitive: ID!) { reports(first: 12,"
    " filter: {category: $sensitive}) { nodes { ...R } } }",
    "by state": "query($since: DateTime!) { reports(first: 12, filter: {submittedAfter: $since,"
    " status: [WAITING, IN_PROGRESS, MERGED]}) { nodes { ...R } } }",
    "near": "query($near: PointInput!, $since: DateTime!) { reports(first: 12,"
    " filter: {near: $near, radiusMetres: 500, submittedAfter: $since}) { nodes { ...R } } }",
    "in a box": "query($since: DateTime!) { reports(first: 12, filter: {submittedAfter: $since,"
    " box: {south: -8.72, north: -8.71, west: 115.16, east: 115.17}}) { nodes { ...R } } }",
    "inbox of officers": "query($since: DateTime!) { reports(first: 12,"
    " filter: {assignedTo: MY_AGENCY, submittedAfter: $since}) { nodes { ...R } } }",
    "merged into": "query($merged: ID!) { report(id: $merged) { ...R mergedInto { ...R"
    " mergedFrom(first: 2) { nodes { ...R } } } } }",
    "own reports": "query { viewer { id name reports(first: 12) { nodes { ...R } } } }",
    "joined": "query { viewer { joined(first: 12) { nodes { ...R } } } }",
    "own inbox": "query { viewer { notifications(first: 12) { nodes { id title body deepLink"
    " subject { ... on Report { ...R } ... on Article { ...A } } } } } }",
    "own self": "query { viewer { identityLooks(first: 9) { nodes { reason } }"
    " colleagues { name } devices { id } } }",
    "similar": "query($near: PointInput!, $category: ID!)"
    " { similarReports(category: $category, point: $near) { report { ...R } } }",
    "similar sensitive": "query($near: PointInput!, $sensitive: ID!)"
    " { similarReports(category: $sensitive, point: $near) { report { ...R } } }",
    "articles": "query { articles(first: 12) { edges { cursor node { ...A } } } }",
    "articles by topic": 'query { articles(first: 12, filter: {topic: "uji"}) { nodes { ...A } } }',
    "articles since": "query($since: DateTime!) { articles(first: 12,"
    " filter: {publishedAfter: $since}) { nodes { ...A } } }",
}
STATISTICS = """query($by: [ReportDimension!]!, $filter: ReportFilter) {
  reportStatistics(by: $by, filter: $filter) { area { name } category { name } agency { code }
    month submitted done } }"""
OPEN_DATA = ("/open-data/reports.csv", "/open-data/reports.geojson")
OPEN311 = (
    "requests", "requests/{ticket}", "tokens/{ticket}", "servicerequestupdates",
    "servicerequestupdates?service_request_id={ticket}", "requests?service_request_id={ticket}",
    "requests?service_code=kekerasan", "requests?lat=-8.7177&long=115.1687&radius=500",
)  # fmt: skip
BY_REPORT = """query($id: ID!, $ticket: String!) { report(id: $id) { ...R }
  ticket: report(ticket: $ticket) { ...R } node(id: $id) { ... on Report { ...R } } }"""
BY_ARTICLE = """query($id: ID!, $slug: String!) { article(id: $id) { ...A }
  slug: article(slug: $slug) { ...A } node(id: $id) { ... on Article { ...A } } }"""
BY_ID = """query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Report { ...R }
  ... on Article { ...A }
  ... on Photo { image { url } }
  ... on ReportUpdate { note internalNote photos { image { url } } }
  ... on Notification { title body subject { ... on Report { ...R } } } } }"""
SEARCH = """query($text: String!) { reports(first: 8, filter: {text: $text}) { nodes { ...R } }
  articles(first: 8, filter: {text: $text}) { nodes { ...A } } }"""


def _whole(query: str) -> str:
    """The query with the fragments that it uses, and no others."""
    kept = [f"fragment{part}" for part in FRAGMENTS.split("fragment")[1:]]
    return query + "".join(part for part in kept if f"...{part.split()[1]}" in query)


async def _walk(house: House, planted: Planted, who: Somebody) -> dict[str, str]:
    """The raw answers of all paths to this viewer, by path."""
    facts = {
        "category": await house.category("jalan-rusak"),
        "sensitive": await house.category("kekerasan"),
        "near": EXACT,
        "since": (clock.now() - timedelta(minutes=10)).isoformat(),
        "merged": planted.reports["merged"]["id"],
        "nameless": planted.reports["nameless"]["id"],
    }
    seen = {}

    async def ask(path: str, query: str, given: dict[str, Any]) -> None:
        response = await house.post(_whole(query), given, who)
        assert response.status_code == 200 and "errors" not in response.json(), (
            path,
            response.text,
        )
        seen[path] = response.text
        if who.role.name == "ANONYMOUS":
            address = {"query": _whole(query), "variables": json.dumps(given)}
            seen[f"{path} by GET"] = (await house.client.get("/graphql", params=address)).text

    for name, query in QUERIES.items():
        await ask(name, query, {k: v for k, v in facts.items() if f"${k}:" in query})
    for name, report in planted.reports.items():
        await ask(f"report {name}", BY_REPORT, {k: report[k] for k in ("id", "ticket")})
    for name, article in planted.articles.items():
        await ask(f"article {name}", BY_ARTICLE, {k: article[k] for k in ("id", "slug")})
    for start in range(0, len(planted.nodes), 10):
        await ask(f"nodes {start}", BY_ID, {"ids": planted.nodes[start : start + 10]})
    for word in MAY_SEE:
        await ask(f"search {word}", SEARCH, {"text": word})
    for by in ("AREA", "CATEGORY", "AGENCY", "MONTH"):
        await ask(f"statistics by {by}", STATISTICS, {"by": [by]})
    await _walk_files(house, planted, who, seen)
    seen["emergency"] = (await house.client.get("/emergency.json")).text
    seen["metrics"] = (await house.client.get("/metrics")).text
    return seen


async def _walk_files(house: House, planted: Planted, who: Somebody, seen: dict[str, str]) -> None:
    """Open data and Open311: a token must not open there what it opens in the graph."""
    paths = [*OPEN_DATA]
    for form in ("json", "xml"):
        for report in planted.reports.values():
            for path in OPEN311:
                resource, mark, query = path.format(ticket=report["ticket"]).partition("?")
                asked = f"{query}&" if mark else ""
                paths.append(f"/open311/v2/{resource}.{form}?{asked}extensions=true")
    for path in dict.fromkeys(paths):
        answer = await house.client.get(path, headers=house.headers(who))
        assert answer.status_code in (200, 404), (path, answer.text)
        seen[path] = answer.text


async def test_every_path_as_every_viewer(house: House) -> None:
    planted = await _plant(house)
    marks = {**MAY_SEE, **planted.digests}
    # Admins first: what is kept of their answers must not reach those who come after.
    for caller in reversed(CALLERS):
        seen = await _walk(house, planted, CALLERS[caller])
        for mark, may in marks.items():
            where = [path for path, answer in seen.items() if mark in answer]
            if caller in may:
                assert where, f"{caller} should find {mark} somewhere"
            else:
                assert not where, f"{caller} reads {mark} at {where}"
        await _pictures(house, planted, caller)


async def _pictures(house: House, planted: Planted, caller: str) -> None:
    """The pictures' own addresses answer as the graph does."""
    headers = house.headers(CALLERS[caller])
    for digest, may in planted.digests.items():
        for width in (320, 960):
            answer = await house.client.get(f"/media/{digest}/{width}.webp", headers=headers)
            expected = 200 if caller in may else 404
            assert answer.status_code == expected, (caller, width, may)
            if expected == 200:
                assert "private" in answer.headers["cache-control"]


async def test_search_is_no_oracle(house: House) -> None:
    """An empty or a full list does not tell whether a word occurs in what one may not read."""
    planted = await _plant(house)
    hits = """query($text: String!) { reports(filter: {text: $text}) { nodes { id } }
      articles(filter: {text: $text}) { nodes { id } } }"""
    for word, may in {
        "zquraian": CONCERNED, "zqperkara": CONCERNED, "zqdicabut": EDITORS,
        "zqjudulcabut": EDITORS, "zqisiembargo": EDITORS | {"partner"}, "zqterencana": EDITORS,
        # Names, addresses and internal notes are searched for nobody.
        "Zqpelapor": frozenset(), "zqalamat": frozenset(), "zqdalam": frozenset(),
    }.items():  # fmt: skip
        for caller, who in CALLERS.items():
            found = await house.ask(hits, {"text": word}, who)
            any_hit = bool(found["reports"]["nodes"] or found["articles"]["nodes"])
            assert any_hit == (caller in may), (word, caller)
    near = """query($near: PointInput!) {
      reports(first: 100, filter: {near: $near, radiusMetres: 5})
      { nodes { id } } }"""
    rounded = planted.reports["rounded"]["id"]
    for who in CALLERS.values():
        found = await house.ask(near, {"near": EXACT}, who)
        assert rounded not in [r["id"] for r in found["reports"]["nodes"]], "rounding undone"


async def test_hiding_later_closes_every_path(house: House) -> None:
    """What was public and was kept by caches is gone for the public when a moderator hides it."""
    photo, told = await house.photo(_photo(3), REPORTER)
    report = await house.submit(REPORTER, title="Lubang zqkemudian", photos=[photo])
    query = _whole(BY_REPORT)
    given = {"id": report["id"], "ticket": report["ticket"]}
    url = report["photos"][0]["image"]["url"]
    assert "zqkemudian" in (await house.post(query, given)).text
    assert (await house.client.get(url)).status_code == 200
    await house.ask(
        """mutation($id: ID!) { moderateReport(input: {report: $id, action: HIDE,
          reason: "Memuat data orang lain."}) { __typename } }""",
        {"id": report["id"]},
        OFFICER,
    )
    assert "zqkemudian" not in (await house.post(query, given)).text
    assert "zqkemudian" in (await house.post(query, given, REPORTER)).text

    async def is_closed() -> bool:
        return (await house.client.get(url)).status_code == 404

    await until(is_closed, 15)
    assert told["state"] == "READY"
