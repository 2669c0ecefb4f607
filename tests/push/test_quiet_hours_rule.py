"""Quiet hours compared with a clock that is read minute by minute, through clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.push.push_rules.quiet_hours import QuietHours, minute_of

ZONES = (
    "Asia/Makassar", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe",
    "America/St_Johns", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Apia",
)  # fmt: skip
TURNS = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin, forward,
    datetime(2026, 10, 25, 1, tzinfo=UTC),  # and back
    datetime(2026, 4, 5, 3, tzinfo=UTC),  # Santiago back, at midnight
    datetime(2026, 9, 6, 4, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),  # Lord Howe by half an hour
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
]
MINUTE = timedelta(minutes=1)


def is_quiet(moment: datetime, start: int, end: int, zone: ZoneInfo) -> bool:
    """Whether the wall clock is in quiet hours, written differently from the rule."""
    local = moment.astimezone(zone)
    minute, quiet = start, []
    while minute != end:
        quiet.append(minute)
        minute = (minute + 1) % 1440
    return local.hour * 60 + local.minute in quiet


def end_by_reading(moment: datetime, start: int, end: int, zone: ZoneInfo) -> datetime | None:
    """The end of quiet hours, by reading the clock every minute."""
    if not is_quiet(moment, start, end, zone):
        return None
    at = moment.replace(second=0, microsecond=0)
    covered = set()
    minute = start
    while minute != end:
        covered.add(minute)
        minute = (minute + 1) % 1440
    while (local := at.astimezone(zone)) and local.hour * 60 + local.minute in covered:
        at += MINUTE
    return at


near_turns = st.builds(
    lambda turn, seconds: turn + timedelta(seconds=seconds),
    st.sampled_from(TURNS),
    st.integers(-26 * 3600, 26 * 3600),
)
any_time = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)


@given(near_turns | any_time, st.integers(0, 1439), st.integers(0, 1439), st.sampled_from(ZONES))
@example(datetime(2026, 10, 25, 0, 45, tzinfo=UTC), 150, 300, "Europe/Berlin")
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), 1320, 150, "Europe/Berlin")
@example(datetime(2026, 4, 4, 14, 50, tzinfo=UTC), 90, 130, "Australia/Lord_Howe")
@settings(max_examples=400, deadline=None)
def test_quiet_hours_end_by_the_wall_clock(
    moment: datetime, start: int, end: int, zone: str
) -> None:
    if start == end:
        return
    hours = QuietHours(start, end, ZoneInfo(zone))
    assert hours.covers(moment) == is_quiet(moment, start, end, hours.zone)
    assert hours.ends_after(moment) == end_by_reading(moment, start, end, hours.zone)


def test_one_night_by_hand() -> None:
    hours = QuietHours.of("22:00", "06:00", "Asia/Makassar")  # UTC+8
    evening = datetime(2026, 11, 24, 14, 30, 20, tzinfo=UTC)  # 22:30:20 there
    assert hours.ends_after(evening) == datetime(2026, 11, 24, 22, tzinfo=UTC)
    assert hours.ends_after(datetime(2026, 11, 24, 13, 59, 59, tzinfo=UTC)) is None
    assert hours.ends_after(datetime(2026, 11, 24, 22, tzinfo=UTC)) is None
    assert hours.covers(datetime(2026, 11, 24, 21, 59, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    "text", ["", "7:00", "24:00", "22:60", "22.00", "22:00:00", "٢٢:٠٠", "22:0"]
)
def test_texts_that_are_not_a_time_of_day(text: str) -> None:
    assert minute_of(text) is None
    with pytest.raises(ValueError, match="not valid quiet hours"):
        QuietHours.of(text, "06:00", "UTC")
    with pytest.raises(ValueError, match="not valid quiet hours"):
        QuietHours.of("06:00", "06:00", "UTC")
