"""Where the apps report that a push was opened."""

from typing import Annotated

import strawberry

from api.gql.mutate import writing
from api.gql.references import input_key
from api.gql.results import InvalidInput, NotAllowed, NotFound
from api.push import service


@strawberry.input(description="Which push was opened, and where.")
class ReportOpenedInput:
    notification: strawberry.ID = strawberry.field(
        description="The notification: `data.id` of the push."
    )
    device: strawberry.ID = strawberry.field(
        description="The device, by the id that registerDevice gave."
    )


@strawberry.type(description="It is noted.")
class ReportOpenedSuccess:
    notification: strawberry.ID = strawberry.field(description="The notification.")


ReportOpenedResult = Annotated[
    ReportOpenedSuccess | InvalidInput | NotAllowed | NotFound,
    strawberry.union("ReportOpenedResult", description="What reportOpened answers."),
]


@strawberry.type
class OpeningMutations:
    @strawberry.mutation(
        description="Notes that the viewer opened a push; the first report is the one that counts."
    )
    async def report_opened(
        self, info: strawberry.Info, input: ReportOpenedInput
    ) -> ReportOpenedResult:
        notification = input_key("input.notification", "ntf", input.notification)
        device = input_key("input.device", "dev", input.device)
        async with writing(info) as (session, viewer, _now):
            await service.report_opened(session, viewer, notification, device)
        return ReportOpenedSuccess(notification=input.notification)
