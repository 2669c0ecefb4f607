"""From a request's headers to the viewer: the one place where a caller becomes somebody."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.areas.service import AreaIndexCache, level_of
from api.areas.values import AreaLevel
from api.identity.tokens import (
    BadToken,
    Claims,
    FirebaseVerifier,
    LocalKeys,
    Verifier,
    issuer_of,
    viewer,
)
from api.identity.values import Viewer
from api.kit import clock
from api.kit.problems import Language
from api.settings import Settings

Headers = Iterable[tuple[bytes, bytes]]

REMEMBERED_FOR: Final = timedelta(minutes=5)
MOST_REMEMBERED: Final = 4_096
_LONGEST_LANGUAGES: Final = 256
# Indonesian was "in" in ISO 639 until 1989, and still is to some phones.
_RANGES: Final[dict[str, Language]] = {"id": "ID", "in": "ID", "en": "EN"}


_log = structlog.get_logger("sign-in")


class Authenticator:
    """Knows callers by the tokens of the issuers that this server trusts.

    A token that was found good is remembered, by its hash, until it expires or for five minutes:
    so long a revoked key may still let its bearers in. An officer's area is looked up in `places`.
    """

    def __init__(self, verifiers: Sequence[Verifier], places: AreaIndexCache | None = None) -> None:
        self._verifiers = {verifier.issuer: verifier for verifier in verifiers}
        self._places = places
        self._lost: OrderedDict[tuple[str | None, str], None] = OrderedDict()
        self._known: OrderedDict[bytes, tuple[Claims, datetime]] = OrderedDict()

    async def viewer_of(self, headers: Headers, now: datetime | None = None) -> Viewer:
        """The viewer whom raw ASGI headers speak for; anonymous without an Authorization.

        Raises BadToken for an Authorization that is anything but one good bearer token: whoever
        sends one means to be somebody, and must learn that they are not.
        """
        moment = now or clock.now()
        bearer: bytes | None = None
        languages = b""
        for name, value in headers:
            if name == b"authorization":
                if bearer is not None:
                    raise _not_one_bearer()
                bearer = value
            elif name == b"accept-language":
                languages = languages + b"," + value if languages else value
        claims = None if bearer is None else await self._claims(bearer, moment)
        somebody = viewer(claims, language_of(languages), moment)
        return await self._limited(somebody) if somebody.area_id else somebody

    async def _limited(self, officer: Viewer) -> Viewer:
        """The officer with the area that the token names; one of the whole city limits nothing.

        What is no area here keeps its limit: its officer sees no more than a citizen does. So it is
        too while the areas cannot be read.
        """
        assert officer.area_id is not None
        if self._places is not None:
            try:
                await self._places.get()
            except Exception as error:
                _log.warning("sign_in.areas_not_read", error=type(error).__name__)
                return officer
        level = level_of(officer.area_id)
        if level in (AreaLevel.PROVINCE, AreaLevel.CITY):
            return replace(officer, area_id=None)
        if level is None and (officer.person_id, officer.area_id) not in self._lost:
            self._lost[officer.person_id, officer.area_id] = None
            if len(self._lost) > MOST_REMEMBERED:
                self._lost.popitem(last=False)
            _log.warning(
                "sign_in.unknown_area", person=officer.person_id, agency=officer.agency,
                hint="the token's claim `area` is no area of this city: nothing is shown for it",
            )  # fmt: skip
        return officer

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
            raise _not_one_bearer()
        key = hashlib.sha256(token).digest()
        known = self._known.get(key)
        if known is not None and now < known[1]:
            self._known.move_to_end(key)
            return known[0]
        text = token.decode("latin-1")
        verifier = self._verifiers.get(issuer_of(text))
        if verifier is None:
            raise BadToken(
                "Token ini dari penerbit yang tidak dikenal di sini. Masuklah lewat aplikasi kota.",
                "This token is of an issuer that is not known here. Sign in with the city's app.",
            )
        claims = await verifier.claims(text)
        self._known[key] = (claims, min(claims.expires_at, now + REMEMBERED_FOR))
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
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


def request_language(request: Request) -> Language:
    """The language that a request asks for; see `language_of`."""
    return language_of(",".join(request.headers.getlist("accept-language")).encode("latin-1"))


def language_of(header: bytes) -> Language:
    """The language wished for by an Accept-Language (RFC 9110, section 12.5.4).

    Indonesian unless English is wished for more, or as much and named first.
    """
    return _language_of(header[:_LONGEST_LANGUAGES]) if header else "ID"


@lru_cache(maxsize=512)
def _language_of(header: bytes) -> Language:
    weights: dict[str, float] = {}
    for part in header.decode("latin-1").split(","):
        tag, *parameters = (piece.strip().lower() for piece in part.split(";"))
        name = "*" if tag == "*" else _RANGES.get(tag.partition("-")[0], "")
        weight = _weight(parameters)
        if name and weight is not None:
            weights[name] = max(weight, weights.get(name, 0.0))
    anything = weights.pop("*", 0.0)
    named = list(weights)
    english, indonesian = weights.get("EN", anything), weights.get("ID", anything)
    if english == indonesian:
        return "EN" if english > 0 and named[:1] == ["EN"] else "ID"
    return "EN" if english > indonesian else "ID"


def _weight(parameters: list[str]) -> float | None:
    """The q of a range, 1 without one; None when it is no weight."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return None
            return weight if 0 <= weight <= 1 else None
    return 1.0


def routes(keys: LocalKeys) -> list[Route]:
    """`GET /.well-known/jwks.json`: the public halves of the local keys."""

    async def jwks(_request: Request) -> Response:
        return Response(
            orjson.dumps(keys.jwks()),
            media_type="application/json",
            headers={"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"},
        )

    return [Route("/.well-known/jwks.json", jwks, methods=["GET"])]


def _not_one_bearer() -> BadToken:
    return BadToken(
        "Header Authorization harus satu saja, dalam bentuk: Authorization: Bearer <token>.",
        "Send one Authorization header only, in the form: Authorization: Bearer <token>.",
    )
