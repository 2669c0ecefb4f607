"""What the commands share: settings, logs, consoles and options."""

import logging
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.console import Console

from api import settings as settings_of
from api.settings import Settings

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

Data = Annotated[Path | None, typer.Option(help="Folder of database, objects and keys.")]
City = Annotated[str | None, typer.Option(help="The city pack: badung or cirebon.")]


def load(**overrides: object) -> Settings:
    """The settings; leaves with code 2 and words when one is wrong."""
    try:
        return settings_of.load(**overrides)
    except ValueError as error:
        errors.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from None


def log_to(stream: object, level: int = logging.INFO) -> None:
    """Has the logs of this process go there: as lines for people on a terminal, else as JSON."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),  # type: ignore[arg-type]
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(),
            structlog.dev.ConsoleRenderer(colors=False)
            if getattr(stream, "isatty", lambda: False)()
            else structlog.processors.JSONRenderer(),
        ],
    )
