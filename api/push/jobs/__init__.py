"""What happens after a notice is committed."""

from api.jobs.registry import Batched
from api.push.gateway import Sender, open_sender
from api.push.jobs.delivery import delivering
from api.push.service import DELIVER


def handlers(sender: Sender) -> dict[str, Batched]:
    """The handlers of push for a worker, with who carries the messages."""
    return {DELIVER: delivering(sender)}


__all__ = ["handlers", "open_sender"]
