"""The mutations of ready-made texts of broadcasts, for admins."""

from typing import Annotated, Final

import strawberry

from api.gql.common.references import input_key
from api.gql.common.results import InvalidInput, NotAllowed, NotFound
from api.gql.common.types import BilingualTextInput
from api.gql.run.mutate import row, writing
from api.kit import ids
from api.push import service
from api.push.types import BroadcastTemplate
from api.push.types.enums import Theme, Urgency

PREFIX: Final = "bct"


@strawberry.input(description="A ready-made text of a broadcast.")
class SaveBroadcastTemplateInput:
    code: str = strawberry.field(
        description="A short, stable name of small letters, digits and hyphens: the template of"
        " this code is changed, or added if there is none."
    )
    theme: Theme = strawberry.field(description="The topic that it suits.")
    urgency: Urgency = strawberry.field(
        default=Urgency.NORMAL,
        description="How much it may disturb; SEVERE and EXTREME only with ALERTS.",
    )
    title: BilingualTextInput = strawberry.field(
        description="The title, 5 to 65 characters; both languages are required."
    )
    body: BilingualTextInput = strawberry.field(
        description="The text, 5 to 240 characters; both languages are required. What is to be"
        " filled in stands in square brackets: a broadcast that still has some is not accepted."
    )
    position: int = strawberry.field(
        default=0, description="Its place in the list, 0 to 10000, the smallest first."
    )


@strawberry.input(description="The template to delete.")
class DeleteBroadcastTemplateInput:
    template: strawberry.ID = strawberry.field(description="Its ID.")


@strawberry.type(description="The template has been kept.")
class SaveBroadcastTemplateSuccess:
    template: BroadcastTemplate = strawberry.field(description="The template.")


@strawberry.type(description="The template has been deleted.")
class DeleteBroadcastTemplateSuccess:
    template_id: strawberry.ID = strawberry.field(
        description="The ID that it had, to remove it from a cache."
    )


SaveBroadcastTemplateResult = Annotated[
    SaveBroadcastTemplateSuccess | InvalidInput | NotAllowed,
    strawberry.union(
        "SaveBroadcastTemplateResult", description="The outcome of `saveBroadcastTemplate`."
    ),
]
DeleteBroadcastTemplateResult = Annotated[
    DeleteBroadcastTemplateSuccess | InvalidInput | NotAllowed | NotFound,
    strawberry.union(
        "DeleteBroadcastTemplateResult", description="The outcome of `deleteBroadcastTemplate`."
    ),
]


@strawberry.type
class BroadcastTemplateMutations:
    @strawberry.mutation(
        description="Adds a ready-made text of a broadcast, or changes it. One from the city's pack"
        " is as the pack has it again when that is seeded the next time. For admins."
    )
    async def save_broadcast_template(
        self, info: strawberry.Info, input: SaveBroadcastTemplateInput
    ) -> SaveBroadcastTemplateResult:
        content = service.TemplateContent(
            code=input.code,
            theme=input.theme,
            urgency=input.urgency,
            title_id=input.title.indonesian,
            title_en=input.title.english or "",
            body_id=input.body.indonesian,
            body_en=input.body.english or "",
            position=input.position,
        )
        async with writing(info) as (session, viewer, _now):
            key = await service.save_broadcast_template(session, viewer, content)
        return SaveBroadcastTemplateSuccess(template=row(key))

    @strawberry.mutation(
        description="Deletes a ready-made text of a broadcast. One from the city's pack comes back"
        " when that is seeded the next time. For admins."
    )
    async def delete_broadcast_template(
        self, info: strawberry.Info, input: DeleteBroadcastTemplateInput
    ) -> DeleteBroadcastTemplateResult:
        key = input_key("input.template", PREFIX, input.template)
        async with writing(info) as (session, viewer, _now):
            await service.delete_broadcast_template(session, viewer, key)
        gone = strawberry.ID(ids.public_id(PREFIX, key))
        return DeleteBroadcastTemplateSuccess(template_id=gone)
