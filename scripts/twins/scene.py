"""One camera's street: a still background, traffic that moves over it, and the words burnt in.

A scene depends on the camera's code and the clock alone, so two servers draw the same street.
"""

import io
import math
import random
from datetime import datetime
from functools import cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from scripts.twins import props
from scripts.twins.canvas import HORIZON, Canvas, Light, mix

SIZE = (1280, 720)
SKY_SECONDS = 600
"""How long one background serves before the light has changed."""

_ROAD = 6.5
_ASPHALT, _PAVEMENT, _GRASS = (84, 84, 88), (168, 160, 150), (104, 128, 72)
_SAND, _SEA, _SURF = (226, 206, 164), (44, 128, 158), (236, 244, 244)
_DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
_BUSY = (1, 1, 1, 1, 1, 2, 4, 6, 6, 5, 5, 5, 6, 5, 5, 5, 6, 7, 7, 6, 5, 4, 3, 2)
"""Vehicles in a lane's 150 m, by hour."""

Item = tuple[float, props.Drawing]


class Scene:
    """The street before one camera."""

    def __init__(self, code: str, name: str) -> None:
        self.code = code
        self.name = name
        seed = random.Random(code)
        self._vanish = seed.uniform(560, 720)
        self._shift = seed.uniform(-1.5, 1.5)  # of the road's middle against the camera
        self._beach = "pantai" in name.lower() or "beach" in name.lower() or seed.random() < 0.12
        self._lanes = [
            (self._shift + x, speed, x > 0, scooters, self._traffic(seed))
            for x, speed, scooters in (
                (-4.9, seed.uniform(8, 12), True), (-2.2, seed.uniform(7, 11), False),
                (2.2, -seed.uniform(7, 11), False), (4.9, -seed.uniform(8, 12), True),
            )
        ]  # fmt: skip
        self._background: tuple[int, bytes] | None = None

    def frame(self, now: datetime, *, black: bool = False) -> bytes:
        """A JPEG of the street at `now`, in local time; `black` as behind a covered lens."""
        if black:
            picture = Image.new("RGB", SIZE)
        else:
            light = Light.at(now.hour + now.minute / 60)
            picture = self._still(now, light)
            self._move(Canvas(picture, light, self._vanish, 1), now)
        self._burn_in(picture, now)
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=82)
        return file.getvalue()

    @staticmethod
    def _traffic(seed: random.Random) -> list[tuple[float, int]]:
        """Where on the lane's loop each vehicle is at the epoch, and which of the paints it has."""
        slots = [20 * n + seed.uniform(0, 9) for n in range(7)]
        seed.shuffle(slots)
        return [(slot, seed.randrange(1000)) for slot in slots]

    # The still background

    def _still(self, now: datetime, light: Light) -> Image.Image:
        # Kept as JPEG: 168 cameras' backgrounds are 40 MB so, and would be 460 MB as pixels.
        period = int(now.timestamp() // SKY_SECONDS)
        if self._background is None or self._background[0] != period:
            file = io.BytesIO()
            self._draw_still(light).save(file, "JPEG", quality=93, subsampling=0)
            self._background = (period, file.getvalue())
        return Image.open(io.BytesIO(self._background[1])).convert("RGB")

    def _draw_still(self, light: Light) -> Image.Image:
        seed = random.Random(f"{self.code} still")
        large = Image.new("RGB", (SIZE[0] * 2, SIZE[1] * 2), light.horizon)
        canvas = Canvas(large, light, self._vanish, 2)
        self._sky(canvas, seed)
        self._floor(canvas, seed)
        items: list[Item] = []
        for side in (-1, 1):
            if side < 0 and self._beach:
                items += self._palms(canvas, seed)
            else:
                items += self._houses(canvas, seed, side)
            items += self._kerb_side(canvas, seed, side)
        for _, draw in sorted(items, key=lambda item: -item[0]):
            draw()
        return large.resize(SIZE, Image.Resampling.BOX)

    def _sky(self, canvas: Canvas, seed: random.Random) -> None:
        light, (width, height) = canvas.light, (SIZE[0] * 2, HORIZON * 2)
        ramp = Image.linear_gradient("L").resize((width, height))
        canvas.picture.paste(
            Image.composite(
                Image.new("RGB", ramp.size, light.horizon),
                Image.new("RGB", ramp.size, light.zenith),
                ramp,
            )
        )
        clouds = Image.new("L", (320, 64))
        pen = ImageDraw.Draw(clouds)
        for _ in range(seed.randint(3, 8)):
            x, y = seed.uniform(0, 320), seed.uniform(4, 48)
            for _ in range(9):
                dx, dy, r = seed.gauss(0, 16), seed.gauss(0, 2.5), seed.uniform(2, 7)
                pen.ellipse((x + dx - 2 * r, y + dy - r, x + dx + 2 * r, y + dy + r), 130)
        soft = clouds.filter(ImageFilter.GaussianBlur(2.4)).resize((width, height))
        canvas.picture.paste(light.on((252, 250, 248), 40), (0, 0), soft)
        if not self._beach or seed.random() < 0.5:  # a mountain behind the town
            x, tall = seed.uniform(300, 2200), seed.uniform(90, 210)
            base = HORIZON * 2 + 4
            flank = [
                (x + tall * 4.2 * k, base - tall * math.exp(-abs(k) * 2.6) + 6 * math.sin(k * 23))
                for k in (n / 12 for n in range(-12, 13))
            ]
            far = mix(light.on((70, 92, 110), 0), light.horizon, 0.62)
            canvas.draw.polygon([(flank[0][0], base), *flank, (flank[-1][0], base)], far)

    def _floor(self, canvas: Canvas, seed: random.Random) -> None:
        left, right = self._shift - _ROAD, self._shift + _ROAD
        canvas.strip(-600, 600, _GRASS)
        if self._beach:
            canvas.strip(-600, left - 26, _SEA)
            for n in range(7):
                x = left - 26.5 - 3.5 * n * n * seed.uniform(0.8, 1.1)
                canvas.strip(x - 0.5, x, mix(_SURF, _SEA, n / 9))
            canvas.strip(left - 26, left, _SAND)
            canvas.strip(left - 27, left - 25.6, _SURF)
        canvas.strip(left - 2.6, right + 2.6, _PAVEMENT)
        canvas.strip(left, right, _ASPHALT)
        for n in range(34):
            far = 6 + 3 * n
            for x in (left, right):  # kerbs painted black and white
                colour = (228, 228, 224) if n % 2 else (48, 48, 50)
                canvas.ground(x - 0.18, x + 0.18, far, far + 3, colour)
            if n % 3 == 0:
                canvas.ground(self._shift - 0.09, self._shift + 0.09, far, far + 3, (226, 226, 220))
        for x in (left + 0.5, right - 0.62):
            canvas.strip(x, x + 0.12, (206, 206, 200))
        if seed.random() < 0.5:
            z = seed.uniform(14, 24)
            for n in range(12):
                x = left + 0.9 + n * 1.0
                canvas.ground(x, x + 0.5, z, z + 3.4, (222, 222, 216))

    def _houses(self, canvas: Canvas, seed: random.Random, side: int) -> list[Item]:
        items: list[Item] = []
        z = 8.0
        while z < 190:
            deep, tall, wide = seed.uniform(8, 15), seed.choice((3.6, 3.9, 6.6, 7.0, 9.8)), 13.0
            edge = self._shift + side * (_ROAD + 2.8 + seed.uniform(0, 1.8))
            x = (edge, edge + wide) if side > 0 else (edge - wide, edge)
            items.append((z, props.house(canvas, x, (z, z + deep), tall, seed.getrandbits(30))))
            z += deep + seed.choice((0.3, 0.3, 1.5, 4.0))
        return items

    def _palms(self, canvas: Canvas, seed: random.Random) -> list[Item]:
        places = [
            (self._shift - _ROAD - seed.uniform(4, 15), 9 + 9 * n + seed.uniform(0, 6))
            for n in range(16)
        ]
        return [(z, props.palm(canvas, x, z, seed.getrandbits(30))) for x, z in places]

    def _kerb_side(self, canvas: Canvas, seed: random.Random, side: int) -> list[Item]:
        """Lamps with their wire, trees, and a bamboo penjor here and there."""
        items: list[Item] = []
        x = self._shift + side * (_ROAD + 0.9)
        first = seed.uniform(13, 20)
        if side > 0:
            posts = [first + 24 * n for n in range(6)]
            items += [(z, props.lamp(canvas, x, z, wired=z < posts[-1])) for z in posts]
        for n in range(8):
            z, kind = first + 9 + 16 * n + seed.uniform(0, 3), seed.random()
            if kind < 0.30:
                items.append((z, props.penjor(canvas, x, z, -side)))
            elif kind < 0.62:
                items.append((z, props.tree(canvas, x + side * 0.8, z, seed.getrandbits(30))))
            elif kind < 0.72 and not (side < 0 and self._beach):
                items.append((z, props.palm(canvas, x + side, z, seed.getrandbits(30))))
        return items

    # What moves, and the words

    def _move(self, canvas: Canvas, now: datetime) -> None:
        vehicles: list[tuple[float, float, bool, bool, int]] = []
        for x, speed, oncoming, scooters, traffic in self._lanes:
            for slot, paint in traffic[: _BUSY[now.hour]]:
                z = 7 + (slot + speed * now.timestamp()) % 150
                vehicles.append((z, x, oncoming, scooters, paint))
        for z, x, oncoming, scooters, paint in sorted(vehicles, reverse=True):
            (props.scooter if scooters else props.car)(canvas, x, z, oncoming, paint)

    def _burn_in(self, picture: Image.Image, now: datetime) -> None:
        pen = ImageDraw.Draw(picture)
        clock = f"{_DAYS[now.weekday()]} {now:%d-%m-%Y %H:%M:%S} {now.tzname()}"
        for place, anchor, words, size in (
            ((24, 20), "la", self.name, 30),
            ((SIZE[0] - 24, 20), "ra", clock, 30),
            ((24, SIZE[1] - 20), "ld", self.code, 24),
            ((SIZE[0] - 24, SIZE[1] - 20), "rd", "SIMULASI · SIMULATED", 24),
        ):
            pen.text(
                place, words, "white", _font(size), anchor, stroke_width=2, stroke_fill="black"
            )


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
