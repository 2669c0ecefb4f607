"""Open311 (GeoReport v2): the city for apps that were written for any city.

https://wiki.open311.org/GeoReport_v2 and its service discovery, over the same rules as the graph.
"""

from api.http.open311.endpoint import routes

__all__ = ["routes"]
