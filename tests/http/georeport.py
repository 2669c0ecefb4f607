"""A client of Open311 that knows the standard and nothing of the city: it follows discovery.

Everything is asked for in both formats, and both must say the same.
"""

import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import httpx

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
W3C = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
REQUEST = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime",
    "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
]  # fmt: skip
UPDATE = [
    "update_id", "service_request_id", "status", "updated_datetime", "description", "media_url",
]  # fmt: skip
ROOTS = {
    "services": ("services", "service"),
    "requests": ("service_requests", "request"),
    "tokens": ("service_requests", "request"),
    "servicerequestupdates": ("service_request_updates", "request_update"),
    "errors": ("errors", "error"),
}


@dataclass
class GeoReport:
    """One endpoint, found by its discovery file."""

    http: httpx.AsyncClient
    url: str

    @classmethod
    async def discover(cls, http: httpx.AsyncClient, address: str) -> "GeoReport":
        """Reads `address`.xml and .json, and takes the endpoint that speaks both formats."""
        found = await both(http, address, None)
        assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
        (endpoint,) = [
            e for e in found["endpoints"] if e["specification"] == SPECIFICATION
            and set(e["formats"]) == {"text/xml", "application/json"}
        ]  # fmt: skip
        assert endpoint["type"] in ("production", "test") and found["contact"]
        return cls(http, endpoint["url"])

    async def get(self, path: str, expect: int = 200, **params: Any) -> Any:
        """What a resource says, in JSON's form; where another status is expected, its errors."""
        root = "errors" if expect != 200 else path.partition("/")[0]
        names = None if expect == 200 and path.startswith("services/") else ROOTS.get(root)
        found = await both(self.http, f"{self.url}/{path}", names, expect, **params)
        if expect != 200:
            check_errors(found)
        return found

    async def requests(self, **params: Any) -> list[dict[str, Any]]:
        """Reports, each checked for the standard's names and dates."""
        found: list[dict[str, Any]] = await self.get("requests", **params)
        for one in found:
            extended = ["extended_attributes"] if "extensions" in params else []
            assert list(one) == REQUEST + extended
            assert one["status"] in ("open", "closed")
            for name in ("requested", "updated", "expected"):
                assert W3C.fullmatch(one[f"{name}_datetime"])
        return found

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """Lines of histories, checked likewise."""
        found: list[dict[str, Any]] = await self.get("servicerequestupdates", **params)
        for one in found:
            assert list(one)[: len(UPDATE)] == UPDATE and one["status"] in ("open", "closed")
            assert W3C.fullmatch(one["updated_datetime"])
        return found

    async def post(self, form: Any, expect: int = 200, to: str = "json", **headers: str) -> Any:
        """Sends a report; gives what the answer says, or its errors."""
        sent = {"headers": headers, "data" if isinstance(form, dict) else "content": form}
        answer = await self.http.post(f"{self.url}/requests.{to}", **sent)
        assert answer.status_code == expect, (answer.status_code, answer.text)
        assert answer.headers["content-type"] == TYPES[to]
        assert answer.headers["cache-control"] == "no-store"
        if to == "xml":
            root, item = ROOTS["requests" if expect == 200 else "errors"]
            return of_xml(answer.content, root, item)
        return answer.json()


async def both(
    http: httpx.AsyncClient,
    address: str,
    names: tuple[str, str] | None,
    expect: int = 200,
    **params: Any,
) -> Any:
    """JSON's answer, after XML was found to say the same."""
    said = {}
    for form, media_type in TYPES.items():
        answer = await http.get(f"{address}.{form}", params=params)
        assert answer.status_code == expect, (address, answer.status_code, answer.text)
        assert answer.headers["content-type"] == media_type
        assert answer.headers["access-control-allow-origin"] == "*"
        said[form] = answer
    assert said["xml"].content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    found = said["json"].json()
    root, item = names or (None, "")
    assert of_xml(said["xml"].content, root, item) == as_text(found)
    return found


def of_xml(content: bytes, root: str | None, item: str) -> Any:
    """The values of an answer, all as text, empty elements as None."""
    top = ElementTree.fromstring(content)
    assert root is None or top.tag == root
    return _value(top, item)


def _value(element: ElementTree.Element, item: str) -> Any:
    if item:
        assert all(child.tag == item for child in element)
        return [_value(child, "") for child in element]
    if len(element):
        return {
            child.tag: _value(
                child, child.tag[:-1] if child.tag in ("endpoints", "formats", "attributes") else ""
            )
            for child in element
        }
    return element.text


def as_text(value: Any) -> Any:
    """JSON's values as XML writes them."""
    if isinstance(value, dict):
        return {name: as_text(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_text(inner) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None or value == "" else str(value)


def check_errors(errors: Any) -> None:
    """Each error has a code and words."""
    assert errors
    for error in errors:
        assert set(error) == {"code", "description"}
        assert int(error["code"]) >= 400 and len(error["description"]) > 10
