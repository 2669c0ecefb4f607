"""Publishing, correcting, withdrawing."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, func, select
from sqlmodel import col

from api.areas.models import Area
from api.areas.values import AreaLevel
from api.db import search
from api.db.base import metadata
from api.db.session import Database
from api.identity.models import Agency
from api.identity.values import Role, Viewer
from api.kit import ids
from api.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from api.news.models import Article, ArticleImage, ArticleTopic, Correction
from api.news.service import (
    CorrectArticle,
    PublishArticle,
    WithdrawArticle,
    correct_article,
    publish_article,
    withdraw_article,
)
from api.news.service.publish import slug_of
from api.news.values import ArticleKind, CorrectionKind
from api.storage.models import StoredImage
from api.uploads.models import Upload
from api.uploads.values import UploadState

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def viewer(role: Role, name: str = "dewi") -> Viewer:
    return Viewer(
        role=role, language="ID", person_id=ids.named("person", name), agency_id=None, agency=None,
        now=NOW, subject=f"test:{name}", name=name,
    )  # fmt: skip


EDITOR = viewer(Role.EDITOR)
OTHER_EDITOR = viewer(Role.ADMIN, "made")


def request(**changes: Any) -> PublishArticle:
    sound = PublishArticle(
        idempotency_key=ids.uuid7(),
        kind=ArticleKind.NEWS,
        title_id="Air bergilir di Kuta Selatan",
        summary_id="Jadwal air minggu ini.",
        body_id="Air **mengalir** bergantian.",
    )
    return replace(sound, **changes)


async def publish(database: Database, by: Viewer = EDITOR, **changes: Any) -> Article:
    async with database.write() as session:
        return await publish_article(session, by, request(**changes), NOW)


async def correct(database: Database, article: Article, by: Viewer = EDITOR, **changes: Any) -> Any:
    sound = CorrectArticle(
        article_id=article.id,
        version=article.version,
        kind=CorrectionKind.CORRECTION,
        note_id="Hari yang benar adalah Selasa.",
    )
    async with database.write() as session:
        return await correct_article(session, by, replace(sound, **changes), NOW + DAY)


async def withdraw(database: Database, article_id: str, by: Viewer = EDITOR, **changes: Any) -> Any:
    sound = WithdrawArticle(article_id, "Lombanya batal.")
    async with database.write() as session:
        return await withdraw_article(session, by, replace(sound, **changes), NOW + DAY)


async def count(database: Database, model: type) -> int:
    async with database.read() as session:
        return int((await session.execute(select(func.count()).select_from(model))).scalar_one())


async def found_by(database: Database, words: str) -> set[str]:
    row = metadata.tables["article"].alias("a").c
    dialect = "sqlite" if database.is_sqlite else "postgresql"
    asked = search.lite_question(words) if database.is_sqlite else words
    async with database.read() as session:
        result = await session.execute(
            select(row.id).where(
                search.found(row, "article", dialect, bindparam("question", asked))
            )
        )
    return set(result.scalars())


async def test_an_article_appears_at_once_and_can_be_found(database: Database) -> None:
    made = await publish(
        database,
        title_en="Water by turns in South Kuta",
        body_en="Water _runs_ by turns.",
        topics=("Air", " layanan ", "air"),
    )
    async with database.read() as session:
        row = await session.get(Article, made.id)
        topics = set((await session.execute(select(col(ArticleTopic.topic)))).scalars())
    assert row is not None
    assert row.slug == "air-bergilir-di-kuta-selatan"
    assert row.html_id == "<p>Air <strong>mengalir</strong> bergantian.</p>"
    assert row.text_en == "Water runs by turns."
    assert row.topics == ["air", "layanan"] and topics == {"air", "layanan"}
    assert row.published_at == row.visible_at == row.updated_at == NOW
    assert row.version == 1 and not row.withdrawn and row.author_id == EDITOR.person_id
    assert await found_by(database, "gantian air") == {made.id}
    assert await found_by(database, "listrik") == set()


async def test_area_agency_and_images(database: Database) -> None:
    district, village, agency, upload = (ids.uuid7() for _ in range(4))
    digest = ids.fingerprint("picture")
    async with database.write() as session:
        session.add(Agency(id=agency, code="pdam", name_id="PDAM", name_en="Water", kind="perumda"))
        session.add(
            Area(
                id=district, code="51.03.05", level=AreaLevel.DISTRICT, kind="kecamatan",
                name="Kuta Selatan", latitude=-8.8, longitude=115.1,
            )
        )  # fmt: skip
        session.add(StoredImage(digest=digest, width=8, height=8, thumbhash="x", byte_size=9))
        await session.flush()
        session.add(
            Area(
                id=village, code="51.03.05.1006", level=AreaLevel.VILLAGE, kind="kelurahan",
                name="Jimbaran", parent_id=district, latitude=-8.79, longitude=115.16,
            )
        )  # fmt: skip
        session.add(
            Upload(
                id=upload, person_id=EDITOR.person_id or "", content_type="image/png", byte_size=9,
                state=UploadState.READY, image_digest=digest, created_at=NOW, expires_at=NOW + DAY,
            )
        )  # fmt: skip
    made = await publish(database, agency_id=agency, area_id=village, images=(upload,))
    assert (made.area_id, made.district_id, made.agency_id) == (village, district, agency)
    wider = await publish(database, area_id=district)
    assert (wider.area_id, wider.district_id) == (district, district)
    async with database.read() as session:
        image = (await session.execute(select(ArticleImage))).scalar_one()
    assert (image.article_id, image.image_digest, image.position) == (made.id, digest, 0)


@pytest.mark.parametrize(
    ("publish_at", "embargo_until", "visible_at"),
    [
        (None, None, NOW),
        (NOW + DAY, None, NOW + DAY),
        (None, NOW + DAY, NOW + DAY),
        (NOW + DAY, NOW + 2 * DAY, NOW + 2 * DAY),
    ],
)
async def test_planned_and_embargoed(
    database: Database,
    publish_at: datetime | None,
    embargo_until: datetime | None,
    visible_at: datetime,
) -> None:
    made = await publish(database, publish_at=publish_at, embargo_until=embargo_until)
    assert made.published_at == (publish_at or NOW)
    assert made.visible_at == visible_at


async def test_only_editors_and_admins(database: Database) -> None:
    article = await publish(database)
    await publish(database, OTHER_EDITOR)
    for role in (Role.ANONYMOUS, Role.CITIZEN, Role.PARTNER, Role.OFFICER):
        who = viewer(role, "someone")
        for attempt in (
            publish(database, who),
            correct(database, article, who),
            withdraw(database, article.id, who),
        ):
            with pytest.raises(NotAllowed):
                await attempt
    assert await count(database, Article) == 2


async def test_every_fault_is_reported_at_once(database: Database) -> None:
    with pytest.raises(InvalidInput) as caught:
        await publish(
            database,
            idempotency_key="k",
            title_id="abc",
            title_en="\x00",
            summary_id=" ",
            body_id="\ud800",
            slug="Tidak Boleh",
            agency_id=ids.uuid7(),
            area_id="kuta",
            topics=("ada spasi", *(f"t{n}" for n in range(9))),
            images=tuple("abcdefghijkk"),
            publish_at=NOW - DAY,
            embargo_until=NOW - DAY,
        )
    assert [fault.path for fault in caught.value.faults] == [
        "input.idempotencyKey",
        "input.title.indonesian",
        "input.title.english",
        "input.summary.indonesian",
        "input.body.indonesian",
        "input.topics",
        "input.topics",
        "input.publishAt",
        "input.embargoUntil",
        "input.slug",
        "input.agency",
        "input.area",
        "input.images",
        "input.images",
    ]
    assert await count(database, Article) == 0


async def test_retries_make_one_article(database: Database, database_url: str) -> None:
    asked = request()
    engines = [database, Database(database_url)]

    async def one(number: int) -> str:
        async with engines[number % 2].write() as session:
            return (await publish_article(session, EDITOR, asked, NOW)).id

    assert len(set(await asyncio.gather(*(one(number) for number in range(10))))) == 1
    with pytest.raises(Conflict):
        await publish(database, idempotency_key=asked.idempotency_key, title_id="Lain sekali")
    await engines[1].close()


async def test_one_title_at_once_gives_two_addresses(database: Database, database_url: str) -> None:
    other = Database(database_url)
    made = await asyncio.gather(
        *(publish((database, other)[number % 2]) for number in range(6)),
        publish(other, OTHER_EDITOR),
    )
    slugs = [article.slug for article in made]
    assert len(set(slugs)) == 7
    assert all(slug.startswith("air-bergilir-di-kuta-selatan") for slug in slugs)
    assert await count(database, Article) == 7
    await other.close()


async def test_an_address_that_an_editor_chose_is_not_changed(database: Database) -> None:
    assert (await publish(database, slug="air-kuta")).slug == "air-kuta"
    with pytest.raises(InvalidInput) as caught:
        await publish(database, slug="air-kuta")
    assert [fault.path for fault in caught.value.faults] == ["input.slug"]
    assert await count(database, Article) == 1


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Ralat: jadwal air, Kuta!", "ralat-jadwal-air-kuta"),
        ("Perayaan Hari Raya Nyepi Śaka 1949", "perayaan-hari-raya-nyepi-saka-1949"),
        ("ᬩᬮᬶ", "artikel"),
        ("🌊🌊", "artikel"),
        ("a" * 300, "a" * 120),
    ],
)
def test_titles_become_addresses(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_a_long_title_is_cut_between_words() -> None:
    slug = slug_of("pengumuman " * 30)
    assert len(slug) <= 120 and slug.endswith("pengumuman")


async def test_a_correction_is_recorded_with_the_new_text(database: Database) -> None:
    article = await publish(database)
    notice = await publish(database, title_id="Ralat jadwal air")
    row = await correct(
        database, article, body_id="Air mengalir hari Selasa.", by_article_id=notice.id
    )
    assert (row.version, row.updated_at, row.published_at) == (2, NOW + DAY, NOW)
    assert row.html_id == "<p>Air mengalir hari Selasa.</p>" and row.title_id == article.title_id
    async with database.read() as session:
        line = (await session.execute(select(Correction))).scalar_one()
    assert (line.article_id, line.by_article_id) == (article.id, notice.id)
    assert (line.kind, line.corrected_at) == (CorrectionKind.CORRECTION, NOW + DAY)
    assert line.note_id == "Hari yang benar adalah Selasa."
    assert article.id in await found_by(database, "selasa")
    assert article.id not in await found_by(database, "bergantian")


async def test_a_correction_of_an_older_version_is_refused(database: Database) -> None:
    article = await publish(database)
    read = replace(
        CorrectArticle(article.id, 1, CorrectionKind.CORRECTION, "Hari yang benar: Selasa.")
    )

    async def send() -> bool:
        try:
            async with database.write() as session:
                await correct_article(session, EDITOR, read, NOW + DAY)
        except Conflict:
            return False
        return True

    assert sorted(await asyncio.gather(send(), send(), send())) == [False, False, True]
    assert await count(database, Correction) == 1


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"note_id": "  "}, "input.note.indonesian"),
        ({"note_en": "\ud800"}, "input.note.english"),
        ({"title_id": "abc"}, "input.title.indonesian"),
        ({"body_id": "x" * 60_001}, "input.body.indonesian"),
        ({"kind": CorrectionKind.WITHDRAWAL}, "input.kind"),
        ({"by_article_id": ids.uuid7()}, "input.by"),
        ({"by_article_id": "ralat"}, "input.by"),
    ],
)
async def test_faults_of_a_correction(
    database: Database, changes: dict[str, Any], path: str
) -> None:
    article = await publish(database)
    with pytest.raises(InvalidInput) as caught:
        await correct(database, article, **changes)
    assert [fault.path for fault in caught.value.faults] == [path]
    with pytest.raises(InvalidInput):
        await correct(database, article, by_article_id=article.id)
    assert await count(database, Correction) == 0


async def test_a_withdrawn_article_stays_with_its_reason(database: Database) -> None:
    article = await publish(database)
    row = await withdraw(database, article.id)
    assert row.withdrawn and row.version == 2 and row.title_id == article.title_id
    async with database.read() as session:
        line = (await session.execute(select(Correction))).scalar_one()
    assert (line.kind, line.note_id) == (CorrectionKind.WITHDRAWAL, "Lombanya batal.")
    # Its words stay indexed: those who may still read them may still find them, on both stores.
    assert await found_by(database, "mengalir") == {article.id}
    for again in (withdraw(database, article.id), correct(database, row)):
        with pytest.raises(Conflict):
            await again
    with pytest.raises(InvalidInput):
        await withdraw(database, (await publish(database)).id, note_id="")


@pytest.mark.parametrize("id", ["", "x", "\x00", ids.named("article", "none")])
async def test_unknown_articles(database: Database, id: str) -> None:
    with pytest.raises(NotFound):
        await withdraw(database, id)
