"""The resources of GeoReport v2, each as .xml and .json. Reading needs no key, and all read alike.

Every reader is the public: a token changes nothing here, so that what is public may be cached.
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
from api.http.auth import Authenticator
from api.http.languages import request_language
from api.http.open311 import parameters, resources, submission
from api.http.open311.replies import (
    FORMATS,
    LASTING,
    PERSONAL,
    Refused,
    Representation,
    refusal_reply,
    reply,
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
    "There is no such address. These exist, each as .xml and .json: discovery, services,"
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
    "jurisdiction_id tidak ditemukan: {id}. Pakai {here}, atau kosongkan.",
    "jurisdiction_id was not found: {id}. Use {here}, or leave it out.",
)
_AWAY: Final = Words(
    "Layanan ini sedang terganggu. Coba lagi beberapa saat lagi.",
    "The service is temporarily unavailable. Try again in a moment.",
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, with what every resource needs to know."""

    request: Request
    viewer: Viewer
    places: AreaIndex
    audience: resources.Audience


Resource = Callable[[Call], Awaitable[Representation]]
Handler = Callable[[Request], Awaitable[Response]]
Rows = Sequence[Row[Any]]
Read = Callable[[Database, Viewer, open311.Selection], Awaitable[Rows]]


class Open311Endpoint:
    """Serves GeoReport v2."""

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

    async def discovery(self, call: Call) -> Representation:
        """The service discovery of Open311: the endpoint's address, and how to get a key."""
        numbers = await open311.contacts(self._database)
        data = resources.discovery(
            numbers, call.audience, f"{call.audience.base}{ROOT}", self._is_production
        )
        return Representation("discovery", data, cache=LASTING)

    async def services(self, call: Call) -> Representation:
        """The list of categories."""
        rows = await open311.services(self._database)
        data = [resources.service(row, call.audience) for row in rows]
        return Representation("services", data, "service", LASTING)

    async def definition(self, call: Call) -> Representation:
        """The definition of one category."""
        code = call.request.path_params["id"]
        row = parameters.service(code, await open311.services(self._database))
        return Representation("service_definition", resources.definition(row), cache=LASTING)

    async def requests(self, call: Call) -> Representation:
        """A list of public reports."""
        rows = await self._rows(call, open311.requests)
        return Representation(
            "service_requests", [resources.request(r, call.audience) for r in rows], "request"
        )

    async def request(self, call: Call) -> Representation:
        """One public report, by its number."""
        rows = await self._one(call, _NO_REPORT)
        return Representation(
            "service_requests", [resources.request(r, call.audience) for r in rows], "request"
        )

    async def token(self, call: Call) -> Representation:
        """The number behind a token. A report has its number at once: it is its own token."""
        data = [
            {"service_request_id": row.ticket, "token": row.ticket}
            for row in await self._one(call, _NO_TOKEN)
        ]
        return Representation("service_requests", data, "request")

    async def updates(self, call: Call) -> Representation:
        """The updates of public reports: the extension that FixMyStreet and others read."""
        rows = await self._rows(call, open311.updates)
        data = [resources.update(row, call.audience) for row in rows]
        return Representation("service_request_updates", data, "request_update")

    async def submit(self, call: Call) -> Representation:
        """Takes a report."""
        form = await submission.form_of(call.request, self._max_body_bytes)
        viewer = await submission.viewer_of(call.request, form, self._authenticator)
        _check_jurisdiction(form.get("jurisdiction_id", ""), call.audience.city)
        report, notices = await submission.submit(
            self._database,
            viewer,
            call.places,
            await open311.services(self._database),
            form,
            call.request.headers.get("idempotency-key"),
            clock.now(),
        )
        notice = " ".join(words.text(call.audience.language) for words in notices)
        data = {
            "service_request_id": report.ticket,
            "service_notice": notice or None,
            "account_id": None,
        }
        return Representation("service_requests", [data], "request", PERSONAL)

    def at(self, resource: Resource) -> Handler:
        """The resource as an endpoint: its answer, or a refusal in the standard's form."""

        async def handle(request: Request) -> Response:
            form = request.path_params["format"]
            try:
                if form not in FORMATS:
                    raise Refused((404, _NO_SUCH))
                return reply(request, form, await resource(await self._call(request)))
            except Refused as refusal:
                return refusal_reply(request, form, refusal)
            except ClientDisconnect:
                return Response(status_code=400)
            except (SQLAlchemyError, OSError) as error:
                _log.error("open311.unavailable", error=type(error).__name__, exc_info=error)
                away = Refused((503, _AWAY), headers={"Retry-After": "10"})
                return refusal_reply(request, form, away)

        return handle

    async def elsewhere(self, request: Request) -> Response:
        """Every other address and method below the root."""
        reads = request.method in ("GET", "HEAD")
        refusal = (
            Refused((404, _NO_SUCH))
            if reads
            else Refused((405, _POST_ONE), headers={"Allow": "GET, HEAD"})
        )
        return refusal_reply(request, request.url.path.rpartition(".")[2], refusal)

    async def _call(self, request: Request) -> Call:
        language = request_language(request)
        try:
            places = await self._places.get()
        except Problem as problem:
            raise Refused((503, problem.words)) from None
        query = request.query_params
        _check_jurisdiction(query.get("jurisdiction_id", ""), places.city)
        audience = resources.Audience(
            language,
            places.city,
            self._public_address.base_of(request.scope),
            extensions=query.get("extensions", "").strip().lower() in ("true", "1"),
        )
        return Call(request, viewer_from(None, language, clock.now()), places, audience)

    async def _rows(self, call: Call, read: Read) -> Rows:
        query = call.request.query_params
        services = await open311.services(self._database) if "service_code" in query else ()
        zone = call.audience.city.time_zone
        wanted = parameters.wanted(query, services, zone, call.viewer.now)
        async with self._turns:
            return await read(self._database, call.viewer, wanted)

    async def _one(self, call: Call, missing: Words) -> Rows:
        id = call.request.path_params["id"]
        rows = await open311.requests(self._database, call.viewer, parameters.ticket(id))
        if not rows:
            raise Refused((404, missing.fill(id=parameters.echo(id))))
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
    """The routes of every resource."""
    endpoint = Open311Endpoint(
        database,
        places,
        authenticator,
        public_address=public_address,
        is_production=is_production,
        max_body_bytes=max_body_bytes,
    )
    readable = {
        "discovery": endpoint.discovery,
        "services": endpoint.services,
        "services/{id}": endpoint.definition,
        "requests": endpoint.requests,
        "requests/{id}": endpoint.request,
        "tokens/{id}": endpoint.token,
        "servicerequestupdates": endpoint.updates,
    }
    return [
        *(
            Route(f"{ROOT}/{path}.{{format}}", endpoint.at(resource), methods=["GET"])
            for path, resource in readable.items()
        ),
        Route(f"{ROOT}/requests.{{format}}", endpoint.at(endpoint.submit), methods=["POST"]),
        Route(
            f"{ROOT}/{{rest:path}}",
            endpoint.elsewhere,
            methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        ),
    ]


def _check_jurisdiction(id: str, city: CityFacts) -> None:
    """One city is served here, so that none need be named; another one is not found."""
    if id.strip() and id.strip().lower() != city.code:
        raise Refused((404, _NO_CITY.fill(id=parameters.echo(id), here=city.code)))
