"""The mutations of broadcasts, for editors."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.gql.common.references import input_key
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.common.types import BilingualTextInput, Language
from api.gql.run.mutate import row, writing
from api.push import service
from api.push.types import Broadcast, BroadcastPreview
from api.push.values import Theme, Urgency

_GENERAL_WORDS = "In general words: never a person's name, an address or the text of a report."


@strawberry.input(description="What to broadcast, to whom and when.")
class BroadcastContentInput:
    theme: Theme = strawberry.field(
        description="The topic, which decides who receives it: ALERTS, ANNOUNCEMENTS or NEWS."
    )
    area: strawberry.ID | None = strawberry.field(
        default=None,
        description="The district or village that it is for; if omitted, the whole city.",
    )
    urgency: Urgency = strawberry.field(
        default=Urgency.NORMAL,
        description="How much it may disturb; SEVERE and EXTREME only with ALERTS.",
    )
    title: BilingualTextInput = strawberry.field(
        description=f"The title, 5 to 65 characters; both languages are required. {_GENERAL_WORDS}"
    )
    body: BilingualTextInput = strawberry.field(
        description="The text, one sentence or two, 5 to 240 characters; both languages are"
        f" required. {_GENERAL_WORDS}"
    )
    article: strawberry.ID | None = strawberry.field(
        default=None,
        description="The article that says more: a tap opens it. It must be public by `sendAt`.",
    )
    send_at: datetime | None = strawberry.field(
        default=None, description="When to send it, at most 90 days from now; if omitted, at once."
    )


@strawberry.input(description="A broadcast to check before it is sent.")
class PreviewBroadcastInput:
    content: BroadcastContentInput = strawberry.field(description="What would be sent.")
    send_to_own_devices: bool = strawberry.field(
        default=False, description="Whether to push it to the editor's own phones now."
    )


@strawberry.input(description="A broadcast to send.")
class BroadcastInput:
    idempotency_key: str = strawberry.field(
        description="8 to 128 characters, new for each broadcast: retrying with the same key has no"
        " further effect."
    )
    content: BroadcastContentInput = strawberry.field(description="What to send.")


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


@strawberry.type(description="The broadcast has been accepted: it is sent at its time.")
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


def _content(content: BroadcastContentInput) -> service.BroadcastContent:
    area, article = content.area, content.article
    return service.BroadcastContent(
        theme=content.theme,
        urgency=content.urgency,
        title_id=content.title.indonesian,
        title_en=content.title.english or "",
        body_id=content.body.indonesian,
        body_en=content.body.english or "",
        area_id=None if area is None else input_key("input.content.area", "area", area),
        article_id=None if article is None else input_key("input.content.article", "art", article),
        send_at=content.send_at,
    )


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
            content = _content(input.content)
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
            " whole city, now or later. For editors."
        )
        async def broadcast(self, info: strawberry.Info, input: BroadcastInput) -> BroadcastResult:
            content = _content(input.content)
            async with writing(info) as (session, viewer, _now):
                key = await service.broadcast(
                    session, viewer, content, is_public, input.idempotency_key
                )
            return BroadcastSuccess(broadcast=row(key))

        @strawberry.mutation(
            description="Cancels a broadcast that has not been sent yet. For editors."
        )
        async def cancel_broadcast(
            self, info: strawberry.Info, input: CancelBroadcastInput
        ) -> CancelBroadcastResult:
            key = input_key("input.broadcast", "brc", input.broadcast)
            async with writing(info) as (session, viewer, _now):
                key = await service.cancel_broadcast(session, viewer, key)
            return CancelBroadcastSuccess(broadcast=row(key))

    return BroadcastMutations
