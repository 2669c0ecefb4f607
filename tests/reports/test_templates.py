"""Response templates: chosen by their ID, read by everyone in their own language."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.db.session import Database
from api.kit import ids
from api.kit.problems import InvalidInput
from api.reports.models import ReportUpdate, ResponseTemplate
from api.reports.service import AdvanceReport, NoteReport, advance_report, note_report
from api.reports.values import ReportStatus
from tests.http.serving import phone_photo
from tests.reports.scene import ROADS as ROADS_INSIDE
from tests.reports.scene import Scene, build, count, submit
from tests.reports.scene import viewer as somebody
from tests.reports.test_graph import ANONYMOUS, MADE, ROADS, SARI, do, done, submitted
from tests.reports.verbs import LATER, history
from tests.story.house import House, open_house, settings_of

S = ReportStatus
ENGLISH = somebody(ROADS_INSIDE.role, "roads officer", agency="pupr", language="EN")


async def write_template(
    database: Database, status: S, category: str | None = None, length: int = 0
) -> str:
    """A template whose texts name its status; `length` more characters in Indonesian."""
    id = ids.uuid7()
    async with database.write() as session:
        session.add(
            ResponseTemplate(
                id=id, code=id, category_id=category, status=status, position=1,
                text_id=f"Jawaban {status.name}." + "x" * length, text_en=f"Answer {status.name}.",
            )
        )  # fmt: skip
    return id


@pytest.fixture
async def house(database_url: str, database: Database, tmp_path: Path) -> AsyncIterator[House]:
    await build(database)
    async with open_house(settings_of(tmp_path, database_url, worker=False)) as open_one:
        yield open_one


async def test_everyone_reads_a_template_in_their_own_language(
    house: House, database: Database
) -> None:
    report = (await submitted(house))["id"]
    agency = (await house.ask("{ viewer { agency { id } } }", who=ROADS))["viewer"]["agency"]["id"]
    templates = {
        to: ids.public_id("tpl", await write_template(database, to))
        for to in (S.VERIFIED, S.ASSIGNED, S.POSTPONED)
    }
    listed = "{ responseTemplates(status: VERIFIED) { id } }"
    (offered,) = (await house.ask(listed, who=ROADS))["responseTemplates"]
    assert offered["id"] == templates[S.VERIFIED]
    await done(
        house, ROADS, "advanceReport", report=report, to="VERIFIED", template=templates[S.VERIFIED]
    )
    await done(
        house, ROADS, "noteReport", report=report, idempotencyKey=ids.uuid7(),
        template=templates[S.VERIFIED], publicNote="Kata petugas sendiri.",
    )  # fmt: skip
    await done(
        house, ROADS, "assignReport", report=report, agency=agency, reason="Milik kami",
        template=templates[S.ASSIGNED],
    )  # fmt: skip
    await done(
        house, ROADS, "advanceReport", report=report, to="POSTPONED", until="2027-06-01",
        template=templates[S.POSTPONED],
    )  # fmt: skip
    page = "query($id: ID!) { node(id: $id) { ... on Report { postponementReason updates { nodes {"
    page += " note } } } } }"
    for language, word in (("id", "Jawaban"), ("en", "Answer")):
        for who in (ANONYMOUS, SARI, MADE, ROADS):
            seen = (await house.ask(page, {"id": report}, who, language))["node"]
            assert [line["note"] for line in seen["updates"]["nodes"]] == [
                f"{word} POSTPONED.",
                f"{word} ASSIGNED.",
                f"{word} VERIFIED.\n\nKata petugas sendiri.",
                f"{word} VERIFIED.",
            ]
            assert seen["postponementReason"] == f"{word} POSTPONED."


async def test_a_template_must_fit(house: House, database: Database) -> None:
    report = (await submitted(house))["id"]
    wrong = {
        "tpl_" + ids.uuid7(): "template was not found",
        "cat_" + ids.uuid7(): "template was not found",
        ids.public_id("tpl", await write_template(database, S.DONE)): "for the status: Done",
    }
    for template, words in wrong.items():
        answer = await do(
            house, ROADS, "advanceReport", report=report, to="VERIFIED", template=template
        )
        (fault,) = answer["fields"]
        assert fault["path"] == ["input", "template"] and words in fault["message"], answer
    assert await count(database, ReportUpdate) == 0


async def test_faults_of_a_template_are_reported_with_all_others(
    database: Database, scene: Scene
) -> None:
    report = (await submit(database, scene)).report.id
    other = await write_template(database, S.POSTPONED, scene.noise)
    long = await write_template(database, S.VERIFIED, length=1_900)
    for wanted, paths in (
        (AdvanceReport(report, S.VERIFIED, template_id=other), ["input.template"] * 2),
        (
            AdvanceReport(report, S.POSTPONED, template_id=other),
            ["input.to", "input.template", "input.until"],
        ),
        (
            AdvanceReport(report, S.VERIFIED, template_id=long, public_note="y" * 3_000),
            ["input.publicNote"],
        ),
        (AdvanceReport(report, S.VERIFIED, template_id="\0"), ["input.template"]),
        (
            AdvanceReport(report, S.VERIFIED, template_id=other, public_note="y" * 4_001),
            ["input.publicNote", "input.template", "input.template"],
        ),
    ):
        with pytest.raises(InvalidInput) as caught:
            async with database.write() as session:
                await advance_report(session, ROADS_INSIDE, scene.places, wanted, LATER)
        assert [fault.path for fault in caught.value.faults] == paths
    assert await history(database, report) == []


async def test_a_changed_template_changes_no_history(database: Database, scene: Scene) -> None:
    report = (await submit(database, scene)).report.id
    template = await write_template(database, S.RECEIVED, scene.roads)
    wanted = NoteReport(ids.uuid7(), report, "See you soon.", template_id=template)
    for _ in range(2):
        async with database.write() as session:
            await note_report(session, ENGLISH, wanted, LATER)
        async with database.write() as session:
            row = await session.get_one(ResponseTemplate, template)
            row.text_id = row.text_en = "Changed."
    (line,) = await history(database, report)
    assert line.note_id == "Jawaban RECEIVED.\n\nSee you soon."
    assert line.note_en == "Answer RECEIVED.\n\nSee you soon."
    assert not line.is_internal


async def test_a_completion_that_awaits_review_shows_the_template_for_done(
    house: House, database: Database
) -> None:
    holes: Any = await house.submit(SARI, "holes")
    for to in ("ASSIGNED", "WORKING"):
        await house.advance(ROADS, holes["id"], to)
    template = ids.public_id("tpl", await write_template(database, S.DONE))
    photo, _ = await house.photo(phone_photo(640, 480), ROADS)
    fields = "report { internalStatus updates(first: 1) { nodes { note } } }"
    answer = await done(
        house, ROADS, "advanceReport", fields,
        report=holes["id"], to="DONE", template=template, photos=[photo],
    )  # fmt: skip
    assert answer["report"]["internalStatus"] == "AWAITING_CHECK"
    assert answer["report"]["updates"]["nodes"] == [{"note": "Answer DONE."}]
