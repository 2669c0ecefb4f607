"""Where the apps report that a push was opened."""

from typing import Annotated

import strawberry

from api.gql.common.references import input_key
from api.gql.common.results import InvalidInput, NotAllowed, NotFound
from api.gql.run.mutate import writing
from api.push import service
from api.push.push_rules import NOTIFICATION_PREFIX, TOPIC_MESSAGE_PREFIX


@strawberry.input(description="Which push was opened, and where.")
class ReportOpenedInput:
    notification: strawberry.ID = strawberry.field(description="`data.id` of the push.")
    device: strawberry.ID = strawberry.field(
        description="The device, by the id that registerDevice gave."
    )


@strawberry.type(description="It is noted.")
class ReportOpenedSuccess:
    notification: strawberry.ID = strawberry.field(description="`data.id` of the push.")


ReportOpenedResult = Annotated[
    ReportOpenedSuccess | InvalidInput | NotAllowed | NotFound,
    strawberry.union("ReportOpenedResult", description="What reportOpened answers."),
]


@strawberry.type
class OpeningMutations:
    @strawberry.mutation(
        description="Notes that a push was opened: by the person whom it told, or, of a push to a"
        " topic, by the phone, whoever is signed in. The first report is the one that counts."
    )
    async def mark_notification_opened(
        self, info: strawberry.Info, input: ReportOpenedInput
    ) -> ReportOpenedResult:
        of_topic = str(input.notification).startswith(f"{TOPIC_MESSAGE_PREFIX}_")
        prefix = TOPIC_MESSAGE_PREFIX if of_topic else NOTIFICATION_PREFIX
        report = service.mark_topic_message_opened if of_topic else service.mark_notification_opened
        push = input_key("input.notification", prefix, input.notification)
        device = input_key("input.device", "dev", input.device)
        async with writing(info) as (session, viewer, _now):
            await report(session, viewer, push, device)
        return ReportOpenedSuccess(notification=input.notification)
