"""What several mutations of reports share."""

import strawberry

from api.gql.references import input_key, reference_key


def uploads(photos: list[strawberry.ID]) -> tuple[str, ...]:
    """The keys of the uploads in an input."""
    return tuple(reference_key("upl", photo) for photo in photos)


def report_key(report: strawberry.ID, path: str = "input.report") -> str:
    """The key of the report in an input. Raises problems.InvalidInput."""
    return input_key(path, "rep", report)
