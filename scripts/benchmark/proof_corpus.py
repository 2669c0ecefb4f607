"""The likenesses of many drawn photographs, kept in a folder so that a run goes on where it was."""

import multiprocessing
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from api.storage.likeness import HASH_BITS, SIDE, WINDOWS, Likeness
from api.storage.renditions import greys_of
from scripts.benchmark.proof_changes import CHANGES
from scripts.benchmark.proof_scenes import scene

_AT_ONCE = 500
_SIZE = SIDE * SIDE + HASH_BITS // 8 * (1 + len(WINDOWS))


def drawn(folder: Path, first: int, number: int, told: Callable[[int], None]) -> Iterator[bytes]:
    """The packed likenesses of the scenes from `first` on; `told` hears how many were drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    batches = [
        (folder / f"{begin}.likeness", begin, min(begin + _AT_ONCE, first + number))
        for begin in range(first, first + number, _AT_ONCE)
    ]
    missing = [batch for batch in batches if not _is_whole(*batch)]
    if missing:
        done = number - sum(end - begin for _, begin, end in missing)
        with multiprocessing.get_context("spawn").Pool() as pool:
            for made in pool.imap_unordered(_draw, missing):
                done += made
                told(done)
    for file, begin, end in batches:
        data = file.read_bytes()
        for place in range(end - begin):
            yield data[place * _SIZE : (place + 1) * _SIZE]


def likeness_of(number: int, change: str = "the same") -> bytes:
    """The packed likeness of a scene, perhaps changed."""
    picture = CHANGES[change](scene(number), random.Random(f"{change} {number}"))
    return Likeness.of(greys_of(picture)).to_bytes()


def _is_whole(file: Path, begin: int, end: int) -> bool:
    return file.exists() and file.stat().st_size >= (end - begin) * _SIZE


def _draw(batch: tuple[Path, int, int]) -> int:
    file, begin, end = batch
    unfinished = file.with_suffix(".part")
    unfinished.write_bytes(b"".join(likeness_of(number) for number in range(begin, end)))
    unfinished.rename(file)
    return end - begin
