"""Where pictures are said to be: one address for all systems, so that answers can be equal."""

from typing import Final

MEDIA: Final = "http://kota.example"
_RUNGS: Final = (320, 960, 1920)


def address(digest: str, width: int) -> str:
    """The address of a picture's rendition that is at least so wide."""
    rung = next((rung for rung in _RUNGS if rung >= width), _RUNGS[-1])
    return f"{MEDIA}/media/{digest}/{rung}.webp"
