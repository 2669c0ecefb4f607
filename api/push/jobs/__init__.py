"""What happens after a notice is committed: deliveries, topic sends, fan-out and memberships."""

from collections.abc import Mapping
from typing import Final

from api.jobs.registry import Batched, Handler, Periodic
from api.push.gateway import Sender, open_sender
from api.push.jobs import audience, memberships
from api.push.jobs.audience import FollowersPage
from api.push.jobs.delivery import delivering
from api.push.jobs.topic_sends import sending_to_topics
from api.push.service import DELIVER, IsPublic
from api.push.service.notices import SEND_TO_TOPIC

PERIODIC: Final[tuple[Periodic, ...]] = (*memberships.PERIODIC, *audience.PERIODIC)


def handlers(
    sender: Sender, followers: Mapping[str, FollowersPage], is_public: IsPublic
) -> dict[str, Handler | Batched]:
    """The handlers of push for a worker.

    What belongs to the subjects above push is passed in: `followers` finds, by kind of subject, who
    follows it; `is_public` tells whether the public can read an article.
    """
    return {
        DELIVER: delivering(sender),
        SEND_TO_TOPIC: sending_to_topics(sender),
        **memberships.handlers(sender),
        **audience.handlers(followers, is_public),
    }


__all__ = ["PERIODIC", "FollowersPage", "handlers", "open_sender"]
