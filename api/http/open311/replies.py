"""Replies in the two formats of GeoReport v2, and errors in its form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree  # XML is written here, never read

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.http.conditional import not_modified, weak_tag
from api.http.languages import request_language
from api.http.replies import NO_SNIFFING
from api.kit.problems import Words

FORMATS: Final = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold in any way (its production 2, Char)."""
_HEADERS: Final = {**NO_SNIFFING, "Vary": "Accept-Language"}
FRESH: Final = "public, no-cache"
"""Caches may keep it, and ask each time whether it still holds."""
LASTING: Final = "public, max-age=300"
PERSONAL: Final = "no-store"


@dataclass(frozen=True, slots=True)
class Representation:
    """A resource's data as JSON shows it, and its names in XML.

    A list is `root` with `item` elements; a mapping is `root` itself. Lists inside are named by
    their key, and their items by it without its last letter: formats, format.
    """

    root: str
    data: Any
    item: str = ""
    cache: str = FRESH


class Refused(Exception):
    """A request that cannot be served: each error with its code and words.

    The code of the first is the HTTP status too, unless another `status` is given.
    """

    def __init__(
        self,
        *errors: tuple[int, Words],
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__("; ".join(words.en for _, words in errors))
        self.errors = errors
        self.status = status or errors[0][0]
        self.headers = dict(headers or {})


def reply(request: Request, form: str, resource: Representation) -> Response:
    """The resource in the format asked for; 304 for a client that has it already."""
    body = _serialised(form, resource)
    headers = {
        **_HEADERS,
        "Cache-Control": resource.cache,
        "Content-Language": request_language(request).lower(),
    }
    if resource.cache != PERSONAL:
        headers["ETag"] = weak_tag(body)
        if (unchanged := not_modified(request, headers)) is not None:
            return unchanged
    return _response(request, body, 200, headers, form)


def refusal_reply(request: Request, form: str, refusal: Refused) -> Response:
    """The refusal; in XML, the format that every client must know, if none was asked for."""
    language = request_language(request)
    errors = [{"code": code, "description": w.text(language)} for code, w in refusal.errors]
    form = form if form in FORMATS else "xml"
    headers = {
        **_HEADERS,
        "Cache-Control": "no-store",
        "Content-Language": language.lower(),
        **refusal.headers,
    }
    body = _serialised(form, Representation("errors", errors, "error"))
    return _response(request, body, refusal.status, headers, form)


def _response(
    request: Request, body: bytes, status: int, headers: dict[str, str], form: str
) -> Response:
    headers = {**headers, "Content-Type": FORMATS[form], "Content-Length": str(len(body))}
    return Response(b"" if request.method == "HEAD" else body, status, headers=headers)


def _serialised(form: str, resource: Representation) -> bytes:
    if form == "json":
        return orjson.dumps(resource.data)
    root = ElementTree.Element(resource.root)
    _fill(root, resource.data, resource.item)
    text = ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text.encode()


def _fill(element: ElementTree.Element, value: Any, item: str) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _fill(ElementTree.SubElement(element, name), inner, name[:-1])
    elif isinstance(value, list):
        for inner in value:
            _fill(ElementTree.SubElement(element, item), inner, "")
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _NOT_XML.sub("", str(value))
