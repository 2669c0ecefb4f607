"""Conditional requests (RFC 9110, section 13): what a client has already is not sent again."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_TAG: Final = re.compile(r'[ \t]*(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*')
"""An entity tag (section 8.8.3). What is in its quotes may hold commas."""


def weak_tag(content: bytes) -> str:
    """A weak entity tag: the same content, in whatever encoding it is sent."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:24]}"'


def tag_matches(values: Iterable[str], tag: str) -> bool:
    """Whether If-None-Match names this entity tag, compared weakly (section 13.1.2).

    `values` are those of all its header lines. What is not written as a list of tags names none.
    """
    text = ",".join(values).strip()
    if text == "*":
        return True
    bare, at, found = tag.removeprefix("W/")[1:-1], 0, False
    while at < len(text):
        one = _TAG.match(text, at)
        if one is None or (one.end() < len(text) and text[one.end()] != ","):
            return False
        found = found or one[1] == bare
        at = one.end() + 1
    return found


def http_date(moment: datetime) -> str:
    """An instant as Last-Modified writes it (section 5.6.7), to the second."""
    return format_datetime(moment, usegmt=True)


def not_modified(
    request: Request, headers: Mapping[str, str], *, by_date: bool = True
) -> Response | None:
    """The 304 for a client that has what these headers of the 200 describe, else None.

    If-Modified-Since counts only without If-None-Match (section 13.1.3), and only where there is a
    Last-Modified; not `by_date`: that date does not change with all that may change.
    """
    asked = request.headers.getlist("if-none-match")
    if asked:
        is_known = "ETag" in headers and tag_matches(asked, headers["ETag"])
    else:
        is_known = by_date and _unmodified_since(request.headers.get("if-modified-since"), headers)
    return Response(status_code=304, headers=dict(headers)) if is_known else None


def _unmodified_since(asked: str | None, headers: Mapping[str, str]) -> bool:
    if asked is None or "Last-Modified" not in headers:
        return False
    since, changed = _moment(asked), _moment(headers["Last-Modified"])
    return since is not None and changed is not None and changed <= since


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
