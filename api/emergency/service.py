"""The emergency pack: numbers and places, kept where no outage reaches them.

It is answered from memory. Memory is filled from the database, and a copy on disk stands in for a
database that is down when the server starts.
"""

import asyncio
import hashlib
import time
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import orjson
import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.areas.models import Area
from api.db.base import Provenance
from api.db.session import Database
from api.emergency.models import EmergencyCategory, EmergencyNotice, EmergencyShortcut, Facility
from api.emergency.values import LAST_RESORT, Category, Pack, Place, Shortcut, Source
from api.kit.geo import Point, metres_between
from api.kit.problems import Language, Words

TABLES: Final = frozenset(
    {"emergency_notice", "emergency_shortcut", "emergency_category", "facility", "area"}
)
LOOK_AGAIN_SECONDS: Final = 30.0
PATIENCE_SECONDS: Final = 5.0
_PACK: Final = TypeAdapter(Pack)
_log = structlog.get_logger("emergency")


async def load_pack(session: AsyncSession) -> Pack | None:
    """The pack as it stands in the store; None while the store has no notice: it is not seeded."""
    notice = (await session.execute(select(EmergencyNotice))).scalars().first()
    if notice is None:
        return None
    shortcuts = (
        await session.execute(
            select(EmergencyShortcut).order_by(
                col(EmergencyShortcut.position), col(EmergencyShortcut.code)
            )
        )
    ).scalars()
    code_of: dict[str, str] = {}
    made: list[Shortcut] = []
    for row in shortcuts:
        code_of[row.id] = row.code
        made.append(
            Shortcut(
                code=row.code,
                label=Words(row.label_id, row.label_en),
                number=row.number,
                dial_uri=row.dial_uri,
                sms=Words(row.sms_id, row.sms_en or row.sms_id) if row.sms_id else None,
                fallback_numbers=tuple(row.fallback_numbers),
                icon=row.icon,
                categories=tuple(row.categories),
                source=_source(row),
            )
        )
    categories = (
        await session.execute(
            select(EmergencyCategory).order_by(
                col(EmergencyCategory.position), col(EmergencyCategory.code)
            )
        )
    ).scalars()
    places = await session.execute(
        select(Facility, col(Area.name))
        .outerjoin(Area, col(Area.id) == col(Facility.village_id))
        .order_by(col(Facility.code))
    )
    pack = Pack(
        revision="",
        number=notice.number,
        notice=Words(notice.notice_id, notice.notice_en),
        shortcuts=tuple(made),
        categories=tuple(
            Category(row.code, Words(row.label_id, row.label_en), code_of[row.shortcut_id])
            for row in categories
        ),
        places=tuple(
            Place(
                code=row.code,
                kind=row.kind,
                name=row.name,
                village=village,
                latitude=row.latitude,
                longitude=row.longitude,
                phone=row.phone,
                open_24h=row.open_24h,
                source=_source(row),
            )
            for row, village in places
        ),
    )
    return replace(pack, revision=hashlib.sha256(_dumped(pack)).hexdigest()[:16])


def render(
    pack: Pack, language: Language, near: Point | None = None, first: int | None = None
) -> dict[str, Any]:
    """The pack in one language and in the graph's own names.

    With `near` the facilities come nearest first, each with its distance in whole metres along the
    ground; else by code. `first` bounds their number.
    """
    places = [
        (None if near is None else metres_between(near, Point(p.latitude, p.longitude)), p)
        for p in pack.places
    ]
    if near is not None:
        places.sort(key=lambda entry: (entry[0] or 0.0, entry[1].code))
    return {
        "revision": pack.revision,
        "number": pack.number,
        "notice": pack.notice.text(language),
        "shortcuts": [
            {
                "code": shortcut.code,
                "label": shortcut.label.text(language),
                "number": shortcut.number,
                "dialUri": shortcut.dial_uri,
                "smsTemplate": shortcut.sms.text(language) if shortcut.sms else None,
                "fallbackNumbers": list(shortcut.fallback_numbers),
                "icon": shortcut.icon,
                "categories": list(shortcut.categories),
                "provenance": _shown(shortcut.source),
            }
            for shortcut in pack.shortcuts
        ],
        "categories": [
            {
                "code": category.code,
                "label": category.label.text(language),
                "shortcut": category.shortcut,
            }
            for category in pack.categories
        ],
        "facilities": [
            {
                "code": place.code,
                "kind": place.kind.value,
                "name": place.name,
                "village": place.village,
                "point": {"latitude": place.latitude, "longitude": place.longitude},
                "phone": place.phone,
                "open24h": place.open_24h,
                "distanceMetres": None if metres is None else round(metres),
                "provenance": _shown(place.source),
            }
            for metres, place in places[:first]
        ],
    }


class PackKeeper:
    """Holds the pack of one process: always there, and as new as the database lets it be.

    A commit of this process shows at once, one of another process within half a minute of the
    first question after it.
    """

    def __init__(self, database: Database, file: Path) -> None:
        self._database = database
        self._file = file
        self._pack = LAST_RESORT
        self._looked_at = float("-inf")
        self._task: asyncio.Task[None] | None = None
        self._again = False
        database.on_commit(self._on_commit)

    async def start(self) -> None:
        """Fills memory from disk, then from the database if it answers. Never raises for either."""
        try:
            self._pack = _PACK.validate_json(await asyncio.to_thread(self._file.read_bytes))
        except FileNotFoundError:
            pass
        except (OSError, ValidationError) as error:
            _log.error("emergency.bad_copy", error=type(error).__name__)
        await self._refresh()

    @property
    def pack(self) -> Pack:
        """The newest pack known; when it was last compared a while ago, that is done meanwhile."""
        if time.monotonic() - self._looked_at > LOOK_AGAIN_SECONDS:
            self._refresh_soon()
        return self._pack

    async def close(self) -> None:
        """Ends what goes on meanwhile."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def _on_commit(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self._refresh_soon()

    def _refresh_soon(self) -> None:
        if self._task is not None and not self._task.done():
            self._again = True  # what it reads may be older than this commit
            return
        self._looked_at = time.monotonic()
        self._task = asyncio.create_task(self._refresh(), name="emergency-pack")

    async def _refresh(self) -> None:
        while True:
            self._again = False
            self._looked_at = time.monotonic()
            try:
                async with asyncio.timeout(PATIENCE_SECONDS), self._database.read() as reader:
                    found = await load_pack(reader)
                if found is not None and found.revision != self._pack.revision:
                    self._pack = found
                    await asyncio.to_thread(self._write, _dumped(found))
                    _log.info("emergency.pack", revision=found.revision)
            except Exception as error:  # a driver's, a disk's: the pack in memory goes on answering
                _log.warning("emergency.not_refreshed", error=type(error).__name__)
            if not self._again:
                return

    def _write(self, text: bytes) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        part.write_bytes(text)
        part.replace(self._file)


def _dumped(pack: Pack) -> bytes:
    return orjson.dumps(asdict(pack))


def _source(row: Provenance) -> Source:
    return Source(row.synthetic, row.source_name, row.source_date, row.source_note)


def _shown(source: Source) -> dict[str, Any]:
    return {
        "synthetic": source.synthetic,
        "sourceName": source.name,
        "sourceDate": source.date.isoformat() if source.date else None,
        "sourceNote": source.note,
    }
