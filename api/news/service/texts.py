"""What editors write, checked the same way whether it is new or put right."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from api.db import search
from api.db.session import WriteSession
from api.kit.problems import FieldFault
from api.kit.text import clean, fault
from api.news.models import Article

LONGEST_TITLE: Final = 300
LONGEST_SUMMARY: Final = 1_000
LONGEST_BODY: Final = 60_000
LONGEST_NOTE: Final = 2_000


def line(text: str | None) -> str | None:
    """A text on one line, or None when nothing is left of it."""
    return " ".join(clean(text or "").split()) or None


def block(text: str | None) -> str | None:
    """A text of several lines, or None when nothing is left of it."""
    return clean(text or "") or None


@dataclass(frozen=True, slots=True)
class Field:
    """One text of an input: where it came from, what is left of it, and how long it may be."""

    path: str
    text: str | None
    longest: int
    shortest: int = 0


def faults_of(fields: Iterable[Field]) -> list[FieldFault]:
    """What keeps texts from being stored, all at once."""
    found = (
        fault(field.path, field.text or "", longest=field.longest, shortest=field.shortest)
        for field in fields
    )
    return [one for one in found if one]


async def make_findable(session: WriteSession, article: Article) -> None:
    """Lets an article be found by its words.

    Withdrawn or not: who may still find it is the reader's predicate (`policy.may_see_text`) on
    both stores, not what was indexed on one of them.
    """
    texts = (article.title_id, article.title_en, article.summary_id, article.summary_en)
    await search.index(session, "article", article.id, *texts, article.text_id, article.text_en)
