"""Roles, agencies and the viewer in the graph."""

from typing import Any, Final, cast

import strawberry
from sqlalchemy import ColumnElement, false, func, literal_column, null, select, true

from api.gql.common.enums import described
from api.gql.common.types import Node, Provenance
from api.gql.schema.fields import col, expr, gid, one, same, table, words
from api.gql.schema.mapping import everyone
from api.identity import models
from api.identity.values import AgencyKind, Role
from api.identity.values import Viewer as Asking

described(
    Role,
    "The role of a caller, which decides what they may see and do.",
    ANONYMOUS="Anyone who is not signed in.",
    CITIZEN="A citizen or visitor who is signed in.",
    PARTNER="A registered media outlet.",
    OFFICER="An officer of an agency.",
    EDITOR="An editor of the city's news.",
    ADMIN="An administrator.",
    SYSTEM="The system itself, as the author of automatic updates.",
)

described(
    AgencyKind,
    "The legal form of an agency. Values may be added.",
    DINAS="A department that runs a public service, such as public works (dinas).",
    BADAN="A body with a supporting task, such as disaster management or revenue (badan).",
    SATUAN="A unit, such as the public order police (satuan).",
    SEKRETARIAT="A secretariat, such as that of the mayor or regent (sekretariat).",
    INSPEKTORAT="The city's internal audit office (inspektorat).",
    KANTOR="An office that is neither a dinas nor a badan (kantor).",
    KECAMATAN="The administration of a district (kecamatan).",
    RSUD="A regional public hospital (rumah sakit umum daerah).",
    PERUMDA="A company that the city owns alone, such as the water company (perumda).",
    PERSERODA="A limited company of which the city owns the majority (perseroda).",
    LAINNYA="Another form.",
)

PERSON: Final = "person"
"""The prefix of people's global ids."""
SELF: Final = select(literal_column("1").label("one")).subquery("self")
"""One row: the table of types that are about the viewer."""


@table(
    models.Agency,
    where=everyone,
    prefix="agency",
    description="A city agency that handles reports and publishes news.",
)
class Agency(Node):
    id: strawberry.ID = gid("The agency's ID.")
    code: str = col(models.Agency.code, "A stable short name, such as pupr.")
    name: str = words(models.Agency.name_id, models.Agency.name_en, "The agency's name.")
    kind: AgencyKind = expr(lambda row, _v: func.upper(row.kind), "The agency's legal form.")
    phone: str | None = col(
        models.Agency.phone, "The agency's public telephone number; null if none is published."
    )
    provenance: Provenance = same(lambda: Provenance, "The source of the facts about the agency.")


def _signed_in(_row: object, viewer: Asking) -> ColumnElement[bool]:
    return true() if viewer.is_signed_in else false()


def own_id(_row: object, viewer: Asking) -> ColumnElement[Any]:
    """The key of the viewer's own global id; null for an anonymous one."""
    key: ColumnElement[Any] | None = cast(Any, viewer.person_id)
    return null() if key is None else key


@table(
    SELF,
    where=_signed_in,
    prefix=PERSON,
    key="one",
    identity=own_id,
    description="The person who is signed in, and what only they may see.",
)
class Viewer(Node):
    id: strawberry.ID = gid("The viewer's ID; only the viewer can look it up.", PERSON, own_id)
    role: Role = expr(
        lambda _row, viewer: literal_column(f"'{viewer.role.name}'"),
        "The viewer's role, which decides what they may see and do.",
    )
    name: str | None = expr(
        lambda _row, viewer: viewer.name, "The viewer's name; null if their account has none."
    )
    agency: Agency | None = one(
        lambda: Agency,
        lambda _row, agency, viewer: (
            false() if viewer.agency_id is None else agency.id == viewer.agency_id
        ),
        "The agency that an officer works for; null for everyone else.",
    )
