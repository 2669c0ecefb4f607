"""GET /emergency.json: numbers to call and places to go to, whatever else is down.

It asks no token, reads no database and refuses nothing: what cannot be understood of a question is
passed over, and a `warning` says so.
"""

import gzip
from typing import Any, Final

import orjson
from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.emergency.service import PackCache, render
from api.emergency.values import Pack
from api.http.conditional import not_modified, weak_tag
from api.http.languages import request_language
from api.http.replies import NO_SNIFFING
from api.kit.geo import Point
from api.kit.problems import Language, Words

LARGEST: Final = 20_000
"""Bytes, before compression: facilities are left out from the end until it fits."""
_LANGUAGES: Final[dict[str, Language]] = {"id": "ID", "en": "EN"}
_CACHED_WHOLE: Final = 8

_BAD_POINT: Final = Words(
    "Lokasi Anda tidak dapat dibaca, jadi jaraknya tidak dihitung.",
    "Your location could not be read, so no distances are given.",
)
_BAD_LANGUAGE: Final = Words(
    "Bahasa yang diminta tidak ada di sini; yang ada Indonesia dan Inggris.",
    "The language you asked for is not available here; Indonesian and English are.",
)


class EmergencyEndpoint:
    """Serves the pack that is in memory."""

    def __init__(self, keeper: PackCache) -> None:
        self._keeper = keeper
        self._whole: LRUCache[tuple[str, Language], bytes] = LRUCache(_CACHED_WHOLE)

    async def get(self, request: Request) -> Response:
        """The pack in the language asked for, facilities by distance where a place is given."""
        language, warnings = _language(request)
        near, point_warning = _near(request)
        warnings += [point_warning] if point_warning else []
        pack = self._keeper.pack
        if warnings or near:
            body = _body(pack, language, near, " ".join(w.text(language) for w in warnings))
        else:
            body = self._whole_body(pack, language)
        headers = {
            **NO_SNIFFING,
            # With a place it is one person's answer; without, it outlives this server's absence.
            "Cache-Control": "private, max-age=60"
            if near
            else "public, max-age=300, stale-while-revalidate=3600, stale-if-error=604800",
            "Content-Language": language.lower(),
            "ETag": weak_tag(body),
            "Vary": "Accept-Encoding, Accept-Language",
        }
        if (unchanged := not_modified(request, headers)) is not None:
            return unchanged
        if _takes_gzip(request):
            body = gzip.compress(body, 6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        return Response(body, headers=headers, media_type="application/json")

    def _whole_body(self, pack: Pack, language: Language) -> bytes:
        key = (pack.revision, language)
        body = self._whole.get(key)
        if body is None:
            body = self._whole[key] = _body(pack, language, None, "")
        return body


def routes(keeper: PackCache) -> list[Route]:
    """The route of the pack."""
    endpoint = EmergencyEndpoint(keeper)
    return [
        Route("/emergency.json", endpoint.get, methods=["GET"]),
        # What somebody in danger typed with a slash too many is answered as well.
        Route("/emergency.json/", endpoint.get, methods=["GET"]),
    ]


def _body(pack: Pack, language: Language, near: Point | None, warning: str) -> bytes:
    answer: dict[str, Any] = render(pack, language, near)
    if warning:
        answer["warning"] = warning
    facilities: list[Any] = answer.pop("facilities")
    answer["facilitiesLeftOut"] = len(facilities)
    room = LARGEST - len(orjson.dumps(answer)) - len(',"facilities":[]')
    kept = 0
    for facility in facilities:
        room -= len(orjson.dumps(facility)) + 1
        if room < 0:
            break
        kept += 1
    answer["facilitiesLeftOut"] -= kept
    answer["facilities"] = facilities[:kept]
    return orjson.dumps(answer)


def _language(request: Request) -> tuple[Language, list[Words]]:
    asked = request.query_params.get("lang")
    if asked is None:
        return request_language(request), []
    known = _LANGUAGES.get(asked.strip().lower())
    return (known, []) if known else (request_language(request), [_BAD_LANGUAGE])


def _near(request: Request) -> tuple[Point | None, Words | None]:
    lat, lng = request.query_params.get("lat"), request.query_params.get("lng")
    if lat is None and lng is None:
        return None, None
    try:
        point = Point(float(lat or ""), float(lng or ""))
    except ValueError:
        return None, _BAD_POINT
    return (point, None) if point.is_on_earth() else (None, _BAD_POINT)


def _takes_gzip(request: Request) -> bool:
    for part in request.headers.get("accept-encoding", "").split(","):
        name, _, parameters = part.strip().lower().partition(";")
        if name.strip() in ("gzip", "*"):
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
