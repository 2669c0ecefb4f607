"""Finding an earlier completion photo that is similar to a new one, among a million.

The index is multi-index hashing (Norouzi, Punjani, Fleet: "Fast Search in Hamming Space with
Multi-Index Hashing", CVPR 2012). A 64-bit hash is cut into three bands of 21, 21 and 22 bits. Two
hashes that differ in at most five bits differ in at most one bit of some band, so asking each band
for its own value and all those one bit away finds every one of them; what else that finds is weeded
out by counting bits. About log2(n) bits are the best length of a band: 21 for two million.

Bands are plain integer columns with an index each, so SQLite and PostgreSQL search alike; the index
holds the hash as well, for of a million photos some bands bring thousands together and hardly one
of them is near. Hashes of gradients, of the middle's waves and of a window's share the bands: bits
above tell which. What is found within five bits is then compared shot by shot
(`likeness.is_cut_of`), because similar hashes do not make similar pictures.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Final

from sqlalchemy import CompoundSelect, insert, select, union_all
from sqlmodel import col

from api.db.base import table
from api.db.session import ReadSession, WriteSession
from api.reports.models import CompletionHash, ReportPhoto
from api.storage.likeness import HASH_BITS, Likeness, is_cut_of
from api.storage.models import StoredImage

BANDS: Final = ((0, 21), (21, 21), (42, 22))
"""The first bit and the length of each band."""
MOST_BITS: Final = 5
"""How many bits may differ: of three bands one then differs in at most one."""
_KIND: Final = 1 << 22
_GRADIENT, _MIDDLE, _WINDOW = 0, 1, 2
"""The kinds of hash, which are also the positions of the first hash of each."""
_MOST_COMPARED: Final = 40
_ALL: Final = (1 << HASH_BITS) - 1
_MOST_ALIKE: Final = 1_000
"""Rows that are looked at, the nearest first; a picture has 13, so all of _MOST_COMPARED are in."""
HASHES: Final = table(CompletionHash)
_BAND_COLUMNS: Final = (HASHES.c.band_0, HASHES.c.band_1, HASHES.c.band_2)


def bands(value: int, kind: int) -> tuple[int, ...]:
    """What the band columns of a hash hold; `kind` 0 is a gradient, 1 the middle, 2 a window."""
    return tuple(kind * _KIND | (value >> first) & ((1 << length) - 1) for first, length in BANDS)


def neighbours(value: int, kind: int) -> tuple[list[int], ...]:
    """For each band: its own value, and every one that differs in one bit."""
    return tuple(
        [band, *(band ^ (1 << bit) for bit in range(length))]
        for band, (_, length) in zip(bands(value, kind), BANDS, strict=True)
    )


def rows_of(photo_id: str, likeness: Likeness) -> list[dict[str, object]]:
    """The rows by which a photo is found again."""
    return [
        {
            "photo_id": photo_id,
            "position": position,
            "hash": _signed(value),
            **{f"band_{n}": band for n, band in enumerate(bands(value, min(position, _WINDOW)))},
        }
        for position, value in enumerate((likeness.gradient, likeness.middle, *likeness.waves))
    ]


async def remember(session: WriteSession, photos: Iterable[tuple[str, Likeness]]) -> None:
    """Adds completion photos to those that later ones are compared with."""
    rows = [row for photo_id, likeness in photos for row in rows_of(photo_id, likeness)]
    if rows:
        await session.execute(insert(HASHES).values(rows))


async def similar_earlier(session: ReadSession | WriteSession, new: Likeness) -> str | None:
    """The completion photo, by its id, that is the same shot as a new one, or None.

    Of several the one whose hash is nearest. At most 40 are compared shot by shot: more similar
    hashes occur only if the same picture was sent over and over.
    """
    near = await candidates(session, new)
    if not near:
        return None
    wanted = sorted(near, key=lambda photo: (min(near[photo].values()), photo))[:_MOST_COMPARED]
    rows = await session.execute(
        select(col(ReportPhoto.id), col(StoredImage.likeness))
        .join(StoredImage, col(StoredImage.digest) == col(ReportPhoto.image_digest))
        .where(col(ReportPhoto.id).in_(wanted))
    )
    kept = {id: likeness for id, likeness in rows.all() if likeness is not None}
    return next(
        (
            photo
            for photo in wanted
            if photo in kept
            and is_cut_of(
                new.greys,
                Likeness.from_bytes(kept[photo]).greys,
                sorted(near[photo], key=near[photo].__getitem__),
            )
        ),
        None,
    )


async def candidates(
    session: ReadSession | WriteSession, new: Likeness
) -> dict[str, dict[int, int]]:
    """Photos with a hash within MOST_BITS of the new picture's: windows, and bits of each.

    A gradient and a middle are of the whole, the first window.
    """
    wanted = _wanted(new)
    bits = {
        number: far
        for number, value, band in await session.execute(sharing(new))
        if (far := ((value ^ wanted[band // _KIND]) & _ALL).bit_count()) <= MOST_BITS
    }
    if not bits:
        return {}
    rows = await session.execute(
        select(HASHES.c.number, HASHES.c.photo_id, HASHES.c.position).where(
            HASHES.c.number.in_(sorted(bits, key=bits.__getitem__)[:_MOST_ALIKE])
        )
    )
    near: dict[str, dict[int, int]] = {}
    for number, photo_id, position in rows:
        windows, window = near.setdefault(photo_id, {}), max(position - _WINDOW, 0)
        windows[window] = min(bits[number], windows.get(window, MOST_BITS))
    return near


def sharing(new: Likeness) -> CompoundSelect[int, int, int]:
    """The rows with a band that is one of a new picture's, or one bit from it: numbers, hashes and
    the band. A row comes up to three times."""
    asked = zip(*(neighbours(value, kind) for kind, value in _wanted(new).items()), strict=True)
    return union_all(
        *(
            select(HASHES.c.number, HASHES.c.hash, band).where(band.in_(list(chain(*values))))
            for band, values in zip(_BAND_COLUMNS, asked, strict=True)
        )
    )


def _wanted(new: Likeness) -> dict[int, int]:
    """The hashes of a new picture by their kind."""
    return {_GRADIENT: new.gradient, _MIDDLE: new.middle, _WINDOW: new.waves[0]}


def _signed(value: int) -> int:
    """The same 64 bits as the databases' signed integer."""
    return value - (1 << HASH_BITS) if value >> (HASH_BITS - 1) else value
