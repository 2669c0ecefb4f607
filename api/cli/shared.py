"""What the commands share: settings, logs, consoles and options."""

import contextlib
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.console import Console

from api import settings as settings_of
from api.kit.faults import cut_rows, format_error
from api.settings import Settings

_WIDE_ENOUGH = 200
# In a file or a pipe no line is folded: programs read it.
console = Console(
    highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDE_ENOUGH
)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

Data = Annotated[Path | None, typer.Option(help="Folder of database, objects and keys.")]
City = Annotated[str | None, typer.Option(help="The city pack: a folder of scripts/packs.")]
PackFolder = Annotated[Path | None, typer.Option(help="Or the folder of a city pack elsewhere.")]


def load(**overrides: object) -> Settings:
    """The settings; exits with code 2 and a sentence if one is wrong."""
    try:
        return settings_of.load(**overrides)
    except ValueError as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from None


def log_to(stream: object, level: int = logging.INFO) -> None:
    """Sends the logs of this process there: as lines for people on a terminal, else as JSON."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),  # type: ignore[arg-type]
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            cut_rows,
            structlog.processors.ExceptionRenderer(format_error),
            structlog.dev.ConsoleRenderer(colors=False)
            if getattr(stream, "isatty", lambda: False)()
            else structlog.processors.JSONRenderer(),
        ],
    )


@contextlib.contextmanager
def explain_faults() -> Iterator[None]:
    """Exits with a sentence, not with a traceback, when a disk or a database cannot be used."""
    try:
        yield
    except Exception as fault:
        sentence = _sentence_for(fault)
        if sentence is None:
            raise
        errors.print(sentence, markup=False)
        raise typer.Exit(1) from None


def _sentence_for(fault: Exception) -> str | None:
    """What is wrong with a disk or a database; None for what is wrong with the program."""
    import sqlite3

    from asyncpg import PostgresError
    from sqlalchemy.exc import DBAPIError

    from api.db.migrate import UnknownStore

    if isinstance(fault, UnknownStore):
        return str(fault)
    if isinstance(fault, OSError) and not isinstance(fault, ConnectionError):
        if fault.filename is None:
            return str(fault)
        return (
            f"{fault.filename} tidak dapat dipakai · cannot be used: {fault.strerror}."
            " Pilih folder lain dengan --data · choose another folder with --data."
        )
    if isinstance(fault, ConnectionError | DBAPIError | sqlite3.Error | PostgresError):
        reason = fault.orig if isinstance(fault, DBAPIError) else fault
        return f"Basis data tidak dapat dipakai · The database cannot be used: {reason}."
    return None
