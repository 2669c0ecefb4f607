"""The emergency pack in the graph: answered from memory, never from the database."""

from datetime import date

import strawberry

from api.emergency.values import FacilityKind
from api.gql.common.enums import described

described(
    FacilityKind,
    "What a facility is.",
    HOSPITAL="A hospital.",
    HEALTH_CENTRE="A health centre: puskesmas.",
    POLICE="A police post.",
    FIRE_STATION="A fire station.",
    SHELTER="A place to go to in a disaster.",
    COMMAND_CENTER="The city's command centre.",
)


@strawberry.type(description="A place by its coordinates, WGS 84.")
class EmergencyPoint:
    latitude: float = strawberry.field(description="Degrees north.")
    longitude: float = strawberry.field(description="Degrees east.")


@strawberry.type(description="Where a number or place comes from.")
class EmergencySource:
    synthetic: bool = strawberry.field(description="Invented as an example; not a fact.")
    source_name: str | None = strawberry.field(description="Who published it.")
    source_date: date | None = strawberry.field(description="When it was published.")
    source_note: str | None = strawberry.field(description="What of it is not sure.")


@strawberry.type(description="A number that an app dials.")
class EmergencyShortcut:
    code: str = strawberry.field(description="A stable name.")
    label: str = strawberry.field(description="What it is for.")
    number: str = strawberry.field(description="The number to dial.")
    dial_uri: str = strawberry.field(description="What to hand to the phone: tel:112.")
    sms_template: str | None = strawberry.field(description="A text to send where SMS is taken.")
    fallback_numbers: list[str] = strawberry.field(description="Whom to call if nobody answers.")
    icon: str = strawberry.field(description="The name of its icon.")
    categories: list[str] = strawberry.field(description="The kinds of emergency it is for.")
    provenance: EmergencySource = strawberry.field(description="Who published it, and when.")


@strawberry.type(description="A kind of emergency.")
class EmergencyCategory:
    code: str = strawberry.field(description="A stable name.")
    label: str = strawberry.field(description="What people call it.")
    shortcut: str = strawberry.field(description="The code of the shortcut to use.")


@strawberry.type(description="A place that helps.")
class EmergencyFacility:
    code: str = strawberry.field(description="A stable name.")
    kind: FacilityKind = strawberry.field(description="What it is.")
    name: str = strawberry.field(description="What it is called.")
    village: str | None = strawberry.field(description="The village that it is in.")
    point: EmergencyPoint = strawberry.field(description="Where it is.")
    phone: str | None = strawberry.field(description="Its number, where one is published.")
    open24h: bool = strawberry.field(description="Open round the clock.")
    distance_metres: int | None = strawberry.field(
        description="How far from `near`, in metres; null without it."
    )
    provenance: EmergencySource = strawberry.field(description="What of it is known.")
