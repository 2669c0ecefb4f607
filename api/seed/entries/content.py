"""The kinds of entries that tell something: articles, reports and their updates."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from api.identity.values import Role
from api.kit.nearest import nearest
from api.news.models import Article, ArticleImage, ArticleTopic, Correction
from api.news.values import ArticleKind
from api.reports.models import Report, ReportUpdate
from api.reports.values import ReportStatus
from api.seed.entries import fields
from api.seed.entries.entry import Bilingual, Located, Provenance, Refers, Source, Sourced, Stored
from api.seed.faults import Faults
from api.seed.plan import Part
from api.storage.images import ImageRefused, recognise

IMAGES = "images"
"""The folder of a pack in which its articles' images lie."""


class ArticleEntry(Sourced):
    """An article; bodies are Markdown."""

    SOURCE = Source(
        "articles.yaml", "article", Part.ARTICLES, Article,
        owned=((ArticleTopic, "article_id"), (ArticleImage, "article_id"),
               (Correction, "article_id")),
    )  # fmt: skip
    NAME = "slug"
    UNIQUE = ("slug",)
    slug: fields.LongSlug
    kind: ArticleKind
    agency: Annotated[fields.Slug | None, Refers("agency", "agency_id")] = None
    area_code: Annotated[fields.AreaCode | None, Refers("area", "area_id")] = None
    topics: tuple[fields.Slug, ...] = ()
    title: Bilingual[fields.Title]
    summary: Bilingual[fields.Sentence]
    body: Bilingual[fields.Body]
    published_at: fields.Instant
    embargo_until: fields.Instant | None = None
    withdrawn: fields.Flag
    correction_of: Annotated[fields.LongSlug | None, Refers("article"), Stored(None)] = None
    correction_note: Annotated[Bilingual[fields.Sentence] | None, Stored(None)] = None
    image: Annotated[fields.ImageName | None, Stored(None)] = None
    image_alt: Annotated[Bilingual[fields.Sentence] | None, Stored(None)] = None

    @property
    def visible_at(self) -> datetime:
        """When the public may read it: its publication, or the end of its embargo if later."""
        return max(self.published_at, self.embargo_until or self.published_at)

    def check(self, faults: Faults, folder: Path) -> None:
        if self.correction_of and self.correction_note is None:
            faults.at(self.origin, "correction_note.id", "correction_without_note")
        if self.correction_note and not (self.correction_of or self.withdrawn):
            faults.at(self.origin, "correction_of", "note_without_correction")
        if (self.image is None) != (self.image_alt is None):
            key = "image_alt.id" if self.image else "image"
            faults.at(self.origin, key, "image_or_description")
        if self.image and not (folder / IMAGES / self.image).is_file():
            near = nearest(self.image, [file.name for file in (folder / IMAGES).glob("*")])
            faults.at(self.origin, "image", "no_image", name=self.image, folder=IMAGES, near=near)
        elif self.image:
            try:
                recognise((folder / IMAGES / self.image).read_bytes(), None)
            except ImageRefused as refused:
                faults.at(self.origin, "image", "not_a_photo", reason=refused.words)


class ReportEntry(Located):
    """An example report; its status is that of its last update."""

    SOURCE = Source("reports.csv", "report", Part.REPORTS, Report)
    NAME = "ref"
    UNIQUE = ("ref", "ticket")
    ref: Annotated[fields.Slug, Stored(None)]
    ticket: fields.Ticket
    category: Annotated[fields.Slug, Refers("category", "category_id")]
    address: fields.Title | None = None
    title: fields.ReportTitle
    description: fields.Note | None = None
    reporter: Annotated[fields.Person | None, Stored(None)] = None
    hide_name: fields.Flag
    hide_report: Annotated[fields.Flag, Stored(None)]
    status: ReportStatus
    submitted_at: fields.Instant
    joined_count: Annotated[fields.Whole, Field(ge=0, le=100_000)]
    rating: Annotated[fields.Whole | None, Field(ge=1, le=5)] = None
    merged_into: Annotated[fields.Slug | None, Refers("report"), Stored(None)] = None

    def check(self, faults: Faults, folder: Path) -> None:
        if (self.status is ReportStatus.DUPLICATE) != (self.merged_into is not None):
            faults.at(self.origin, "merged_into", "duplicate")
        if self.rating is not None and self.status is not ReportStatus.DONE:
            faults.at(self.origin, "rating", "rating")


class UpdateEntry(Sourced):
    """A step in the history of a report."""

    SOURCE = Source("report_updates.csv", "update", Part.REPORTS, ReportUpdate)
    NAME = "report"
    UNIQUE: ClassVar[tuple[str, ...]] = ()
    provenance: Annotated[Provenance, Stored(None)]
    report: Annotated[fields.Slug, Refers("report"), Stored(None)]
    at: Annotated[fields.Instant, Stored("created_at")]
    status: ReportStatus
    public_note: Annotated[Bilingual[fields.Note] | None, Stored("note")] = None
    internal_note: fields.Note | None = None
    author_role: Role
    author_agency: Annotated[fields.Slug | None, Refers("agency", "agency_id")] = None

    def check(self, faults: Faults, folder: Path) -> None:
        if self.author_role is Role.OFFICER and self.author_agency is None:
            faults.at(self.origin, "author_agency", "officer_without_agency")


def histories(updates: Iterable[UpdateEntry]) -> Mapping[str, Sequence[UpdateEntry]]:
    """The updates of each report in the order of time, by its `ref`; none for an unknown one."""
    history: dict[str, list[UpdateEntry]] = defaultdict(list)
    for update in sorted(updates, key=lambda update: update.at):
        history[update.report].append(update)
    return history
