"""The limits of a report: how many photos, and how much time for what."""

from datetime import timedelta
from typing import Final

AGAIN_DAYS: Final = 14
"""For how many days a closed report may be reopened, and a first rating changed."""

LONGEST_PAUSE_DAYS: Final = 366
"""For how many days a report is postponed at most: its clock stands still until then."""

MOST_PHOTOS: Final = 10
"""How many photos of the reporter's a report has at most, those added later included."""

OLDEST_OBSERVATION: Final = timedelta(days=7)
"""How long before its arrival a report may say that the problem was seen: a week offline."""

CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far a phone's clock may be ahead of ours."""
