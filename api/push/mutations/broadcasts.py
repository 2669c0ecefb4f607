"""Where what editors tell everybody enters."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.gql.common.references import input_key
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.common.types import Language
from api.gql.run.mutate import row, writing
from api.push import service
from api.push.types import Broadcast, BroadcastLook
from api.push.values import Theme, Urgency

_WORDS = "general words: never a name, an address or the text of a report"


@strawberry.input(description="What an editor wants to tell everybody.")
class BroadcastWordsInput:
    theme: Theme = strawberry.field(description="Who hears of it: ALERTS, ANNOUNCEMENTS or NEWS.")
    area: strawberry.ID | None = strawberry.field(
        default=None, description="A district or village; the whole city if absent."
    )
    urgency: Urgency = strawberry.field(
        default=Urgency.NORMAL,
        description="How much it disturbs; SEVERE and EXTREME are for ALERTS alone.",
    )
    title_id: str = strawberry.field(description=f"A headline in Indonesian, {_WORDS}.")
    title_en: str = strawberry.field(description="The same in English.")
    body_id: str = strawberry.field(description=f"A sentence in Indonesian, {_WORDS}.")
    body_en: str = strawberry.field(description="The same in English.")
    article: strawberry.ID | None = strawberry.field(
        default=None, description="The article that tells more: a tap leads there."
    )
    send_at: datetime | None = strawberry.field(
        default=None, description="When, at most 90 days from now; at once if absent."
    )


@strawberry.input(description="A broadcast to look at before it is sent.")
class PreviewBroadcastInput:
    words: BroadcastWordsInput = strawberry.field(description="What would be sent.")
    send_to_own_devices: bool = strawberry.field(
        default=False, description="Whether to push it to the editor's own phones, as a trial."
    )


@strawberry.input(description="A broadcast to send.")
class BroadcastInput:
    idempotency_key: str = strawberry.field(
        description="8 to 128 characters, made once for each broadcast: retries send no second one."
    )
    words: BroadcastWordsInput = strawberry.field(description="What is sent.")


@strawberry.input(description="Which broadcast is not to be sent.")
class CancelBroadcastInput:
    broadcast: strawberry.ID = strawberry.field(description="The broadcast.")


@strawberry.type(description="How the broadcast would look, and whom it would reach.")
class PreviewBroadcastSuccess:
    looks: list[BroadcastLook] = strawberry.field(description="In each language.")
    with_quiet_hours: int = strawberry.field(
        description="At most so many people more, who keep quiet hours and are told one by one."
    )
    tried_on: int = strawberry.field(
        description="To how many of the editor's own phones it was sent as a trial."
    )


@strawberry.type(description="The broadcast is taken.")
class BroadcastSuccess:
    broadcast: Broadcast = strawberry.field(description="The broadcast.")


@strawberry.type(description="The broadcast will not be sent.")
class CancelBroadcastSuccess:
    broadcast: Broadcast = strawberry.field(description="The broadcast as it now is.")


PreviewBroadcastResult = Annotated[
    PreviewBroadcastSuccess | InvalidInput | NotAllowed,
    strawberry.union("PreviewBroadcastResult", description="What previewBroadcast answers."),
]
BroadcastResult = Annotated[
    BroadcastSuccess | InvalidInput | NotAllowed | Conflict,
    strawberry.union("BroadcastResult", description="What broadcast answers."),
]
CancelBroadcastResult = Annotated[
    CancelBroadcastSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("CancelBroadcastResult", description="What cancelBroadcast answers."),
]


def _wanted(words: BroadcastWordsInput) -> service.BroadcastContent:
    area, article = words.area, words.article
    return service.BroadcastContent(
        theme=words.theme,
        urgency=words.urgency,
        title_id=words.title_id,
        title_en=words.title_en,
        body_id=words.body_id,
        body_en=words.body_en,
        area_id=None if area is None else input_key("input.words.area", "area", area),
        article_id=None if article is None else input_key("input.words.article", "art", article),
        send_at=words.send_at,
    )


@strawberry.type
class BroadcastMutations:
    @strawberry.mutation(
        description="Shows a broadcast in both languages and counts its audience: for editors."
    )
    async def preview_broadcast(
        self, info: strawberry.Info, input: PreviewBroadcastInput
    ) -> PreviewBroadcastResult:
        wanted = _wanted(input.words)
        async with writing(info) as (session, viewer, _now):
            found = await service.preview_broadcast(
                session, viewer, wanted, send_to_own_devices=input.send_to_own_devices
            )
        return PreviewBroadcastSuccess(
            looks=[
                BroadcastLook(
                    language=Language[look.language],
                    title=look.title,
                    body=look.body,
                    phones=look.phones,
                )
                for look in found.shown
            ],
            with_quiet_hours=found.with_quiet_hours,
            tried_on=found.tried_on,
        )

    @strawberry.mutation(
        description="Tells everybody who wants to hear of a theme in an area, now or later: for"
        " editors."
    )
    async def broadcast(self, info: strawberry.Info, input: BroadcastInput) -> BroadcastResult:
        wanted = _wanted(input.words)
        async with writing(info) as (session, viewer, _now):
            key = await service.broadcast(session, viewer, wanted, input.idempotency_key)
        return BroadcastSuccess(broadcast=row(key))

    @strawberry.mutation(
        description="Stops a broadcast as long as it has not been sent: for editors."
    )
    async def cancel_broadcast(
        self, info: strawberry.Info, input: CancelBroadcastInput
    ) -> CancelBroadcastResult:
        key = input_key("input.broadcast", "brc", input.broadcast)
        async with writing(info) as (session, viewer, _now):
            key = await service.cancel_broadcast(session, viewer, key)
        return CancelBroadcastSuccess(broadcast=row(key))
