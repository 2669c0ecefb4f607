"""The mutations of notifications: read marks, and reports of opened pushes."""

from typing import Annotated

import strawberry

from api.gql.common.references import input_key, reference_key
from api.gql.common.results import InvalidInput, NotAllowed, NotFound
from api.gql.run.mutate import row, writing
from api.identity.types import Viewer
from api.push import service
from api.push.push_rules import NOTIFICATION_PREFIX, TOPIC_MESSAGE_PREFIX
from api.push.types import Notification


@strawberry.input(description="The notifications to mark as read.")
class MarkNotificationsReadInput:
    ids: list[strawberry.ID] = strawberry.field(description="Their IDs, 1 to 200.")


@strawberry.input(description="A push that was opened.")
class MarkNotificationOpenedInput:
    notification: strawberry.ID = strawberry.field(
        description="The value of `data.id` in the push: the ID of a notification or, for a push to"
        " a topic, that of the message."
    )
    device: strawberry.ID = strawberry.field(
        description="The device on which it was opened, by its ID from `registerDevice`."
    )


@strawberry.type(description="The notifications have been marked as read.")
class MarkNotificationsReadSuccess:
    notifications: list[Notification] = strawberry.field(
        description="These notifications as they are now, in the order of the input."
    )
    unknown_ids: list[strawberry.ID] = strawberry.field(
        description="Those of the IDs that are not (or no longer) in the viewer's inbox; the others"
        " were marked all the same."
    )
    viewer: Viewer = strawberry.field(description="The viewer, whose `unreadCount` has changed.")


@strawberry.type(description="The opening has been counted, now or before.")
class MarkNotificationOpenedSuccess:
    notification: Notification | None = strawberry.field(
        description="The notification; null for a push to a topic, which is in nobody's inbox."
    )


MarkNotificationsReadResult = Annotated[
    MarkNotificationsReadSuccess | InvalidInput | NotAllowed | NotFound,
    strawberry.union(
        "MarkNotificationsReadResult", description="The outcome of `markNotificationsRead`."
    ),
]
MarkNotificationOpenedResult = Annotated[
    MarkNotificationOpenedSuccess | InvalidInput | NotAllowed | NotFound,
    strawberry.union(
        "MarkNotificationOpenedResult", description="The outcome of `markNotificationOpened`."
    ),
]


@strawberry.type
class NotificationMutations:
    @strawberry.mutation(
        description="Marks notifications of the viewer as read, those that it knows. One that was"
        " read before keeps its time. For anyone who is signed in."
    )
    async def mark_notifications_read(
        self, info: strawberry.Info, input: MarkNotificationsReadInput
    ) -> MarkNotificationsReadResult:
        keys = {public: reference_key(NOTIFICATION_PREFIX, public) for public in input.ids}
        async with writing(info) as (session, viewer, _now):
            marked = await service.mark_notifications_read(session, viewer, list(keys.values()))
        known = {one.id for one in marked}
        return MarkNotificationsReadSuccess(
            notifications=[row(one.id) for one in marked],
            unknown_ids=[public for public, key in keys.items() if key not in known],
            viewer=row(viewer.person_id),
        )

    @strawberry.mutation(
        description="Reports that a push was opened, for the editors' counts. A push to a person is"
        " reported by that person, a push to a topic by the phone, even if nobody is signed in."
        " Repeating has no further effect."
    )
    async def mark_notification_opened(
        self, info: strawberry.Info, input: MarkNotificationOpenedInput
    ) -> MarkNotificationOpenedResult:
        to_topic = str(input.notification).startswith(f"{TOPIC_MESSAGE_PREFIX}_")
        prefix = TOPIC_MESSAGE_PREFIX if to_topic else NOTIFICATION_PREFIX
        mark = service.mark_topic_message_opened if to_topic else service.mark_notification_opened
        push = input_key("input.notification", prefix, input.notification)
        device = input_key("input.device", "dev", input.device)
        async with writing(info) as (session, viewer, _now):
            await mark(session, viewer, push, device)
        return MarkNotificationOpenedSuccess(notification=None if to_topic else row(push))
