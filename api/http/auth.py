"""From a request's headers to the viewer: the one place where a caller becomes somebody."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.areas.service import AreaIndexCache, level_of
from api.areas.values import AreaLevel
from api.http.languages import language_of, request_language
from api.http.replies import json_reply
from api.identity.tokens import (
    BadToken,
    Claims,
    FirebaseVerifier,
    LocalKeys,
    Verifier,
    issuer_of,
    limited,
    viewer,
)
from api.identity.tokens.claims import malformed, untrusted
from api.identity.values import Viewer
from api.kit import clock
from api.settings import Settings

Headers = Iterable[tuple[bytes, bytes]]

REMEMBERED_FOR: Final = timedelta(minutes=5)
MOST_REMEMBERED: Final = 4_096
_log = structlog.get_logger("sign-in")


class Authenticator:
    """Knows callers by the tokens of the issuers that this server trusts.

    A token that was found good is remembered, by its hash, until it expires or for five minutes:
    so long a revoked key may still let its bearers in. An officer's area is looked up in `places`.
    """

    def __init__(self, verifiers: Sequence[Verifier], places: AreaIndexCache | None = None) -> None:
        self._verifiers = {verifier.issuer: verifier for verifier in verifiers}
        self._places = places
        self._lost: LRUCache[tuple[str | None, str], bool] = LRUCache(MOST_REMEMBERED)
        self._known: LRUCache[bytes, tuple[Claims, datetime]] = LRUCache(MOST_REMEMBERED)

    async def viewer_of(self, headers: Headers, now: datetime | None = None) -> Viewer:
        """The viewer whom raw ASGI headers speak for; anonymous without an Authorization.

        Raises BadToken for an Authorization that is anything but one good bearer token: a caller
        who sends one believes to be signed in, and must learn that they are not.
        """
        moment = now or clock.now()
        bearer: bytes | None = None
        languages = b""
        for name, value in headers:
            if name == b"authorization":
                if bearer is not None:
                    raise malformed()
                bearer = value
            elif name == b"accept-language":
                languages = languages + b"," + value if languages else value
        claims = None if bearer is None else await self._claims(bearer, moment)
        somebody = viewer(claims, language_of(languages), moment)
        if somebody.area_id is None:
            return somebody
        return limited(
            somebody, to_whole_city=await self._is_whole_city(somebody.area_id, somebody)
        )

    async def _is_whole_city(self, area_id: str, officer: Viewer) -> bool:
        """Whether the area in an officer's token is the city or more; an unknown one is logged."""
        if self._places is not None:
            try:
                await self._places.get()
            except Exception as error:
                _log.warning("sign_in.areas_not_read", error=type(error).__name__)
                return False
        level = level_of(area_id)
        if level is None and (officer.person_id, area_id) not in self._lost:
            self._lost[officer.person_id, area_id] = True
            _log.warning(
                "sign_in.unknown_area", person=officer.person_id, agency=officer.agency,
                hint="the token's claim `area` names no area of this city: nothing is shown for it",
            )  # fmt: skip
        return level in (AreaLevel.PROVINCE, AreaLevel.CITY)

    async def viewer_or_anonymous(self, request: Request) -> Viewer:
        """The same for what is public anyway: a picture is not refused for an old token."""
        headers: Headers = request.scope["headers"]
        try:
            return await self.viewer_of(headers)
        except BadToken:
            return viewer(None, request_language(request), clock.now())

    async def _claims(self, header: bytes, now: datetime) -> Claims:
        scheme, _, token = header.strip().partition(b" ")
        token = token.strip()
        if scheme.lower() != b"bearer" or not token or b"," in token:
            raise malformed()
        key = hashlib.sha256(token).digest()
        known = self._known.get(key)
        if known is not None and now < known[1]:
            return known[0]
        text = token.decode("latin-1")
        verifier = self._verifiers.get(issuer_of(text))
        if verifier is None:
            raise untrusted()
        claims = await verifier.claims(text)
        self._known[key] = (claims, min(claims.expires_at, now + REMEMBERED_FOR))
        return claims


def open_authenticator(
    settings: Settings, keys: LocalKeys, places: AreaIndexCache | None = None
) -> Authenticator:
    """The authenticator of these settings.

    Firebase signs people in when it is configured. The local keys do so too, except in production
    with Firebase: there a file on the server's disk must not be able to make an admin.
    """
    verifiers: list[Verifier] = []
    if settings.firebase_credentials is not None:
        verifiers.append(FirebaseVerifier(settings.firebase_credentials, settings.firebase_project))
    if settings.environment != "production" or not verifiers:
        verifiers.append(keys)
    return Authenticator(verifiers, places)


def routes(keys: LocalKeys) -> list[Route]:
    """`GET /.well-known/jwks.json`: the public halves of the local keys."""

    async def jwks(_request: Request) -> Response:
        return json_reply(keys.jwks(), headers={"Cache-Control": "public, max-age=300"})

    return [Route("/.well-known/jwks.json", jwks, methods=["GET"])]
