"""Where what people do to their devices and inbox enters, and what editors tell everybody."""

from api.push.mutations.broadcasts import BroadcastMutations
from api.push.mutations.devices import PushMutations
from api.push.mutations.openings import OpeningMutations

MUTATIONS = (PushMutations, OpeningMutations, BroadcastMutations)
