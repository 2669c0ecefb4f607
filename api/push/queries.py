"""The queries of broadcasts."""

import strawberry

from api.gql.common.connection import Connection
from api.gql.schema.fields import arg, many, page
from api.push.types import LATEST, TEMPLATES, Broadcast, BroadcastTemplate, with_status
from api.push.values import BroadcastStatus


@strawberry.type
class PushQueries:
    broadcasts: Connection[Broadcast] = page(
        lambda: Broadcast,
        "The city's broadcasts, latest first: those that were sent, of corrected ones only the"
        " latest correction; for editors all, with drafts and those that wait or were cancelled.",
        order=LATEST,
        filter=with_status,
        args=[arg("status", BroadcastStatus | None, "Only those with this status.")],
    )
    broadcast_templates: list[BroadcastTemplate] = many(
        lambda: BroadcastTemplate,
        "Ready-made texts for broadcasts, at most 200; empty for anyone but editors.",
        order=TEMPLATES,
        limit=200,
    )


QUERIES = (PushQueries,)
