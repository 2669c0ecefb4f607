"""Officers whose work is limited to an area, over HTTP: reads by every path, and the log."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from api.identity.values import Role
from api.kit import ids
from tests.permissions.people import ADMIN, AREA_OFFICERS, OFFICER, REPORTER
from tests.story.house import House, Somebody, open_house, settings_of
from tests.story.seeded import SeededStore

INTERNAL = "Hanya untuk petugas: Zqcatatan"
ASKED = """query($id: ID!, $ticket: String!) {
  node(id: $id) { ... on Report { ...all } }
  report(by: {ticket: $ticket}) { ...all }
  reports(first: 100, filter: {assignedTo: MY_AGENCY}) { nodes { ticket district { code } } }
  verified: reports(first: 100, filter: {internalStatus: [VERIFIED]}) { nodes { ticket } }
  viewer { role area { code } } }
fragment all on Report { ticket internalStatus ratingComment assignee { name } revisions { reason }
  updates { nodes { id note internalNote } } }"""


@pytest.fixture
async def house(seeded: SeededStore) -> AsyncIterator[House]:
    async with open_house(settings_of(seeded.data, seeded.url, worker=False)) as house:
        yield house


async def _seen(house: House, report: Any, who: Somebody) -> dict[str, Any]:
    return await house.ask(ASKED, {"id": report["id"], "ticket": report["ticket"]}, who)


@pytest.mark.parametrize("hidden", [False, True])
async def test_an_area_limits_every_path_to_a_report(house: House, hidden: bool) -> None:
    report = await house.submit(REPORTER, hideReport=hidden)
    said = {"publicNote": "Kami lihat.", "internalNote": INTERNAL}
    await house.advance(OFFICER, report["id"], "VERIFIED", **said)
    for name, who in {**AREA_OFFICERS, "officer": OFFICER}.items():
        seen = await _seen(house, report, who)
        inbox = [one["ticket"] for one in seen["reports"]["nodes"]]
        ours = name in ("officer", "officer here")
        assert (report["ticket"] in inbox) == ours, name
        assert (report["ticket"] in str(seen["verified"])) == ours, name
        assert (INTERNAL in str(seen)) == ours, name
        for path in ("node", "report"):
            assert bool(seen[path]) == (ours or not hidden), (name, path)
            if seen[path]:
                assert seen[path]["internalStatus"] == ("VERIFIED" if ours else None)
                assert [u["note"] for u in seen[path]["updates"]["nodes"]] == ["Kami lihat."]
        if who.area:
            districts = {one["district"]["code"] for one in seen["reports"]["nodes"]}
            assert districts <= {who.area}, name
        line = (await _seen(house, report, OFFICER))["node"]["updates"]["nodes"][0]["id"]
        alone = await house.ask(
            "query($id: ID!) { node(id: $id) { ... on ReportUpdate { note internalNote } } }",
            {"id": line},
            who,
        )
        assert (INTERNAL in str(alone)) == ours and bool(alone["node"]) == (ours or not hidden)
    district = AREA_OFFICERS["officer here"]
    assert (await _seen(house, report, district))["viewer"]["area"] == {"code": "51.03.01"}


async def test_a_village_and_the_whole_city_are_areas_too(house: House) -> None:
    report = await house.submit(REPORTER, hideReport=True)
    for area, sees in ((report["area"]["code"], True), ("51.03", True), ("51.03.01.1003", False)):
        who = Somebody(Role.OFFICER, f"petugas-{area}", agency="pupr", area=area)
        if area == "51.03.01.1003" == report["area"]["code"]:
            continue
        seen = await _seen(house, report, who)
        assert bool(seen["node"]) == sees, area
        assert seen["viewer"]["area"] == (None if area == "51.03" else {"code": area})


async def test_an_area_that_the_city_does_not_have_is_logged_once(house: House) -> None:
    who = AREA_OFFICERS["officer of no area"]
    with capture_logs() as logs:
        for _ in range(3):
            seen = await house.ask("{ viewer { role area { code } } }", who=who)
    logged = [line for line in logs if line["event"] == "sign_in.unknown_area"]
    assert len(logged) == 1 and logged[0]["agency"] == "pupr"
    assert seen["viewer"] == {"role": "OFFICER", "area": None}


async def test_nothing_is_handed_to_an_officer_who_would_not_see_it(house: House) -> None:
    report = await house.submit(REPORTER)
    assign = (
        "mutation($input: AssignReportInput!) { assignReport(input: $input) { __typename"
        " ... on InvalidInput { fields { path message } } } }"
    )
    for name, done in (("officer elsewhere", False), ("officer here", True)):
        who = AREA_OFFICERS[name]
        # A person is known from the first write on.
        await house.submit(who)
        wanted = {
            "report": report["id"], "officer": ids.public_id("person", who.person),
            "reason": "Dia yang terdekat.",
        }  # fmt: skip
        answer = (await house.ask(assign, {"input": wanted}, ADMIN, "en"))["assignReport"]
        assert (answer["__typename"] == "AssignReportSuccess") == done, answer
        if not done:
            (fault,) = answer["fields"]
            assert fault["path"] == ["input", "officer"] and "another area" in fault["message"]
