"""The mutation of a person's preferences."""

from typing import Annotated

import strawberry

from api.gql.common.results import InvalidInput, NotAllowed
from api.gql.common.scalars import LocalTime, TimeZone
from api.gql.run.mutate import row, writing
from api.push import service
from api.push.mutations.topics import PushTopicInput, requests
from api.push.types import PushPreferences


@strawberry.input(
    description="When not to be disturbed; overnight if `until` is before `from`, never both alike."
)
class QuietHoursInput:
    start: LocalTime = strawberry.field(name="from", description="When they begin.")
    until: LocalTime = strawberry.field(description="When they end.")
    time_zone: TimeZone | None = strawberry.field(
        default=None,
        description="The time zone of both times; if omitted, that of the phone used last.",
    )


@strawberry.input(description="What to change; what is omitted stays as it is.")
class UpdatePushPreferencesInput:
    topics: list[PushTopicInput] = strawberry.field(
        default_factory=list, description="New choices, each topic at most once."
    )
    quiet_hours: QuietHoursInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="New quiet hours; null removes them, and deferred pushes are sent at once.",
    )


@strawberry.type(description="The preferences have been saved.")
class UpdatePushPreferencesSuccess:
    preferences: PushPreferences = strawberry.field(
        description="All of the viewer's preferences as they are now."
    )


UpdatePushPreferencesResult = Annotated[
    UpdatePushPreferencesSuccess | InvalidInput | NotAllowed,
    strawberry.union(
        "UpdatePushPreferencesResult", description="The outcome of `updatePushPreferences`."
    ),
]


@strawberry.type
class PreferenceMutations:
    @strawberry.mutation(
        description="Changes which pushes the viewer gets, and when they are deferred. For anyone"
        " who is signed in."
    )
    async def update_push_preferences(
        self, info: strawberry.Info, input: UpdatePushPreferencesInput
    ) -> UpdatePushPreferencesResult:
        topics = requests("input.topics", input.topics)
        wanted = input.quiet_hours
        quiet_hours = (
            service.QuietHoursRequest(wanted.start, wanted.until, wanted.time_zone)
            if wanted
            else None
        )
        async with writing(info) as (session, viewer, _now):
            person_id = await service.update_push_preferences(
                session, viewer, topics=topics, quiet_hours=quiet_hours,
                remove_quiet_hours=wanted is None,
            )  # fmt: skip
        return UpdatePushPreferencesSuccess(preferences=row(person_id))
