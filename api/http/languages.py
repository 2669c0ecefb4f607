"""The language that a request asks for."""

from functools import lru_cache
from typing import Final

from starlette.requests import Request

from api.kit.problems import Language

_LONGEST: Final = 256
# Indonesian was "in" in ISO 639 until 1989, and still is to some phones.
_RANGES: Final[dict[str, Language]] = {"id": "ID", "in": "ID", "en": "EN"}


def request_language(request: Request) -> Language:
    """The language that a request asks for; see `language_of`."""
    return language_of(",".join(request.headers.getlist("accept-language")).encode("latin-1"))


def language_of(header: bytes) -> Language:
    """The language preferred by an Accept-Language (RFC 9110, section 12.5.4).

    Indonesian unless English is preferred, or weighs as much and is named first.
    """
    return _language_of(header[:_LONGEST]) if header else "ID"


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
    """The q of a range, 1 without one; None if it is not a weight."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return None
            return weight if 0 <= weight <= 1 else None
    return 1.0
