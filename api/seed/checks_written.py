"""What must hold between the articles of a pack, and between its reports and their updates."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from api.kit.problems import Words
from api.reports.values import TRANSITIONS, ReportStatus
from api.seed.entries import CityEntry
from api.seed.faults import Faults, nearest
from api.seed.writings import ArticleEntry, ReportEntry, UpdateEntry
from api.storage.images import ImageRefused, recognise


def check_articles(articles: Sequence[ArticleEntry], images: Path, faults: Faults) -> None:
    """Corrections come after what they correct; images exist, each with one description."""
    by_slug = {article.slug: article for article in articles}
    first_use: dict[str, ArticleEntry] = {}
    for article in articles:
        wrong = by_slug.get(article.correction_of or "")
        if wrong is not None and wrong.visible_at >= article.visible_at:
            faults.at(
                article.place,
                "correction_of",
                Words(
                    "Ralat terbit sesudah artikel yang diralat.",
                    "A correction is published after the article that it corrects.",
                ),
            )
        if article.image is None:
            continue
        first = first_use.setdefault(article.image, article)
        if (first.image_alt_id, first.image_alt_en) != (article.image_alt_id, article.image_alt_en):
            faults.at(
                article.place,
                "image_alt.id",
                Words(
                    f"Gambar ini sudah dipakai di baris {first.place.line_of('image')} dengan"
                    " keterangan lain; samakan keduanya.",
                    f"This image is used on line {first.place.line_of('image')} with another"
                    " description; make them the same.",
                ),
            )
        _check_image(article, images, faults)


def _check_image(article: ArticleEntry, images: Path, faults: Faults) -> None:
    assert article.image is not None
    file = images / article.image
    if not file.is_file():
        there = [other.name for other in images.iterdir()] if images.is_dir() else []
        near = nearest(article.image, there)
        faults.at(
            article.place,
            "image",
            Words(
                f"Berkas {article.image} tidak ada di folder {images.name}.{near.id}",
                f"There is no file {article.image} in the folder {images.name}.{near.en}",
            ),
        )
        return
    try:
        recognise(file.read_bytes(), None)
    except ImageRefused as refused:
        faults.at(article.place, "image", Words(refused.words["id"], refused.words["en"]))


def check_tickets(city: CityEntry, reports: Sequence[ReportEntry], faults: Faults) -> None:
    """A ticket is the city's, of the local day on which the report came in."""
    zone = ZoneInfo(city.time_zone)
    for report in reports:
        wanted = f"{city.ticket_prefix}{report.submitted_at.astimezone(zone):%y%m%d}"
        if not report.ticket.startswith(wanted):
            faults.at(
                report.place,
                "ticket",
                Words(
                    f"Tiket laporan yang masuk pada saat itu dimulai dengan {wanted}.",
                    f"The ticket of a report that came in then begins with {wanted}.",
                ),
            )


def check_updates(
    reports: Sequence[ReportEntry], updates: Sequence[UpdateEntry], faults: Faults
) -> None:
    """A report's updates lead, step by allowed step, from RECEIVED to the status it has."""
    by_report: dict[str, list[UpdateEntry]] = defaultdict(list)
    for update in sorted(updates, key=lambda u: u.at):
        by_report[update.report].append(update)
    by_ref = {report.ref: report for report in reports}
    for report in reports:
        steps = by_report[report.ref]
        last = steps[-1].status if steps else ReportStatus.RECEIVED
        if last is not report.status:
            faults.at(
                report.place,
                "status",
                Words(
                    f"Pembaruan terakhirnya berstatus {last.name}, bukan {report.status.name}.",
                    f"Its last update has the status {last.name}, not {report.status.name}.",
                ),
            )
        target = by_ref.get(report.merged_into or "")
        if target is not None and target.merged_into is not None:
            faults.at(
                report.place,
                "merged_into",
                Words(
                    f"{target.ref} sendiri digabung ke {target.merged_into}; tulis yang terakhir.",
                    f"{target.ref} is itself merged into {target.merged_into}; write the last one.",
                ),
            )
        _check_steps(report, steps, faults)


def _check_steps(report: ReportEntry, steps: list[UpdateEntry], faults: Faults) -> None:
    if steps and steps[0].at < report.submitted_at:
        faults.at(
            steps[0].place,
            "at",
            Words("Lebih awal daripada masuknya laporan.", "Earlier than the report's submission."),
        )
    states = [ReportStatus.RECEIVED, *(step.status for step in steps)]
    for (before, after), step in zip(itertools.pairwise(states), steps, strict=True):
        by_other_verbs = after in (ReportStatus.DUPLICATE, ReportStatus.HIDDEN)
        if after is not before and not by_other_verbs and after not in TRANSITIONS[before]:
            faults.at(
                step.place,
                "status",
                Words(
                    f"Dari {before.name} tidak dapat langsung ke {after.name}.",
                    f"No report goes from {before.name} straight to {after.name}.",
                ),
            )
