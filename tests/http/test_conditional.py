"""What a client has already: entity tags and dates, as RFC 9110 has them."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.requests import Request

from api.http.conditional import http_date, not_modified, tag_matches, weak_tag

NOW = datetime(2026, 11, 24, 3, 40, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "tag"),
    [
        (['"a"'], '"a"'),
        (['W/"a"'], '"a"'),
        (['"a"'], 'W/"a"'),
        (["*"], '"a"'),
        ([" * "], 'W/"a"'),
        (['"x", W/"y", "a"'], '"a"'),
        (['"x","a","y"'], '"a"'),
        (['"x"', '"a"'], '"a"'),
        (['\t"a"\t'], '"a"'),
        (['"a,b"'], '"a,b"'),
        (['"x", "a,b"'], 'W/"a,b"'),
        (['""'], '""'),
        (['"é"'], '"é"'),
    ],
)
def test_tags_that_are_known(values: list[str], tag: str) -> None:
    assert tag_matches(values, tag)


@pytest.mark.parametrize(
    ("values", "tag"),
    [
        ([], '"a"'),
        ([""], '"a"'),
        (['"b"'], '"a"'),
        (["a"], '"a"'),
        (['"a'], '"a"'),
        (['w/"a"'], '"a"'),
        (['"a" "b"'], '"a"'),
        (['"a", b'], '"a"'),
        (['*, "b"'], '"a"'),
        (['"a,b"'], '"a"'),
        (['"x,"a",y"'], '"a"'),
        (['"a b"'], '"a b"'),
    ],
)
def test_tags_that_are_not(values: list[str], tag: str) -> None:
    """What is not written as a list of tags names none: the whole is sent, which is never wrong."""
    assert not tag_matches(values, tag)


def _asks(**headers: str) -> Request:
    named = [(n.replace("_", "-").encode(), v.encode("latin-1")) for n, v in headers.items()]
    return Request({"type": "http", "method": "GET", "headers": named})


def test_the_tag_goes_before_the_date() -> None:
    """A client that sends both is told by its tag; by a date alone, to the second."""
    own = {"ETag": weak_tag(b"body"), "Last-Modified": http_date(NOW), "Vary": "Accept-Language"}
    date, before = http_date(NOW), http_date(NOW - timedelta(seconds=1))
    unchanged = not_modified(_asks(if_none_match=own["ETag"], if_modified_since=before), own)
    assert unchanged is not None and unchanged.status_code == 304
    assert unchanged.headers["etag"] == own["ETag"] and unchanged.headers["vary"]
    assert not_modified(_asks(if_none_match='"old"', if_modified_since=date), own) is None
    assert not_modified(_asks(if_modified_since=date), own) is not None
    assert not_modified(_asks(if_modified_since=before), own) is None
    assert not_modified(_asks(if_modified_since=date), own, by_date=False) is None
    for wrong in ("yesterday", "", "Tue, 24 Nov 2026 03:40:05", "Tue, 99 Nov 2026 03:40:05 GMT"):
        assert not_modified(_asks(if_modified_since=wrong), own) is None
    assert not_modified(_asks(if_modified_since=date), {"ETag": own["ETag"]}) is None
    assert not_modified(_asks(if_none_match="*"), {"Last-Modified": date}) is None
    assert not_modified(_asks(), own) is None
