"""Where devices, preferences and read marks enter."""

from collections.abc import Sequence
from typing import Annotated, Any

import strawberry

from api.gql.common.references import input_key, input_keys
from api.gql.common.results import InvalidInput, NotAllowed, NotFound
from api.gql.common.types import Language
from api.gql.run.mutate import row, writing
from api.push import service
from api.push.types import Device
from api.push.values import Platform, Theme


@strawberry.input(description="What is wanted of one theme.")
class PushTopicInput:
    theme: Theme = strawberry.field(description="The theme.")
    enabled: bool = strawberry.field(default=True, description="Whether to hear of it at all.")
    areas: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Districts and villages that matter, at most 20; what concerns the whole city"
        " is told anyway.",
    )


@strawberry.input(description="When not to be disturbed; overnight if it ends before it begins.")
class QuietHoursInput:
    start: str = strawberry.field(name="from", description="From when, such as 22:00.")
    until: str = strawberry.field(description="Until when, such as 06:00.")
    time_zone: str | None = strawberry.field(
        default=None,
        description="By the clock of which IANA time zone; that of the phone used last if absent.",
    )


@strawberry.input(description="What changes of the viewer's choices; what is absent stays.")
class UpdatePushPreferencesInput:
    topics: list[PushTopicInput] = strawberry.field(
        default_factory=list, description="Themes to choose anew, each once."
    )
    quiet_hours: QuietHoursInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="When pushes wait; null lifts quiet hours. The inbox never waits.",
    )


@strawberry.input(description="An installation of an app that can be pushed to.")
class RegisterDeviceInput:
    installation_id: str | None = strawberry.field(
        default=None, description="The Firebase installation id; it is preferred."
    )
    token: str | None = strawberry.field(
        default=None, description="A registration token, where there is no installation id."
    )
    app: str = strawberry.field(description="The short name of the app.")
    platform: Platform = strawberry.field(description="What the device runs.")
    app_version: str = strawberry.field(description="The app's version.")
    locale: Language = strawberry.field(description="The language that its owner reads.")
    time_zone: str = strawberry.field(description="Its IANA time zone, such as Asia/Makassar.")
    phone_id: str | None = strawberry.field(
        default=None,
        description="What all of the city's apps on one phone call it alike (iOS: the identifier"
        " for vendors; Android: ANDROID_ID): one of them tells each thing, not all. Only its hash"
        " is kept.",
    )
    topics: list[PushTopicInput] | None = strawberry.field(
        default=None,
        description="What is wanted on a phone on which nobody is signed in; a person's own"
        " preferences go before. Themes that are not named stay as they were.",
    )


@strawberry.input(description="Which device to forget.")
class RemoveDeviceInput:
    device: strawberry.ID = strawberry.field(description="The device.")


@strawberry.input(description="Which notifications were read.")
class MarkNotificationsReadInput:
    ids: list[strawberry.ID] = strawberry.field(description="The notifications, 1 to 200.")


@strawberry.type(description="The device will be pushed to.")
class RegisterDeviceSuccess:
    device: Device | None = strawberry.field(
        description="The device; null for who is not signed in: a device is shown to its person."
    )
    id: strawberry.ID = strawberry.field(description="Its id, with which the app removes it again.")


@strawberry.type(description="The device is forgotten.")
class RemoveDeviceSuccess:
    id: strawberry.ID = strawberry.field(description="The id that it had.")


@strawberry.type(description="They are marked as read.")
class MarkNotificationsReadSuccess:
    ids: list[strawberry.ID] = strawberry.field(description="Those that are now read.")


@strawberry.type(description="The choices are kept.")
class UpdatePushPreferencesSuccess:
    topics: list[Theme] = strawberry.field(description="The themes that were chosen anew.")
    quiet_hours: bool | None = strawberry.field(
        description="Whether there are quiet hours now; null when that was not touched."
    )


UpdatePushPreferencesResult = Annotated[
    UpdatePushPreferencesSuccess | InvalidInput | NotAllowed,
    strawberry.union("UpdatePushPreferencesResult", description="What choosing answers."),
]
RegisterDeviceResult = Annotated[
    RegisterDeviceSuccess | InvalidInput | NotAllowed,
    strawberry.union("RegisterDeviceResult", description="What registerDevice answers."),
]
RemoveDeviceResult = Annotated[
    RemoveDeviceSuccess | InvalidInput | NotFound,
    strawberry.union("RemoveDeviceResult", description="What removeDevice answers."),
]
MarkNotificationsReadResult = Annotated[
    MarkNotificationsReadSuccess | InvalidInput | NotAllowed | NotFound,
    strawberry.union("MarkNotificationsReadResult", description="What marking answers."),
]


def _public(prefix: str, key: str) -> Any:
    return strawberry.ID(f"{prefix}_{key}")


def _choices(path: str, wanted: Sequence[PushTopicInput]) -> list[service.ThemeRequest]:
    return [
        service.ThemeRequest(
            choice.theme,
            choice.enabled,
            tuple(
                input_key(f"{path}.{place}.areas.{i}", "area", area)
                for i, area in enumerate(choice.areas)
            ),
        )
        for place, choice in enumerate(wanted)
    ]


@strawberry.type
class PushMutations:
    @strawberry.mutation(
        description="Chooses what the viewer hears of, and when pushes wait: for who is signed in."
    )
    async def update_push_preferences(
        self, info: strawberry.Info, input: UpdatePushPreferencesInput
    ) -> UpdatePushPreferencesResult:
        topics = _choices("input.topics", input.topics)
        asked = input.quiet_hours
        touched = asked is not strawberry.UNSET
        quiet = service.Quiet(asked.start, asked.until, asked.time_zone) if asked else None
        async with writing(info) as (session, viewer, _now):
            await service.update_push_preferences(
                session, viewer, topics=topics, quiet=quiet, remove_quiet_hours=touched and quiet is None
            )
        return UpdatePushPreferencesSuccess(
            topics=[choice.theme for choice in topics],
            quiet_hours=quiet is not None if touched else None,
        )

    @strawberry.mutation(
        description="Makes an app's installation reachable, or refreshes what is known of it."
    )
    async def register_device(
        self, info: strawberry.Info, input: RegisterDeviceInput
    ) -> RegisterDeviceResult:
        async with writing(info) as (session, viewer, _now):
            device = await service.register_device(
                session,
                viewer,
                installation_id=input.installation_id,
                token=input.token,
                app=input.app,
                platform=input.platform,
                app_version=input.app_version,
                locale=input.locale.name,
                time_zone=input.time_zone,
                phone_id=input.phone_id,
                topics=_choices("input.topics", input.topics or ()),
            )
        return RegisterDeviceSuccess(device=row(device.id), id=_public("dev", device.id))

    @strawberry.mutation(description="Forgets a device: at signing out, or when it is unwanted.")
    async def remove_device(
        self, info: strawberry.Info, input: RemoveDeviceInput
    ) -> RemoveDeviceResult:
        key = input_key("input.device", "dev", input.device)
        async with writing(info) as (session, viewer, _now):
            await service.remove_device(session, viewer, key)
        return RemoveDeviceSuccess(id=input.device)

    @strawberry.mutation(description="Marks notifications of the viewer as read.")
    async def mark_notifications_read(
        self, info: strawberry.Info, input: MarkNotificationsReadInput
    ) -> MarkNotificationsReadResult:
        keys = input_keys({f"input.ids.{n}": public for n, public in enumerate(input.ids)}, "ntf")
        async with writing(info) as (session, viewer, _now):
            marked = await service.mark_notifications_read(session, viewer, keys)
        return MarkNotificationsReadSuccess(ids=[_public("ntf", one.id) for one in marked])
