"""The query of broadcasts."""

import strawberry

from api.gql.common.connection import Connection
from api.gql.schema.fields import arg, page
from api.push.types import LATEST, Broadcast, with_status
from api.push.values import BroadcastStatus


@strawberry.type
class PushQueries:
    broadcasts: Connection[Broadcast] = page(
        lambda: Broadcast,
        "The city's broadcasts, latest first: those that were sent, and for editors also those that"
        " are scheduled or cancelled.",
        order=LATEST,
        filter=with_status,
        args=[arg("status", BroadcastStatus | None, "Only those with this status.")],
    )


QUERIES = (PushQueries,)
