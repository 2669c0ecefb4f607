"""What an editor wants to say to many, and whether it may be said so."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Boolean, column, select
from sqlalchemy import table as table_of

from api.areas.models import Area
from api.db.base import Id, Instant, table
from api.db.session import WriteSession
from api.kit import ids
from api.kit.problems import FieldFault, InvalidInput, Words
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

LONGEST_TITLE: Final = 65
"""What a locked phone shows of a headline."""
LONGEST_BODY: Final = 240
FURTHEST: Final = timedelta(days=90)
_AREA: Final = table(Area)
# The news is a subject above push, which may not import it: its table is known by name alone.
_ARTICLE: Final = table_of(
    "article",
    column("id", Id()),
    column("visible_at", Instant()),
    column("withdrawn", Boolean()),
)


@dataclass(frozen=True, slots=True)
class NewBroadcast:
    """What an editor wants to say; `send_at` is when, at once if absent."""

    theme: Theme
    urgency: Urgency
    title_id: str
    title_en: str
    body_id: str
    body_en: str
    area_id: str | None = None
    article_id: str | None = None
    send_at: datetime | None = None

    def cleaned(self) -> "NewBroadcast":
        """The same with its words as they are stored: one line each."""
        said = {
            name: " ".join(clean(getattr(self, name)).split())
            for name in ("title_id", "title_en", "body_id", "body_en")
        }
        return NewBroadcast(
            theme=self.theme, urgency=self.urgency, area_id=self.area_id,
            article_id=self.article_id, send_at=self.send_at, **said,
        )  # fmt: skip

    def fingerprint(self) -> str:
        """The same for the same request, as it was sent."""
        values = {**asdict(self), "theme": self.theme.name, "urgency": self.urgency.name}
        return ids.fingerprint(json.dumps(values, default=datetime.isoformat))

    def notice(self, broadcast_id: str, audience: People | Topic, dedupe_key: str) -> Notice:
        """What its receivers are told."""
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
            own_theme=self.theme,
        )


async def is_out(session: WriteSession, article_id: str, at: datetime) -> bool:
    """Whether the public can read an article at an instant, as far as is known today."""
    found = await session.scalar(
        select(_ARTICLE.c.id).where(
            _ARTICLE.c.id == article_id, _ARTICLE.c.visible_at <= at, ~_ARTICLE.c.withdrawn
        )
    )
    return found is not None


async def check(
    session: WriteSession, wanted: NewBroadcast, now: datetime, key_fault: FieldFault | None = None
) -> None:
    """Raises InvalidInput with everything that is wrong with a broadcast; its words are cleaned."""
    faults = [
        found
        for found in (
            key_fault,
            fault("input.words.titleId", wanted.title_id, longest=LONGEST_TITLE, shortest=5),
            fault("input.words.titleEn", wanted.title_en, longest=LONGEST_TITLE, shortest=5),
            fault("input.words.bodyId", wanted.body_id, longest=LONGEST_BODY, shortest=5),
            fault("input.words.bodyEn", wanted.body_en, longest=LONGEST_BODY, shortest=5),
        )
        if found
    ]

    def wrong(path: str, id: str, en: str) -> None:
        path = f"input.words.{path}"
        faults.append(FieldFault(path, Words(f"{path}: {id}", f"{path}: {en}")))

    if wanted.theme not in CITY_THEMES:
        wrong(
            "theme",
            "pilih ALERTS, ANNOUNCEMENTS atau NEWS; kabar laporan tidak disiarkan.",
            "choose ALERTS, ANNOUNCEMENTS or NEWS; news of reports is not broadcast.",
        )
    if wanted.urgency in PASSES_QUIET_HOURS and wanted.theme is not Theme.ALERTS:
        wrong(
            "urgency",
            "hanya peringatan (tema ALERTS) boleh membangunkan orang; paling tinggi HIGH.",
            "only warnings (theme ALERTS) may wake people; at most HIGH.",
        )
    if wanted.area_id is not None and not await session.scalar(
        select(_AREA.c.id).where(_AREA.c.id == wanted.area_id)
    ):
        wrong(
            "area",
            "wilayah tidak dikenal; kueri `areas` memuat daftarnya.",
            "the area is not known; the query `areas` lists them.",
        )
    if wanted.send_at is not None and wanted.send_at > now + FURTHEST:
        wrong(
            "sendAt",
            f"paling jauh {FURTHEST.days} hari dari sekarang.",
            f"at most {FURTHEST.days} days from now.",
        )
    at = max(wanted.send_at or now, now)
    if wanted.article_id is not None and not await is_out(session, wanted.article_id, at):
        wrong(
            "article",
            "artikel ini tidak ada, ditarik, atau belum dapat dibaca umum pada waktu itu.",
            "there is no such article, or it is withdrawn, or the public cannot read it by then.",
        )
    if faults:
        raise InvalidInput(*faults)
