"""Drawn photographs of a city's troubles, each from its number alone: no two are alike.

Six kinds, in turn: holes in asphalt seen from above (alike on purpose: grey, grained, one dark
patch), streets in perspective, rubbish, drains, lamps at night, pavements. Every one has its own
composition, light, grain and camera; the size is that of a small photograph, in pixels.
"""

import math
import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (400, 300)
Colour = tuple[int, int, int]


def scene(number: int) -> Image.Image:
    """The photograph with this number."""
    chance = random.Random(f"scene {number}")
    picture = KINDS[number % len(KINDS)](chance)
    picture = ImageChops.multiply(picture, _shade(chance).convert("RGB"))
    light = chance.uniform(0.55, 1.15)
    warmth = chance.uniform(0.9, 1.1)
    bands = [
        band.point(lambda v, f=light * f: min(255, int(v * f)))
        for band, f in zip(picture.split(), (warmth, 1.0, 2 - warmth), strict=True)
    ]
    picture = Image.merge("RGB", bands)
    grain = _noise(chance, SIZE, chance.choice((6, 10, 16)))
    return ImageChops.add(picture, grain.convert("RGB"), offset=-128)


def _noise(chance: random.Random, size: tuple[int, int], spread: int) -> Image.Image:
    """Grey grain around 128."""
    raw = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
    return raw.point(lambda v: 128 + (v - 128) * spread // 128)


def _shade(chance: random.Random) -> Image.Image:
    """Clouds, shadows of trees and the lens: soft light and dark over the whole picture."""
    cells = (chance.randint(2, 6), chance.randint(2, 5))
    low = chance.randint(150, 225)
    raw = Image.frombytes(
        "L", cells, bytes(chance.randint(low, 255) for _ in range(math.prod(cells)))
    )
    return raw.resize(SIZE, Image.Resampling.BICUBIC)


def _texture(chance: random.Random, base: Colour, depth: int) -> Image.Image:
    """Ground: patches of several sizes over one colour."""
    grey = Image.new("L", SIZE, 128)
    for cell in (40, 14, 5):
        size = (SIZE[0] // cell + 2, SIZE[1] // cell + 2)
        layer = _noise(chance, size, depth).resize(SIZE, Image.Resampling.BILINEAR)
        grey = ImageChops.add(grey, layer, offset=-128)
    ground = Image.new("RGB", SIZE, base)
    return ImageChops.add(ground, grey.convert("RGB"), offset=-128)


def _tint(chance: random.Random, base: Colour, spread: int = 22) -> Colour:
    r, g, b = (max(0, min(255, c + chance.randint(-spread, spread))) for c in base)
    return r, g, b


def _blob(
    chance: random.Random, x: float, y: float, wide: float, tall: float, points: int = 13
) -> list[tuple[float, float]]:
    """An irregular round outline."""
    turn = chance.uniform(0, math.tau)
    return [
        (
            x + wide * chance.uniform(0.65, 1.2) * math.cos(turn + math.tau * i / points),
            y + tall * chance.uniform(0.65, 1.2) * math.sin(turn + math.tau * i / points),
        )
        for i in range(points)
    ]


def _asphalt(chance: random.Random) -> Image.Image:
    grey = chance.randint(88, 128)
    picture = _texture(chance, (grey, grey, grey + 4), chance.choice((12, 18, 26)))
    pen, (w, h) = ImageDraw.Draw(picture), SIZE
    if chance.random() < 0.4:
        x, lean, wide = chance.uniform(0, w), chance.uniform(-120, 120), chance.uniform(8, 26)
        pen.polygon([(x, 0), (x + wide, 0), (x + lean + wide * 1.4, h), (x + lean, h)],
                    fill=_tint(chance, (205, 205, 196)))  # fmt: skip
    for _ in range(chance.randint(0, 4)):
        x, y = chance.uniform(0, w), chance.uniform(0, h)
        crack = [(x, y)]
        for _ in range(chance.randint(4, 9)):
            x, y = x + chance.uniform(-55, 55), y + chance.uniform(-45, 45)
            crack.append((x, y))
        pen.line(crack, fill=(grey // 2,) * 3, width=chance.randint(1, 4))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        x, y = chance.uniform(0.15, 0.85) * w, chance.uniform(0.2, 0.85) * h
        wide, tall = chance.uniform(28, 120), chance.uniform(18, 80)
        outline = _blob(chance, x, y, wide, tall)
        pen.polygon(outline, fill=_tint(chance, (grey // 2, grey // 2, grey // 2), 14))
        if chance.random() < 0.5:
            pen.polygon(_blob(chance, x, y, wide * 0.6, tall * 0.6),
                        fill=_tint(chance, (96, 92, 78), 30))  # fmt: skip
    for _ in range(chance.randint(0, 12)):
        x, y, r = chance.uniform(0, w), chance.uniform(0, h), chance.uniform(2, 9)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=_tint(chance, (grey + 20, grey + 15, grey)))
    if chance.random() < 0.35:  # a kerb
        y = chance.choice((chance.uniform(0, 50), chance.uniform(h - 60, h)))
        pen.polygon([(0, y), (w, y + chance.uniform(-40, 40)), (w, y + 60), (0, y + 50)],
                    fill=_tint(chance, (170, 164, 150)))  # fmt: skip
    return picture


def _street(chance: random.Random) -> Image.Image:
    w, h = SIZE
    horizon, vanish = chance.uniform(0.28, 0.6) * h, chance.uniform(0.2, 0.8) * w
    sky = _tint(
        chance, chance.choice(((120, 170, 220), (196, 200, 204), (232, 190, 150), (24, 28, 52))), 24
    )
    picture = Image.new("RGB", SIZE, sky)
    ground = _texture(chance, _tint(chance, (110, 112, 104)), 14)
    picture.paste(ground.crop((0, int(horizon), w, h)), (0, int(horizon)))
    pen = ImageDraw.Draw(picture)
    for side in (-1, 1):
        x = vanish + side * chance.uniform(4, 20)
        depth = 0.1
        while -w < x < 2 * w and depth < 3:
            wide = chance.uniform(20, 60) * (0.4 + depth)
            top = horizon - chance.uniform(15, 110) * (0.35 + depth)
            foot = horizon + 46 * depth
            wall = _tint(
                chance,
                chance.choice(((190, 170, 140), (150, 90, 70), (120, 130, 140), (60, 100, 60))),
                40,
            )
            pen.rectangle((min(x, x + side * wide), top, max(x, x + side * wide), foot), fill=wall)
            for _ in range(chance.randint(0, 4)):
                wx = x + side * chance.uniform(0.1, 0.8) * wide
                wy = chance.uniform(top, foot)
                pen.rectangle(
                    (wx, wy, wx + wide * 0.15, wy + 8), fill=_tint(chance, (70, 74, 86), 40)
                )
            x += side * (wide + chance.choice((0, 0, 14)))
            depth += chance.uniform(0.15, 0.4)
    near = chance.uniform(0.5, 1.1) * w
    grey = chance.randint(70, 110)
    corners = [(vanish - 4, horizon), (vanish + 4, horizon), (vanish + near, h), (vanish - near, h)]
    pen.polygon(corners, fill=(grey, grey, grey + 4))
    pen.line(
        [(vanish, horizon), (vanish + chance.uniform(-60, 60), h)], fill=(210, 210, 190), width=3
    )
    for _ in range(chance.randint(1, 7)):
        depth = chance.uniform(0.12, 1) ** 1.5
        x = vanish + chance.uniform(-0.9, 0.9) * near * depth
        y, size = horizon + (h - horizon) * depth, 95 * depth
        paint = _tint(
            chance,
            chance.choice(
                ((200, 30, 30), (240, 240, 240), (30, 30, 36), (40, 80, 160), (200, 160, 40))
            ),
            30,
        )
        pen.rectangle((x - size * 0.6, y - size * 0.7, x + size * 0.6, y), fill=paint)
        pen.rectangle(
            (x - size * 0.45, y - size, x + size * 0.45, y - size * 0.6), fill=(50, 58, 70)
        )
    for _ in range(chance.randint(0, 4)):
        x, r = chance.uniform(0, w), chance.uniform(20, 70)
        pen.rectangle((x - 4, horizon - r, x + 4, horizon + 30), fill=(84, 64, 44))
        pen.polygon(
            _blob(chance, x, horizon - r, r, r * 0.8), fill=_tint(chance, (60, 100, 50), 30)
        )
    return picture


def _rubbish(chance: random.Random) -> Image.Image:
    w, h = SIZE
    picture = _texture(chance, _tint(chance, (126, 112, 90), 30), 24)
    pen = ImageDraw.Draw(picture)
    edge = chance.uniform(0.1, 0.5) * h
    pen.polygon(
        [(0, 0), (w, 0), (w, edge + chance.uniform(-30, 30)), (0, edge)],
        fill=_tint(chance, chance.choice(((180, 176, 168), (104, 128, 84), (150, 104, 80))), 30),
    )
    cx, cy = chance.uniform(0.2, 0.8) * w, chance.uniform(0.45, 0.85) * h
    for _ in range(chance.randint(25, 90)):
        x, y = chance.gauss(cx, 80), chance.gauss(cy, 42)
        size = chance.uniform(5, 30)
        paint = tuple(chance.randint(20, 250) for _ in range(3))
        pen.polygon(_blob(chance, x, y, size, size * chance.uniform(0.4, 1), 6), fill=paint)
    return picture


def _drain(chance: random.Random) -> Image.Image:
    w, h = SIZE
    picture = _texture(chance, _tint(chance, (118, 130, 96), 34), 20)
    pen = ImageDraw.Draw(picture)
    top, foot = chance.uniform(0, w), chance.uniform(0, w)
    narrow, wide = chance.uniform(14, 70), chance.uniform(60, 190)
    for share, paint in ((1.5, (150, 146, 138)), (1.0, (70, 74, 62))):
        pen.polygon([(top - narrow * share, 0), (top + narrow * share, 0),
                     (foot + wide * share, h), (foot - wide * share, h)],
                    fill=_tint(chance, paint, 24))  # fmt: skip
    for _ in range(chance.randint(3, 24)):
        share = chance.random()
        x = top + (foot - top) * share + chance.uniform(-0.8, 0.8) * wide * share
        size = chance.uniform(4, 26)
        pen.polygon(
            _blob(chance, x, share * h, size, size * 0.6, 7),
            fill=_tint(chance, (150, 150, 140), 80),
        )
    for _ in range(chance.randint(0, 5)):
        x, y, r = chance.uniform(0, w), chance.uniform(0, h), chance.uniform(15, 60)
        pen.polygon(_blob(chance, x, y, r, r), fill=_tint(chance, (66, 96, 48), 26))
    return picture


def _night(chance: random.Random) -> Image.Image:
    w, h = SIZE
    picture = Image.new("RGB", SIZE, _tint(chance, (16, 18, 30), 10))
    pen = ImageDraw.Draw(picture)
    horizon = chance.uniform(0.5, 0.8) * h
    pen.rectangle((0, horizon, w, h), fill=_tint(chance, (34, 34, 38), 10))
    for _ in range(chance.randint(2, 9)):
        x, wide, top = (
            chance.uniform(-20, w),
            chance.uniform(30, 110),
            chance.uniform(0.15, 0.9) * horizon,
        )
        pen.rectangle((x, top, x + wide, horizon), fill=_tint(chance, (40, 38, 44), 18))
        for _ in range(chance.randint(0, 6)):
            wx, wy = x + chance.uniform(0, 0.8) * wide, chance.uniform(top, horizon)
            pen.rectangle((wx, wy, wx + 9, wy + 11), fill=_tint(chance, (230, 190, 110), 25))
    glow = Image.new("RGB", SIZE)
    lamps = ImageDraw.Draw(glow)
    for _ in range(chance.randint(1, 5)):
        x, y, r = chance.uniform(0, w), chance.uniform(0.1, 0.7) * h, chance.uniform(12, 55)
        lamps.ellipse((x - r, y - r, x + r, y + r), fill=_tint(chance, (250, 214, 150), 30))
        pen.line([(x, y), (x, horizon)], fill=(70, 70, 74), width=4)
    return ImageChops.screen(picture, glow.filter(ImageFilter.BoxBlur(14)))


def _pavement(chance: random.Random) -> Image.Image:
    w, h = SIZE
    picture = _texture(chance, _tint(chance, (168, 150, 130), 34), 12)
    pen = ImageDraw.Draw(picture)
    step, lean = chance.uniform(24, 70), chance.uniform(-0.7, 0.7)
    start = chance.uniform(-step, 0)
    for i in range(-8, 40):
        x = start + i * step
        pen.line([(x, 0), (x + lean * h, h)], fill=(104, 96, 88), width=2)
        pen.line([(0, x), (w, x - lean * 60)], fill=(104, 96, 88), width=2)
    for _ in range(chance.randint(1, 6)):
        x, y = chance.uniform(0, w), chance.uniform(0, h)
        pen.polygon(
            _blob(chance, x, y, chance.uniform(15, 80), chance.uniform(12, 60), 8),
            fill=_tint(chance, chance.choice(((80, 74, 66), (96, 120, 70), (190, 186, 180))), 26),
        )
    if chance.random() < 0.5:
        x = chance.uniform(0, w)
        pen.rectangle((x, 0, x + chance.uniform(12, 40), h), fill=_tint(chance, (90, 90, 96), 40))
    return picture


KINDS: tuple[Callable[[random.Random], Image.Image], ...] = (
    _asphalt, _street, _rubbish, _drain, _night, _pavement,
)  # fmt: skip
