"""From what a client sends to a GraphQL request: JSON bodies, and the parameters of an address."""

from typing import Any, Final
from urllib.parse import parse_qs

import orjson

from api.gql.run.engine import Request
from api.kit.problems import Words

JSON: Final = b"application/json"


class Refused(Exception):
    """A request that is refused without looking at its GraphQL."""

    def __init__(
        self, status: int, code: str, id: str, en: str, *headers: tuple[bytes, bytes]
    ) -> None:
        super().__init__(en)
        self.words = Words(id, en)
        self.status = status
        self.code = code
        self.headers = headers


def request_of_body(headers: list[tuple[bytes, bytes]], body: bytes) -> Request:
    """The request of a POST. Raises Refused."""
    kind = next((v for n, v in headers if n == b"content-type"), b"")
    if kind.split(b";", 1)[0].strip().lower() != JSON:
        # A form cannot send this type from another site without asking first.
        raise Refused(
            415,
            "UNSUPPORTED_MEDIA_TYPE",
            "Kirim Content-Type: application/json.",
            "Send Content-Type: application/json.",
        )
    if any(n == b"content-encoding" and v.lower() != b"identity" for n, v in headers):
        raise Refused(
            415,
            "UNSUPPORTED_MEDIA_TYPE",
            "Kirim isi apa adanya, tanpa Content-Encoding.",
            "Send the body as it is, without Content-Encoding.",
        )
    try:
        decoded = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(
            400,
            "BAD_REQUEST",
            f"Isi permintaan bukan JSON yang sah: {error}.",
            f"The body is not valid JSON: {error}.",
        ) from None
    return _request(decoded)


def request_of_query(query_string: bytes) -> Request:
    """The request of a GET. Raises Refused."""
    try:
        given = {k: v[-1] for k, v in parse_qs(query_string.decode("ascii")).items()}
        variables = orjson.loads(given["variables"]) if given.get("variables") else None
    except (ValueError, UnicodeDecodeError):
        raise Refused(
            400,
            "BAD_REQUEST",
            "Variabel pada alamat bukan JSON yang sah.",
            "The variables in the address are not valid JSON.",
        ) from None
    if not given.get("query"):
        raise Refused(
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
        raise Refused(
            400,
            "BAD_REQUEST",
            "Isi permintaan harus satu objek JSON dengan query; beberapa sekaligus ditolak.",
            "The body must be one JSON object with a query; batches are refused.",
        )
    query, variables = decoded.get("query"), decoded.get("variables")
    name = decoded.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise Refused(
            400,
            "BAD_REQUEST",
            "query: diperlukan dokumen GraphQL sebagai teks.",
            "query: a GraphQL document as text is required.",
        )
    if variables is not None and not isinstance(variables, dict):
        raise Refused(
            400,
            "BAD_REQUEST",
            "variables: harus objek, atau tidak ada.",
            "variables: must be an object, or absent.",
        )
    if name is not None and not isinstance(name, str):
        raise Refused(
            400,
            "BAD_REQUEST",
            "operationName: harus teks, atau tidak ada.",
            "operationName: must be a text, or absent.",
        )
    return Request(query, variables, name or None)
