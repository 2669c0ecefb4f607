"""The emergency pack in the graph: answered from memory, never from the database."""

from typing import Annotated, Self

import strawberry

from api.emergency import values
from api.emergency.service import metres_to, sorted_facilities
from api.emergency.values import FacilityKind, Pack
from api.gql.common.enums import described
from api.gql.common.types import Point, PointInput, Provenance
from api.gql.schema.mapping import LARGEST_FIRST
from api.gql.schema.problems import BadValue
from api.kit import geo, ids
from api.kit.problems import Language

described(
    FacilityKind,
    "The kind of a facility. Values may be added.",
    HOSPITAL="A hospital.",
    HEALTH_CENTRE="A health centre (puskesmas).",
    POLICE="A police station or post.",
    FIRE_STATION="A fire station.",
    SHELTER="A place to go to in a disaster.",
    COMMAND_CENTER="The city's command centre.",
)


@strawberry.type(
    description="An area by name, known without the database. `node(id:)` gives the whole `Area`."
)
class AreaName:
    id: strawberry.ID = strawberry.field(description="The ID of the `Area`.")
    code: str = strawberry.field(description="The Kemendagri code, such as 51.03.01.1002.")
    name: str = strawberry.field(description="The official name, without the kind.")

    @classmethod
    def of(cls, village: values.Village) -> Self:
        """The area of a village."""
        return cls(
            id=strawberry.ID(ids.public_id("area", village.id)),
            code=village.code,
            name=village.name,
        )


@strawberry.type(description="A telephone number that an app dials in an emergency.")
class EmergencyShortcut:
    id: strawberry.ID = strawberry.field(description="A stable ID, for caches.")
    code: str = strawberry.field(description="A stable short name.")
    label: str = strawberry.field(description="The person or service that the number reaches.")
    number: str = strawberry.field(description="The number to show.")
    dial_uri: str = strawberry.field(
        description="The URI to hand to the phone's dialler, such as tel:112."
    )
    sms_template: str | None = strawberry.field(
        description="A text to send to the number by SMS; null if it takes none."
    )
    fallback_numbers: list[str] = strawberry.field(
        description="Numbers to call if nobody answers, in this order."
    )
    icon: str = strawberry.field(description="The name of an icon.")
    category_codes: list[str] = strawberry.field(
        description="The codes of the kinds of emergency (`EmergencyPack.categories`) that the"
        " number serves."
    )
    provenance: Provenance = strawberry.field(description="The source of the number.")

    @classmethod
    def of(cls, shortcut: values.Shortcut, language: Language) -> Self:
        """The shortcut in one language."""
        return cls(
            id=_id("shortcut", shortcut.code),
            code=shortcut.code,
            label=shortcut.label.text(language),
            number=shortcut.number,
            dial_uri=shortcut.dial_uri,
            sms_template=shortcut.sms.text(language) if shortcut.sms else None,
            fallback_numbers=list(shortcut.fallback_numbers),
            icon=shortcut.icon,
            category_codes=list(shortcut.categories),
            provenance=_provenance(shortcut.provenance),
        )


@strawberry.type(description="A kind of emergency.")
class EmergencyCategory:
    id: strawberry.ID = strawberry.field(description="A stable ID, for caches.")
    code: str = strawberry.field(description="A stable short name.")
    label: str = strawberry.field(description="The common name of this kind of emergency.")
    shortcut: EmergencyShortcut = strawberry.field(description="The number to offer first.")


@strawberry.type(description="A facility that helps in an emergency.")
class EmergencyFacility:
    facility: strawberry.Private[values.Facility]
    id: strawberry.ID = strawberry.field(description="A stable ID, for caches.")
    code: str = strawberry.field(description="A stable short name.")
    kind: FacilityKind = strawberry.field(description="The kind of facility.")
    name: str = strawberry.field(description="The facility's name.")
    village: AreaName | None = strawberry.field(
        description="The village that the facility is in; null if it is not known."
    )
    point: Point = strawberry.field(description="The facility's position.")
    phone: str | None = strawberry.field(
        description="The facility's telephone number; null if none is published."
    )
    open24h: bool = strawberry.field(description="Whether the facility is open round the clock.")
    provenance: Provenance = strawberry.field(
        description="The source of the facts; an example says so."
    )

    @strawberry.field(description="The distance from a point, in metres as the crow flies.")
    def distance_metres(
        self,
        origin: Annotated[
            PointInput,
            strawberry.argument(name="from", description="The point, such as a phone's."),
        ],
    ) -> int:
        return metres_to(self.facility, _point(origin, "from"))

    @classmethod
    def of(cls, facility: values.Facility) -> Self:
        """The facility as the graph shows it."""
        village = facility.village
        return cls(
            facility=facility,
            id=_id("facility", facility.code),
            code=facility.code,
            kind=facility.kind,
            name=facility.name,
            village=None if village is None else AreaName.of(village),
            point=Point(latitude=facility.latitude, longitude=facility.longitude),
            phone=facility.phone,
            open24h=facility.open_24h,
            provenance=_provenance(facility.provenance),
        )


@strawberry.type(
    description="The numbers and facilities for an emergency: an app keeps them on the phone."
)
class EmergencyPack:
    pack: strawberry.Private[Pack]
    id: strawberry.ID = strawberry.field(description="A stable ID, for caches: there is one pack.")
    revision: str = strawberry.field(
        description="A hash of the content: the same revision means the same numbers and"
        " facilities."
    )
    number: str = strawberry.field(description="The emergency number: 112.")
    notice: str = strawberry.field(description="When and how to call the number.")
    shortcuts: list[EmergencyShortcut] = strawberry.field(description="The numbers to dial.")
    categories: list[EmergencyCategory] = strawberry.field(
        description="The kinds of emergency to choose from."
    )

    @strawberry.field(
        description="Facilities that help, nearest first if `near` is given, by code if not."
    )
    def facilities(
        self,
        near: Annotated[
            PointInput | None, strawberry.argument(description="The caller's position.")
        ] = None,
        first: Annotated[
            int | None,
            strawberry.argument(
                description=f"How many facilities at most, 1 to {LARGEST_FIRST}; all if omitted."
            ),
        ] = None,
    ) -> list[EmergencyFacility]:
        if first is not None and not 1 <= first <= LARGEST_FIRST:
            raise BadValue(
                f"first: {first} di luar batas; minta 1 sampai {LARGEST_FIRST}.",
                f"first: {first} is out of range; ask for 1 to {LARGEST_FIRST}.",
            )
        found = sorted_facilities(self.pack, None if near is None else _point(near, "near"))
        return [EmergencyFacility.of(facility) for facility in found[:first]]

    @classmethod
    def of(cls, pack: Pack, language: Language) -> Self:
        """The pack in one language."""
        shortcuts = {s.code: EmergencyShortcut.of(s, language) for s in pack.shortcuts}
        return cls(
            pack=pack,
            id=_id("emergency", "pack"),
            revision=pack.revision,
            number=pack.number,
            notice=pack.notice.text(language),
            shortcuts=list(shortcuts.values()),
            categories=[
                EmergencyCategory(
                    id=_id("emergency-category", category.code),
                    code=category.code,
                    label=category.label.text(language),
                    shortcut=shortcuts[category.shortcut],
                )
                for category in pack.categories
            ],
        )


def _id(kind: str, code: str) -> strawberry.ID:
    """An ID that follows from the code: the copy on disk and the last resort give the same one."""
    return strawberry.ID(ids.public_id(kind, ids.named(kind, code)))


def _point(given: PointInput, path: str) -> geo.Point:
    point = geo.Point(given.latitude, given.longitude)
    if not point.is_on_earth():
        raise BadValue(
            f"{path}: latitude -90 sampai 90 dan longitude -180 sampai 180, dalam derajat.",
            f"{path}: latitude is -90 to 90 and longitude -180 to 180, in degrees.",
        )
    return point


def _provenance(shown: values.Provenance) -> Provenance:
    return Provenance(
        synthetic=shown.synthetic,
        source_name=shown.source_name,
        source_date=shown.source_date,
        source_note=shown.source_note,
    )
