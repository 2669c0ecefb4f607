"""The mutations of broadcasts, for editors: preview, send, edit, approve, cancel, correct."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.gql.common.references import input_key
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.common.types import BilingualTextInput, Language
from api.gql.run.mutate import row, writing
from api.push import service
from api.push.mutations.broadcast_content import (
    BODY,
    KEY,
    PREFIX,
    TITLE,
    BroadcastContentInput,
    content_of,
)
from api.push.types import Broadcast, BroadcastPreview
from api.push.types.enums import Urgency


@strawberry.input(description="A broadcast to check before it is sent.")
class PreviewBroadcastInput:
    content: BroadcastContentInput = strawberry.field(description="What would be sent.")
    send_to_own_devices: bool = strawberry.field(
        default=False, description="Whether to push it to the editor's own phones now."
    )


@strawberry.input(description="A broadcast to send.")
class BroadcastInput:
    idempotency_key: str = strawberry.field(description=KEY)
    content: BroadcastContentInput = strawberry.field(description="What to send.")


@strawberry.input(description="New content for a broadcast that has not been sent.")
class UpdateBroadcastInput:
    broadcast: strawberry.ID = strawberry.field(description="Its ID.")
    version: int | None = strawberry.field(
        default=None,
        description="The version that was read: if it has been edited since, nothing is changed and"
        " the problem is a Conflict. If omitted, it is edited whatever it says now.",
    )
    content: BroadcastContentInput = strawberry.field(
        description="All of its content from now on. A correction keeps its theme, area and whether"
        " it is an exercise."
    )


@strawberry.input(description="The broadcast to approve.")
class ApproveBroadcastInput:
    broadcast: strawberry.ID = strawberry.field(description="Its ID.")
    version: int = strawberry.field(
        description="The version that the approver has read; if it has been edited since, the"
        " problem is a Conflict."
    )


@strawberry.input(description="What a sent broadcast is to say from now on.")
class CorrectBroadcastInput:
    idempotency_key: str = strawberry.field(description=KEY)
    broadcast: strawberry.ID = strawberry.field(
        description="The ID of the broadcast: the latest of its corrections, if it has any."
    )
    title: BilingualTextInput = strawberry.field(description=TITLE)
    body: BilingualTextInput = strawberry.field(description=BODY)
    urgency: Urgency = strawberry.field(
        description="How much the correction itself may disturb: an all-clear seldom needs to wake"
        " anyone."
    )
    expires_at: datetime | None = strawberry.field(
        default=None, description="When what it says is over; if omitted, a default by urgency."
    )


@strawberry.input(description="The broadcast to cancel.")
class CancelBroadcastInput:
    broadcast: strawberry.ID = strawberry.field(description="Its ID.")


@strawberry.type(description="How the broadcast would look, and how many it would reach.")
class PreviewBroadcastSuccess:
    previews: list[BroadcastPreview] = strawberry.field(description="One for each language.")
    people_with_quiet_hours: int = strawberry.field(
        description="The most people that it may reach in addition: they keep quiet hours, and are"
        " notified one by one. 0 if it passes quiet hours."
    )
    sent_to_devices: int = strawberry.field(
        description="The number of the editor's own phones to which it is being pushed."
    )


@strawberry.type(
    description="The broadcast has been accepted: it is sent at its time. If it wakes people"
    " (SEVERE or EXTREME) it awaits approval first: see its status."
)
class BroadcastSuccess:
    broadcast: Broadcast = strawberry.field(description="The broadcast.")


@strawberry.type(description="The broadcast has been cancelled.")
class CancelBroadcastSuccess:
    broadcast: Broadcast = strawberry.field(description="The broadcast as it is now.")


PreviewBroadcastResult = Annotated[
    PreviewBroadcastSuccess | InvalidInput | NotAllowed,
    strawberry.union("PreviewBroadcastResult", description="The outcome of `previewBroadcast`."),
]
BroadcastResult = Annotated[
    BroadcastSuccess | InvalidInput | NotAllowed | Conflict,
    strawberry.union("BroadcastResult", description="The outcome of `broadcast`."),
]
CancelBroadcastResult = Annotated[
    CancelBroadcastSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("CancelBroadcastResult", description="The outcome of `cancelBroadcast`."),
]


@strawberry.type(description="The broadcast has been edited.")
class UpdateBroadcastSuccess:
    broadcast: Broadcast = strawberry.field(
        description="The broadcast as it is now. If it wakes people, it awaits approval (again)."
    )


@strawberry.type(description="The broadcast has been approved: a minute is left to cancel it.")
class ApproveBroadcastSuccess:
    broadcast: Broadcast = strawberry.field(
        description="The broadcast as it is now; `sendAt` is when it leaves."
    )


@strawberry.type(description="The correction has been accepted.")
class CorrectBroadcastSuccess:
    broadcast: Broadcast = strawberry.field(
        description="The correction, a new broadcast. If it wakes people, it awaits approval."
    )


UpdateBroadcastResult = Annotated[
    UpdateBroadcastSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("UpdateBroadcastResult", description="The outcome of `updateBroadcast`."),
]
ApproveBroadcastResult = Annotated[
    ApproveBroadcastSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("ApproveBroadcastResult", description="The outcome of `approveBroadcast`."),
]
CorrectBroadcastResult = Annotated[
    CorrectBroadcastSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("CorrectBroadcastResult", description="The outcome of `correctBroadcast`."),
]


def broadcast_mutations(is_public: service.IsPublic) -> type:
    """The mutations, given what the news, a subject above push, knows about articles."""

    @strawberry.type
    class BroadcastMutations:
        @strawberry.mutation(
            description="Shows how a broadcast would look in both languages, and counts its"
            " audience. For editors."
        )
        async def preview_broadcast(
            self, info: strawberry.Info, input: PreviewBroadcastInput
        ) -> PreviewBroadcastResult:
            content = content_of(input.content)
            async with writing(info) as (session, viewer, _now):
                found = await service.preview_broadcast(
                    session, viewer, content, is_public,
                    send_to_own_devices=input.send_to_own_devices,
                )  # fmt: skip
            return PreviewBroadcastSuccess(
                previews=[
                    BroadcastPreview(
                        language=Language[one.language],
                        title=one.title,
                        body=one.body,
                        subscribed_devices=one.subscribed_devices,
                    )
                    for one in found.previews
                ],
                people_with_quiet_hours=found.people_with_quiet_hours,
                sent_to_devices=found.sent_to_devices,
            )

        @strawberry.mutation(
            description="Sends a message to everyone who has its topic turned on, in an area or the"
            " whole city, now or later. One that wakes people (SEVERE or EXTREME, unless it is an"
            " exercise) first awaits approval by a second editor. For editors."
        )
        async def broadcast(self, info: strawberry.Info, input: BroadcastInput) -> BroadcastResult:
            content = content_of(input.content)
            async with writing(info) as (session, viewer, _now):
                key = await service.broadcast(
                    session, viewer, content, is_public, input.idempotency_key
                )
            return BroadcastSuccess(broadcast=row(key))

        @strawberry.mutation(
            description="Cancels a broadcast of which Firebase has no message yet. For editors."
        )
        async def cancel_broadcast(
            self, info: strawberry.Info, input: CancelBroadcastInput
        ) -> CancelBroadcastResult:
            key = input_key("input.broadcast", PREFIX, input.broadcast)
            async with writing(info) as (session, viewer, _now):
                key = await service.cancel_broadcast(session, viewer, key)
            return CancelBroadcastSuccess(broadcast=row(key))

        @strawberry.mutation(
            description="Edits a broadcast that has not been taken to be sent; one that was"
            " approved needs approval again. For editors."
        )
        async def update_broadcast(
            self, info: strawberry.Info, input: UpdateBroadcastInput
        ) -> UpdateBroadcastResult:
            key = input_key("input.broadcast", PREFIX, input.broadcast)
            content = content_of(input.content)
            async with writing(info) as (session, viewer, _now):
                key = await service.update_broadcast(
                    session, viewer, key, content, is_public, input.version
                )
            return UpdateBroadcastSuccess(broadcast=row(key))

        @strawberry.mutation(
            description="Approves a broadcast that wakes people: it leaves a minute later, in which"
            " it can still be cancelled, or at its time if that is later. For editors other than"
            " the one who wrote it or edited it last."
        )
        async def approve_broadcast(
            self, info: strawberry.Info, input: ApproveBroadcastInput
        ) -> ApproveBroadcastResult:
            key = input_key("input.broadcast", PREFIX, input.broadcast)
            async with writing(info) as (session, viewer, _now):
                key = await service.approve_broadcast(session, viewer, key, input.version)
            return ApproveBroadcastSuccess(broadcast=row(key))

        @strawberry.mutation(
            description="Corrects a sent broadcast, or gives the all-clear: the correction goes to"
            " the same topics and takes the place of the first on phones, in inboxes and in"
            " `broadcasts`. For editors."
        )
        async def correct_broadcast(
            self, info: strawberry.Info, input: CorrectBroadcastInput
        ) -> CorrectBroadcastResult:
            key = input_key("input.broadcast", PREFIX, input.broadcast)
            correction = service.Correction(
                title_id=input.title.indonesian,
                title_en=input.title.english or "",
                body_id=input.body.indonesian,
                body_en=input.body.english or "",
                urgency=input.urgency,
                expires_at=input.expires_at,
            )
            async with writing(info) as (session, viewer, _now):
                key = await service.correct_broadcast(
                    session, viewer, key, correction, is_public, input.idempotency_key
                )
            return CorrectBroadcastSuccess(broadcast=row(key))

    return BroadcastMutations
