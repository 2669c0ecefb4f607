"""Where the question for help enters."""

from typing import Annotated, Any

import strawberry

from api.emergency import types
from api.emergency.service import PackKeeper, render
from api.emergency.values import FacilityKind
from api.gql.common.types import PointInput
from api.gql.run.mutate import context
from api.gql.schema.mapping import LARGEST_FIRST
from api.gql.schema.problems import BadValue
from api.kit.geo import Point


def _source(shown: dict[str, Any]) -> types.EmergencySource:
    return types.EmergencySource(
        synthetic=shown["synthetic"],
        source_name=shown["sourceName"],
        source_date=shown["sourceDate"],
        source_note=shown["sourceNote"],
    )


def _facility(shown: dict[str, Any]) -> types.EmergencyFacility:
    return types.EmergencyFacility(
        code=shown["code"],
        kind=FacilityKind(shown["kind"]),
        name=shown["name"],
        village=shown["village"],
        point=types.EmergencyPoint(**shown["point"]),
        phone=shown["phone"],
        open24h=shown["open24h"],
        distance_metres=shown["distanceMetres"],
        provenance=_source(shown["provenance"]),
    )


@strawberry.type(description="All that a phone needs in an emergency; keep it on the phone.")
class EmergencyPack:
    shown: strawberry.Private[dict[str, Any]]
    revision: str = strawberry.field(description="The same revision means the same content.")
    number: str = strawberry.field(description="The emergency number: 112.")
    notice: str = strawberry.field(description="When and how to call it.")
    shortcuts: list[types.EmergencyShortcut] = strawberry.field(description="Numbers to dial.")
    categories: list[types.EmergencyCategory] = strawberry.field(description="What happened?")

    @strawberry.field(description="Places that help, nearest first where `near` was given.")
    def facilities(
        self,
        first: Annotated[
            int | None, strawberry.argument(description="How many at most, 1 to 100.")
        ] = None,
    ) -> list[types.EmergencyFacility]:
        if first is not None and not 1 <= first <= LARGEST_FIRST:
            raise BadValue(
                f"first: {first} di luar batas; minta 1 sampai {LARGEST_FIRST}.",
                f"first: {first} is out of range; ask for 1 to {LARGEST_FIRST}.",
            )
        return [_facility(one) for one in self.shown["facilities"][:first]]


@strawberry.type
class EmergencyQueries:
    @strawberry.field(
        description="112 and the local numbers; the same without a token at /emergency.json."
    )
    def emergency(
        self,
        info: strawberry.Info,
        near: Annotated[
            PointInput | None, strawberry.argument(description="Where the caller is.")
        ] = None,
    ) -> EmergencyPack:
        place = None if near is None else Point(near.latitude, near.longitude)
        if place is not None and not place.is_on_earth():
            raise BadValue(
                "near: latitude -90 sampai 90 dan longitude -180 sampai 180, dalam derajat.",
                "near: latitude is -90 to 90 and longitude -180 to 180, in degrees.",
            )
        asked = context(info)
        shown = render(asked.resources.get(PackKeeper).pack, asked.viewer.language, place)
        return EmergencyPack(
            shown=shown,
            revision=shown["revision"],
            number=shown["number"],
            notice=shown["notice"],
            shortcuts=[
                types.EmergencyShortcut(
                    code=one["code"],
                    label=one["label"],
                    number=one["number"],
                    dial_uri=one["dialUri"],
                    sms_template=one["smsTemplate"],
                    fallback_numbers=one["fallbackNumbers"],
                    icon=one["icon"],
                    categories=one["categories"],
                    provenance=_source(one["provenance"]),
                )
                for one in shown["shortcuts"]
            ],
            categories=[types.EmergencyCategory(**one) for one in shown["categories"]],
        )


QUERIES = (EmergencyQueries,)
