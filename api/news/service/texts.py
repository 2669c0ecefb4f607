"""The texts of articles, checked in the same way when they are published and corrected."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from api.db import search
from api.db.session import WriteSession
from api.kit.problems import FieldFault
from api.kit.text import clean, fault
from api.news.models import Article

SHORTEST_TITLE: Final = 5
LONGEST_TITLE: Final = 300
LONGEST_SUMMARY: Final = 1_000
LONGEST_BODY: Final = 60_000
LONGEST_NOTE: Final = 2_000


def line(text: str | None) -> str | None:
    """A cleaned text on one line; None if it is empty."""
    return " ".join(clean(text or "").split()) or None


def block(text: str | None) -> str | None:
    """A cleaned text of several lines; None if it is empty."""
    return clean(text or "") or None


@dataclass(frozen=True, slots=True)
class Field:
    """A cleaned text of an input with its path, and its bounds in characters."""

    path: str
    text: str | None
    longest: int
    shortest: int = 0


def faults_of(fields: Iterable[Field]) -> list[FieldFault]:
    """The faults of all these texts."""
    found = (
        fault(field.path, field.text or "", longest=field.longest, shortest=field.shortest)
        for field in fields
    )
    return [one for one in found if one]


async def make_findable(session: WriteSession, article: Article) -> None:
    """Indexes an article for searching.

    Withdrawn articles too: on both stores `policy.may_see_text` decides who finds them, not what
    was indexed on one of the two.
    """
    texts = (article.title_id, article.title_en, article.summary_id, article.summary_en)
    await search.index(session, "article", article.id, *texts, article.text_id, article.text_en)
