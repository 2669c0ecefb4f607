"""The images of a pack's articles: re-encoded as any photograph is, and each file only once.

What became of a file is noted in the object store under the hash of its bytes, so that a second run
does no work, and a later encoder does not change what is stored.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from api.seed.faults import Faults, PackFaults
from api.seed.pack import Pack
from api.storage.images import ImageRefused
from api.storage.library import keep_renditions, rendition_key, rendition_width
from api.storage.pool import ImagePool
from api.storage.store import Store

_IN_WORK: Final = 4
"""Images that are inside the pool at once."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored image: the facts that its row holds; sizes in pixels and bytes."""

    digest: str
    width: int
    height: int
    thumbhash: str
    byte_size: int


async def store_images(
    pack: Pack, store: Store, *, dry_run: bool, step: Callable[[], None]
) -> Mapping[str, Picture]:
    """The images that articles use, by file name; their renditions are in the store afterwards.

    Calls `step` after each. With `dry_run` the store is only read. Raises PackFaults if an image
    cannot be used, and StoreUnavailable.
    """
    uses = {article.image: article for article in pack.articles if article.image}
    faults, pool, places = Faults(), ImagePool(), asyncio.Semaphore(_IN_WORK)
    pictures: dict[str, Picture] = {}

    async def one(name: str) -> None:
        async with places:
            try:
                pictures[name] = await _picture(pack.image(name), store, pool, dry_run)
            except ImageRefused as refused:
                faults.at(uses[name].origin, "image", "not_a_photo", reason=refused.words)
            step()

    try:
        await asyncio.gather(*map(one, uses))
    finally:
        await pool.close()
    if faults.found:
        raise PackFaults(pack.folder.name, faults.found)
    return pictures


async def _picture(file: Path, store: Store, pool: ImagePool, dry_run: bool) -> Picture:
    data = await asyncio.to_thread(file.read_bytes)
    note = f"seed/{hashlib.sha256(data).hexdigest()}.json"
    known = _read_note(await store.get(note))
    if known and await store.exists(rendition_key(known.digest, rendition_width(known.width))):
        return known
    made = await pool.process(data)
    size = len(made.renditions[-1].data)
    picture = Picture(made.digest, made.width, made.height, made.thumbhash, size)
    if not dry_run:
        await keep_renditions(store, made)
        # Last: a note stands for renditions that are all there.
        await store.put(note, json.dumps(asdict(picture)).encode(), "application/json")
    return picture


def _read_note(raw: bytes | None) -> Picture | None:
    try:
        return Picture(**json.loads(raw)) if raw else None
    except (ValueError, TypeError):
        return None
