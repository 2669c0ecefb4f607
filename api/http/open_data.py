"""Open data: public reports as CSV and GeoJSON, streamed batch by batch, and what is in them.

Nothing here that a list of the graph would not show to everybody; no description, no address, and
of reporters nothing at all.
"""

import csv
import hashlib
import io
import re
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final

import orjson
from sqlalchemy.engine import Row
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from api.areas.service import AreaIndexCache, CityFacts
from api.db.session import Database
from api.http.addresses import PublicAddress
from api.http.auth import request_language
from api.http.media import matches
from api.http.open_data_columns import COLUMNS
from api.identity.tokens import viewer as viewer_from
from api.kit import clock
from api.kit.problems import Language, Problem, Words
from api.reports.service import open_data
from api.reports.service.open_data import Wanted

MOST_AT_ONCE: Final = 4
"""Downloads under way in one process; who comes then is asked to come later."""
_EDITION: Final = "2"
"""Changes with the columns, so that no entity tag outlives them."""
_MONTH: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_FORMULA: Final = re.compile(r"(^|[;\t\r\n])(?=[=+\-@＝＋－＠])")
"""Where a spreadsheet would begin to read a formula: at the cell's start, and behind a semicolon,
which parts the cells of a file that is opened where the comma is the decimal sign, as in Indonesia.
"""
_PARAMETERS: Final = ("month", "category", "district")
_ANYWHERE: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Content-Disposition",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Language",
}

_NO_SUCH: Final = {
    "month": Words(
        "month: tulis bulan seperti 2026-11, menurut waktu kota.",
        "month: write a month as 2026-11, in the city's own time.",
    ),
    "category": Words(
        "category: kode kategori ini tidak ada. Daftarnya di kueri reportCategories.",
        "category: there is no category with this code. The query reportCategories lists them.",
    ),
    "district": Words(
        "district: tidak ada kecamatan dengan kode Kemendagri ini, misalnya 51.03.01.",
        "district: there is no district with this Kemendagri code, such as 51.03.01.",
    ),
}
_UNKNOWN: Final = Words(
    "Parameter ini tidak dikenal: {name}. Yang ada: month, category, district.",
    "This parameter is not known: {name}. There are: month, category, district.",
)
_TWICE: Final = Words("{name}: tulis satu kali saja.", "{name}: write it once only.")
_BUSY: Final = Words(
    "Terlalu banyak unduhan sekaligus. Coba lagi sebentar.",
    "Too many downloads at once. Try again shortly.",
)


class OpenDataDoor:
    """Serves the files."""

    def __init__(
        self, database: Database, places: AreaIndexCache, public_address: PublicAddress
    ) -> None:
        self._database = database
        self._public_address = public_address
        self._places = places
        self._under_way = 0

    async def csv(self, request: Request) -> Response:
        """GET /open-data/reports.csv (RFC 4180, UTF-8)."""
        return await self._file(request, "csv", "text/csv; charset=utf-8; header=present", _csv)

    async def geojson(self, request: Request) -> Response:
        """GET /open-data/reports.geojson (RFC 7946)."""
        return await self._file(request, "geojson", "application/geo+json", _geojson)

    async def about(self, request: Request) -> Response:
        """GET /open-data: which files there are, how to choose from them, and what is in them."""
        base = self._public_address.base_of(request.scope)
        answer = {
            "files": [f"{base}/open-data/reports.csv", f"{base}/open-data/reports.geojson"],
            "parameters": {
                "month": "2026-11",
                "category": "jalan-rusak",
                "district": "51.03.01",
            },
            "columns": [
                {
                    "name": column.name,
                    "head": {"id": column.head.id, "en": column.head.en},
                    "meaning": {"id": column.meaning.id, "en": column.meaning.en},
                }
                for column in COLUMNS
            ],
        }
        body = orjson.dumps(answer, option=orjson.OPT_INDENT_2)
        return Response(body, headers=_ANYWHERE, media_type="application/json")

    async def _file(self, request: Request, kind: str, media_type: str, write: "Write") -> Response:
        language = request_language(request)
        try:
            city = (await self._places.get()).city
        except Problem as problem:
            return _told(503, problem.words, language)
        wanted = _wanted(request, city)
        if isinstance(wanted, Words):
            return _told(400, wanted, language)
        wrong = await open_data.unknown(self._database, wanted)
        if wrong is not None:
            return _told(400, _NO_SUCH[wrong], language)
        public = viewer_from(None, language, clock.now())
        *sums, updated_at = await open_data.state(self._database, public, wanted)
        headers = {
            **_ANYWHERE,
            "Cache-Control": "public, no-cache",
            "Content-Language": language.lower(),
            "Content-Disposition": f'attachment; filename="{_file_name(city, wanted)}.{kind}"',
            "ETag": _tag(_EDITION, kind, language, wanted, sums, updated_at),
        }
        if updated_at is not None:
            headers["Last-Modified"] = format_datetime(updated_at, usegmt=True)
        if matches(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        if request.method == "HEAD":
            return Response(headers=headers, media_type=media_type)
        if self._under_way >= MOST_AT_ONCE:
            return _told(503, _BUSY, language, {"Retry-After": "30"})
        rows = open_data.batches(self._database, public, wanted)
        body = self._counted(write(rows, language))
        return StreamingResponse(body, headers=headers, media_type=media_type)

    async def _counted(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        self._under_way += 1
        try:
            async for chunk in chunks:
                yield chunk
        finally:
            self._under_way -= 1


Write = Callable[[AsyncIterator[list[Row[Any]]], Language], AsyncIterator[bytes]]


def routes(
    database: Database, places: AreaIndexCache, public_address: PublicAddress
) -> list[Route]:
    """The routes of the door."""
    door = OpenDataDoor(database, places, public_address)
    return [
        Route("/open-data", door.about, methods=["GET"]),
        Route("/open-data/reports.csv", door.csv, methods=["GET"]),
        Route("/open-data/reports.geojson", door.geojson, methods=["GET"]),
    ]


async def _csv(batches: AsyncIterator[list[Row[Any]]], language: Language) -> AsyncIterator[bytes]:
    yield _lines([[column.head.text(language) for column in COLUMNS]])
    async for rows in batches:
        yield _lines([[_cell(c.value(row, language)) for c in COLUMNS] for row in rows])


async def _geojson(
    batches: AsyncIterator[list[Row[Any]]], language: Language
) -> AsyncIterator[bytes]:
    yield b'{"type":"FeatureCollection","features":['
    mark = b"\n"
    async for rows in batches:
        yield mark + b",\n".join(orjson.dumps(_feature(row, language)) for row in rows)
        mark = b",\n"
    yield b"\n]}\n"


def _feature(row: Any, language: Language) -> dict[str, Any]:
    """RFC 7946 has longitude first."""
    properties = {
        column.name: _json_value(column.value(row, language))
        for column in COLUMNS
        if column.name not in ("latitude", "longitude")
    }
    point = {"type": "Point", "coordinates": [row.shown_longitude, row.shown_latitude]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    """A value as a cell. A text that a spreadsheet would run as a formula is disarmed.

    Numbers are ours, and stay numbers where they are below zero.
    """
    if isinstance(value, datetime):
        return clock.to_seconds(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    return _FORMULA.sub(r"\1'", value)


def _json_value(value: Any) -> Any:
    return clock.to_text(value) if isinstance(value, datetime) else value


def _wanted(request: Request, city: CityFacts) -> Wanted | Words:
    asked = request.query_params
    for name, _ in asked.multi_items():
        if name not in _PARAMETERS:
            return _UNKNOWN.fill(name=name[:60].replace("{", "").replace("}", ""))
        if len(asked.getlist(name)) > 1:
            return _TWICE.fill(name=name)
        if "\0" in asked[name] or len(asked[name]) > 64:
            return _NO_SUCH[name]
    since = before = None
    if "month" in asked:
        found = _MONTH.fullmatch(asked["month"])
        if found is None:
            return _NO_SUCH["month"]
        year, month = int(found[1]), int(found[2])
        since = datetime(year, month, 1, tzinfo=city.time_zone)
        before = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=city.time_zone)
    return Wanted(since, before, asked.get("category"), asked.get("district"))


def _file_name(city: CityFacts, wanted: Wanted) -> str:
    month = wanted.since.strftime("%Y-%m") if wanted.since else None
    parts = ("laporan", city.code, month, wanted.category, wanted.district)
    return "-".join(part for part in parts if part)


def _tag(*parts: Any) -> str:
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


def _told(
    status: int, words: Words, language: Language, more: dict[str, str] | None = None
) -> Response:
    return Response(
        orjson.dumps({"message": words.text(language)}),
        status,
        headers={**_ANYWHERE, "Cache-Control": "no-store", **(more or {})},
        media_type="application/json",
    )
