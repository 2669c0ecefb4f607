"""Time as the whole system sees it: UTC, millisecond steps, RFC 3339 text."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant in UTC, cut to milliseconds.

    Both stores and every client keep this precision, so a value read back equals the value written.
    """
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def to_text(moment: datetime) -> str:
    """RFC 3339 text in UTC with three fraction digits, cut off: ``2026-11-24T03:40:05.120Z``.

    The read kernel slices the same form out of the databases' text (`gql.compile.source`): both
    must agree.
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def to_seconds(moment: datetime) -> str:
    """RFC 3339 text in UTC, cut to whole seconds, as spreadsheets read it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def from_text(text: str) -> datetime:
    """The instant that an RFC 3339 text with a zone names, in UTC.

    Raises ValueError if the text is not such an instant or has no zone.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone; write it as 2026-11-24T03:40:05Z")
    return moment.astimezone(UTC)
