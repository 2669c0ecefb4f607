"""`scripts/api …`: the entry points of operators and developers."""

from api.cli.commands import app

__all__ = ["app"]
