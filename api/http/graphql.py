"""`/graphql`: raw ASGI in front of everything else, since most requests end here.

POST with a JSON body, as GraphQL over HTTP says; GET for queries alone, so that caches and 304 can
serve them. There are no cookies: a token in a header is the only credential, so any origin may ask.
"""

from typing import Final

import orjson
from starlette.types import Receive, Scope, Send

from api.cache.responses import ResponseCache, etag_of, key_of
from api.gql.run.engine import Engine, Request
from api.http import cors
from api.http.addresses import PublicAddress
from api.http.auth import Authenticator
from api.http.conditional import tag_matches
from api.http.graphql_requests import JSON, Refused, request_of_body, request_of_query
from api.http.languages import language_of
from api.identity.tokens import BadToken
from api.identity.values import Role, Viewer
from api.kit.problems import Language, Words

_GRAPHQL_JSON: Final = b"application/graphql-response+json; charset=utf-8"
_OPEN: Final = [
    *cors.RAW,
    (b"vary", b"Accept-Language, Authorization, Accept"),
    (b"x-content-type-options", b"nosniff"),
]


class GraphQLEndpoint:
    """GraphQL over HTTP."""

    def __init__(
        self,
        engine: Engine,
        authenticator: Authenticator,
        responses: ResponseCache,
        *,
        public_address: PublicAddress,
        max_body_bytes: int,
    ) -> None:
        self._engine = engine
        self._authenticator = authenticator
        self._responses = responses
        self._public_address = public_address
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        modern = any(n == b"accept" and b"graphql-response+json" in v for n, v in headers)
        try:
            method = scope["method"]
            if method == "POST":
                request = request_of_body(headers, await self._body(headers, receive))
            elif method == "GET" or method == "HEAD":
                request = self._from_address(scope["query_string"])
            elif method == "OPTIONS":
                await _respond(send, 204, b"", JSON, [*_OPEN, *cors.RAW_PREFLIGHT])
                return
            else:
                raise Refused(
                    405, "METHOD_NOT_ALLOWED",
                    "Pakai POST, atau GET untuk kueri.", "Use POST, or GET for queries.",
                    (b"allow", b"GET, POST, OPTIONS"),
                )  # fmt: skip
            request.base = self._public_address.base_of(scope)
            viewer = await self._authenticator.viewer_of(headers)
            if method != "POST" and self._is_write(request):
                raise Refused(
                    405, "METHOD_NOT_ALLOWED",
                    "GET hanya untuk kueri; kirim mutasi dengan POST.",
                    "GET is for queries; send mutations by POST.",
                    (b"allow", b"POST"),
                )  # fmt: skip
        except Refused as refused:
            body = _error(refused.words, refused.code, _language(headers))
            await _respond(send, refused.status, body, JSON, [*_OPEN, *refused.headers])
            return
        except BadToken as bad:
            body = _error(bad.words, bad.code, _language(headers))
            challenge = [(b"www-authenticate", b'Bearer realm="kulkul"')]
            extra = [*_OPEN, *(challenge if bad.status == 401 else ())]
            await _respond(send, bad.status, body, JSON, extra)
            return

        body, etag, ok = await self._respond(request, viewer)
        status = 200 if ok or not modern else 400
        extra = list(_OPEN)
        if method != "POST":
            etag = etag or etag_of(body)
            extra.append((b"etag", etag.encode()))
            extra.append((b"cache-control", _caching(body, viewer)))
            asked = [v.decode("latin-1") for n, v in headers if n == b"if-none-match"]
            if asked and tag_matches(asked, etag):
                await _respond(send, 304, b"", None, extra)
                return
        else:
            extra.append((b"cache-control", b"no-store"))
        kind = _GRAPHQL_JSON if modern else JSON
        await _respond(send, status, body, kind, extra, bodiless=method == "HEAD")

    async def _respond(self, request: Request, viewer: Viewer) -> tuple[bytes, str, bool]:
        """The body, its entity tag where it is known, and whether anything was executed."""
        cache = self._responses
        if not cache.is_on or not _is_anonymous(viewer):
            response = await self._engine.execute(request, viewer)
            return response.body, "", response.ok
        key = key_of(
            request.query.encode(),
            (request.operation_name or "").encode(),
            orjson.dumps(request.variables, option=orjson.OPT_SORT_KEYS),
            viewer.language.encode(),
            request.base.encode(),
        )
        kept = cache.get(key)
        if kept is not None:
            return kept.body, kept.etag, True
        changes = cache.changes
        response = await self._engine.execute(request, viewer)
        if response.ok and response.compiled:
            kept = cache.put(key, response.body, response.tables, changes)
            return kept.body, kept.etag, True
        return response.body, "", response.ok

    def _from_address(self, query_string: bytes) -> Request:
        if self._is_too_long(len(query_string)):
            raise Refused(
                414,
                "ADDRESS_TOO_LONG",
                "Alamat terlalu panjang; kirim kueri dengan POST.",
                "The address is too long; send the query by POST.",
            )
        return request_of_query(query_string)

    def _is_write(self, request: Request) -> bool:
        return self._engine.kind(request) == "mutation"

    async def _body(self, headers: list[tuple[bytes, bytes]], receive: Receive) -> bytes:
        for name, value in headers:
            if name == b"content-length" and (
                not value.isdigit() or len(value) > 12 or self._is_too_long(int(value))
            ):
                raise self._too_long()
        message = await receive()
        body: bytes = message.get("body", b"")
        if message.get("more_body"):
            parts = [body]
            size = len(body)
            while message.get("more_body"):
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(
                        400, "BAD_REQUEST", "Permintaan terputus.", "The request broke off."
                    )
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if self._is_too_long(size):
                    raise self._too_long()
            body = b"".join(parts)
        if self._is_too_long(len(body)):
            raise self._too_long()
        return body

    def _is_too_long(self, size: int) -> bool:
        return size > self._max_body_bytes

    def _too_long(self) -> Refused:
        return Refused(
            413,
            "BODY_TOO_LARGE",
            f"Permintaan lebih panjang dari {self._max_body_bytes} byte."
            " Foto dikirim lewat requestUpload, bukan di dalam dokumen.",
            f"The request is longer than {self._max_body_bytes} bytes."
            " Photos go by requestUpload, not in the document.",
        )


def _caching(body: bytes, viewer: Viewer) -> bytes:
    if body.startswith(b'{"errors"'):
        return b"no-store"
    return b"public, max-age=2" if _is_anonymous(viewer) else b"private, no-cache"


def _is_anonymous(viewer: Viewer) -> bool:
    return viewer.role is Role.ANONYMOUS


def _language(headers: list[tuple[bytes, bytes]]) -> Language:
    return language_of(b",".join(value for name, value in headers if name == b"accept-language"))


def _error(words: Words, code: str, language: Language) -> bytes:
    error = {"message": words.text(language), "extensions": {"code": code}}
    return orjson.dumps({"errors": [error]})


async def _respond(
    send: Send,
    status: int,
    body: bytes,
    kind: bytes | None,
    extra: list[tuple[bytes, bytes]],
    *,
    bodiless: bool = False,
) -> None:
    headers = [(b"content-length", str(len(body)).encode()), *extra]
    if kind is not None and status != 204:
        headers.append((b"content-type", kind))
    if status in (204, 304):
        headers = headers[1:]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if bodiless else body})
