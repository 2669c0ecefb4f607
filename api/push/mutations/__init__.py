"""Where devices, read marks and openings enter."""

from api.push.mutations.devices import PushMutations
from api.push.mutations.openings import OpeningMutations

MUTATIONS = (PushMutations, OpeningMutations)
