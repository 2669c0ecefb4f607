"""Where questions about broadcasts enter."""

import strawberry

from api.gql.common.connection import Connection
from api.gql.schema.fields import arg, page
from api.push.types import BY_TIME, Broadcast, in_state
from api.push.values import BroadcastState


@strawberry.type
class PushQueries:
    broadcasts: Connection[Broadcast] = page(
        lambda: Broadcast,
        "What the city told everybody by push, latest first; editors see what is planned too.",
        order=BY_TIME,
        filter=in_state,
        args=[arg("state", BroadcastState | None, "Only those in this state.")],
    )


QUERIES = (PushQueries,)
