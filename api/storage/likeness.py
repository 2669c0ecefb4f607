"""What a picture looks like, small enough to compare with a million others.

A picture is kept as 64 x 64 greys. From them come 64-bit hashes, which find it again, and blocks,
which tell whether what was found is the same shot. Several hashes, because each misses what others
find: the signs of the lowest waves (a pHash) stay when a picture is resized, recompressed or
brightened, and change all over when a corner is stamped. The waves of the middle leave out the
edges where cameras print date and place; the gradient between neighbours (dHash) changes only where
something else was laid over the picture. A cropped copy meets the hash of that crop of the
original, so the waves of a few standard crops are kept as well.

All in plain Python: it runs in the image worker and in the server, which does not load Pillow.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import pairwise
from operator import mul
from typing import Final

SIDE: Final = 64
"""The greys of a picture, whatever its shape: SIDE rows of SIDE."""
_SMALL: Final = 32
HASH_BITS: Final = 64
_CROP: Final = 0.95
_STARTS: Final = (0.0, (1 - _CROP) / 2, 1 - _CROP)

Window = tuple[float, float, float, float]
"""Left, top, width and height of a part of the picture, as shares of its own."""
WINDOWS: Final[tuple[Window, ...]] = (
    (0.0, 0.0, 1.0, 1.0),
    *((x, y, _CROP, _CROP) for x in _STARTS for y in _STARTS),
    (1 - _CROP, 1 - _CROP, 2 * _CROP - 1, 2 * _CROP - 1),
)
"""The whole picture first; then what is left when 5 % of it are cut off here or there, or at each
side: no other such cut is more than 1.25 % away from one of these."""
MIDDLE: Final[Window] = (0.0, 0.15, 1.0, 0.6)
"""What no stamp covers: these stand in the top 15 % or, with a map and an address, the lowest 25 %.
"""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A picture's greys, the waves of its WINDOWS and its MIDDLE, and the gradient of the whole."""

    greys: bytes
    waves: tuple[int, ...]
    middle: int
    gradient: int

    @classmethod
    def of(cls, greys: bytes) -> "Likeness":
        """Of SIDE x SIDE greys, row by row."""
        if len(greys) != SIDE * SIDE:
            raise ValueError(f"{len(greys)} greys instead of {SIDE * SIDE}")
        waves = tuple(_waves(part(greys, window)) for window in WINDOWS)
        return cls(greys, waves, _waves(part(greys, MIDDLE)), _gradient(greys))

    def to_bytes(self) -> bytes:
        """As it is stored: the greys, then the hashes."""
        hashes = (self.gradient, self.middle, *self.waves)
        return self.greys + b"".join(value.to_bytes(HASH_BITS // 8) for value in hashes)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Likeness":
        """What `to_bytes` made."""
        size = HASH_BITS // 8
        gradient, middle, *waves = (
            int.from_bytes(stored[at : at + size]) for at in range(SIDE * SIDE, len(stored), size)
        )
        return cls(stored[: SIDE * SIDE], tuple(waves), middle, gradient)


# The hashes --------------------------------------------------------------------------------------

_WAVES: Final = sorted(
    ((u, v) for u in range(11) for v in range(11) if 0 < u + v <= 10),
    key=lambda wave: (wave[0] + wave[1], wave[0]),
)[:HASH_BITS]
_COSINES: Final = tuple(
    tuple(math.cos(math.pi * (2 * x + 1) * u / (2 * _SMALL)) for x in range(_SMALL))
    for u in range(11)
)


def _waves(small: Sequence[float]) -> int:
    """The signs of the 64 lowest waves (DCT-II) but the mean; the lowest is the highest bit."""
    rows = [small[y : y + _SMALL] for y in range(0, _SMALL * _SMALL, _SMALL)]
    across = [[sum(map(mul, row, cosine)) for row in rows] for cosine in _COSINES]
    value = 0
    for u, v in _WAVES:
        value = value << 1 | (sum(map(mul, across[u], _COSINES[v])) > 0)
    return value


def _gradient(greys: bytes) -> int:
    """Whether it grows lighter from each of 9 x 8 fields to its right neighbour."""
    columns = _shares(0.0, 1.0, 9)
    value = 0
    for y in range(0, SIDE, 8):
        rows = [greys[row * SIDE : (row + 1) * SIDE] for row in range(y, y + 8)]
        line = [sum(column) for column in zip(*rows, strict=True)]
        fields = [sum(line[at] * share for at, share in column) for column in columns]
        for left, right in pairwise(fields):
            value = value << 1 | (left < right)
    return value


Shares = tuple[tuple[tuple[int, float], ...], ...]
"""For each of several cells: (pixel, its share of the cell)."""


@cache
def _shares(start: float, length: float, cells: int) -> Shares:
    """A stretch of the SIDE in `cells` equal cells."""
    step = length * SIDE / cells
    found = []
    for cell in range(cells):
        begin, end = start * SIDE + cell * step, start * SIDE + (cell + 1) * step
        pixels = range(int(begin), min(SIDE, math.ceil(end - 1e-9)))
        found.append(tuple((p, (min(p + 1, end) - max(p, begin)) / step) for p in pixels))
    return tuple(found)


def part(greys: bytes, window: Window) -> list[float]:
    """A part of a picture as 32 x 32 greys."""
    left, top, width, height = window
    lines = [greys[at : at + SIDE] for at in range(0, SIDE * SIDE, SIDE)]
    rows = _squeezed(lines, _shares(top, height, _SMALL))
    columns = _squeezed(list(zip(*rows, strict=True)), _shares(left, width, _SMALL))
    return [grey for row in zip(*columns, strict=True) for grey in row]


def _squeezed(lines: Sequence[Sequence[float]], cells: Shares) -> list[list[float]]:
    """Each cell's mean of the lines that it covers."""
    found = []
    for (first, share), *rest in cells:
        mean = [share * grey for grey in lines[first]]
        for at, more in rest:
            mean = [sum_ + more * grey for sum_, grey in zip(mean, lines[at], strict=True)]
        found.append(mean)
    return found


# The comparison ----------------------------------------------------------------------------------

_CUT_EVEN, _CUT_ALIKE, _CUT_ENOUGH = 2.0, 0.7, 0.6
_SHOT_EVEN, _SHOT_ALIKE, _SHOT_ALTERED, _SHOT_SAME = 3.0, 0.98, 0.6, 0.9
"""Blocks whose greys stray less than EVEN (standard deviation) have nothing to compare; correlated
above ALIKE they are alike; so many of them alike make the whole what the name says. Chosen on the
drawn scenes of `scripts/bench proof`, some hundreds of each change; the whole table is its to say.
"""
_MARGIN: Final = 2


class Shot(Enum):
    """How one picture relates to another."""

    OTHER = "OTHER"
    ALTERED = "ALTERED"
    SAME = "SAME"


def is_cut_of(new: bytes, kept: bytes, windows: Iterable[int]) -> bool:
    """Whether a picture is a kept one, or what one of these WINDOWS leaves of it; by their greys.

    Each of 16 blocks is correlated with the same block of the other, and all of them are moved
    together by a pixel of the 32 to find how they lie best. A stamp or a hand before the lens
    spoils a few of them, another scene nearly all.
    """
    whole = _blocks(part(new, WINDOWS[0]), 7, 4, _MARGIN, _MARGIN)
    for window in windows:
        other = part(kept, WINDOWS[window])
        for down in (0, -1, 1):
            for right in (0, -1, 1):
                moved = _blocks(other, 7, 4, _MARGIN + right, _MARGIN + down)
                if _alike(whole, moved, _CUT_EVEN, _CUT_ALIKE) >= _CUT_ENOUGH:
                    return True
    return False


def compare_shots(new: Likeness, kept: Likeness) -> Shot:
    """Whether two pictures come from one press of the shutter, one of them perhaps cut or altered.

    Strict where `is_cut_of` is lenient: a photo from the same spot, as a completion should show it,
    never has every small block of the first picture again.
    """
    whole = _blocks(part(new.greys, WINDOWS[0]), 4, 8)
    others = (_blocks(part(kept.greys, window), 4, 8) for window in WINDOWS)
    share = max(_alike(whole, other, _SHOT_EVEN, _SHOT_ALIKE) for other in others)
    if share >= _SHOT_SAME:
        return Shot.SAME
    return Shot.ALTERED if share >= _SHOT_ALTERED else Shot.OTHER


Block = tuple[list[float], float]
"""Its greys around their mean, and the sum of their squares."""


def _blocks(
    small: Sequence[float], side: int, count: int, left: int = 0, top: int = 0
) -> list[Block]:
    """`count` x `count` blocks of `side` x `side` of 32 x 32 greys, from that corner on."""
    found = []
    for y in range(top, top + count * side, side):
        for x in range(left, left + count * side, side):
            greys: list[float] = []
            for row in range(y, y + side):
                greys += small[row * _SMALL + x : row * _SMALL + x + side]
            mean = sum(greys) / len(greys)
            around = [grey - mean for grey in greys]
            found.append((around, sum(map(mul, around, around))))
    return found


def _alike(ours: list[Block], theirs: list[Block], even: float, least: float) -> float:
    """The share of blocks with anything in them that correlate; few such blocks prove little."""
    alike = seen = 0
    for (a, power), (b, other) in zip(ours, theirs, strict=True):
        if max(power, other) < even * even * len(a):
            continue
        seen += 1
        if min(power, other) > 0 and sum(map(mul, a, b)) > least * math.sqrt(power * other):
            alike += 1
    return alike / (seen + 1)
