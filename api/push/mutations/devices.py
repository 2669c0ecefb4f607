"""The mutations of devices."""

from typing import Annotated, Final

import strawberry

from api.gql.common.references import input_key
from api.gql.common.results import InvalidInput, NotAllowed, NotFound
from api.gql.common.scalars import TimeZone
from api.gql.common.types import Language
from api.gql.run.mutate import row, writing
from api.kit import ids
from api.push import service
from api.push.mutations.topics import PushTopicInput, requests
from api.push.types import Device
from api.push.values import Permission, Platform

PREFIX: Final = "dev"


@strawberry.input(
    one_of=True,
    description="The address of an installation at Firebase, exactly one of these. Prefer the"
    " installation ID.",
)
class DeviceAddressInput:
    installation_id: str | None = strawberry.field(
        default=strawberry.UNSET, description="The Firebase installation ID; up to 255 characters."
    )
    token: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The FCM registration token, for apps without an installation ID; up to 2,048"
        " characters.",
    )


@strawberry.input(description="An installation of an app, to which pushes are to be sent.")
class RegisterDeviceInput:
    address: DeviceAddressInput = strawberry.field(description="Its address at Firebase.")
    previous_token: str | None = strawberry.field(
        default=None,
        description="The token by which the app registered before it had an installation ID: the"
        " device is then the same as before. Only beside an installation ID.",
    )
    app: str = strawberry.field(description="The app's slug, as the query `apps` lists it.")
    platform: Platform = strawberry.field(description="The platform that the app runs on.")
    app_version: str = strawberry.field(description="The version of the app; up to 40 characters.")
    locale: Language = strawberry.field(description="The language in which to push.")
    time_zone: TimeZone = strawberry.field(description="The time zone of the device.")
    phone_id: str | None = strawberry.field(
        default=None,
        description="An ID shared by all the city's apps on the phone (iOS: the identifier for"
        " vendors; Android: ANDROID_ID), so that only one of them shows each push. Only a hash of"
        " it is stored.",
    )
    topics: list[PushTopicInput] | None = strawberry.field(
        default=None,
        description="The choices for as long as nobody is signed in on the device; a signed-in"
        " person's own preferences take precedence. Topics that are not listed stay as they were.",
    )
    permission: Permission = strawberry.field(
        default=Permission.UNKNOWN,
        description="Whether the phone's owner lets this app show notifications: registering again"
        " after a change of it has pushes shown by another app of the phone, or by this one again.",
    )


@strawberry.input(description="The device to remove.")
class RemoveDeviceInput:
    device: strawberry.ID = strawberry.field(description="Its ID, as `registerDevice` returned it.")


@strawberry.type(description="Pushes will be sent to the device.")
class RegisterDeviceSuccess:
    device_id: strawberry.ID = strawberry.field(
        description="The device's ID. The app keeps it to remove the device, and to report opened"
        " pushes, even if nobody is signed in."
    )
    device: Device | None = strawberry.field(
        description="The device; null when nobody is signed in, for only its owner sees a device."
    )


@strawberry.type(description="The device has been removed.")
class RemoveDeviceSuccess:
    device_id: strawberry.ID = strawberry.field(
        description="The ID that it had, to remove it from a cache."
    )


RegisterDeviceResult = Annotated[
    RegisterDeviceSuccess | InvalidInput | NotAllowed,
    strawberry.union("RegisterDeviceResult", description="The outcome of `registerDevice`."),
]
RemoveDeviceResult = Annotated[
    RemoveDeviceSuccess | InvalidInput | NotFound,
    strawberry.union("RemoveDeviceResult", description="The outcome of `removeDevice`."),
]


def _given(value: str | None) -> str | None:
    return None if value is strawberry.UNSET else value


def _public(key: str) -> strawberry.ID:
    return strawberry.ID(ids.public_id(PREFIX, key))


@strawberry.type
class DeviceMutations:
    @strawberry.mutation(
        description="Registers a device for pushes, or refreshes what is known about it. Apps call"
        " it at every start, after signing in, and after signing out. For everyone."
    )
    async def register_device(
        self, info: strawberry.Info, input: RegisterDeviceInput
    ) -> RegisterDeviceResult:
        async with writing(info) as (session, viewer, _now):
            device = await service.register_device(
                session,
                viewer,
                installation_id=_given(input.address.installation_id),
                token=_given(input.address.token),
                previous_token=input.previous_token,
                app=input.app,
                platform=input.platform,
                app_version=input.app_version,
                locale=input.locale.name,
                time_zone=input.time_zone,
                phone_id=input.phone_id,
                topics=requests("input.topics", input.topics or ()),
                permission=input.permission,
            )
        return RegisterDeviceSuccess(device_id=_public(device.id), device=row(device.id))

    @strawberry.mutation(
        description="Removes a device: no more pushes are sent to it. For its owner; if nobody is"
        " signed in on it, for anyone who knows its ID."
    )
    async def remove_device(
        self, info: strawberry.Info, input: RemoveDeviceInput
    ) -> RemoveDeviceResult:
        key = input_key("input.device", PREFIX, input.device)
        async with writing(info) as (session, viewer, _now):
            await service.remove_device(session, viewer, key)
        return RemoveDeviceSuccess(device_id=_public(key))
