"""Reports as clients use them: over HTTP, in both languages, on both stores."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from api.db.session import Database
from api.identity.values import Role
from api.kit import ids
from api.reports.models import Report
from tests.http.serving import phone_photo
from tests.reports.scene import build
from tests.story.house import ANONYMOUS, House, Somebody, open_house, settings_of

SARI = Somebody(Role.CITIZEN, "sari", name="Ni Luh Sari")
MADE = Somebody(Role.CITIZEN, "made", name="I Made")
ROADS = Somebody(Role.OFFICER, "ketut", agency="pupr", name="Ketut")
ORDER = Somebody(Role.OFFICER, "wayan", agency="satpolpp", name="Wayan")
EDITOR = Somebody(Role.EDITOR, "editor", name="Editor")
ADMIN = Somebody(Role.ADMIN, "admin", name="Admin")
EVERYBODY = (ANONYMOUS, SARI, MADE, ROADS, ORDER, EDITOR, ADMIN)
HOLE = {"latitude": -8.7178123, "longitude": 115.1689123}


@pytest.fixture
async def house(database_url: str, database: Database, tmp_path: Path) -> AsyncIterator[House]:
    await build(database)
    async with open_house(settings_of(tmp_path, database_url, worker=False)) as open_one:
        yield open_one


async def do(
    house: House, who: Somebody, verb: str, fields: str = "", language: str = "en", **input: Any
) -> Any:
    """The outcome of a mutation."""
    name = verb[0].upper() + verb[1:]
    query = f"""mutation($input: {name}Input!) {{ {verb}(input: $input) {{ __typename
      ... on {name}Success {{ {fields or "report { id status }"} }}
      ... on Problem {{ message code }}
      ... on InvalidInput {{ fields {{ path message code }} }} }} }}"""
    return (await house.ask(query, {"input": input}, who, language))[verb]


async def done(house: House, who: Somebody, verb: str, fields: str = "", **input: Any) -> Any:
    """The outcome of a mutation that must succeed."""
    answer = await do(house, who, verb, fields, **input)
    assert answer["__typename"].endswith("Success"), answer
    return answer


async def submitted(house: House, who: Somebody = SARI, **changes: Any) -> Any:
    return await house.submit(who, "roads", **changes)


async def test_a_neighbour_joins_instead_of_reporting_again(house: House) -> None:
    report = await submitted(house)
    similar = """query($category: ID!, $point: PointInput!) {
      similarReports(category: $category, point: $point) {
        distanceMetres report { id joinedCount viewerHasJoined reporter { name } } } }"""
    near = {"category": await house.category("roads"), "point": HOLE}
    (found,) = (await house.ask(similar, near, MADE))["similarReports"]
    assert found["report"] == {
        "id": report["id"], "joinedCount": 0, "viewerHasJoined": False,
        "reporter": {"name": "Ni Luh Sari"},
    }  # fmt: skip
    assert found["distanceMetres"] == 0
    fields = "report { id joinedCount viewerHasJoined } mergedFrom { id }"
    answer = await done(house, MADE, "joinReport", fields, report=report["id"])
    assert answer["report"] == {"id": report["id"], "joinedCount": 1, "viewerHasJoined": True}
    assert answer["mergedFrom"] is None

    mine = "{ viewer { reports { nodes { id } } joinedReports { nodes { id viewerHasJoined } } } }"
    assert (await house.ask(mine, who=MADE))["viewer"] == {
        "reports": {"nodes": []},
        "joinedReports": {"nodes": [{"id": report["id"], "viewerHasJoined": True}]},
    }
    assert (await house.ask(mine, who=SARI))["viewer"]["joinedReports"] == {"nodes": []}
    (found,) = (await house.ask(similar, near))["similarReports"]
    assert found["report"]["joinedCount"] == 1 and not found["report"]["viewerHasJoined"]
    left = await done(
        house, MADE, "leaveReport", "reportId report { id joinedCount viewerHasJoined }",
        report=report["id"],
    )  # fmt: skip
    assert left["reportId"] == report["id"]
    assert left["report"] == {"id": report["id"], "joinedCount": 0, "viewerHasJoined": False}
    assert (await house.ask(mine, who=MADE))["viewer"]["joinedReports"] == {"nodes": []}

    bad = await house.post(similar, {**near, "point": {"latitude": 91, "longitude": 0}})
    assert bad.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    for category in (report["id"], f"cat_{ids.uuid7()}", "nothing"):
        answer = (await house.post(similar, {**near, "category": category})).json()
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_report_is_added_to_rated_and_reopened(house: House) -> None:
    report = (await submitted(house))["id"]
    photo, _ = await house.photo(phone_photo(800, 600), SARI)
    fields = """report { photos { id image { url } }
      updates { nodes { kind note authorRole photos { id } } } }"""
    key = ids.uuid7()
    for _ in range(2):
        answer = await done(
            house, SARI, "addToReport", fields, report=report, idempotencyKey=key,
            note="Makin dalam", photos=[photo],
        )  # fmt: skip
        (line,) = answer["report"]["updates"]["nodes"]
        (shown,) = answer["report"]["photos"]
        assert (line["kind"], line["note"], line["authorRole"]) == (
            "ADDITION", "Makin dalam", "CITIZEN",
        )  # fmt: skip
        assert line["photos"] == [{"id": shown["id"]}]
    assert (await house.client.get(shown["image"]["url"])).status_code == 200

    early = await do(house, SARI, "rateReport", report=report, rating=5)
    assert early["__typename"] == "Conflict" and "once it is done" in early["message"]
    assert early["code"] == "WRONG_STATUS" and "Status: Waiting." in early["message"]
    indonesian = await do(house, SARI, "rateReport", language="id", report=report, rating=5)
    assert "setelah laporan selesai" in indonesian["message"]
    await house.advance(ROADS, report, "ASSIGNED")
    await house.advance(ROADS, report, "DONE")
    await done(house, SARI, "rateReport", report=report, rating=2, comment="Masih berlubang")
    rating = "query($id: ID!) { report(by: {id: $id}) { rating ratingComment reopenedAt } }"
    for who in EVERYBODY:
        seen = (await house.ask(rating, {"id": report}, who))["report"]
        assert seen["rating"] == 2
        assert (seen["ratingComment"] is not None) == (who in (SARI, ROADS, ADMIN)), who
    answer = await done(
        house, SARI, "reopenReport", "report { status reopenedAt }", report=report,
        idempotencyKey=ids.uuid7(), reason="Masih berlubang",
    )  # fmt: skip
    assert answer["report"]["status"] == "WAITING" and answer["report"]["reopenedAt"]
    reopened = "{ reports(filter: {isReopened: true}) { nodes { id } } }"
    assert (await house.ask(reopened))["reports"]["nodes"] == [{"id": report}]


async def test_inboxes_are_for_officers(house: House) -> None:
    mine, other = (await submitted(house))["id"], (await submitted(house))["id"]
    noise = (await house.submit(SARI, "noise"))["id"]
    await house.advance(ROADS, other, "VERIFIED")
    answer = await house.ask("{ viewer { id colleagues { id name } } }", who=ROADS)
    me = answer["viewer"]["id"]
    assert answer["viewer"]["colleagues"] == [{"id": me, "name": "Ketut"}]
    for who in (SARI, EDITOR, ORDER):
        assert (await house.ask("{ viewer { colleagues { id } } }", who=who))["viewer"] == {
            "colleagues": []
        }
    await done(house, ADMIN, "assignReport", report=mine, officer=me, reason="Di wilayahnya")
    inbox = """query($filter: ReportFilter, $order: ReportOrder) {
      reports(filter: $filter, order: $order) { nodes { id assignee { name } dueAt } } }"""

    async def listed(who: Somebody, order: str = "OLDEST", **filter: Any) -> list[str]:
        found = await house.ask(inbox, {"filter": filter, "order": order}, who)
        return [node["id"] for node in found["reports"]["nodes"]]

    assert await listed(ROADS, assignedTo="ME") == [mine]
    assert await listed(ROADS, assignedTo="MY_AGENCY") == [mine, other]
    assert await listed(ROADS, "DUE_FIRST", assignedTo="MY_AGENCY") == [mine, other]
    assert await listed(ORDER, assignedTo="MY_AGENCY") == [noise]
    assert await listed(ORDER, assignedTo="ME") == []
    for who in (ANONYMOUS, SARI, EDITOR):
        assert await listed(who, assignedTo="ME") == await listed(who, assignedTo="MY_AGENCY") == []
    assert await listed(ROADS, internalStatus=["VERIFIED", "RECEIVED"]) == [other]
    assert await listed(ORDER, internalStatus=["VERIFIED", "RECEIVED"]) == [noise]
    assert await listed(SARI, internalStatus=["VERIFIED", "RECEIVED"]) == []
    assert await listed(ROADS, isOverdue=True) == []
    assert len(await listed(ROADS, isOverdue=False)) == 3
    assert await listed(ANONYMOUS, "DUE_FIRST") == [noise, mine, other]
    assignee = "query($id: ID!) { report(by: {id: $id}) { assignee { name } } }"
    for who in EVERYBODY:
        seen = (await house.ask(assignee, {"id": mine}, who))["report"]["assignee"]
        assert (seen is not None) == (who in (ROADS, ADMIN)), who


async def test_a_hidden_report_is_not_overdue_until_it_is_shown_again(house: House) -> None:
    hidden, other = (await submitted(house))["id"], (await submitted(house))["id"]
    inbox = """query($order: ReportOrder, $filter: ReportFilter) {
      reports(filter: $filter, order: $order) { nodes { id isOverdue } } }"""

    async def listed(order: str, **filter: Any) -> list[tuple[str, bool]]:
        asked = {"order": order, "filter": {"assignedTo": "MY_AGENCY", **filter}}
        found = (await house.ask(inbox, asked, ROADS))["reports"]["nodes"]
        return [(node["id"], node["isOverdue"]) for node in found]

    long_ago = datetime(2026, 1, 2, tzinfo=UTC)
    async with house.database.write() as session:
        await session.execute(update(Report).values(due_at=long_ago))
    assert await listed("DUE_FIRST", isOverdue=True) == [(hidden, True), (other, True)]
    await done(house, ADMIN, "moderateReport", report=hidden, action="HIDE", reason="Bukan laporan")
    for filter in ({}, {"isOverdue": True}):
        assert await listed("DUE_FIRST", **filter) == [(other, True)]
    assert await listed("OLDEST") == [(hidden, False), (other, True)]
    assert await listed("OLDEST", isOverdue=False) == [(hidden, False)]
    await done(
        house, ADMIN, "moderateReport", report=hidden, action="UNHIDE", reason="Ternyata perlu"
    )
    assert await listed("DUE_FIRST") == [(hidden, True), (other, True)]


async def test_an_inbox_pages_by_due_date(house: House) -> None:
    made = [(await submitted(house))["id"] for _ in range(5)]
    seen: list[str] = []
    after = None
    while True:
        page = (
            await house.ask(
                """query($after: String) { reports(first: 2, after: $after, order: DUE_FIRST) {
                  nodes { id } pageInfo { endCursor hasNextPage } } }""",
                {"after": after},
            )
        )["reports"]
        seen += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert sorted(seen) == sorted(made) and len(seen) == 5


async def test_a_hidden_report_is_out_of_sight_once_it_is_assigned_elsewhere(house: House) -> None:
    report = (await submitted(house, hideReport=True))["id"]
    agencies = await house.ask("{ reportCategories { code agency { id code } } }")
    order = next(
        c["agency"]["id"] for c in agencies["reportCategories"] if c["agency"]["code"] == "satpolpp"
    )
    answer = await done(
        house, ROADS, "assignReport", "reportId report { id }", report=report, agency=order,
        reason="Bukan jalan kota",
    )  # fmt: skip
    assert answer["report"] is None and answer["reportId"] == report
    history = (
        "query($id: ID!) { report(by: {id: $id}) { updates { nodes { kind internalNote } } } }"
    )
    seen = await house.ask(history, {"id": report}, ORDER)
    assert seen["report"]["updates"]["nodes"] == [
        {"kind": "ASSIGNED", "internalNote": "Bukan jalan kota"}
    ]
    seen = await house.ask(history, {"id": report}, SARI)
    assert seen["report"]["updates"]["nodes"] == [{"kind": "ASSIGNED", "internalNote": None}]


async def test_officers_retries_are_answered_even_if_the_report_is_elsewhere(
    house: House,
) -> None:
    report = (await submitted(house, hideReport=True))["id"]
    key = {"report": report, "idempotencyKey": ids.uuid7()}
    categories = await house.ask("{ reportCategories { agency { id code } } }")
    order = next(
        c["agency"]["id"] for c in categories["reportCategories"]
        if c["agency"]["code"] == "satpolpp"
    )  # fmt: skip
    sent = [
        ("noteReport", {"publicNote": "Besok"}),
        ("advanceReport", {"to": "VERIFIED"}),
        ("moderateReport", {"action": "EDIT", "reason": "Salah tulis", "title": "Lubang besar"}),
        ("assignReport", {"agency": order, "reason": "Bukan jalan kota"}),
    ]
    for verb, input in sent:
        for _ in range(2):
            await done(house, ROADS, verb, **key, **input)
    seen = "query($id: ID!) { report(by: {id: $id}) { updates { nodes { kind } } } }"
    lines = (await house.ask(seen, {"id": report}, SARI))["report"]["updates"]["nodes"]
    assert [line["kind"] for line in lines] == ["ASSIGNED", "MODERATED", "STEP", "NOTE"]
    for verb, input in sent:
        answer = await done(house, ROADS, verb, **key, **input)
        assert answer["report"] is None, "it is hidden, and another agency's now"
        other = {**input, "publicNote": "Lain"} if verb != "moderateReport" else {
            **input, "title": "Lubang kecil"
        }  # fmt: skip
        assert (await do(house, ROADS, verb, **key, **other))["__typename"] == "Conflict"


async def test_internal_notes_reach_no_citizen_by_any_path(house: House) -> None:
    report = (await submitted(house))["id"]
    secret = "Rahasia 7731"
    await done(
        house, ROADS, "noteReport", report=report, idempotencyKey=ids.uuid7(), internalNote=secret
    )
    await house.advance(ROADS, report, "VERIFIED", internalNote=secret)
    query = """query($id: ID!) {
      report(by: {id: $id}) { updates { nodes { id kind note internalNote } } }
      reports { nodes { updates { nodes { note internalNote } } } }
      node(id: $id) { ... on Report { updates { nodes { note internalNote } } } } }"""
    for who in EVERYBODY:
        answer = await house.ask(query, {"id": report}, who)
        trusted = who in (ROADS, ADMIN)
        assert (secret in json.dumps(answer)) == trusted, who
        assert len(answer["report"]["updates"]["nodes"]) == (2 if trusted else 1)
    lines = (await house.ask(query, {"id": report}, ROADS))["report"]["updates"]["nodes"]
    line = next(line["id"] for line in lines if line["kind"] == "NOTE")
    for who in EVERYBODY:
        found = await house.ask("query($id: ID!) { node(id: $id) { id } }", {"id": line}, who)
        assert (found["node"] is not None) == (who in (ROADS, ADMIN))


async def test_a_hidden_name_is_disclosed_for_a_reason_that_the_reporter_sees(house: House) -> None:
    report = (await submitted(house, hideName=True))["id"]
    name = """query($id: ID!) { report(by: {id: $id}) { reporter { name } }
      reports { nodes { reporter { name } } }
      node(id: $id) { ... on Report { reporter { name } } } }"""
    for who in EVERYBODY:
        answer = await house.ask(name, {"id": report}, who)
        assert ("Ni Luh Sari" in json.dumps(answer)) == (who is SARI), who
    for who in EVERYBODY:
        answer = await do(
            house, who, "revealReporter", "name recorded", report=report, reason="Menanyakan"
        )
        if who in (ROADS, ADMIN):
            assert answer == {
                "__typename": "RevealReporterSuccess", "name": "Ni Luh Sari", "recorded": True,
            }  # fmt: skip
        else:
            assert answer["__typename"] == "NotAllowed" and "Sari" not in json.dumps(answer)
    disclosures = """query($id: ID!) { viewer { identityDisclosures { nodes { disclosedTo { name }
      role reason agency { code } disclosedAt report { id } } } }
      report(by: {id: $id}) { identityDisclosures { nodes { id } } } }"""
    seen = await house.ask(disclosures, {"id": report}, SARI)
    assert [
        (
            n["disclosedTo"]["name"],
            n["role"],
            n["agency"] and n["agency"]["code"],
            n["report"]["id"],
        )
        for n in seen["viewer"]["identityDisclosures"]["nodes"]
    ] == [("Admin", "ADMIN", None, report), ("Ketut", "OFFICER", "pupr", report)]
    assert len(seen["report"]["identityDisclosures"]["nodes"]) == 2
    disclosure = seen["report"]["identityDisclosures"]["nodes"][0]["id"]
    for who in EVERYBODY:
        seen = await house.ask(disclosures, {"id": report}, who)
        assert bool(seen["report"]["identityDisclosures"]["nodes"]) == (who in (SARI, ADMIN))
        found = await house.ask("query($id: ID!) { node(id: $id) { id } }", {"id": disclosure}, who)
        assert (found["node"] is not None) == (who in (SARI, ADMIN))
        if who is not SARI and who is not ANONYMOUS:
            assert seen["viewer"]["identityDisclosures"]["nodes"] == []


async def test_a_merged_ticket_refers_to_the_report_that_stays(house: House) -> None:
    photo, _ = await house.photo(phone_photo(800, 600), MADE)
    stays, goes = await submitted(house), await submitted(house, MADE, photos=[photo])
    answer = await done(
        house, ROADS, "mergeReports", "report { id joinedCount } merged { id status }",
        report=goes["id"], into=stays["id"], reason="Lubang yang sama",
    )  # fmt: skip
    assert answer["report"] == {"id": stays["id"], "joinedCount": 1}
    assert answer["merged"] == {"id": goes["id"], "status": "MERGED"}
    track = """query($ticket: String!) { report(by: {ticket: $ticket}) { status photos { id }
      mergedInto { ticket mergedFrom { nodes { ticket photos { id } } } } } }"""
    seen = (await house.ask(track, {"ticket": goes["ticket"]}))["report"]
    assert seen["status"] == "MERGED" and len(seen["photos"]) == 1
    assert seen["mergedInto"] == {
        "ticket": stays["ticket"],
        "mergedFrom": {"nodes": [{"ticket": goes["ticket"], "photos": seen["photos"]}]},
    }
    fields = "report { id } mergedFrom { id }"
    newcomer = Somebody(Role.CITIZEN, "dewi")
    answer = await done(house, newcomer, "joinReport", fields, report=goes["id"])
    assert (answer["report"]["id"], answer["mergedFrom"]["id"]) == (stays["id"], goes["id"])
    inbox = "{ viewer { notifications { nodes { body subject { id } } } } }"
    for who in (SARI, MADE):
        (notice,) = (await house.ask(inbox, who=who))["viewer"]["notifications"]["nodes"]
        assert notice["subject"]["id"] == stays["id"] and "digabung" in notice["body"]


async def test_hidden_reports_and_redacted_photos_are_gone_by_every_path(house: House) -> None:
    photo, _ = await house.photo(phone_photo(800, 600), SARI)
    report = (await submitted(house, photos=[photo]))["id"]
    query = """query($id: ID!) { report(by: {id: $id}) { photos { id image { url(width: 320) } }
      revisions { action reason title } } }"""
    (shown,) = (await house.ask(query, {"id": report}))["report"]["photos"]
    url = shown["image"]["url"]
    await done(
        house, ROADS, "moderateReport", report=report, action="EDIT", reason="Ada nama orang",
        title="Lubang di jalan",
    )  # fmt: skip
    for who in EVERYBODY:
        seen = (await house.ask(query, {"id": report}, who))["report"]["revisions"]
        assert len(seen) == (1 if who in (SARI, ROADS, ADMIN) else 0), who
    answer = await done(
        house, ROADS, "moderateReport", "reportId removedPhotoId report { photos { id } }",
        report=report, action="REDACT_PHOTO", reason="Ada wajah orang", photo=shown["id"],
    )  # fmt: skip
    assert answer["removedPhotoId"] == shown["id"] and answer["report"] == {"photos": []}
    for who in EVERYBODY:
        assert (await house.ask(query, {"id": report}, who))["report"]["photos"] == []
        found = await house.ask(
            "query($id: ID!) { node(id: $id) { id } }", {"id": shown["id"]}, who
        )
        assert found["node"] is None
        answer = await house.client.get(url, headers=house.headers(who))
        assert answer.status_code == 404, who

    await done(house, ADMIN, "moderateReport", report=report, action="HIDE", reason="Bukan laporan")
    for who in EVERYBODY:
        seen = (await house.ask(query, {"id": report}, who))["report"]
        assert (seen is not None) == (who in (SARI, ROADS, ADMIN)), who


BAD_TEXTS = ["x" * 4001, "a\x00b", "\ud800", "\udfff lone", "\x1b[31m"]


@pytest.mark.parametrize("text", BAD_TEXTS)
async def test_bad_texts_are_clear_problems_over_http(house: House, text: str) -> None:
    report = (await submitted(house))["id"]
    key = ids.uuid7()
    inputs = [
        (SARI, "addToReport", {"note": text, "idempotencyKey": key}),
        (ROADS, "noteReport", {"publicNote": text, "idempotencyKey": key}),
        (ROADS, "noteReport", {"internalNote": text, "idempotencyKey": key}),
        (ROADS, "revealReporter", {"reason": text}),
        (ROADS, "moderateReport", {"action": "HIDE", "reason": text}),
        (ROADS, "moderateReport", {"action": "EDIT", "reason": "Alasan", "description": text}),
    ]
    for who, verb, more in inputs:
        name = verb[0].upper() + verb[1:]
        query = f"""mutation($input: {name}Input!) {{ {verb}(input: $input) {{
          ... on InvalidInput {{ fields {{ path }} }} }} }}"""
        body = json.dumps({"query": query, "variables": {"input": {"report": report, **more}}})
        answer = await house.client.post(
            "/graphql", content=body,
            headers={**house.headers(who), "Content-Type": "application/json"},
        )  # fmt: skip
        # Some of them are not valid JSON: then the whole request is refused.
        if answer.status_code == 400:
            assert "errors" in answer.json()
        else:
            assert answer.json()["data"][verb]["fields"], (verb, answer.text)
    history = "query($id: ID!) { report(by: {id: $id}) { status updates { nodes { id } } } }"
    seen = (await house.ask(history, {"id": report}, ROADS))["report"]
    assert seen == {"status": "WAITING", "updates": {"nodes": []}}


async def test_templates_are_for_officers(house: House, database: Database) -> None:
    from api.reports.models import ResponseTemplate
    from api.reports.values import ReportStatus

    async with database.write() as session:
        session.add(
            ResponseTemplate(
                code="selesai", status=ReportStatus.DONE, text_id="Selesai.", text_en="Done.",
                position=0,
            )
        )  # fmt: skip
    roads = await house.category("roads")
    query = """query($category: ID, $status: ReportInternalStatus) {
      responseTemplates(category: $category, status: $status) { code
        text { indonesian english } } }"""
    for who in EVERYBODY:
        for status, hits in (("DONE", 1), ("WORKING", 0)):
            found = await house.ask(query, {"category": roads, "status": status}, who)
            expected = hits if who in (ROADS, ORDER, ADMIN) else 0
            assert len(found["responseTemplates"]) == expected
            for template in found["responseTemplates"]:
                assert template["text"] == {"indonesian": "Selesai.", "english": "Done."}
