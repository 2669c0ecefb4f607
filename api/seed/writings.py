"""The entries of a city pack that tell something: articles, reports and their updates."""
# ruff: noqa: RUF009 - cell() and maybe() are dataclasses.field() with a reader: nothing is shared.

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from api.identity.values import Role
from api.kit.problems import Words
from api.news.values import ArticleKind
from api.reports.values import ReportStatus
from api.seed import cells
from api.seed.cells import cell, maybe, several
from api.seed.entries import Located, Rule, Sourced, sentence

body = cells.words(50_000)


@dataclass(frozen=True, kw_only=True)
class ArticleEntry(Sourced):
    """An item of articles.yaml; bodies are Markdown."""

    KEYS = ("slug",)
    PAIRS = (("correction_note_id", "correction_note_en"), ("image_alt_id", "image_alt_en"))
    slug: str = cell(cells.long_slug)
    kind: ArticleKind = cell(cells.choice(ArticleKind))
    agency: str | None = maybe(cells.slug, refers="agency")
    area_code: str | None = maybe(cells.area_code, refers="area")
    topics: tuple[str, ...] = several(cells.slug)
    title_id: str = cell(cells.words(300), at="title.id")
    title_en: str = cell(cells.words(300), at="title.en")
    summary_id: str = cell(sentence, at="summary.id")
    summary_en: str = cell(sentence, at="summary.en")
    body_id: str = cell(body, at="body.id")
    body_en: str = cell(body, at="body.en")
    published_at: datetime = cell(cells.instant)
    embargo_until: datetime | None = maybe(cells.instant)
    withdrawn: bool = cell(cells.flag)
    correction_of: str | None = maybe(cells.long_slug, refers="article")
    correction_note_id: str | None = maybe(sentence, at="correction_note.id")
    correction_note_en: str | None = maybe(sentence, at="correction_note.en")
    image: str | None = maybe(cells.image_name)
    image_alt_id: str | None = maybe(sentence, at="image_alt.id")
    image_alt_en: str | None = maybe(sentence, at="image_alt.en")

    @property
    def visible_at(self) -> datetime:
        """When the public may read it: its publication, or the end of its embargo if later."""
        return max(self.published_at, self.embargo_until or self.published_at)

    def broken_rules(self) -> Iterator[Rule]:
        yield from super().broken_rules()
        if (self.image is None) != (self.image_alt_id is None):
            yield (
                "image" if self.image is None else "image_alt.id",
                Words(
                    "Gambar dan image_alt ditulis keduanya atau tidak sama sekali.",
                    "Write an image together with its image_alt, or neither.",
                ),
            )
        noted = self.correction_note_id is not None
        if self.correction_of and not noted:
            yield (
                "correction_note.id",
                Words("Ralat menyebut apa yang salah.", "A correction says what was wrong."),
            )
        if noted and not (self.correction_of or self.withdrawn):
            yield (
                "correction_of",
                Words(
                    "Ada correction_note tanpa correction_of atau withdrawn: true.",
                    "There is a correction_note without correction_of or withdrawn: true.",
                ),
            )


@dataclass(frozen=True, kw_only=True)
class ReportEntry(Sourced, Located):
    """A row of reports.csv."""

    KEYS = ("ref", "ticket")
    ref: str = cell(cells.slug)
    ticket: str = cell(cells.ticket)
    category: str = cell(cells.slug, refers="category")
    address: str | None = maybe(cells.words(300))
    title: str = cell(cells.words(140))
    description: str | None = maybe(cells.words(4000))
    reporter: str | None = maybe(cells.words(100))
    hide_name: bool = cell(cells.flag)
    hide_report: bool = cell(cells.flag)
    status: ReportStatus = cell(cells.choice(ReportStatus))
    submitted_at: datetime = cell(cells.instant)
    joined_count: int = cell(cells.whole(0, 100_000))
    rating: int | None = maybe(cells.whole(1, 5))
    merged_into: str | None = maybe(cells.slug, refers="report")

    def broken_rules(self) -> Iterator[Rule]:
        yield from super().broken_rules()
        if (self.status is ReportStatus.DUPLICATE) != (self.merged_into is not None):
            yield (
                "merged_into",
                Words(
                    "Diisi bila, dan hanya bila, status DUPLICATE.",
                    "Filled in if, and only if, the status is DUPLICATE.",
                ),
            )
        if self.rating is not None and self.status is not ReportStatus.DONE:
            yield (
                "rating",
                Words(
                    "Penilaian hanya ada pada laporan yang DONE.",
                    "Only a DONE report has a rating.",
                ),
            )


@dataclass(frozen=True, kw_only=True)
class UpdateEntry(Sourced):
    """A row of report_updates.csv."""

    KEYS = ()
    PAIRS = (("public_note_id", "public_note_en"),)
    report: str = cell(cells.slug, refers="report")
    at: datetime = cell(cells.instant)
    status: ReportStatus = cell(cells.choice(ReportStatus))
    public_note_id: str | None = maybe(cells.words(4000))
    public_note_en: str | None = maybe(cells.words(4000))
    internal_note: str | None = maybe(cells.words(4000))
    author_role: Role = cell(cells.choice(Role))
    author_agency: str | None = maybe(cells.slug, refers="agency")

    def broken_rules(self) -> Iterator[Rule]:
        yield from super().broken_rules()
        if self.author_role is Role.OFFICER and self.author_agency is None:
            yield (
                "author_agency",
                Words("Petugas selalu dari suatu dinas.", "An officer is always of an agency."),
            )
