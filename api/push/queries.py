"""Where questions about broadcasts enter."""

import strawberry

from api.gql.common.connection import Connection
from api.gql.schema.mapping import arg, page
from api.push.types import BY_TIME, Broadcast, in_state
from api.push.values import BroadcastStatus


@strawberry.type
class PushQueries:
    broadcasts: Connection[Broadcast] = page(
        lambda: Broadcast,
        "What the city told everybody by push, latest first; editors see what is planned too.",
        order=BY_TIME,
        filter=in_state,
        args=[arg("state", BroadcastStatus | None, "Only those in this state.")],
    )


QUERIES = (PushQueries,)
