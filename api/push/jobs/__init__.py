"""What happens after a notice is committed: deliveries, topics, and telling many in pages."""

from collections.abc import Mapping
from typing import Final

from api.jobs.registry import Batched, Handler, Periodic
from api.push.gateway import Sender, open_sender
from api.push.jobs import audience, topics
from api.push.jobs.audience import FollowersPage
from api.push.jobs.delivery import delivering
from api.push.jobs.topic_sends import sending
from api.push.service import DELIVER
from api.push.service.notices import SEND_TO_TOPIC

PERIODIC: Final[tuple[Periodic, ...]] = (*topics.PERIODIC, *audience.PERIODIC)


def handlers(
    sender: Sender, followers: Mapping[str, FollowersPage] | None = None
) -> dict[str, Handler | Batched]:
    """The handlers of push for a worker: who carries the messages, and who follows what."""
    return {
        DELIVER: delivering(sender),
        SEND_TO_TOPIC: sending(sender),
        **topics.handlers(sender),
        **audience.handlers(followers or {}),
    }


__all__ = ["PERIODIC", "FollowersPage", "handlers", "open_sender"]
