"""The resources of GeoReport v2, each as .xml and .json. Reading needs no key and is for all alike.

Whoever reads is the public: a token changes nothing here, so that what is public may be cached.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from sqlalchemy.engine import Row
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from api.areas.service import AreaIndex, AreaIndexCache, CityFacts
from api.db.session import Database
from api.http.addresses import PublicAddress
from api.http.auth import Authenticator, request_language
from api.http.open311 import asking, shown, submitting
from api.http.open311.answers import (
    FORMATS,
    LASTING,
    PERSONAL,
    Answer,
    Refused,
    preflight,
    refused,
    told,
)
from api.identity.tokens import viewer as viewer_from
from api.identity.values import Viewer
from api.kit import clock
from api.kit.problems import Problem, Words
from api.reports.service import open311

ROOT: Final = "/open311/v2"
MOST_AT_ONCE: Final = 4
"""Lists that are made at the same time in one process; the others wait for their turn."""
_log = structlog.get_logger("open311")

_NO_SUCH: Final = Words(
    "Alamat ini tidak ada. Yang ada, masing-masing .xml dan .json: discovery, services,"
    " services/{kode}, requests, requests/{nomor}, tokens/{nomor}, servicerequestupdates.",
    "There is no such address. There are, each as .xml and .json: discovery, services,"
    " services/{code}, requests, requests/{id}, tokens/{id}, servicerequestupdates.",
)
_POST_ONE: Final = Words(
    "Kirim (POST) laporan ke requests.xml atau requests.json; yang lain hanya dapat dibaca (GET).",
    "POST reports to requests.xml or requests.json; everything else can only be read (GET).",
)
_NO_REPORT: Final = Words(
    "service_request_id tidak ditemukan: {id}.", "service_request_id was not found: {id}."
)
_NO_TOKEN: Final = Words("token tidak ditemukan: {id}.", "token was not found: {id}.")
_NO_CITY: Final = Words(
    "jurisdiction_id tidak ditemukan: {id}. Di sini: {here}, atau tanpa jurisdiction_id.",
    "jurisdiction_id was not found: {id}. Here it is {here}, or none at all.",
)
_AWAY: Final = Words(
    "Layanan ini terganggu di sisi kami. Coba lagi sebentar.",
    "This service is disturbed on our side. Try again shortly.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, with what every resource needs to know."""

    request: Request
    viewer: Viewer
    places: AreaIndex
    see: shown.Showing


Resource = Callable[[Asked], Awaitable[Answer]]
Handler = Callable[[Request], Awaitable[Response]]
Rows = Sequence[Row[Any]]
Read = Callable[[Database, Viewer, open311.Wanted], Awaitable[Rows]]


class Open311Door:
    """Answers GeoReport v2."""

    def __init__(
        self,
        database: Database,
        places: AreaIndexCache,
        authenticator: Authenticator,
        *,
        public_address: PublicAddress,
        is_production: bool,
        max_body_bytes: int,
    ) -> None:
        self._database = database
        self._places = places
        self._authenticator = authenticator
        self._public_address = public_address
        self._is_production = is_production
        self._max_body_bytes = max_body_bytes
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)

    async def discovery(self, asked: Asked) -> Answer:
        """Where the endpoint is and how to get a key: the service discovery of Open311."""
        numbers = await open311.contacts(self._database)
        data = shown.discovery(numbers, asked.see, f"{asked.see.base}{ROOT}", self._is_production)
        return Answer("discovery", data, cache=LASTING)

    async def services(self, asked: Asked) -> Answer:
        """What can be reported."""
        rows = await open311.services(self._database)
        data = [shown.service(row, asked.see) for row in rows]
        return Answer("services", data, "service", LASTING)

    async def definition(self, asked: Asked) -> Answer:
        """What a report of one kind needs to say."""
        code = asked.request.path_params["id"]
        row = asking.service(code, await open311.services(self._database))
        return Answer("service_definition", shown.definition(row), cache=LASTING)

    async def requests(self, asked: Asked) -> Answer:
        """A list of public reports."""
        rows = await self._rows(asked, open311.requests)
        return Answer("service_requests", [shown.request(r, asked.see) for r in rows], "request")

    async def request(self, asked: Asked) -> Answer:
        """One public report, by its number."""
        rows = await self._one(asked, _NO_REPORT)
        return Answer("service_requests", [shown.request(r, asked.see) for r in rows], "request")

    async def token(self, asked: Asked) -> Answer:
        """The number behind a token. A report has its number at once: it is its own token."""
        data = [
            {"service_request_id": row.ticket, "token": row.ticket}
            for row in await self._one(asked, _NO_TOKEN)
        ]
        return Answer("service_requests", data, "request")

    async def updates(self, asked: Asked) -> Answer:
        """What happened to public reports: the extension that FixMyStreet and others read."""
        rows = await self._rows(asked, open311.updates)
        data = [shown.update(row, asked.see) for row in rows]
        return Answer("service_request_updates", data, "request_update")

    async def submit(self, asked: Asked) -> Answer:
        """Takes a report."""
        form = await submitting.form_of(asked.request, self._max_body_bytes)
        viewer = await submitting.viewer_of(asked.request, form, self._authenticator)
        _check_jurisdiction(form.get("jurisdiction_id", ""), asked.see.city)
        report, notices = await submitting.submit(
            self._database,
            viewer,
            asked.places,
            await open311.services(self._database),
            form,
            asked.request.headers.get("idempotency-key"),
            clock.now(),
        )
        notice = " ".join(words.text(asked.see.language) for words in notices)
        data = {
            "service_request_id": report.ticket,
            "service_notice": notice or None,
            "account_id": None,
        }
        return Answer("service_requests", [data], "request", PERSONAL)

    def at(self, resource: Resource) -> Handler:
        """The resource as an endpoint: its answer, or a refusal in the standard's form."""

        async def handle(request: Request) -> Response:
            form = request.path_params["format"]
            try:
                if form not in FORMATS:
                    raise Refused((404, _NO_SUCH))
                return told(request, form, await resource(await self._asked(request)))
            except Refused as refusal:
                return refused(request, form, refusal)
            except ClientDisconnect:
                return Response(status_code=400)
            except (SQLAlchemyError, OSError) as error:
                _log.error("open311.unavailable", error=type(error).__name__, exc_info=error)
                away = Refused((503, _AWAY), headers={"Retry-After": "10"})
                return refused(request, form, away)

        return handle

    async def elsewhere(self, request: Request) -> Response:
        """Every other address and method below the root."""
        if request.method == "OPTIONS":
            return preflight()
        reads = request.method in ("GET", "HEAD")
        refusal = (
            Refused((404, _NO_SUCH))
            if reads
            else Refused((405, _POST_ONE), headers={"Allow": "GET, HEAD, OPTIONS"})
        )
        return refused(request, request.url.path.rpartition(".")[2], refusal)

    async def _asked(self, request: Request) -> Asked:
        language = request_language(request)
        try:
            places = await self._places.get()
        except Problem as problem:
            raise Refused((503, problem.words)) from None
        asked = request.query_params
        _check_jurisdiction(asked.get("jurisdiction_id", ""), places.city)
        see = shown.Showing(
            language,
            places.city,
            self._public_address.base_of(request.scope),
            extensions=asked.get("extensions", "").strip().lower() in ("true", "1"),
        )
        return Asked(request, viewer_from(None, language, clock.now()), places, see)

    async def _rows(self, asked: Asked, read: Read) -> Rows:
        query = asked.request.query_params
        services = await open311.services(self._database) if "service_code" in query else ()
        zone = asked.see.city.time_zone
        wanted = asking.wanted(query, services, zone, asked.viewer.now)
        async with self._turns:
            return await read(self._database, asked.viewer, wanted)

    async def _one(self, asked: Asked, missing: Words) -> Rows:
        id = asked.request.path_params["id"]
        rows = await open311.requests(self._database, asked.viewer, asking.ticket(id))
        if not rows:
            raise Refused((404, missing.fill(id=asking.echo(id))))
        return rows


def routes(
    database: Database,
    places: AreaIndexCache,
    authenticator: Authenticator,
    *,
    public_address: PublicAddress,
    is_production: bool,
    max_body_bytes: int,
) -> list[Route]:
    """The routes of the door."""
    door = Open311Door(
        database,
        places,
        authenticator,
        public_address=public_address,
        is_production=is_production,
        max_body_bytes=max_body_bytes,
    )
    readable = {
        "discovery": door.discovery,
        "services": door.services,
        "services/{id}": door.definition,
        "requests": door.requests,
        "requests/{id}": door.request,
        "tokens/{id}": door.token,
        "servicerequestupdates": door.updates,
    }
    return [
        *(
            Route(f"{ROOT}/{path}.{{format}}", door.at(resource), methods=["GET"])
            for path, resource in readable.items()
        ),
        Route(f"{ROOT}/requests.{{format}}", door.at(door.submit), methods=["POST"]),
        Route(
            f"{ROOT}/{{rest:path}}",
            door.elsewhere,
            methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
        ),
    ]


def _check_jurisdiction(id: str, city: CityFacts) -> None:
    """One city is served here, so that none need be named; another one is not found."""
    if id.strip() and id.strip().lower() != city.code:
        raise Refused((404, _NO_CITY.fill(id=asking.echo(id), here=city.code)))
