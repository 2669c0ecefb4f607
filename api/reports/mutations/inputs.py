"""What several mutations of reports share."""

import strawberry

from api.gql.common.references import input_key, reference_key

RETRY_KEY = (
    "8 to 128 characters, made once for each request: a retry with it does nothing twice and gets"
    " the same answer. Absent: each request stands for itself."
)
"""What a key that may be left out is for."""
NOW_UNSEEN = "The report as it now is; null where the viewer sees it no longer, after a retry."
"""Of the report in an answer that a retry gets again."""


def uploads(photos: list[strawberry.ID]) -> tuple[str, ...]:
    """The keys of the uploads in an input."""
    return tuple(reference_key("upl", photo) for photo in photos)


def report_key(report: strawberry.ID, path: str = "input.report") -> str:
    """The key of the report in an input. Raises problems.InvalidInput."""
    return input_key(path, "rep", report)
