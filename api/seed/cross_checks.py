"""The rules between the entries of a pack, beside the references from one to another."""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from api.areas.service import AreaIndex, CityFacts, Village
from api.areas.values import AreaLevel
from api.kit.geo import metres_between
from api.kit.problems import Words
from api.reports.service.tickets import local_day
from api.reports.values import TRANSITIONS, ReportStatus
from api.seed.entries.city import AreaEntry, CategoryEntry, CityEntry
from api.seed.entries.content import ArticleEntry, ReportEntry, UpdateEntry, histories
from api.seed.entries.entry import Located
from api.seed.faults import Faults
from api.seed.outlines import Outlines, check_outlines, texts_of

LAST_RESORT: Final = "lainnya"
"""The category that every city has: nobody is sent away for want of a word."""

_POINTS: Final = ("areas", "sites", "facilities", "reports")


def check(
    entries: Mapping[str, Any],
    complete: Collection[str],
    outlines: Outlines | None,
    faults: Faults,
) -> None:
    """Checks entries of all kinds, by the pack's attributes; those in `complete` have no fault.

    What is missing because of a fault that is known already is not reported again.
    """
    if "categories" in complete:
        _check_categories(entries["categories"], faults)
    _check_articles(entries["articles"], faults)
    _check_updates(entries["reports"], entries["updates"], faults)
    for city in entries["city"]:
        _check_distances(city, itertools.chain(*(entries[name] for name in _POINTS)), faults)
        if {"areas", "outlines"} <= set(complete):
            mistakes = len(faults.found)
            if outlines is not None:
                placed = (*entries["sites"], *entries["facilities"])
                check_outlines(outlines, city, entries["areas"], placed, faults)
            if len(faults.found) == mistakes:
                _check_inside(city, entries["areas"], outlines or {}, entries["reports"], faults)
        _check_tickets(city, entries["reports"], faults)


def _check_categories(categories: Iterable[CategoryEntry], faults: Faults) -> None:
    """Something else can always be reported."""
    if all(category.code != LAST_RESORT for category in categories):
        faults.add(CategoryEntry.SOURCE.file, 0, "code", "no_last_resort", code=LAST_RESORT)


def _check_distances(city: CityEntry, entries: Iterable[Located], faults: Faults) -> None:
    """No point lies farther from the city's centre than the city reaches."""
    for entry in entries:
        away = metres_between(city.centre.point, entry.position.point) / 1000
        if away > city.reach_km:
            reach = city.reach_km
            faults.at(entry.origin, "latitude", "too_far", away=round(away), reach=reach)


def _check_inside(
    city: CityEntry,
    areas: Iterable[AreaEntry],
    outlines: Outlines,
    reports: Iterable[ReportEntry],
    faults: Faults,
) -> None:
    """Every report lies in a village, as the server finds it for citizens' reports."""
    facts = CityFacts(
        code=city.code,
        name=Words(city.name.id, city.name.en),
        ticket_prefix=city.ticket_prefix,
        time_zone=ZoneInfo(city.time_zone),
        area_code=city.area_code,
        centre=city.centre.point,
    )
    texts = texts_of(outlines)
    villages = [
        Village(area.code, area.code, "", area.position.point, texts.get(area.code))
        for area in areas
        if area.level is AreaLevel.VILLAGE
    ]
    places = AreaIndex(facts, villages)
    for report in reports:
        if not places.locate(report.position.point).is_inside:
            faults.at(report.origin, "latitude", "outside_the_city")


def _check_articles(articles: Sequence[ArticleEntry], faults: Faults) -> None:
    """Corrections come after what they correct; an image has one description."""
    by_slug = {article.slug: article for article in articles}
    first_use: dict[str, ArticleEntry] = {}
    for article in articles:
        corrected = by_slug.get(article.correction_of or "")
        if corrected is not None and corrected.visible_at >= article.visible_at:
            faults.at(article.origin, "correction_of", "corrected_before")
        if article.image:
            first = first_use.setdefault(article.image, article)
            if first.image_alt != article.image_alt:
                line = first.origin.line_of("image")
                faults.at(article.origin, "image_alt.id", "another_description", line=line)


def _check_tickets(city: CityEntry, reports: Iterable[ReportEntry], faults: Faults) -> None:
    """A ticket is the city's, of the local day on which the report came in."""
    zone = ZoneInfo(city.time_zone)
    for report in reports:
        prefix = city.ticket_prefix + local_day(zone, report.submitted_at)
        if not report.ticket.startswith(prefix):
            faults.at(report.origin, "ticket", "another_ticket", prefix=prefix)


def _check_updates(
    reports: Iterable[ReportEntry], updates: Iterable[UpdateEntry], faults: Faults
) -> None:
    """A report's updates lead, step by allowed step, from RECEIVED to the status that it has."""
    history = histories(updates)
    merged = {report.ref: report.merged_into for report in reports}
    for report in reports:
        steps = history[report.ref]
        last = steps[-1].status if steps else ReportStatus.RECEIVED
        if last is not report.status:
            names = {"last": last.name, "status": report.status.name}
            faults.at(report.origin, "status", "another_last_status", **names)
        if into := merged.get(report.merged_into or ""):
            ref = report.merged_into
            faults.at(report.origin, "merged_into", "merged_onwards", ref=ref, into=into)
        if steps and steps[0].at < report.submitted_at:
            faults.at(steps[0].origin, "at", "before_its_report")
        passed = [ReportStatus.RECEIVED, *(step.status for step in steps)]
        for (before, after), step in zip(itertools.pairwise(passed), steps, strict=True):
            by_other_verbs = after in (before, ReportStatus.DUPLICATE, ReportStatus.HIDDEN)
            if not by_other_verbs and after not in TRANSITIONS[before]:
                names = {"before": before.name, "after": after.name}
                faults.at(step.origin, "status", "no_such_move", **names)
