"""What is done to a photograph before it is sent a second time."""

import io
import random
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageDraw, ImageEnhance

Change = Callable[[Image.Image, random.Random], Image.Image]


def _resized(picture: Image.Image, chance: random.Random) -> Image.Image:
    scale = chance.choice((0.25, 0.4, 0.6, 1.6))
    return picture.resize((round(picture.width * scale), round(picture.height * scale)))


def _recompressed(picture: Image.Image, chance: random.Random) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=chance.choice((20, 35, 50, 70)))
    return Image.open(file).convert("RGB")


def _cut(picture: Image.Image, chance: random.Random) -> Image.Image:
    """5 % of the width and of the height are gone, from wherever."""
    wide, tall = picture.size
    left, top = chance.uniform(0, 0.05) * wide, chance.uniform(0, 0.05) * tall
    return picture.crop(
        (round(left), round(top), round(left + 0.95 * wide), round(top + 0.95 * tall))
    )


def _cut_at_each_side(picture: Image.Image, _chance: random.Random) -> Image.Image:
    wide, tall = picture.size
    return picture.crop(
        (round(0.05 * wide), round(0.05 * tall), round(0.95 * wide), round(0.95 * tall))
    )


def _stamped(picture: Image.Image, chance: random.Random) -> Image.Image:
    """The date in a corner, on a bar or on the picture itself."""
    picture = picture.copy()
    pen, (wide, tall) = ImageDraw.Draw(picture), picture.size
    left, top = chance.choice((0.02, 0.55)) * wide, chance.choice((0.03, 0.87)) * tall
    bar = chance.choice(("black", "white", None))
    pen.rectangle((left, top, left + 0.43 * wide, top + 0.1 * tall), fill=bar)
    ink = chance.choice(("orange", "red", "grey"))
    pen.text((left + 6, top + 4), "23-11-2026 11:40 WITA", fill=ink, font_size=0.05 * tall)
    return picture


def _brightened(picture: Image.Image, chance: random.Random) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(chance.choice((0.85, 1.15)))


CHANGES: Final[dict[str, Change]] = {
    "the same": lambda picture, _chance: picture,
    "resized": _resized,
    "recompressed": _recompressed,
    "5 % cut off": _cut,
    "5 % cut at each side": _cut_at_each_side,
    "date stamp": _stamped,
    "brightness ±15 %": _brightened,
}
