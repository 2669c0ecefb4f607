"""What the articles and reports of a pack become in the store."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from api.areas.service import AreaIndex
from api.areas.values import AreaLevel
from api.identity.values import Role, agency_id, person_id
from api.kit.calendar import WorkCalendar, WorkClock
from api.kit.ids import named
from api.kit.problems import Words
from api.news.values import CorrectionKind, render_body
from api.reports import policy
from api.reports.models import cells
from api.reports.service.clocks import after_step
from api.reports.values import MEANING, FollowKind, ReportStatus
from api.seed.pack import Pack
from api.seed.pictures import Picture
from api.seed.rows import Row, sourced
from api.seed.writings import ArticleEntry, ReportEntry, UpdateEntry

ISSUER: Final = "seed"
"""The issuer of the people who a pack's reports are from: no token bears it."""

WITHDRAWN: Final = Words("Artikel ini dicabut oleh redaksi.", "The editors withdrew this article.")


def correction_id(slug: str, by_slug: str | None) -> str:
    """The id of a seeded correction; without another article it is a withdrawal."""
    return named("correction", slug, by_slug or "")


def image_rows(pack: Pack, images: Mapping[str, Picture]) -> list[Row]:
    """The images that articles use; each article's image is in `images` by its file name."""
    described = {a.image: (a.image_alt_id, a.image_alt_en) for a in pack.articles if a.image}
    by_digest = {images[name].digest: (images[name], *alt) for name, alt in described.items()}
    return [
        {
            "digest": digest,
            "width": image.width,
            "height": image.height,
            "thumbhash": image.thumbhash,
            "byte_size": image.byte_size,
            "alt_id": alt_id,
            "alt_en": alt_en,
        }
        for digest, (image, alt_id, alt_en) in by_digest.items()
    ]


def article_rows(pack: Pack) -> list[Row]:
    """The articles, their Markdown shown as HTML and as plain text."""
    levels = {area.code: area.level for area in pack.areas}
    corrections: dict[str, list[datetime]] = defaultdict(list)
    for row in correction_rows(pack):
        corrections[row["article_id"]].append(row["corrected_at"])
    return [
        _article_row(article, levels, corrections[named("article", article.slug)])
        for article in pack.articles
    ]


def _article_row(
    article: ArticleEntry, levels: Mapping[str, AreaLevel], corrections: list[datetime]
) -> Row:
    body_id, body_en = render_body(article.body_id), render_body(article.body_en)
    area = article.area_code
    level = levels[area] if area else None
    district = area
    if area and level is AreaLevel.VILLAGE:
        district = area.rpartition(".")[0]
    elif level is not AreaLevel.DISTRICT:
        district = None
    return {
        "id": named("article", article.slug),
        "slug": article.slug,
        "kind": article.kind,
        "title_id": article.title_id,
        "title_en": article.title_en,
        "summary_id": article.summary_id,
        "summary_en": article.summary_en,
        "body_id": article.body_id,
        "body_en": article.body_en,
        "html_id": body_id.html,
        "html_en": body_en.html,
        "text_id": body_id.text,
        "text_en": body_en.text,
        "agency_id": article.agency and agency_id(article.agency),
        "area_id": area and named("area", area),
        "district_id": district and named("area", district),
        "topics": list(article.topics),
        "published_at": article.published_at,
        "embargo_until": article.embargo_until,
        "visible_at": article.visible_at,
        "updated_at": max([article.visible_at, *corrections]),
        "version": 1 + len(corrections),
        "withdrawn": article.withdrawn,
        **sourced(article),
    }


def topic_rows(pack: Pack) -> list[Row]:
    """One row for each topic of each article."""
    return [
        {"article_id": named("article", article.slug), "topic": topic}
        for article in pack.articles
        for topic in article.topics
    ]


def article_image_rows(pack: Pack, images: Mapping[str, Picture]) -> list[Row]:
    """Which article shows which image."""
    return [
        {
            "id": named("article-image", article.slug, "0"),
            "article_id": named("article", article.slug),
            "image_digest": images[article.image].digest,
            "position": 0,
        }
        for article in pack.articles
        if article.image
    ]


def correction_rows(pack: Pack) -> list[Row]:
    """What was put right in which article. A pack does not say when an article was withdrawn: the
    moment of its last correction stands for it, or else that of its publication."""
    rows = [
        {
            "id": correction_id(article.correction_of, article.slug),
            "article_id": named("article", article.correction_of),
            "by_article_id": named("article", article.slug),
            "kind": CorrectionKind.CORRECTION,
            "note_id": article.correction_note_id,
            "note_en": article.correction_note_en,
            "corrected_at": article.visible_at,
        }
        for article in pack.articles
        if article.correction_of
    ]
    latest = {row["article_id"]: row["corrected_at"] for row in rows}
    for article in pack.articles:
        if article.withdrawn:
            id = named("article", article.slug)
            own_note = article.correction_note_id is not None and not article.correction_of
            rows.append(
                {
                    "id": correction_id(article.slug, None),
                    "article_id": id,
                    "by_article_id": None,
                    "kind": CorrectionKind.WITHDRAWAL,
                    "note_id": article.correction_note_id if own_note else WITHDRAWN.id,
                    "note_en": article.correction_note_en if own_note else WITHDRAWN.en,
                    "corrected_at": latest.get(id, article.visible_at),
                }
            )
    return rows


def person_rows(pack: Pack) -> list[Row]:
    """An example of a citizen for each reporter's name."""
    first: dict[str, datetime] = {}
    for report in pack.reports:
        if report.reporter:
            first[report.reporter] = min(
                report.submitted_at, first.get(report.reporter, report.submitted_at)
            )
    return [
        {
            "id": person_id(ISSUER, name),
            "subject": f"{ISSUER}:{name}",
            "role": Role.CITIZEN,
            "name": name,
            "created_at": since,
            "synthetic": True,
        }
        for name, since in first.items()
    ]


def report_id(pack: Pack, ref: str) -> str:
    """The id of the report that the pack calls by this ref."""
    return named("report", pack.city.code, ref)


def report_rows(pack: Pack, places: AreaIndex) -> list[Row]:
    """The reports, those that others are merged into first."""
    categories = {category.code: category for category in pack.categories}
    updates = _updates_of(pack)
    rows = []
    for report in sorted(pack.reports, key=lambda r: r.merged_into is not None):
        category = categories[report.category]
        steps = updates[report.ref]
        located = places.locate(report.point)
        point = report.point.rounded()
        shown = policy.shown_point(point, category.person_related)
        hidden = report.hide_report or category.sensitive
        clock = _clock(report, steps, category.sla_working_days, places.calendar)
        rows.append(
            {
                "id": report_id(pack, report.ref),
                "ticket": report.ticket,
                "status": report.status,
                "category_id": named("category", category.code),
                "agency_id": agency_id(category.agency),
                "village_id": located.village_id,
                "district_id": located.district_id,
                "latitude": point.latitude,
                "longitude": point.longitude,
                "shown_latitude": shown.latitude,
                "shown_longitude": shown.longitude,
                **cells(shown.latitude, shown.longitude),
                "address": report.address,
                "title": report.title,
                "description": report.description,
                "reporter_id": report.reporter and person_id(ISSUER, report.reporter),
                "hide_name": report.hide_name,
                "hide_report": hidden,
                "is_sensitive": category.sensitive,
                "is_public": policy.is_public(report.status, hidden, category.sensitive),
                "submitted_at": report.submitted_at,
                "updated_at": steps[-1].at if steps else report.submitted_at,
                "due_at": clock.due_at,
                "clock_from": clock.runs_from,
                "days_used": clock.used,
                "days_allowed": clock.allowed,
                "postponed_until": _until(steps, len(steps) - 1, places.calendar)
                if steps
                else None,
                "closed_at": _closed_at(report, steps),
                "joined_count": report.joined_count,
                "rating": report.rating,
                "merged_into_id": report.merged_into and report_id(pack, report.merged_into),
                **sourced(report),
            }
        )
    return rows


def _updates_of(pack: Pack) -> dict[str, list[UpdateEntry]]:
    updates: dict[str, list[UpdateEntry]] = defaultdict(list)
    for update in sorted(pack.updates, key=lambda u: u.at):
        updates[update.report].append(update)
    return updates


_POSTPONED_DAYS: Final = 14
"""A pack does not say until when a report is postponed: until its next step, else so long."""


def _until(steps: list[UpdateEntry], index: int, calendar: WorkCalendar) -> date | None:
    """Until which day the step of this number postpones the report."""
    if steps[index].status is not ReportStatus.POSTPONED:
        return None
    day = calendar.day_of(steps[index].at)
    following = calendar.day_of(steps[index + 1].at) if index + 1 < len(steps) else day
    return following if following > day else day + timedelta(_POSTPONED_DAYS)


def _clock(
    report: ReportEntry, steps: list[UpdateEntry], days: int, calendar: WorkCalendar
) -> WorkClock:
    """The report's clock after all that happened to it."""
    clock = WorkClock.start(calendar, report.submitted_at, days)
    before = ReportStatus.RECEIVED
    for index, step in enumerate(steps):
        if step.status is not before:
            until = _until(steps, index, calendar)
            clock = after_step(clock, calendar, before, step.status, until, step.at)
        before = step.status
    return clock


def _closed_at(report: ReportEntry, steps: list[UpdateEntry]) -> datetime | None:
    """When the report came into the closed state that it is in."""
    if not MEANING[report.status].is_closed:
        return None
    closed = steps[-1].at
    for step in reversed(steps):
        if step.status is not report.status:
            break
        closed = step.at
    return closed


def update_rows(pack: Pack) -> list[Row]:
    """The steps of the reports' histories, shown where each report went in the end."""
    went = {report.ref: report.merged_into for report in pack.reports}
    return [
        {
            "id": named("update", pack.city.code, ref, str(index)),
            "report_id": report_id(pack, ref),
            "shown_on_id": report_id(pack, went[ref] or ref),
            "status": update.status,
            "note_id": update.public_note_id,
            "note_en": update.public_note_en,
            "internal_note": update.internal_note,
            "author_role": update.author_role,
            "agency_id": update.author_agency and agency_id(update.author_agency),
            "created_at": update.at,
        }
        for ref, updates in _updates_of(pack).items()
        for index, update in enumerate(updates)
    ]


def follower_rows(pack: Pack) -> list[Row]:
    """Reporters hear of the progress of their own reports."""
    return [
        {
            "report_id": report_id(pack, report.ref),
            "person_id": person_id(ISSUER, report.reporter),
            "kind": FollowKind.REPORTER,
            "followed_at": report.submitted_at,
        }
        for report in pack.reports
        if report.reporter
    ]


def ticket_days(pack: Pack) -> dict[str, int]:
    """The highest ticket number of each local day, as yymmdd: new tickets go on behind it."""
    days: dict[str, int] = {}
    start = len(pack.city.ticket_prefix)
    for report in pack.reports:
        day, number = report.ticket[start : start + 6], int(report.ticket[start + 6 :])
        days[day] = max(number, days.get(day, 0))
    return days
