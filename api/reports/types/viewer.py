"""What the graph's viewer has to do with reports."""

import strawberry
from sqlalchemy import false

from api.areas.types import Area
from api.gql.common.connection import Connection
from api.gql.schema.fields import many, one, page, sort
from api.gql.schema.mapping import Order
from api.identity.models import Person
from api.reports import policy
from api.reports.types.parts import Officer
from api.reports.types.report import DISCLOSED, NEWEST, IdentityDisclosure, Report


@strawberry.type
class ReportsOfViewer:
    reports: Connection[Report] = page(
        lambda: Report,
        "The viewer's own reports, newest first.",
        on=lambda _self, report, viewer: report.reporter_id == viewer.person_id,
        order=NEWEST,
    )
    joined_reports: Connection[Report] = page(
        lambda: Report,
        "Other people's reports that the viewer has joined, newest first.",
        on=lambda _self, report, viewer: policy.has_joined(report, viewer),
        order=NEWEST,
    )
    area: Area | None = one(
        lambda: Area,
        lambda _self, area, viewer: (
            false() if viewer.area_id is None else area.id == viewer.area_id
        ),
        "The district or village to which an officer's work is limited; null if there is no limit.",
    )
    identity_disclosures: Connection[IdentityDisclosure] = page(
        lambda: IdentityDisclosure,
        "To whom the viewer's hidden name was disclosed, newest first.",
        on=lambda _self, disclosure, viewer: policy.is_reporter(disclosure, viewer),
        order=DISCLOSED,
    )
    colleagues: list[Officer] = many(
        lambda: Officer,
        "Officers of the viewer's agency who have used this service, at most 500; empty for"
        " non-officers.",
        on=lambda _self, person, viewer: policy.is_colleague(person, viewer),
        order=Order("since", (sort(Person.created_at, "instant"),)),
        limit=500,
    )
