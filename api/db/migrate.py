"""Brings a store to the newest schema, refuses one that is not ours, and compares the models."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.db.session import Database

if TYPE_CHECKING:
    from alembic.config import Config

ROOT = Path(__file__).parents[2]
_LINK = re.compile(
    r"""^(down_revision|revision)\b[^=\n]*= *(?:["'](\w+)["']|None)$""", re.MULTILINE
)


class UnknownStore(ValueError):
    """The store was made by something that this version does not know; nothing was changed."""


@cache
def _links() -> tuple[frozenset[str], frozenset[str]]:
    """All revisions there are, and those that another one follows.

    Read from the files: loading Alembic takes a tenth of a second, and most starts find the store
    at the head.
    """
    links = [
        link
        for file in sorted((ROOT / "alembic" / "versions").glob("*.py"))
        for link in _LINK.findall(file.read_text("utf-8"))
    ]
    return (
        frozenset(name for kind, name in links if kind == "revision"),
        frozenset(name for kind, name in links if kind == "down_revision" and name),
    )


def head() -> str:
    """The newest revision: the one that no other follows.

    Raises ValueError when there is not exactly one.
    """
    revisions, followed = _links()
    newest = sorted(revisions - followed)
    if len(newest) != 1:
        raise ValueError(
            f"alembic/versions must end in one revision, not in {', '.join(newest) or 'none'}: have"
            " one of them follow the other (down_revision)"
        )
    return newest[0]


def refuse_unknown(revisions: Collection[str], tables: Collection[str] = ()) -> None:
    """Raises UnknownStore for a store at a revision that is not among ours.

    `tables` are the names of ours that a store without any revision has already.
    """
    known, _ = _links()
    unknown = sorted(set(revisions) - known)
    if unknown:
        found, newest = ", ".join(unknown), head()
        raise UnknownStore(
            f"Basis data ini dibuat oleh versi Kulkul yang lebih baru atau lain (revisi {found};"
            f" versi ini mengenal sampai {newest}). Tidak ada yang diubah. Jalankan versi itu,"
            " pulihkan cadangan dari sebelum pembaruan, atau pakai --data atau"
            " KULKUL_DATABASE_URL lain. · This store was made by a newer or another version of"
            f" Kulkul (revision {found}; this one knows up to {newest}). Nothing was changed. Run"
            " that version, restore a backup from before the upgrade, or use another --data or"
            " KULKUL_DATABASE_URL."
        )
    if not revisions and tables:
        some = ", ".join(sorted(tables)[:5])
        raise UnknownStore(
            f"Basis data ini sudah berisi tabel bernama {some}, tetapi tidak dibuat oleh Kulkul."
            " Tidak ada yang diubah. Pakai basis data kosong: --data atau KULKUL_DATABASE_URL"
            f" lain. · This store already has tables named {some}, but Kulkul did not make them."
            " Nothing was changed. Use an empty store: another --data or KULKUL_DATABASE_URL."
        )


async def revisions_of(database: Database) -> list[str]:
    """The revisions that a store is at; none before its first migration. Raises OSError."""
    try:
        async with database.read() as session:
            found = await session.execute(text("SELECT version_num FROM alembic_version"))
            return [str(revision) for revision in found.scalars()]
    except SQLAlchemyError:
        return []


def config(url: str) -> "Config":
    """Alembic's configuration for one store."""
    from alembic.config import Config

    config = Config(str(ROOT / "alembic.ini"))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Runs all migrations that the store lacks. Starts an event loop of its own.

    Raises UnknownStore, having changed nothing.
    """
    import alembic.command

    alembic.command.upgrade(config(url), "head")


def differences(url: str) -> str | None:
    """What the models have that the migrated store has not, or None. Raises UnknownStore."""
    import alembic.command
    from alembic.util import CommandError

    try:
        alembic.command.check(config(url))
    except CommandError as error:
        return str(error)
    return None
