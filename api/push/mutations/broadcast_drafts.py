"""The mutations of drafts of broadcasts, for editors."""

from typing import Annotated

import strawberry

from api.gql.common.references import input_key
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.run.mutate import row, writing
from api.push import service
from api.push.mutations.broadcast_content import KEY, PREFIX, BroadcastContentInput, content_of
from api.push.types import Broadcast


@strawberry.input(description="A draft to keep.")
class SaveBroadcastDraftInput:
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="8 to 128 characters, new for each time it is saved: retrying with the same key"
        " has no further effect. Without one, a retry makes a second draft.",
    )
    broadcast: strawberry.ID | None = strawberry.field(
        default=None, description="The draft to change; if omitted, a new one is made."
    )
    content: BroadcastContentInput = strawberry.field(
        description="All of its content. Texts may still be empty; only greatest lengths, forbidden"
        " characters and the area are checked."
    )


@strawberry.input(description="The draft to send.")
class SubmitBroadcastDraftInput:
    idempotency_key: str = strawberry.field(description=KEY)
    broadcast: strawberry.ID = strawberry.field(description="Its ID.")


@strawberry.type(description="The draft has been kept.")
class SaveBroadcastDraftSuccess:
    broadcast: Broadcast = strawberry.field(description="The draft.")


@strawberry.type(description="The draft has been accepted as a broadcast.")
class SubmitBroadcastDraftSuccess:
    broadcast: Broadcast = strawberry.field(
        description="The broadcast: scheduled or, if it wakes people, awaiting approval."
    )


SaveBroadcastDraftResult = Annotated[
    SaveBroadcastDraftSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union(
        "SaveBroadcastDraftResult", description="The outcome of `saveBroadcastDraft`."
    ),
]
SubmitBroadcastDraftResult = Annotated[
    SubmitBroadcastDraftSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union(
        "SubmitBroadcastDraftResult", description="The outcome of `submitBroadcastDraft`."
    ),
]


def draft_mutations(is_public: service.IsPublic) -> type:
    """The mutations, given what the news, a subject above push, knows about articles."""

    @strawberry.type
    class BroadcastDraftMutations:
        @strawberry.mutation(
            description="Keeps a draft of a broadcast, which may be incomplete. For editors."
        )
        async def save_broadcast_draft(
            self, info: strawberry.Info, input: SaveBroadcastDraftInput
        ) -> SaveBroadcastDraftResult:
            draft = None
            if input.broadcast is not None:
                draft = input_key("input.broadcast", PREFIX, input.broadcast)
            content = content_of(input.content)
            async with writing(info) as (session, viewer, _now):
                key = await service.save_broadcast_draft(
                    session, viewer, content, draft, input.idempotency_key
                )
            return SaveBroadcastDraftSuccess(broadcast=row(key))

        @strawberry.mutation(
            description="Sends a draft at its time, as `broadcast` does with its content. Faults of"
            " the draft are named in words, all with the path of `broadcast`. For editors."
        )
        async def submit_broadcast_draft(
            self, info: strawberry.Info, input: SubmitBroadcastDraftInput
        ) -> SubmitBroadcastDraftResult:
            key = input_key("input.broadcast", PREFIX, input.broadcast)
            async with writing(info) as (session, viewer, _now):
                key = await service.submit_broadcast_draft(
                    session, viewer, key, is_public, input.idempotency_key
                )
            return SubmitBroadcastDraftSuccess(broadcast=row(key))

    return BroadcastDraftMutations
