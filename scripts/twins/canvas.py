"""Drawing a street in perspective and in the light of the hour, with Pillow alone.

Metres: x to the right of the camera, y up from the ground, z away from the camera.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]
Place = tuple[float, float, float]

HORIZON, FOCAL, CAMERA_HEIGHT = 250, 700, 7.5
_SKIES: tuple[tuple[float, Colour, Colour, tuple[float, float, float]], ...] = (
    # hour, zenith, horizon, light on things
    (0, (8, 10, 24), (24, 26, 44), (0.20, 0.22, 0.34)),
    (5, (10, 13, 32), (40, 38, 60), (0.22, 0.24, 0.36)),
    (6, (74, 96, 150), (240, 176, 130), (0.62, 0.56, 0.58)),
    (7.5, (92, 148, 214), (208, 222, 230), (0.96, 0.93, 0.90)),
    (12, (66, 132, 212), (188, 214, 232), (1.0, 1.0, 1.0)),
    (16.5, (84, 140, 205), (224, 216, 202), (1.0, 0.95, 0.88)),
    (18, (84, 84, 146), (250, 146, 78), (0.72, 0.57, 0.54)),
    (19, (14, 17, 38), (52, 42, 66), (0.26, 0.26, 0.38)),
    (24, (8, 10, 24), (24, 26, 44), (0.20, 0.22, 0.34)),
)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` of b, the rest of a."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


@dataclass(frozen=True)
class Light:
    """The sky at an hour of the day, and what it does to colours."""

    zenith: Colour
    horizon: Colour
    ambient: tuple[float, float, float]

    @classmethod
    def at(cls, hour: float) -> "Light":
        """`hour` is local, 0 to 24."""
        after = next(i for i, sky in enumerate(_SKIES) if sky[0] > hour)
        (h0, z0, s0, a0), (h1, z1, s1, a1) = _SKIES[after - 1], _SKIES[after]
        share = (hour - h0) / (h1 - h0)
        ambient = tuple(p + (q - p) * share for p, q in zip(a0, a1, strict=True))
        return cls(mix(z0, z1, share), mix(s0, s1, share), (ambient[0], ambient[1], ambient[2]))

    @property
    def night(self) -> bool:
        """Whether lamps burn."""
        return self.ambient[0] < 0.6

    def on(self, colour: Colour, z: float) -> Colour:
        """The colour of a thing at that distance: lit, then lost in haze."""
        r, g, b = (round(c * a) for c, a in zip(colour, self.ambient, strict=True))
        return mix((r, g, b), self.horizon, 1 - math.exp(-z / 260))


class Canvas:
    """A picture in perspective. `zoom` is pixels drawn per pixel shown."""

    def __init__(self, picture: Image.Image, light: Light, vanish: float, zoom: int) -> None:
        self.picture = picture
        self.draw = ImageDraw.Draw(picture)
        self.light = light
        self.vanish = vanish
        self.zoom = zoom

    def at(self, x: float, y: float, z: float) -> Point:
        scale = FOCAL / z
        return (
            (self.vanish + x * scale) * self.zoom,
            (HORIZON + (CAMERA_HEIGHT - y) * scale) * self.zoom,
        )

    def face(self, points: list[Place], colour: Colour) -> None:
        """A flat thing, lit for its nearest corner."""
        shade = self.light.on(colour, min(z for _, _, z in points))
        self.draw.polygon([self.at(*point) for point in points], shade)

    def ground(self, x1: float, x2: float, z1: float, z2: float, colour: Colour) -> None:
        self.face([(x1, 0, z1), (x2, 0, z1), (x2, 0, z2), (x1, 0, z2)], colour)

    def strip(self, x1: float, x2: float, colour: Colour) -> None:
        """Ground from the horizon to the camera, hazier far away."""
        edges = [900, 300, 180, 120, 90, 70, 55, 44, 35, 28, 22, 17, 13, 10, 7]
        for far, near in pairwise(edges):
            self.ground(x1, x2, near, far, colour)

    def wall(self, x: float, z1: float, z2: float, y1: float, y2: float, colour: Colour) -> None:
        """Upright, along the road."""
        self.face([(x, y1, z1), (x, y1, z2), (x, y2, z2), (x, y2, z1)], colour)

    def front(self, x1: float, x2: float, y1: float, y2: float, z: float, colour: Colour) -> None:
        """Upright, facing the camera."""
        self.face([(x1, y1, z), (x2, y1, z), (x2, y2, z), (x1, y2, z)], colour)

    def box(
        self, x: tuple[float, float], y: tuple[float, float], z: tuple[float, float], colour: Colour
    ) -> None:
        """The sides that the camera sees: top, the one towards the middle, front."""
        if y[1] < CAMERA_HEIGHT:
            top = [(x[0], y[1], z[0]), (x[1], y[1], z[0]), (x[1], y[1], z[1]), (x[0], y[1], z[1])]
            self.face(top, mix(colour, (255, 255, 255), 0.18))
        if x[0] > 0 or x[1] < 0:
            self.wall(x[0] if x[0] > 0 else x[1], *z, *y, mix(colour, (0, 0, 0), 0.28))
        self.front(*x, *y, z[0], colour)

    def line(self, points: list[Place], width: float, colour: Colour) -> None:
        """`width` in metres."""
        z = min(z for _, _, z in points)
        pixels = max(1, round(width * FOCAL / z * self.zoom))
        path = [self.at(*point) for point in points]
        self.draw.line(path, self.light.on(colour, z), pixels, joint="curve")

    def disc(self, x: float, y: float, z: float, radius: float, colour: Colour) -> None:
        (cx, cy), r = self.at(x, y, z), radius * FOCAL / z * self.zoom
        self.draw.ellipse((cx - r, cy - r, cx + r, cy + r), self.light.on(colour, z))

    def glow(self, x: float, y: float, z: float, radius: float, colour: Colour) -> None:
        """Light in the air around a lamp."""
        self._shine(self.at(x, y, z), radius * FOCAL / z * self.zoom, 1.0, colour)

    def pool(self, x: float, z: float, radius: float, colour: Colour) -> None:
        """Lamplight on the ground."""
        flat = CAMERA_HEIGHT / z
        self._shine(self.at(x, 0, z), radius * FOCAL / z * self.zoom, flat, colour)

    def _shine(self, centre: Point, radius: float, flatness: float, colour: Colour) -> None:
        width, height = round(2 * radius), round(2 * radius * flatness)
        if width >= 3 and height >= 1 and -radius < centre[0] < self.picture.width + radius:
            corner = (round(centre[0] - width / 2), round(centre[1] - height / 2))
            self.picture.paste(colour, corner, _halo(width, height))


@lru_cache(512)
def _halo(width: int, height: int) -> Image.Image:
    """Opaque in the middle, nothing at the rim."""
    fade = [round(max(0.0, 1 - v / 181) ** 2.2 * 235) for v in range(256)]
    return Image.radial_gradient("L").point(fade).resize((width, height))
