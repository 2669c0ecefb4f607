"""What happens after a notice is committed: sending, fan-out, memberships and upkeep."""

from collections.abc import Mapping
from typing import Final

from api.jobs.registry import Handler, Periodic
from api.push.gateway import Sender, open_sender
from api.push.jobs import audience, memberships
from api.push.jobs.audience import FollowersPage
from api.push.jobs.dispatcher import Dispatcher
from api.push.service import IsPublic

PERIODIC: Final[tuple[Periodic, ...]] = (*memberships.PERIODIC, *audience.PERIODIC)


def handlers(
    sender: Sender, followers: Mapping[str, FollowersPage], is_public: IsPublic
) -> dict[str, Handler]:
    """The handlers of push for a worker; messages are sent by a `Dispatcher`.

    What belongs to the subjects above push is passed in: `followers` finds, by kind of subject, who
    follows it; `is_public` tells whether the public can read an article.
    """
    return {
        **memberships.handlers(sender),
        **audience.handlers(followers, is_public),
    }


__all__ = ["PERIODIC", "Dispatcher", "FollowersPage", "handlers", "open_sender"]
