"""`/graphql`: raw ASGI in front of everything else, since most requests end here.

POST with a JSON body, as GraphQL over HTTP says; GET for queries alone, so that caches and 304 can
serve them. There are no cookies: a token in a header is the only credential, so any origin may ask.
"""

from typing import Any, Final
from urllib.parse import parse_qs

import orjson
from starlette.types import Receive, Scope, Send

from api.cache.answers import Answers, etag_of, key_of
from api.gql.run.engine import Engine, Request, Response
from api.http.addresses import PublicAddress
from api.http.auth import Authenticator, language_of
from api.identity.tokens import BadToken
from api.identity.values import Role, Viewer
from api.kit.problems import Language, Words

_JSON: Final = b"application/json"
_GRAPHQL_JSON: Final = b"application/graphql-response+json; charset=utf-8"
_OPEN: Final = [
    (b"access-control-allow-origin", b"*"),
    (b"vary", b"Accept-Language, Authorization, Accept"),
    (b"x-content-type-options", b"nosniff"),
]
_PREFLIGHT: Final = [
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (b"access-control-allow-headers", b"authorization, content-type, accept-language"),
    (b"access-control-max-age", b"86400"),
]


class _Refused(Exception):
    """A request that is answered without looking at its GraphQL."""

    def __init__(
        self, status: int, code: str, id: str, en: str, *headers: tuple[bytes, bytes]
    ) -> None:
        super().__init__(en)
        self.words = Words(id, en)
        self.status = status
        self.code = code
        self.headers = headers


class GraphQLEndpoint:
    """Answers GraphQL over HTTP."""

    def __init__(
        self,
        engine: Engine,
        authenticator: Authenticator,
        answers: Answers,
        *,
        public_address: PublicAddress,
        max_body_bytes: int,
    ) -> None:
        self._engine = engine
        self._authenticator = authenticator
        self._answers = answers
        self._public_address = public_address
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        modern = any(n == b"accept" and b"graphql-response+json" in v for n, v in headers)
        try:
            method = scope["method"]
            if method == "POST":
                request = self._decoded(headers, await self._body(headers, receive))
            elif method == "GET" or method == "HEAD":
                request = self._asked(scope["query_string"])
            elif method == "OPTIONS":
                await _respond(send, 204, b"", _JSON, [*_OPEN, *_PREFLIGHT])
                return
            else:
                raise _Refused(
                    405, "METHOD_NOT_ALLOWED",
                    "Pakai POST, atau GET untuk kueri.", "Use POST, or GET for queries.",
                    (b"allow", b"GET, POST, OPTIONS"),
                )  # fmt: skip
            request.base = self._public_address.base_of(scope)
            viewer = await self._authenticator.viewer_of(headers)
            if method != "POST" and self._is_write(request):
                raise _Refused(
                    405, "METHOD_NOT_ALLOWED",
                    "GET hanya untuk kueri; kirim mutasi dengan POST.",
                    "GET is for queries; send mutations by POST.",
                    (b"allow", b"POST"),
                )  # fmt: skip
        except _Refused as refused:
            body = _error(refused.words, refused.code, _language(headers))
            await _respond(send, refused.status, body, _JSON, [*_OPEN, *refused.headers])
            return
        except BadToken as bad:
            body = _error(bad.words, bad.code, _language(headers))
            challenge = [(b"www-authenticate", b'Bearer realm="kulkul"')]
            extra = [*_OPEN, *(challenge if bad.status == 401 else ())]
            await _respond(send, bad.status, body, _JSON, extra)
            return

        body, etag, ok = await self._answer(request, viewer)
        status = 200 if ok or not modern else 400
        extra = list(_OPEN)
        if method != "POST":
            etag = etag or etag_of(body)
            extra.append((b"etag", etag.encode()))
            extra.append((b"cache-control", _caching(body, viewer)))
            if any(n == b"if-none-match" and etag.encode() in v for n, v in headers):
                await _respond(send, 304, b"", None, extra)
                return
        else:
            extra.append((b"cache-control", b"no-store"))
        kind = _GRAPHQL_JSON if modern else _JSON
        await _respond(send, status, body, kind, extra, bodiless=method == "HEAD")

    async def _answer(self, request: Request, viewer: Viewer) -> tuple[bytes, str, bool]:
        answers = self._answers
        if not answers.is_on or not _is_anyone(viewer):
            answer = await self._engine.execute(request, viewer)
            return answer.body, "", answer.ok
        key = key_of(
            request.query.encode(),
            (request.operation_name or "").encode(),
            orjson.dumps(request.variables, option=orjson.OPT_SORT_KEYS),
            viewer.language.encode(),
            request.base.encode(),
        )
        kept = answers.get(key)
        if kept is not None:
            return kept.body, kept.etag, True
        changes = answers.changes
        answer = await self._engine.execute(request, viewer)
        if _may_be_kept(answer):
            kept = answers.put(key, answer.body, answer.tables, changes)
            return kept.body, kept.etag, True
        return answer.body, "", answer.ok

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
                    raise _Refused(
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

    def _too_long(self) -> _Refused:
        return _Refused(
            413,
            "BODY_TOO_LARGE",
            f"Permintaan lebih panjang dari {self._max_body_bytes} byte."
            " Foto dikirim lewat requestUpload, bukan di dalam dokumen.",
            f"The request is longer than {self._max_body_bytes} bytes."
            " Photos go by requestUpload, not in the document.",
        )

    def _asked(self, query_string: bytes) -> Request:
        if self._is_too_long(len(query_string)):
            raise _Refused(
                414,
                "ADDRESS_TOO_LONG",
                "Alamat terlalu panjang; kirim kueri dengan POST.",
                "The address is too long; send the query by POST.",
            )
        return _from_query(query_string)

    @staticmethod
    def _decoded(headers: list[tuple[bytes, bytes]], body: bytes) -> Request:
        kind = next((v for n, v in headers if n == b"content-type"), b"")
        if kind.split(b";", 1)[0].strip().lower() != _JSON:
            # A form cannot send this type from another site without asking first.
            raise _Refused(
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                "Kirim Content-Type: application/json.",
                "Send Content-Type: application/json.",
            )
        if any(n == b"content-encoding" and v.lower() != b"identity" for n, v in headers):
            raise _Refused(
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                "Kirim isi apa adanya, tanpa Content-Encoding.",
                "Send the body as it is, without Content-Encoding.",
            )
        try:
            decoded = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise _Refused(
                400, "BAD_REQUEST", f"Isi bukan JSON: {error}.", f"The body is no JSON: {error}."
            ) from None
        return _request(decoded)


def _caching(body: bytes, viewer: Viewer) -> bytes:
    if body.startswith(b'{"errors"'):
        return b"no-store"
    return b"public, max-age=2" if _is_anyone(viewer) else b"private, no-cache"


def _from_query(query_string: bytes) -> Request:
    try:
        given = {k: v[-1] for k, v in parse_qs(query_string.decode("ascii")).items()}
        variables = orjson.loads(given["variables"]) if given.get("variables") else None
    except (ValueError, UnicodeDecodeError):
        raise _Refused(
            400,
            "BAD_REQUEST",
            "Variabel pada alamat bukan JSON.",
            "The address has variables that are no JSON.",
        ) from None
    if not given.get("query"):
        raise _Refused(
            400,
            "BAD_REQUEST",
            'Kirim kueri: POST {"query": …} sebagai JSON, atau buka /graphiql di peramban.',
            'Send a query: POST {"query": …} as JSON, or open /graphiql in a browser.',
        )
    return _request(
        {
            "query": given["query"],
            "variables": variables,
            "operationName": given.get("operationName"),
        }
    )


def _request(decoded: Any) -> Request:
    if not isinstance(decoded, dict):
        raise _Refused(
            400,
            "BAD_REQUEST",
            "Isi harus satu objek JSON dengan query; beberapa sekaligus ditolak.",
            "The body must be one JSON object with a query; batches are refused.",
        )
    query, variables = decoded.get("query"), decoded.get("variables")
    name = decoded.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise _Refused(
            400,
            "BAD_REQUEST",
            "query: diperlukan dokumen GraphQL sebagai teks.",
            "query: a GraphQL document as text is required.",
        )
    if variables is not None and not isinstance(variables, dict):
        raise _Refused(
            400,
            "BAD_REQUEST",
            "variables: harus objek, atau tidak ada.",
            "variables: must be an object, or absent.",
        )
    if name is not None and not isinstance(name, str):
        raise _Refused(
            400,
            "BAD_REQUEST",
            "operationName: harus teks, atau tidak ada.",
            "operationName: must be a text, or absent.",
        )
    return Request(query, variables, name or None)


def _is_anyone(viewer: Viewer) -> bool:
    return viewer.role is Role.ANONYMOUS


def _may_be_kept(answer: Response) -> bool:
    return answer.ok and answer.compiled


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
