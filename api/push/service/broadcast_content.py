"""What an editor wants to broadcast, and whether it is valid."""

import json
import re
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
    BroadcastStatus,
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
_BOTH: Final = Words(
    "Isi dalam bahasa Indonesia dan bahasa Inggris.", "Fill in both Indonesian and English."
)
_BLANK: Final = re.compile(r"\[[^\]]*\]")
"""What a template leaves to be filled in."""
_FILL_IN: Final = Words(
    "Isi bagian di dalam tanda kurung siku, lalu hapus tanda kurungnya.",
    "Fill in what stands in square brackets, and remove the brackets.",
)
_NO_AREA: Final = Words(
    "Wilayah tidak ditemukan. Pilih wilayah dari daftar.",
    "The area was not found. Choose an area from the list.",
)
_NO_CITY_THEME: Final = Words(
    "Pilih peringatan, pengumuman, atau berita. Kabar laporan tidak disiarkan.",
    "Choose warnings, announcements or news. News about reports is not broadcast.",
)
_TOO_URGENT: Final = Words(
    "Hanya peringatan yang boleh membangunkan orang. Pilih tingkat yang lebih rendah.",
    "Only warnings may wake people. Choose a lower urgency.",
)
_AREA: Final = table(Area)


def line(text: str) -> str:
    """A cleaned text on one line."""
    return " ".join(clean(text).split())


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
        stored = cls(**{field.name: getattr(row, field.name) for field in fields(cls)})
        is_for_at_once = row.status is BroadcastStatus.DRAFT and row.send_at == row.created_at
        return replace(stored, send_at=None) if is_for_at_once else stored

    def store(self, row: Broadcast, now: datetime) -> None:
        """Gives a row this content, and the time at which it is to be sent at the earliest."""
        for field in fields(self):
            setattr(row, field.name, getattr(self, field.name))
        if row.status is BroadcastStatus.DRAFT:
            row.send_at = self.send_at or row.created_at
        else:
            row.send_at = max(self.send_at or now, now)

    @property
    def needs_approval(self) -> bool:
        """Whether a second person must approve it before it is sent: it wakes people."""
        return loudness_of(self) in PASSES_QUIET_HOURS

    @property
    def title(self) -> Words:
        """The title as phones show it: an exercise says so first."""
        prefix = EXERCISE if self.is_exercise else Words("", "")
        return Words(prefix.id + self.title_id, prefix.en + self.title_en)

    def cleaned(self) -> "BroadcastContent":
        """The same with its texts as they are stored: one line each."""
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
        until = self.expires_at or sent_at + SHOWN_FOR[self.urgency]
        return Notice(
            kind=NotificationKind.BROADCAST,
            subject_kind="article" if self.article_id else "broadcast",
            subject_id=self.article_id or broadcast_id,
            audience=people,
            title=self.title,
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
    path: str = "input.content",
) -> None:
    """Raises InvalidInput with everything that is wrong with a broadcast of cleaned texts."""
    faults = [*earlier_faults, *_text_faults(content, path, complete=True)]

    def add(field: str, id: str, en: str, code: ProblemCode) -> None:
        faults.append(FieldFault(f"{path}.{field}", Words(id, en), code))

    faults += theme_faults(content.theme, content.urgency, path)
    faults += await _area_faults(session, content, path)
    if content.send_at is not None and content.send_at < now - CLOCKS_DIFFER:
        add(
            "sendAt",
            "Waktu kirim sudah lewat. Pilih waktu yang akan datang, atau kosongkan untuk mengirim"
            " sekarang.",
            "The time to send is in the past. Choose a later one, or leave it empty to send now.",
            ProblemCode.IN_THE_PAST,
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


async def validate_draft(
    session: WriteSession, content: BroadcastContent, earlier_faults: Sequence[FieldFault] = ()
) -> None:
    """Raises InvalidInput if a draft of cleaned texts cannot be stored; it may be incomplete."""
    path = "input.content"
    faults = [*earlier_faults, *_text_faults(content, path, complete=False)]
    faults += await _area_faults(session, content, path)
    if faults:
        raise InvalidInput(*faults)


def _text_faults(content: BroadcastContent, path: str, *, complete: bool) -> list[FieldFault]:
    prefix = EXERCISE if content.is_exercise else Words("", "")
    texts = (
        ("title.indonesian", content.title_id, MAX_TITLE - len(prefix.id)),
        ("title.english", content.title_en, MAX_TITLE - len(prefix.en)),
        ("body.indonesian", content.body_id, MAX_BODY),
        ("body.english", content.body_en, MAX_BODY),
    )
    return text_faults([(f"{path}.{name}", *rest) for name, *rest in texts], complete=complete)


def theme_faults(theme: Theme, urgency: Urgency, path: str) -> list[FieldFault]:
    """What is wrong with the theme of a broadcast, or with its urgency for that theme."""
    found = []
    if theme not in CITY_THEMES:
        found.append(FieldFault(f"{path}.theme", _NO_CITY_THEME, ProblemCode.NOT_APPLICABLE))
    if urgency in PASSES_QUIET_HOURS and theme is not Theme.ALERTS:
        found.append(FieldFault(f"{path}.urgency", _TOO_URGENT, ProblemCode.NOT_APPLICABLE))
    return found


def text_faults(
    texts: Sequence[tuple[Any, ...]], *, complete: bool = True, blanks: bool = False
) -> list[FieldFault]:
    """The faults of cleaned texts that a phone shows: (path, text, greatest length) of each.

    Only drafts may be incomplete, and only templates may have blanks.
    """
    found = []
    for path, text, longest in texts:
        if complete and not text:
            found.append(FieldFault(path, _BOTH, ProblemCode.REQUIRED))
        elif wrong := fault(
            path, text, longest=longest, shortest=MIN_TEXT * complete, forbid_bidi=True
        ):
            found.append(wrong)
        elif complete and not blanks and _BLANK.search(text):
            found.append(FieldFault(path, _FILL_IN, ProblemCode.INVALID))
    return found


async def _area_faults(
    session: WriteSession, content: BroadcastContent, path: str
) -> list[FieldFault]:
    statement = select(_AREA.c.id).where(_AREA.c.id == content.area_id)
    if content.area_id is None or await session.scalar(statement):
        return []
    return [FieldFault(f"{path}.area", _NO_AREA, ProblemCode.UNKNOWN_REFERENCE)]


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
