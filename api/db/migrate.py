"""Brings a store from wherever it is to the newest schema, and says whether models agree."""

from pathlib import Path

import alembic.command
from alembic.config import Config
from alembic.util import CommandError

ROOT = Path(__file__).parents[2]


def _config(url: str) -> Config:
    config = Config(str(ROOT / "alembic.ini"))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Runs all migrations that the store lacks. Starts an event loop of its own."""
    alembic.command.upgrade(_config(url), "head")


def differences(url: str) -> str | None:
    """What the models have that the migrated store has not, or None."""
    try:
        alembic.command.check(_config(url))
    except CommandError as error:
        return str(error)
    return None
