"""Seeds articles and reports: things that live on in the store after a pack brought them."""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import case, select

from api.areas.service import AreaIndex
from api.db import search
from api.db.base import insert
from api.identity.models import Person
from api.kit.ids import named
from api.kit.problems import Words
from api.news.models import Article, ArticleImage, ArticleTopic, Correction
from api.reports.models import Report, ReportFollower, ReportUpdate, TicketDay
from api.seed import rows_written as rows
from api.seed.pack import Pack
from api.seed.pictures import Picture
from api.seed.plan import Part, compare
from api.seed.rows import Row
from api.seed.upkeep import Kind, Removals, Upkeep, table_of, taken_by_others
from api.storage.models import StoredImage

_ARTICLE: Final = Kind(
    Part.ARTICLES,
    Article,
    "slug",
    lambda slug: named("article", slug),
    owned=(
        (ArticleTopic, "article_id"),
        (ArticleImage, "article_id"),
        (Correction, "article_id"),
    ),
)
_EDITED: Final = Words(
    "redaksi sudah mengubahnya di basis data", "the editors have changed it in the store"
)
_LIVES_ON: Final = Words(
    "laporannya sudah ada di basis data; riwayatnya kini milik petugas",
    "its report is in the store already; its history is the officers' now",
)


async def seed_articles(
    upkeep: Upkeep, pack: Pack, images: Mapping[str, Picture], removals: Removals
) -> None:
    """The articles, and what belongs to them. Those that editors have changed are left alone."""
    part = Part.ARTICLES
    wanted = rows.article_rows(pack)
    names = await upkeep.names(_ARTICLE)
    edited = await _edited(upkeep, names)
    free = [row for row in wanted if row["id"] not in edited]

    table = table_of(StoredImage)
    image_rows = rows.image_rows(pack, images)
    digests = [row["digest"] for row in image_rows]
    stored = {(r["digest"],): r for r in await upkeep.stored(table, table.c.digest, digests)}
    difference = compare(image_rows, stored, ("digest",))
    described = {images[a.image].digest: a.image for a in pack.articles if a.image}
    await upkeep.write(part, StoredImage, difference, lambda row: described[row["digest"]])
    upkeep.report.rows[part, table.name] = len(image_rows)

    difference = await upkeep.master(_ARTICLE, free)
    upkeep.report.rows[part, _ARTICLE.table.name] = len(wanted)
    for row in (*difference.added, *(row for row, _ in difference.changed)):
        await _index_article(upkeep, row)
    await _tell_edited(upkeep, [row for row in wanted if row["id"] in edited])

    slugs = names | {row["id"]: row["slug"] for row in wanted}
    owners = [row["id"] for row in free]
    for model, belonging in (
        (ArticleTopic, rows.topic_rows(pack)),
        (ArticleImage, rows.article_image_rows(pack, images)),
        (Correction, rows.correction_rows(pack)),
    ):
        await upkeep.owned(
            part,
            model,
            belonging,
            "article_id",
            owners,
            lambda row: f"{slugs[row['article_id']]} {row.get('topic', '')}".strip(),
        )

    left = await upkeep.left(_ARTICLE, wanted)
    for id in sorted(edited & left.keys()):
        upkeep.keep(part, _ARTICLE.table.name, left.pop(id), _EDITED)
    removals.append((_ARTICLE, left))


async def _edited(upkeep: Upkeep, slugs: Mapping[str, str]) -> Collection[str]:
    """The articles that editors have changed since they were seeded.

    Each change by an editor leaves a correction that is not the pack's, and counts up the version.
    """
    article, correction = _ARTICLE.table, table_of(Correction)
    found = await upkeep.session.execute(
        select(correction.c.id, correction.c.article_id, correction.c.by_article_id)
    )
    seeded: dict[str, int] = {}
    edited = set()
    for id, article_id, by in found:
        if id == rows.correction_id(slugs[article_id], slugs[by] if by else None):
            seeded[article_id] = seeded.get(article_id, 0) + 1
        else:
            edited.add(article_id)
    versions = await upkeep.session.execute(select(article.c.id, article.c.version))
    return edited | {id for id, version in versions if version != 1 + seeded.get(id, 0)}


async def _tell_edited(upkeep: Upkeep, wanted: list[Row]) -> None:
    """Says which edited articles differ from the pack."""
    table = _ARTICLE.table
    stored = await upkeep.stored(table, table.c.id, [row["id"] for row in wanted])
    difference = compare(wanted, {(row["id"],): row for row in stored}, ("id",))
    for row, _ in difference.changed:
        upkeep.keep(Part.ARTICLES, table.name, row["slug"], _EDITED)


async def _index_article(upkeep: Upkeep, row: Row) -> None:
    await search.index(
        upkeep.session,
        "article",
        row["id"],
        row["title_id"],
        row["title_en"],
        row["summary_id"],
        row["summary_en"],
        row["text_id"],
        row["text_en"],
    )


async def seed_reports(upkeep: Upkeep, pack: Pack) -> None:
    """The reports that are not there yet, each with its reporter and its history.

    A report that is there has officers and neighbours who go on with it: nothing of it is changed,
    and no step is added to its history.
    """
    part = Part.REPORTS
    people = rows.person_rows(pack)
    await upkeep.once(part, Person, people, lambda row: str(row["name"]))
    places = await AreaIndex.load(upkeep.session)
    wanted = rows.report_rows(pack, places)
    await _refuse_taken_tickets(upkeep, wanted)
    added = await upkeep.once(part, Report, wanted, lambda row: str(row["ticket"]))
    for row in added:
        await search.index(upkeep.session, "report", row["id"], row["title"], row["description"])
    new = {row["id"] for row in added}
    tickets = {row["id"]: row["ticket"] for row in wanted}

    updates = rows.update_rows(pack)
    table = table_of(ReportUpdate)
    stored = await upkeep.stored(table, table.c.id, [row["id"] for row in updates])
    there = {row["id"] for row in stored}
    for row in updates:
        if row["report_id"] not in new and row["id"] not in there:
            name = f"{tickets[row['report_id']]} {row['status'].name}"
            upkeep.keep(part, table.name, name, _LIVES_ON)
    await upkeep.once(
        part,
        ReportUpdate,
        [row for row in updates if row["report_id"] in new],
        lambda row: f"{tickets[row['report_id']]} {row['status'].name}",
    )
    upkeep.report.rows[part, table.name] = len(updates)

    followers = rows.follower_rows(pack)
    await upkeep.once(
        part,
        ReportFollower,
        [row for row in followers if row["report_id"] in new],
        lambda row: str(tickets[row["report_id"]]),
    )
    upkeep.report.rows[part, table_of(ReportFollower).name] = len(followers)
    if new:
        await _raise_ticket_days(upkeep, rows.ticket_days(pack))


async def _refuse_taken_tickets(upkeep: Upkeep, wanted: list[Row]) -> None:
    table = table_of(Report)
    ids = {row["ticket"]: row["id"] for row in wanted}
    stored = await upkeep.stored(table, table.c.ticket, ids)
    taken = sorted(row["ticket"] for row in stored if ids[row["ticket"]] != row["id"])
    if taken:
        raise taken_by_others(table.name, "ticket", taken)


async def _raise_ticket_days(upkeep: Upkeep, days: Mapping[str, int]) -> None:
    """Citizens' next tickets of these days go on behind the seeded ones; never back."""
    table = table_of(TicketDay)
    statement = insert(upkeep.session, table)
    later = case(
        (table.c.last < statement.excluded.last, statement.excluded.last), else_=table.c.last
    )
    await upkeep.session.execute(
        statement.on_conflict_do_update(index_elements=["day"], set_={"last": later}),
        [{"day": day, "last": last} for day, last in sorted(days.items())],
    )
    upkeep.session.touch(table.name)
