"""The address of a picture: the same for all systems, so that their answers can be equal."""

from typing import Final

MEDIA: Final = "http://kota.example"
_WIDTHS: Final = (320, 960, 1920)


def address(digest: str, width: int) -> str:
    """The address of a picture's rendition that is at least so wide."""
    rendition = next((one for one in _WIDTHS if one >= width), _WIDTHS[-1])
    return f"{MEDIA}/media/{digest}/{rendition}.webp"
