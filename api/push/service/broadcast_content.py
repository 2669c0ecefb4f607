"""What an editor wants to broadcast, and whether it is valid."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.areas.models import Area
from api.db.base import table
from api.db.session import WriteSession
from api.kit import ids
from api.kit.problems import FieldFault, InvalidInput, ProblemCode, Words
from api.kit.text import clean, fault
from api.push.values import (
    CITY_THEMES,
    PASSES_QUIET_HOURS,
    Notice,
    NotificationKind,
    People,
    Theme,
    Topic,
    Urgency,
)

MIN_TEXT: Final = 5
MAX_TITLE: Final = 65
"""What a locked phone shows of a title, in characters."""
MAX_BODY: Final = 240
MAX_LEAD_TIME: Final = timedelta(days=90)
_AREA: Final = table(Area)

IsPublic = Callable[[AsyncSession, str, datetime], Awaitable[bool]]
"""(session, id of an article, instant) → whether the public can read it then, as far as is known.

Articles belong to the news, a subject above push: whoever joins the two passes this in.
"""


@dataclass(frozen=True, slots=True)
class BroadcastContent:
    """What an editor wants to broadcast; without `send_at` it is sent at once."""

    theme: Theme
    urgency: Urgency
    title_id: str
    title_en: str
    body_id: str
    body_en: str
    area_id: str | None = None
    article_id: str | None = None
    send_at: datetime | None = None

    def cleaned(self) -> "BroadcastContent":
        """The same with its texts as they are stored: one line each."""

        def line(text: str) -> str:
            return " ".join(clean(text).split())

        return replace(
            self,
            title_id=line(self.title_id),
            title_en=line(self.title_en),
            body_id=line(self.body_id),
            body_en=line(self.body_en),
        )

    def fingerprint(self) -> str:
        """The same for the same request, as it was sent."""
        values = {**asdict(self), "theme": self.theme.name, "urgency": self.urgency.name}
        return ids.fingerprint(json.dumps(values, default=datetime.isoformat))

    def notice(self, broadcast_id: str, audience: People | Topic, dedupe_key: str) -> Notice:
        """The notice that its audience receives."""
        return Notice(
            kind=NotificationKind.BROADCAST,
            subject_kind="article" if self.article_id else "broadcast",
            subject_id=self.article_id or broadcast_id,
            audience=audience,
            title=Words(self.title_id, self.title_en),
            body=Words(self.body_id, self.body_en),
            dedupe_key=dedupe_key,
            urgency=self.urgency,
            collapse_key=f"broadcast:{broadcast_id}",
            ttl_seconds=24 * 3600,
            theme_override=self.theme,
        )


async def validate(
    session: WriteSession,
    content: BroadcastContent,
    now: datetime,
    is_public: IsPublic,
    earlier_faults: Sequence[FieldFault] = (),
) -> None:
    """Raises InvalidInput with everything that is wrong with a broadcast of cleaned texts."""
    faults = [*earlier_faults]
    for field, text, longest in (
        ("title.indonesian", content.title_id, MAX_TITLE),
        ("title.english", content.title_en, MAX_TITLE),
        ("body.indonesian", content.body_id, MAX_BODY),
        ("body.english", content.body_en, MAX_BODY),
    ):
        if found := _text_fault(f"input.content.{field}", text, longest):
            faults.append(found)

    def add(field: str, id: str, en: str, code: ProblemCode) -> None:
        faults.append(FieldFault(f"input.content.{field}", Words(id, en), code))

    if content.theme not in CITY_THEMES:
        add(
            "theme",
            "Pilih peringatan, pengumuman, atau berita. Kabar laporan tidak disiarkan.",
            "Choose warnings, announcements or news. News about reports is not broadcast.",
            ProblemCode.NOT_APPLICABLE,
        )
    if content.urgency in PASSES_QUIET_HOURS and content.theme is not Theme.ALERTS:
        add(
            "urgency",
            "Hanya peringatan yang boleh membangunkan orang. Pilih tingkat yang lebih rendah.",
            "Only warnings may wake people. Choose a lower urgency.",
            ProblemCode.NOT_APPLICABLE,
        )
    if content.area_id is not None and not await session.scalar(
        select(_AREA.c.id).where(_AREA.c.id == content.area_id)
    ):
        add(
            "area",
            "Wilayah tidak ditemukan. Pilih wilayah dari daftar.",
            "The area was not found. Choose an area from the list.",
            ProblemCode.UNKNOWN_REFERENCE,
        )
    if content.send_at is not None and content.send_at > now + MAX_LEAD_TIME:
        add(
            "sendAt",
            f"Pilih waktu paling lama {MAX_LEAD_TIME.days} hari dari sekarang.",
            f"Choose a time at most {MAX_LEAD_TIME.days} days from now.",
            ProblemCode.OUT_OF_RANGE,
        )
    at = max(content.send_at or now, now)
    if content.article_id is not None and not await is_public(session, content.article_id, at):
        add(
            "article",
            "Artikel tidak ditemukan, sudah dicabut, atau belum terbit pada waktu itu.",
            "The article was not found, has been withdrawn, or is not public by then.",
            ProblemCode.UNKNOWN_REFERENCE,
        )
    if faults:
        raise InvalidInput(*faults)


def _text_fault(path: str, text: str, longest: int) -> FieldFault | None:
    if not text:
        words = Words(
            "Isi dalam bahasa Indonesia dan bahasa Inggris.", "Fill in both Indonesian and English."
        )
        return FieldFault(path, words, ProblemCode.REQUIRED)
    return fault(path, text, longest=longest, shortest=MIN_TEXT)
