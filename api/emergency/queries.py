"""The query for help."""

import strawberry

from api.emergency.service import PackCache
from api.emergency.types import EmergencyPack
from api.gql.run.mutate import context


@strawberry.type
class EmergencyQueries:
    @strawberry.field(
        description="Emergency numbers and facilities, answered even if the database is down. The"
        " same without a token, as JSON: /emergency.json."
    )
    def emergency(self, info: strawberry.Info) -> EmergencyPack:
        asked = context(info)
        return EmergencyPack.of(asked.resources.get(PackCache).pack, asked.viewer.language)


QUERIES = (EmergencyQueries,)
