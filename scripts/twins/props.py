"""What stands beside a street and what drives on it.

A still thing is returned as a drawing to be done later, because the far must be drawn first.
"""

import math
import random
from collections.abc import Callable
from itertools import pairwise

from scripts.twins.canvas import CAMERA_HEIGHT, Canvas, Colour, mix

Drawing = Callable[[], None]
Span = tuple[float, float]

_LEAF, _TRUNK, _TILE, _BAMBOO = (58, 112, 48), (124, 98, 72), (178, 88, 58), (206, 186, 96)
_LAMPLIGHT, _WINDOW = (255, 208, 140), (255, 222, 150)
_GLASS, _TYRE, _SHADE = (46, 56, 68), (24, 24, 26), (58, 58, 62)
_WALLS = (
    (226, 214, 190), (214, 196, 160), (236, 232, 224), (196, 150, 116),
    (176, 190, 186), (232, 204, 150), (190, 122, 92), (206, 216, 222),
)  # fmt: skip
_SIGNS = ((198, 40, 44), (24, 96, 168), (240, 178, 30), (30, 130, 84), (230, 110, 30))
_PAINTS = (
    (236, 236, 238), (40, 42, 46), (150, 156, 162), (168, 28, 34), (34, 62, 120),
    (196, 186, 160), (242, 242, 242), (110, 30, 36),
)  # fmt: skip
_SHIRTS = ((220, 60, 50), (40, 90, 170), (240, 240, 235), (40, 44, 50), (30, 140, 90))


def house(canvas: Canvas, x: Span, z: Span, tall: float, number: int) -> Drawing:
    """A shop-house with its side to the road, under tiles when it is low."""
    seed = random.Random(number)
    wall, sign, lit_share = seed.choice(_WALLS), seed.choice(_SIGNS), seed.uniform(0.2, 0.8)
    road = x[0] if x[0] > 0 else x[1]
    out = -1.0 if x[0] > 0 else 1.0  # towards the road

    def pane(z1: float, z2: float, y1: float, y2: float, lit: bool) -> None:
        if lit and canvas.light.night:
            corners = [(road, y1, z1), (road, y1, z2), (road, y2, z2), (road, y2, z1)]
            haze = mix(_WINDOW, canvas.light.horizon, 1 - math.exp(-z1 / 260))
            canvas.draw.polygon([canvas.at(*corner) for corner in corners], haze)
        else:
            canvas.wall(road, z1, z2, y1, y2, _GLASS)

    def draw() -> None:
        canvas.box(x, (0, tall), z, wall)
        bays = max(2, round((z[1] - z[0]) / 4))
        step = (z[1] - z[0]) / bays
        for bay in range(bays):
            start, end = z[0] + step * (bay + 0.12), z[0] + step * (bay + 0.88)
            pane(start, end, 0.1, 2.6, seed.random() < lit_share)
            for floor in range(1, int(tall / 3.2)):
                pane(start, end, floor * 3.2 + 0.9, floor * 3.2 + 2.4, seed.random() < lit_share)
        eave = [(road, 3.0, z[0]), (road, 3.0, z[1]), (road + out * 1.3, 2.6, z[1])]
        canvas.face([*eave, (road + out * 1.3, 2.6, z[0])], sign)  # the awning
        canvas.wall(road + out * 0.05, z[0] + 0.5, z[1] - 0.5, 3.05, 3.5, mix(sign, (0, 0, 0), 0.2))
        if tall < CAMERA_HEIGHT:
            _tiles(canvas, x, z, tall)

    return draw


def _tiles(canvas: Canvas, x: Span, z: Span, tall: float) -> None:
    """A hipped roof: the slope to the road, then the one to the camera."""
    (left, right), (near, far), ridge = (
        (x[0] - 0.7, x[1] + 0.7),
        (z[0] - 0.6, z[1] + 0.6),
        tall + 2.2,
    )
    middle = (left + right) / 2
    hip = min(3.0, (far - near) / 2.5)
    top = [(middle, ridge, far - hip), (middle, ridge, near + hip)]
    road = left if left > 0 else right
    canvas.face([(road, tall, near), (road, tall, far), *top], mix(_TILE, (0, 0, 0), 0.16))
    canvas.face([(left, tall, near), (right, tall, near), (middle, ridge, near + hip)], _TILE)


def palm(canvas: Canvas, x: float, z: float, number: int) -> Drawing:
    """A coconut palm, bent by the wind from the sea."""
    seed = random.Random(number)
    tall, lean = seed.uniform(6.5, 10), seed.uniform(0.4, 2.2) * seed.choice((-1, 1, 1))

    def draw() -> None:
        trunk = [(x + lean * (k / 8) ** 2, tall * k / 8, z) for k in range(9)]
        canvas.line(trunk, 0.26, _TRUNK)
        top_x, top_y = trunk[-1][0], trunk[-1][1]
        for n in range(11):
            angle = math.pi * (-0.18 + 1.36 * n / 10) + seed.uniform(-0.1, 0.1)
            reach = seed.uniform(2.3, 3.1)
            rib = [
                (
                    top_x + math.cos(angle) * reach * k / 6,
                    top_y + math.sin(angle) * reach * 0.62 * k / 6 - 1.5 * (k / 6) ** 2.2,
                    z,
                )
                for k in range(7)
            ]
            leaf = mix(_LEAF, (150, 170, 70), seed.uniform(0, 0.35))
            blade = [
                (a, b + 0.16 * math.sin(math.pi * k / 6), c) for k, (a, b, c) in enumerate(rib)
            ]
            hem = [(a, b - 0.46 * math.sin(math.pi * k / 6), c) for k, (a, b, c) in enumerate(rib)]
            canvas.face([*blade, *reversed(hem)], leaf)
        for dx in (-0.2, 0.05, 0.25):
            canvas.disc(top_x + dx, top_y - 0.3, z, 0.17, (138, 112, 60))

    return draw


def tree(canvas: Canvas, x: float, z: float, number: int) -> Drawing:
    """A round street tree."""
    seed = random.Random(number)
    tall = seed.uniform(3.4, 5)

    def draw() -> None:
        canvas.line([(x, 0, z), (x + 0.1, tall * 0.7, z)], 0.24, _TRUNK)
        for n in range(26):
            angle, far = seed.uniform(0, math.tau), seed.random() ** 0.5
            dx, dy = math.cos(angle) * far * 1.7, math.sin(angle) * far * 1.15
            leaf = mix((34, 78, 38), (112, 150, 66), max(0.0, min(1.0, 0.35 + dy / 2.6 + n / 60)))
            canvas.disc(x + dx, tall + dy, z, seed.uniform(0.35, 0.62), leaf)

    return draw


def penjor(canvas: Canvas, x: float, z: float, towards: int) -> Drawing:
    """A bamboo pole that bows over the road with its offering."""

    def draw() -> None:
        pole = [
            (x + towards * 2.3 * (k / 12) ** 3, 7.6 * math.sin(k / 12 * 1.75) / 0.98, z)
            for k in range(13)
        ]
        canvas.line(pole, 0.12, _BAMBOO)
        for k in range(4, 13, 2):
            a, b, _ = pole[k]
            canvas.line([(a, b, z), (a + towards * 0.05, b - 0.7, z)], 0.16, (232, 214, 140))
        a, b, _ = pole[-1]
        canvas.line([(a, b, z), (a, b - 1.5, z)], 0.05, _BAMBOO)
        canvas.disc(a, b - 1.7, z, 0.28, (236, 220, 150))
        canvas.box((x - 0.25, x + 0.25), (1.1, 1.6), (z, z + 0.4), (220, 190, 90))

    return draw


def lamp(canvas: Canvas, x: float, z: float, *, wired: bool) -> Drawing:
    """A street lamp on the right kerb, wired to the next one 24 m on; it burns at night."""

    def draw() -> None:
        post = (112, 116, 122)
        if wired:
            wire = [(x, 7.9 - 2.2 * k / 6 * (1 - k / 6), z + 24 * k / 6) for k in range(7)]
            for a, b in pairwise(wire):
                canvas.line([a, b], 0.03, (50, 50, 54))
        canvas.line([(x, 0, z), (x, 8.2, z)], 0.16, post)
        canvas.line([(x, 8.0, z), (x - 2.0, 8.4, z)], 0.1, post)
        canvas.line([(x - 1.5, 8.35, z), (x - 2.3, 8.45, z)], 0.22, post)
        if canvas.light.night:
            canvas.glow(x - 2.0, 8.2, z, 2.6, _LAMPLIGHT)
            canvas.pool(x - 2.6, z, 4.2, _LAMPLIGHT)
            canvas.glow(x - 2.0, 8.25, z, 0.5, (255, 246, 224))

    return draw


def car(canvas: Canvas, x: float, z: float, oncoming: bool, paint: int) -> None:
    """A car, or one in five times a small van; the end at `z` is the nearer one."""
    colour = _PAINTS[paint % len(_PAINTS)]
    van = paint % 5 == 0
    left, right, long = x - 0.88, x + 0.88, 4.6 if van else 4.1
    canvas.ground(left - 0.15, right + 0.15, z - 0.1, z + long + 0.2, _SHADE)
    for side in (left + 0.05, right - 0.33):
        canvas.front(side, side + 0.28, 0, 0.5, z + 0.05, _TYRE)
    flank = left if x > 0 else right
    canvas.box((left, right), (0.28, 0.95), (z, z + long), colour)
    for start in (z + 0.55, z + long - 1.2):
        canvas.wall(flank, start, start + 0.65, 0, 0.58, _TYRE)
    hood = (0.15 if van else 1.15) if oncoming else (0.12 if van else 0.45)
    cabin = (z + hood, z + long - (0.6 if oncoming else 1.2))
    roof = 1.85 if van else 1.5
    canvas.box((left + 0.1, right - 0.1), (0.95, roof), cabin, colour)
    canvas.front(left + 0.2, right - 0.2, 1.0, roof - 0.1, cabin[0], _GLASS)
    glass_x = left + 0.1 if x > 0 else right - 0.1
    if x - 0.88 > 0 or x + 0.88 < 0:
        canvas.wall(glass_x, cabin[0] + 0.2, cabin[1] - 0.3, 1.02, roof - 0.1, _GLASS)
    canvas.front(left + 0.5, right - 0.5, 0.42, 0.56, z, (235, 235, 235))  # the plate
    for side in (left + 0.08, right - 0.42):
        _light(canvas, (side, side + 0.34), (0.66, 0.84), z, oncoming)


def scooter(canvas: Canvas, x: float, z: float, oncoming: bool, paint: int) -> None:
    """A scooter with its rider, one in three times with a passenger."""
    colour, shirt = _SIGNS[paint % len(_SIGNS)], _SHIRTS[paint // 7 % len(_SHIRTS)]
    canvas.ground(x - 0.3, x + 0.3, z, z + 1.8, _SHADE)
    canvas.front(x - 0.08, x + 0.08, 0, 0.6, z, _TYRE)
    canvas.box((x - 0.2, x + 0.2), (0.3, 0.8), (z + 0.1, z + 1.5), colour)
    for k, z_rider in enumerate((z + 1.0, z + 0.55) if paint % 3 == 0 else (z + 0.8,)):
        cloth = shirt if k == 0 else _SHIRTS[(paint // 5 + 1) % len(_SHIRTS)]
        shoulders = [(x - 0.2, 0.75, z_rider), (x + 0.2, 0.75, z_rider)]
        canvas.face([*shoulders, (x + 0.27, 1.32, z_rider), (x - 0.27, 1.32, z_rider)], cloth)
        canvas.disc(x, 1.53, z_rider, 0.17, _PAINTS[(paint + k) % len(_PAINTS)])
    if oncoming:
        canvas.front(x - 0.33, x + 0.33, 0.98, 1.04, z + 0.3, _TYRE)  # the handlebar
    _light(canvas, (x - 0.1, x + 0.1), (0.62, 0.8), z, oncoming)


def _light(canvas: Canvas, x: Span, y: Span, z: float, oncoming: bool) -> None:
    colour: Colour = (255, 250, 226) if oncoming else (214, 34, 30)
    if not canvas.light.night:
        canvas.front(*x, *y, z, colour)
        return
    middle = (x[0] + x[1]) / 2, (y[0] + y[1]) / 2
    canvas.glow(*middle, z, 0.95 if oncoming else 0.4, colour)
    canvas.glow(*middle, z, 0.22, (255, 255, 250) if oncoming else (255, 70, 60))
