"""Where a report lies: its point to a metre, the point that is shown, and its village."""

from typing import Any

from api.areas.service import Located
from api.kit.geo import Point
from api.reports import policy


def place_columns(point: Point, located: Located, person_related: bool) -> dict[str, Any]:
    """The columns of a new report at this point; those of its squares follow from them."""
    point = point.rounded()
    shown = policy.shown_point(point, person_related)
    return {
        "village_id": located.village_id,
        "district_id": located.district_id,
        "latitude": point.latitude,
        "longitude": point.longitude,
        "shown_latitude": shown.latitude,
        "shown_longitude": shown.longitude,
    }
