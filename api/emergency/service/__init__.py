"""The emergency pack: read from the database, ordered and rendered, kept where no outage reaches.

`query` reads it, `pack` knows its order and its bytes, `copy` keeps it in memory and on disk.
"""

from api.emergency.service.copy import PackCache
from api.emergency.service.pack import metres_to, render, sorted_facilities
from api.emergency.service.query import load_pack

__all__ = ["PackCache", "load_pack", "metres_to", "render", "sorted_facilities"]
