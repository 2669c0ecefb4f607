"""What several mutations of reports share."""

from typing import Final

import strawberry

from api.gql.common.references import input_key, reference_key
from api.kit import ids

REQUIRED_KEY: Final = (
    "8 to 128 characters, generated once for each request: retrying with the same key has no"
    " further effect."
)
"""The description of an idempotency key that must be given."""
RETRY_KEY: Final = (
    "8 to 128 characters, generated once for each request: retrying with the same key has no"
    " further effect and gets the same answer. If omitted, every request is processed."
)
"""The description of an idempotency key that may be omitted."""
REPORT: Final = (
    "The report as it is now; null if the viewer may no longer see it: remove `reportId` from the"
    " cache then."
)
"""The description of a changed report that the viewer may have lost sight of."""
REPORT_ID: Final = "The report's ID, even if `report` is null."


def uploads(photos: list[strawberry.ID]) -> tuple[str, ...]:
    """The keys of the uploads in an input."""
    return tuple(reference_key("upl", photo) for photo in photos)


def report_key(report: strawberry.ID, path: str = "input.report") -> str:
    """The key of the report in an input. Raises problems.InvalidInput."""
    return input_key(path, "rep", report)


def photo_id(key: str | None) -> strawberry.ID | None:
    """The ID of a photo by its key."""
    return None if key is None else strawberry.ID(ids.public_id("photo", key))


def report_id(key: str) -> strawberry.ID:
    """The ID of a report by its key."""
    return strawberry.ID(ids.public_id("rep", key))
