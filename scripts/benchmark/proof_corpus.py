"""The likenesses of many drawn photographs.

Their greys are kept in a folder, so that a run goes on where it was and other hashes need no other
drawings.

Every drawing stands for two photographs: itself and its mirror image, which is another place to
whoever compares them.
"""

import multiprocessing
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from api.storage import likeness
from api.storage.likeness import HASH_BITS, MIDDLE, SIDE, WINDOWS, Likeness
from api.storage.renditions import greys_of
from scripts.benchmark.proof_changes import CHANGES
from scripts.benchmark.proof_scenes import scene

_AT_ONCE = 500
_SIZE = SIDE * SIDE
Floats = NDArray[np.float64]


def photograph(number: int) -> Image.Image:
    """The photograph with this number."""
    picture = scene(number // 2)
    return ImageOps.mirror(picture) if number % 2 else picture


def drawn(folder: Path, number: int, on_drawn: Callable[[int], None]) -> Iterator[bytes]:
    """The packed likenesses of the first photographs; `on_drawn` gets how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    batches = [
        (folder / f"{begin}.greys", begin, min(begin + _AT_ONCE, number))
        for begin in range(0, number, _AT_ONCE)
    ]
    missing = [batch for batch in batches if not _is_whole(*batch)]
    if missing:
        done = number - sum(end - begin for _, begin, end in missing)
        with multiprocessing.get_context("spawn").Pool() as pool:
            for made in pool.imap_unordered(_draw, missing):
                done += made
                on_drawn(done)
    for file, begin, end in batches:
        data = file.read_bytes()
        greys = [data[place * _SIZE :][:_SIZE] for place in range(end - begin)]
        packed = _packed(greys)
        if packed[0] != Likeness.of(greys[0]).to_bytes():
            raise RuntimeError("the quick hashes are not those of the service")
        yield from packed


def likeness_of(number: int, change: str = "the same") -> bytes:
    """The packed likeness of a photograph, perhaps changed."""
    picture = CHANGES[change](photograph(number), random.Random(f"{change} {number}"))
    return Likeness.of(greys_of(picture)).to_bytes()


def _is_whole(file: Path, begin: int, end: int) -> bool:
    return file.exists() and file.stat().st_size >= (end - begin) * _SIZE


def _draw(batch: tuple[Path, int, int]) -> int:
    file, begin, end = batch
    pictures = []
    for number in range(begin, end, 2):
        picture = scene(number // 2)
        pictures += [picture, ImageOps.mirror(picture)]
    unfinished = file.with_suffix(".part")
    unfinished.write_bytes(b"".join(map(greys_of, pictures[: end - begin])))
    unfinished.rename(file)
    return end - begin


def _packed(pictures: list[bytes]) -> list[bytes]:
    """What `Likeness.of` makes of each, many at once: with numpy, which comes with Shapely."""
    greys = np.frombuffer(b"".join(pictures), np.uint8).reshape(-1, SIDE, SIDE).astype(np.float64)
    hashes = [_gradients(greys)]
    cosines = np.array(likeness._COSINES)
    places = [(v, u) for u, v in likeness._WAVES]
    for left, top, width, height in (MIDDLE, *WINDOWS):
        rows, columns = _matrix(top, height, 32), _matrix(left, width, 32)
        waves = cosines @ (rows @ greys @ columns.T) @ cosines.T
        hashes.append(np.stack([waves[:, v, u] > 0 for v, u in places], axis=1))
    bits = [np.packbits(found, axis=1) for found in hashes]
    return [
        picture + b"".join(found[place].tobytes() for found in bits)
        for place, picture in enumerate(pictures)
    ]


def _gradients(greys: Floats) -> NDArray[np.bool_]:
    fields = greys.reshape(-1, 8, 8, SIDE).sum(axis=2) @ _matrix(0.0, 1.0, 9).T
    rising: NDArray[np.bool_] = fields[:, :, :-1] < fields[:, :, 1:]
    return rising.reshape(-1, HASH_BITS)


def _matrix(start: float, length: float, cells: int) -> Floats:
    matrix = np.zeros((cells, SIDE))
    for cell, shares in enumerate(likeness._shares(start, length, cells)):
        for pixel, share in shares:
            matrix[cell, pixel] = share
    return matrix
