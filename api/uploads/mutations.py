"""Where requests to upload enter."""

from typing import Annotated, Final

import strawberry

from api.gql.common.results import Conflict, InvalidInput, NotAllowed, TooMany
from api.gql.common.scalars import URL
from api.gql.run.mutate import context, writing
from api.identity.values import Role
from api.kit.ids import public_id
from api.storage import uploads
from api.uploads.types import Upload, UploadHeader

PREFIX = "upl"
_PROVE: Final = frozenset({Role.OFFICER, Role.ADMIN})
"""Whose photos may have to prove a finish: when and where they were taken is checked."""


@strawberry.input(description="What photo is to be sent.")
class RequestUploadInput:
    content_type: str = strawberry.field(
        description="image/jpeg, image/png or image/webp; some servers take image/heic."
    )
    byte_size: int = strawberry.field(description="How many bytes it has; at most 15 MB.")
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="8 to 128 characters, made once for each photo: a retry gets the same upload.",
    )


@strawberry.type(description="The photo may be sent.")
class RequestUploadSuccess:
    upload: Upload = strawberry.field(description="Where and how.")


RequestUploadResult = Annotated[
    RequestUploadSuccess | InvalidInput | NotAllowed | Conflict | TooMany,
    strawberry.union("RequestUploadResult", description="What requestUpload answers."),
]


@strawberry.type
class UploadMutations:
    @strawberry.mutation(
        description="Asks for a place to send a photo to. It is re-encoded without its metadata."
        " When and where an officer's photo was taken is kept until it is used, to check it,"
        " and then dropped."
    )
    async def request_upload(
        self, info: strawberry.Info, input: RequestUploadInput
    ) -> RequestUploadResult:
        async with writing(info) as (session, viewer, now):
            made = await uploads.request_upload(
                session,
                viewer,
                input.content_type,
                input.byte_size,
                now,
                keeps_taken=viewer.role in _PROVE,
                idempotency_key=input.idempotency_key,
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
