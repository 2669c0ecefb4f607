"""Instants as text: always the same width, so that every parser reads them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from api.kit import clock

WITA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("moment", "text", "seconds"),
    [
        (datetime(2026, 11, 24, 3, 40, 5, tzinfo=UTC), "05.000Z", "05Z"),
        (datetime(2026, 11, 24, 3, 40, 5, 120_000, UTC), "05.120Z", "05Z"),
        (datetime(2026, 11, 24, 3, 40, 5, 999_999, UTC), "05.999Z", "05Z"),
        (datetime(2026, 11, 24, 3, 40, 5, 10, UTC), "05.000Z", "05Z"),
        (datetime(2026, 11, 24, 11, 40, 5, 7_000, WITA), "05.007Z", "05Z"),
    ],
)
def test_an_instant_has_three_fraction_digits_or_none(
    moment: datetime, text: str, seconds: str
) -> None:
    """What is finer is cut off, never rounded up into a second that has not come."""
    assert clock.to_text(moment) == f"2026-11-24T03:40:{text}"
    assert clock.to_seconds(moment) == f"2026-11-24T03:40:{seconds}"
    assert clock.from_text(clock.to_text(moment)) <= moment


def test_years_keep_their_width() -> None:
    assert clock.to_text(datetime(999, 1, 2, tzinfo=UTC)) == "0999-01-02T00:00:00.000Z"
