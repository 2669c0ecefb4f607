"""From which age a camera's frame is stale, and how the graph shows it."""

from datetime import datetime, timedelta
from typing import Any, Final

from api.gql.compile.sql import ago
from api.gql.schema.fields import part, supplied
from api.gql.schema.mapping import Computed, Expression, Mapped
from api.kit import clock

STALE_AFTER: Final = timedelta(minutes=3)
"""A frame older than this is stale: three were missed at one a minute."""


@part("How old the data is, and until when it can be trusted.")
class Freshness:
    as_of: datetime = supplied("The instant at which the data was true.")
    stale_after: datetime = supplied("The instant after which the data is stale.")
    is_stale: bool = supplied("Whether `staleAfter` has passed.")
    source: str = supplied("The origin of the data, such as `camera`.")


def _is_stale(row: Any, viewer: Any) -> Any:
    return row.captured_at < ago(viewer.now, STALE_AFTER)


def _stale_after(captured_at: str) -> str:
    return clock.to_text(clock.from_text(captured_at) + STALE_AFTER)


FRAME_FRESHNESS: Final[dict[str, Mapped]] = {
    "asOf": Expression(lambda row, _v: row.captured_at, "plain"),
    "staleAfter": Computed((lambda row, _v: row.captured_at,), lambda _args: _stale_after),
    "isStale": Expression(_is_stale, "plain"),
    "source": Computed((), lambda _args: lambda: "camera"),
}
"""The fields of a Freshness over the row of a frame."""
