"""Pictures as the rest knows them: a row for each, and its renditions in the store.

A rendition lies under the smallest rendition width that it fits: `images/<digest>/<width>.webp`. A
picture that is narrower than a width has none there; `read` then gives the widest one below, so
that every width of every picture can be answered, and always with the same bytes.
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, delete, exists
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.db.base import insert, metadata
from api.db.session import Database, WriteSession
from api.kit.problems import Words
from api.storage.images import PHOTO, Processed, Rendition
from api.storage.models import StoredImage
from api.storage.store import Store

RENDITION_WIDTHS: Final = PHOTO.widths
"""The widths, in pixels, in which every picture can be asked for."""
_AT_ONCE: Final = 50
_MOST_UNUSED: Final = 500


def rendition_width(wanted: int) -> int:
    """The smallest rendition width of at least so many pixels, else the widest."""
    return next((width for width in RENDITION_WIDTHS if width >= wanted), RENDITION_WIDTHS[-1])


def rendition_key(digest: str, width: int) -> str:
    """Where a rendition lies in the store."""
    return f"images/{digest}/{width}.webp"


async def keep_renditions(store: Store, processed: Processed) -> None:
    """Puts into the store what it lacks of a picture's renditions. Raises StoreUnavailable.

    To be called before the transaction of `keep_row`, because a row promises its renditions, and
    again after its commit: `forget` may have taken the same picture away in between.
    """
    await asyncio.gather(*(_keep(store, processed, one) for one in processed.renditions))


async def _keep(store: Store, processed: Processed, rendition: Rendition) -> None:
    key = rendition_key(processed.digest, rendition_width(rendition.width))
    if not await store.exists(key):
        await store.put(key, rendition.data, processed.content_type)


async def keep_row(session: WriteSession, processed: Processed, alt: Words | None = None) -> None:
    """Makes the picture's row, unless it is there: the same bytes are kept once."""
    await session.execute(
        insert(session, StoredImage)
        .values(
            digest=processed.digest,
            width=processed.width,
            height=processed.height,
            thumbhash=processed.thumbhash,
            byte_size=len(processed.renditions[-1].data),
            likeness=processed.likeness,
            alt_id=alt.id if alt else None,
            alt_en=alt.en if alt else None,
        )
        .on_conflict_do_nothing()
    )


async def read(store: Store, digest: str, width: int) -> bytes | None:
    """A picture's rendition for a rendition width, or None if there is no such picture.

    Raises StoreUnavailable.
    """
    for candidate in sorted((r for r in RENDITION_WIDTHS if r <= width), reverse=True):
        data = await store.get(rendition_key(digest, candidate))
        if data is not None:
            return data
    return None


async def unused(session: AsyncSession, before: datetime) -> list[str]:
    """Digests of pictures older than `before` that no row refers to; some 500 at most."""
    found = await session.execute(
        select(col(StoredImage.digest))
        .where(col(StoredImage.created_at) < before, *_unreferenced())
        .limit(_MOST_UNUSED)
    )
    return list(found.scalars())


async def forget(database: Database, store: Store, digests: Collection[str]) -> int:
    """Deletes those of these pictures that no row refers to any more; gives their number.

    The objects go before the deletion commits: whoever keeps the same picture anew waits for that
    commit, makes a new row, and then puts what is missing.
    """
    gone = 0
    wanted = sorted(digests)
    for begin in range(0, len(wanted), _AT_ONCE):
        batch = wanted[begin : begin + _AT_ONCE]
        with suppress(IntegrityError):  # one was taken into use this very moment: another time
            async with database.write() as session:
                deleted = await session.execute(
                    delete(StoredImage)
                    .where(col(StoredImage.digest).in_(batch), *_unreferenced())
                    .returning(col(StoredImage.digest))
                    .execution_options(synchronize_session=False)
                )
                found = list(deleted.scalars())
                await asyncio.gather(
                    *(
                        store.delete(rendition_key(digest, width))
                        for digest in found
                        for width in RENDITION_WIDTHS
                    )
                )
            gone += len(found)
    return gone


def _unreferenced() -> list[ColumnElement[bool]]:
    """That no foreign key of the schema, whoever's it is, points at a picture."""
    return [
        ~exists().where(key.parent == col(StoredImage.digest))
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.target_fullname == "image.digest"
    ]
