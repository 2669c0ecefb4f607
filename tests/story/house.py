"""A whole city on a free port: seeded store, pool, worker, and the people who use it."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from api.db.session import Database
from api.http.app import App
from api.identity.tokens import LocalKeys
from api.identity.values import Role, person_id
from api.kit import ids
from api.settings import Settings
from tests.http.serving import serving


@dataclass(frozen=True)
class Somebody:
    """A person with a token, or nobody at all."""

    role: Role
    subject: str = ""
    agency: str | None = None
    name: str | None = None
    area: str | None = None

    @property
    def person(self) -> str:
        """The id of the person's row."""
        return person_id("kulkul-local", self.subject)


ANONYMOUS = Somebody(Role.ANONYMOUS)


@dataclass
class House:
    """A running server and how people ask it."""

    settings: Settings
    url: str
    client: httpx.AsyncClient
    database: Database
    keys: LocalKeys
    app: App | None = None
    _headers: dict[Somebody, dict[str, str]] = field(default_factory=dict)

    def headers(self, who: Somebody, language: str = "id") -> dict[str, str]:
        """What the person's app sends along."""
        if who not in self._headers:
            self._headers[who] = {}
            if who.role is not Role.ANONYMOUS:
                hour = timedelta(hours=1)
                token = self.keys.mint(
                    who.role, who.subject, who.agency, who.name, hour, area=who.area
                )
                self._headers[who] = {"Authorization": f"Bearer {token}"}
        return {**self._headers[who], "Accept-Language": language}

    async def post(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        who: Somebody = ANONYMOUS,
        language: str = "id",
    ) -> httpx.Response:
        """One GraphQL request, whatever comes of it."""
        body = {"query": query, "variables": dict(variables or {})}
        return await self.client.post("/graphql", json=body, headers=self.headers(who, language))

    async def ask(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        who: Somebody = ANONYMOUS,
        language: str = "id",
    ) -> dict[str, Any]:
        """The data of an answer that must have no errors."""
        response = await self.post(query, variables, who, language)
        answer = response.json()
        assert response.status_code == 200 and "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    async def category(self, code: str) -> str:
        """The id of a report category."""
        found = await self.ask("{ reportCategories { id code } }")
        return next(c["id"] for c in found["reportCategories"] if c["code"] == code)

    async def photo(self, data: bytes, who: Somebody) -> tuple[str, dict[str, Any]]:
        """Sends a photo as an app does; gives the upload's id and what the PUT answered."""
        asked = await self.ask(
            """mutation($input: RequestUploadInput!) { requestUpload(input: $input) {
              ... on RequestUploadSuccess {
                upload { id url method headers { name value } } } } }""",
            {"input": {"contentType": "image/jpeg", "byteSize": len(data)}},
            who,
        )
        upload = asked["requestUpload"]["upload"]
        answer = await self.client.request(
            upload["method"],
            upload["url"],
            content=data,
            headers={header["name"]: header["value"] for header in upload["headers"]},
        )
        assert answer.status_code == 200, answer.text
        return upload["id"], answer.json()

    async def submit(self, who: Somebody, category: str = "jalan-rusak", **changes: Any) -> Any:
        """A report, as the answer's `report`."""
        answer = await self.ask(SUBMIT, {"input": await self.wanted(category, **changes)}, who)
        assert answer["submitReport"]["__typename"] == "SubmitReportSuccess", answer
        return answer["submitReport"]["report"]

    async def wanted(self, category: str = "jalan-rusak", **changes: Any) -> dict[str, Any]:
        """A sound input of submitReport with a fresh key."""
        return {
            "idempotencyKey": ids.uuid7(),
            "category": await self.category(category),
            "point": {"latitude": -8.7178123, "longitude": 115.1689123},
            "title": "Lubang besar di Jalan Pantai Kuta",
            **changes,
        }

    async def advance(self, who: Somebody, report: str, to: str, **fields: Any) -> None:
        """Moves a report on."""
        answer = await self.ask(ADVANCE, {"input": {"report": report, "to": to, **fields}}, who)
        assert answer["advanceReport"]["__typename"] == "AdvanceReportSuccess", answer

    async def register(self, who: Somebody, installation: str, locale: str = "ID") -> str:
        """Makes a phone reachable; gives the device's id."""
        answer = await self.ask(
            """mutation($input: RegisterDeviceInput!) { registerDevice(input: $input) {
              __typename ... on RegisterDeviceSuccess { deviceId }
              ... on Problem { message } } }""",
            {
                "input": {
                    "address": {"installationId": installation},
                    "app": "sidumas",
                    "platform": "ANDROID",
                    "appVersion": "1.4.0",
                    "locale": locale,
                    "timeZone": "Asia/Makassar",
                }
            },
            who,
        )
        return str(answer["registerDevice"]["deviceId"])

    async def publish(self, who: Somebody, **changes: Any) -> Any:
        """An article, as the answer's `article`."""
        wanted = {
            "idempotencyKey": ids.uuid7(),
            "kind": "NEWS",
            "title": {"indonesian": "Perbaikan trotoar selesai"},
            "summary": {"indonesian": "Trotoar di Kuta sudah dapat dilalui."},
            "body": {"indonesian": "Pekerjaan selesai pagi ini."},
            **changes,
        }
        answer = await self.ask(PUBLISH, {"input": wanted}, who)
        assert answer["publishArticle"]["__typename"] == "PublishArticleSuccess", answer
        return answer["publishArticle"]["article"]


SUBMIT = """
mutation($input: SubmitReportInput!) { submitReport(input: $input) {
  __typename
  ... on SubmitReportSuccess {
    report { id ticket status area { code name } district { code } agency { code }
      submittedAt point { latitude longitude } pointPrecision
      reporter { name } photos { id image { url(width: 320) thumbhash } } }
    similar { distanceMetres report { id ticket title reporter { name } } }
  }
  ... on Problem { message }
  ... on InvalidInput { fields { path message } }
} }"""
ADVANCE = """
mutation($input: AdvanceReportInput!) { advanceReport(input: $input) {
  __typename
  ... on AdvanceReportSuccess { report { id status internalStatus } }
  ... on Problem { message }
  ... on InvalidInput { fields { path message } }
} }"""
PUBLISH = """
mutation($input: PublishArticleInput!) { publishArticle(input: $input) {
  __typename
  ... on PublishArticleSuccess { article { id slug version images { url(width: 320) } } }
  ... on Problem { message }
  ... on InvalidInput { fields { path message } }
} }"""


@contextlib.asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Serves the settings' store in this process, as `serve` does, and shuts it down again."""
    app = App(settings)
    async with serving(app, lifespan="on", graceful_seconds=2) as url:
        database = Database(settings.url)
        keys = LocalKeys(settings.data / "keys", settings.token_audience)
        try:
            async with visitor(url) as client:
                yield House(settings, url, client, database, keys, app)
        finally:
            await database.close()


def visitor(url: str) -> httpx.AsyncClient:
    """A client of a server, patient enough for a busy machine."""
    limits = httpx.Limits(max_connections=120, max_keepalive_connections=120)
    # The world's certificates are not needed here, and reading them takes as long as a start.
    return httpx.AsyncClient(base_url=url, timeout=30, limits=limits, verify=False)


def settings_of(folder: Path, database_url: str, **more: Any) -> Settings:
    """Settings of a test's own server."""
    return Settings(
        data=folder, database_url=database_url if "postgresql" in database_url else "", **more
    )
