"""The promise to take a photo, in the graph."""

from datetime import datetime

import strawberry

from api.gql.common.scalars import URL


@strawberry.type(description="A header to send with the photo.")
class UploadHeader:
    name: str = strawberry.field(description="The header's name.")
    value: str = strawberry.field(description="The header's value.")


@strawberry.type(
    description="Where and how to send a photo; the PUT's answer says ready or why not."
)
class Upload:
    id: strawberry.ID = strawberry.field(description="Name it in `photos` once it is ready.")
    url: URL = strawberry.field(description="Where to PUT the photo's bytes; keep it to yourself.")
    method: str = strawberry.field(description="The HTTP method: PUT.")
    headers: list[UploadHeader] = strawberry.field(description="What to send with it.")
    expires_at: datetime = strawberry.field(description="Until when the photo is taken.")
