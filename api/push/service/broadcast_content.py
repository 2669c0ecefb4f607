"""What an editor wants to broadcast, and whether it is valid."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.areas.models import Area
from api.db.base import table
from api.db.session import WriteSession
from api.kit import clock, ids
from api.kit.problems import FieldFault, InvalidInput, ProblemCode, Words
from api.kit.text import clean, fault
from api.push.models import Broadcast
from api.push.values import (
    CITY_THEMES,
    PASSES_QUIET_HOURS,
    SHOWN_FOR,
    Notice,
    NotificationKind,
    People,
    Theme,
    Urgency,
)

MIN_TEXT: Final = 5
MAX_TITLE: Final = 65
"""What a locked phone shows of a title, in characters."""
MAX_BODY: Final = 240
MAX_LEAD_TIME: Final = timedelta(days=90)
CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""A time to send may be so long ago: an editor's clock is not ours."""
EXERCISE: Final = Words("LATIHAN: ", "EXERCISE: ")
"""What the title of an exercise begins with."""
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
    expires_at: datetime | None = None
    is_exercise: bool = False

    @classmethod
    def of(cls, row: Broadcast) -> "BroadcastContent":
        """The content of a stored broadcast."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})

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

    def notice(
        self, broadcast_id: str, people: People, dedupe_key: str, *, root_id: str | None = None
    ) -> Notice:
        """The notice of it to people by themselves; a correction's takes the place of `root_id`."""
        sent_at = self.send_at or clock.now()
        title = self.title_id, self.title_en
        if self.is_exercise:
            title = EXERCISE.id + self.title_id, EXERCISE.en + self.title_en
        until = self.expires_at or sent_at + SHOWN_FOR[self.urgency]
        return Notice(
            kind=NotificationKind.BROADCAST,
            subject_kind="article" if self.article_id else "broadcast",
            subject_id=self.article_id or broadcast_id,
            audience=people,
            title=Words(*title),
            body=Words(self.body_id, self.body_en),
            dedupe_key=dedupe_key,
            urgency=loudness_of(self),
            collapse_key=f"broadcast:{root_id or broadcast_id}",
            ttl_seconds=max(int((until - sent_at).total_seconds()), 0),
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
    if content.send_at is not None and content.send_at < now - CLOCKS_DIFFER:
        add(
            "sendAt",
            "Waktu kirim sudah lewat. Pilih waktu yang akan datang, atau kosongkan untuk mengirim"
            " sekarang.",
            "The time to send is in the past. Choose a later one, or leave it empty to send now.",
            ProblemCode.OUT_OF_RANGE,
        )
    if content.expires_at is not None and content.expires_at <= max(content.send_at or now, now):
        add(
            "expiresAt",
            "Waktu berakhir harus sesudah waktu kirim.",
            "The end must be after the time to send.",
            ProblemCode.OUT_OF_RANGE,
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


def broadcast_words(row: Any, language: str) -> tuple[str, str]:
    """(title, body) of a broadcast in a language; an exercise says so first."""
    english = language == "EN"
    title = row.title_en if english else row.title_id
    prefix = EXERCISE.text(language) if row.is_exercise else ""
    return prefix + title, row.body_en if english else row.body_id


def broadcast_subject(row: Any) -> tuple[str, str]:
    """(kind, id) of what a broadcast is about: its article or, without one, itself."""
    if row.article_id:
        return "article", row.article_id
    return "broadcast", row.broadcast_id


def loudness_of(row: Any) -> Urgency:
    """How much a broadcast disturbs: an exercise wakes nobody, whatever it plays."""
    if row.is_exercise and row.urgency in PASSES_QUIET_HOURS:
        return Urgency.NORMAL
    urgency: Urgency = row.urgency
    return urgency


def expiry_of(row: Any) -> datetime:
    """When a phone that was away does not show a broadcast any more."""
    until: datetime = row.expires_at or row.send_at + SHOWN_FOR[row.urgency]
    return until
