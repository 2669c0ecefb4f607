"""Where what people do to their devices and inbox enters, and what editors tell everybody."""

from api.push.mutations.broadcasts import BroadcastMutations
from api.push.mutations.devices import PushMutations

MUTATIONS = (PushMutations, BroadcastMutations)
