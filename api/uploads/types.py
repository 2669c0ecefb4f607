"""The promise to take a photo, in the graph."""

from datetime import datetime

import strawberry

from api.gql.common.scalars import URL


@strawberry.type(description="An HTTP header to send with the photo.")
class UploadHeader:
    name: str = strawberry.field(description="The header's name.")
    value: str = strawberry.field(description="The header's value.")


@strawberry.type(
    description="Where and how to send a photo. The response to that request says whether the photo"
    " is ready, or what is wrong with it."
)
class Upload:
    id: strawberry.ID = strawberry.field(
        description="The upload's id: use it in `photos` once the photo is ready."
    )
    url: URL = strawberry.field(
        description="Where to send the photo's bytes. Anyone who knows it can send: keep it secret."
    )
    method: str = strawberry.field(description="The HTTP method to use: PUT.")
    headers: list[UploadHeader] = strawberry.field(
        description="The headers to send with the photo."
    )
    expires_at: datetime = strawberry.field(description="Until when the photo can be sent.")
