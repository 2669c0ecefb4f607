"""Open data: public reports as CSV and GeoJSON, streamed batch by batch, and what is in them.

Only what a list of the graph shows to everyone; no descriptions, no addresses, and nothing at all
about reporters.
"""

import csv
import io
import re
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy.engine import Row
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from api.areas.service import AreaIndexCache, CityFacts
from api.db.session import Database
from api.http.addresses import PublicAddress
from api.http.conditional import http_date, not_modified, weak_tag
from api.http.languages import request_language
from api.http.open_data_columns import COLUMNS
from api.http.replies import NO_SNIFFING, json_reply, message_reply
from api.identity.tokens import viewer as viewer_from
from api.kit import clock
from api.kit.problems import Language, Problem, ProblemCode, Words
from api.reports.service import open_data
from api.reports.service.open_data import Selection

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

_NO_SUCH: Final = {
    "month": Words(
        "month: tulis bulan seperti 2026-11, menurut waktu kota.",
        "month: write a month such as 2026-11, in the city's own time.",
    ),
    "category": Words(
        "category: kode kategori ini tidak dikenal, misalnya jalan-rusak.",
        "category: this is not the code of a category, such as jalan-rusak.",
    ),
    "district": Words(
        "district: kode Kemendagri kecamatan ini tidak dikenal, misalnya 51.03.01.",
        "district: this is not the Kemendagri code of a district, such as 51.03.01.",
    ),
}
_UNKNOWN: Final = Words(
    "Parameter ini tidak dikenal: {name}. Pakai month, category, atau district.",
    "This parameter is not known: {name}. Use month, category or district.",
)
_TWICE: Final = Words("{name}: tulis satu kali saja.", "{name}: write it only once.")
_BUSY: Final = Words(
    "Terlalu banyak unduhan sekaligus. Coba lagi beberapa saat lagi.",
    "Too many downloads at once. Try again in a moment.",
)


class OpenDataEndpoint:
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
        return json_reply(answer, headers={"Cache-Control": "public, max-age=300"}, indent=True)

    async def _file(self, request: Request, kind: str, media_type: str, write: "Write") -> Response:
        language = request_language(request)
        try:
            city = (await self._places.get()).city
        except Problem as problem:
            return message_reply(request, 503, problem.words)
        wanted = _wanted(request, city)
        if isinstance(wanted, Words):
            return _refusal(request, wanted)
        wrong = await open_data.unknown(self._database, wanted)
        if wrong is not None:
            return _refusal(request, _NO_SUCH[wrong])
        public = viewer_from(None, language, clock.now())
        *sums, updated_at = await open_data.state(self._database, public, wanted)
        headers = {
            **NO_SNIFFING,
            "Vary": "Accept-Language",
            "Cache-Control": "public, no-cache",
            "Content-Language": language.lower(),
            "Content-Disposition": f'attachment; filename="{_file_name(city, wanted)}.{kind}"',
            "ETag": _tag(_EDITION, kind, language, wanted, sums, updated_at),
        }
        if updated_at is not None:
            headers["Last-Modified"] = http_date(updated_at)
        # A report that is hidden leaves the file, and no date in it changes.
        if (unchanged := not_modified(request, headers, by_date=False)) is not None:
            return unchanged
        if request.method == "HEAD":
            return Response(headers=headers, media_type=media_type)
        if self._under_way >= MOST_AT_ONCE:
            return message_reply(request, 503, _BUSY, {"Retry-After": "30"})
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
    """The routes of the files."""
    endpoint = OpenDataEndpoint(database, places, public_address)
    return [
        Route("/open-data", endpoint.about, methods=["GET"]),
        Route("/open-data/reports.csv", endpoint.csv, methods=["GET"]),
        Route("/open-data/reports.geojson", endpoint.geojson, methods=["GET"]),
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


def _wanted(request: Request, city: CityFacts) -> Selection | Words:
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
    return Selection(since, before, asked.get("category"), asked.get("district"))


def _file_name(city: CityFacts, wanted: Selection) -> str:
    month = wanted.since.strftime("%Y-%m") if wanted.since else None
    parts = ("laporan", city.code, month, wanted.category, wanted.district)
    return "-".join(part for part in parts if part)


def _tag(*parts: Any) -> str:
    return weak_tag(repr(parts).encode())


def _refusal(request: Request, words: Words) -> Response:
    return message_reply(request, 400, words, code=ProblemCode.INVALID_INPUT)
