"""The mutation that asks for an address to send a photo to."""

from typing import Annotated

import strawberry

from api.gql.common.results import Conflict, InvalidInput, NotAllowed, TooMany
from api.gql.common.scalars import URL
from api.gql.run.mutate import context, writing
from api.kit.ids import public_id
from api.uploads import service
from api.uploads.types import Upload, UploadHeader

PREFIX = "upl"


@strawberry.input(description="The photo that is about to be sent.")
class RequestUploadInput:
    content_type: str = strawberry.field(
        description="Its media type: image/jpeg, image/png or image/webp; image/heic where the"
        " server can read it."
    )
    byte_size: int = strawberry.field(description="Its exact size in bytes, at most 15,000,000.")
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="8 to 128 characters, made once for each photo: retrying with the same key"
        " gives the same upload. If omitted, every request is a new upload.",
    )


@strawberry.type(description="The server is ready to receive the photo.")
class RequestUploadSuccess:
    upload: Upload = strawberry.field(description="Where and how to send the photo.")


RequestUploadResult = Annotated[
    RequestUploadSuccess | InvalidInput | NotAllowed | Conflict | TooMany,
    strawberry.union("RequestUploadResult", description="The outcome of requestUpload."),
]


@strawberry.type
class UploadMutations:
    @strawberry.mutation(
        description="Asks for an address to send one photo to. The server re-encodes the photo"
        " without its metadata. It keeps when and where an officer's photo was taken until the"
        " photo is used and has been checked, and then drops both."
    )
    async def request_upload(
        self, info: strawberry.Info, input: RequestUploadInput
    ) -> RequestUploadResult:
        async with writing(info) as (session, viewer, now):
            made = await service.request_upload(
                session, viewer, input.content_type, input.byte_size, now, input.idempotency_key
            )
        return RequestUploadSuccess(
            upload=Upload(
                id=strawberry.ID(public_id(PREFIX, made.id)),
                url=URL(f"{context(info).inputs.base}/uploads/{made.id}"),
                method="PUT",
                headers=[UploadHeader(name="Content-Type", value=made.content_type)],
                expires_at=made.expires_at,
            )
        )


MUTATIONS = (UploadMutations,)
