"""Where devices and read marks enter."""

from typing import Annotated, Any

import strawberry

from api.gql.mutate import row, writing
from api.gql.references import input_key
from api.gql.results import InvalidInput, NotAllowed, NotFound
from api.gql.types import Language
from api.push import service
from api.push.types import Device
from api.push.values import Platform


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


@strawberry.type
class PushMutations:
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
        keys = [input_key(f"input.ids.{i}", "ntf", public) for i, public in enumerate(input.ids)]
        async with writing(info) as (session, viewer, _now):
            marked = await service.mark_notifications_read(session, viewer, keys)
        return MarkNotificationsReadSuccess(ids=[_public("ntf", one.id) for one in marked])
