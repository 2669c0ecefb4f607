"""Brings a store from wherever it is to the newest schema, and says whether models agree."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config

ROOT = Path(__file__).parents[2]
_LINK = re.compile(r'^(down_revision|revision)\b[^=\n]*= *(?:"(\w+)"|None)$', re.MULTILINE)


@cache
def head() -> str:
    """The newest revision: the one that no other follows.

    Read from the files: loading Alembic takes a tenth of a second, and most starts find the store
    at the head. Raises ValueError when there is not exactly one.
    """
    links = [
        _LINK.findall(file.read_text("utf-8"))
        for file in sorted((ROOT / "alembic" / "versions").glob("*.py"))
    ]
    named: dict[str, set[str]] = {
        kind: {name for file in links for key, name in file if key == kind and name}
        for kind in ("revision", "down_revision")
    }
    (newest,) = named["revision"] - named["down_revision"]
    return newest


def _config(url: str) -> "Config":
    from alembic.config import Config

    config = Config(str(ROOT / "alembic.ini"))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Runs all migrations that the store lacks. Starts an event loop of its own."""
    import alembic.command

    alembic.command.upgrade(_config(url), "head")


def differences(url: str) -> str | None:
    """What the models have that the migrated store has not, or None."""
    import alembic.command
    from alembic.util import CommandError

    try:
        alembic.command.check(_config(url))
    except CommandError as error:
        return str(error)
    return None
