"""The mutations of push: devices, preferences, read marks, openings and broadcasts."""

from api.push.mutations.broadcast_drafts import draft_mutations
from api.push.mutations.broadcast_templates import BroadcastTemplateMutations
from api.push.mutations.broadcasts import broadcast_mutations
from api.push.mutations.devices import DeviceMutations
from api.push.mutations.notifications import NotificationMutations
from api.push.mutations.preferences import PreferenceMutations
from api.push.service import IsPublic


def mutations(is_public: IsPublic) -> tuple[type, ...]:
    """The mutations, joined with what the news knows about articles."""
    return (
        PreferenceMutations,
        DeviceMutations,
        NotificationMutations,
        broadcast_mutations(is_public),
        draft_mutations(is_public),
        BroadcastTemplateMutations,
    )
