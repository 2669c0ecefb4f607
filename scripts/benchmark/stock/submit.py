"""The stock system's one mutation: the same rows as ours, by the ORM, in one transaction."""

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import strawberry
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from api.areas.values import AreaLevel
from api.identity.tokens import LocalKeys
from api.identity.values import Role, person_id
from api.kit import clock, ids
from api.kit.geo import Point, metres_between
from api.reports.models import cells
from api.reports.values import FollowKind, ReportStatus
from scripts.benchmark.stock.loaders import (
    AreaRow,
    CategoryRow,
    FollowerRow,
    KeyRow,
    PersonRow,
    ReportRow,
    Sessions,
    TicketRow,
)
from scripts.benchmark.stock.types import Report

_ZONE = ZoneInfo("Asia/Makassar")


@strawberry.input
class PointInput:
    latitude: float
    longitude: float


@strawberry.input
class SubmitReportInput:
    idempotency_key: str
    category: strawberry.ID
    point: PointInput
    title: str
    description: str | None = None
    address: str | None = None


@strawberry.type
class SubmitReportSuccess:
    report: Report


@strawberry.type
class Conflict:
    message: str


SubmitReportResult = Annotated[
    SubmitReportSuccess | Conflict, strawberry.union("SubmitReportResult")
]


@dataclass(frozen=True, slots=True)
class Places:
    """The villages, kept in memory."""

    villages: list[tuple[str, str, Point]]

    def locate(self, point: Point) -> tuple[str, str]:
        """(village, district) of a point."""
        nearest = min(self.villages, key=lambda village: metres_between(village[2], point))
        return nearest[0], nearest[1]


async def load_places(sessions: Sessions) -> Places:
    """Reads the villages."""
    async with sessions() as session:
        rows = await session.scalars(select(AreaRow).where(AreaRow.level == AreaLevel.VILLAGE))
        return Places([(r.id, r.parent_id, Point(r.latitude, r.longitude)) for r in rows])


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def submit_report(
        self, info: strawberry.Info, input: SubmitReportInput
    ) -> SubmitReportResult:
        header = info.context["request"].headers["authorization"]
        keys: LocalKeys = info.context["keys"]
        claims = keys.verify(header.removeprefix("Bearer "))
        person, now = person_id(claims.issuer, claims.subject), clock.now()
        point = Point(input.point.latitude, input.point.longitude)
        fingerprint = ids.fingerprint(json.dumps(strawberry.asdict(input)))
        report_id = ids.uuid7()
        async with info.context["sessions"]() as session, session.begin():
            insert: Any = sqlite.insert
            if session.get_bind().dialect.name == "postgresql":
                insert = postgresql.insert
            await session.execute(
                insert(PersonRow)
                .values(
                    id=person, subject=f"{claims.issuer}#{claims.subject}", role=Role.CITIZEN,
                    name=claims.name, synthetic=False, created_at=now,
                )
                .on_conflict_do_nothing()
            )  # fmt: skip
            claimed = await session.execute(
                insert(KeyRow)
                .values(
                    person_id=person, operation="submitReport", key=input.idempotency_key,
                    request=fingerprint, result_id=report_id, created_at=now,
                )
                .on_conflict_do_nothing()
                .returning(KeyRow.result_id)
            )  # fmt: skip
            if claimed.first() is None:
                return Conflict(message="This key was used before.")
            category = await session.get(CategoryRow, input.category.removeprefix("cat_"))
            village, district = info.context["places"].locate(point)
            day = now.astimezone(_ZONE).strftime("%y%m%d")
            number = await session.scalar(
                insert(TicketRow)
                .values(day=day, last=1)
                .on_conflict_do_update(index_elements=["day"], set_={"last": TicketRow.last + 1})
                .returning(TicketRow.last)
            )
            shown = point.rounded(3 if category.person_related else 6)
            row = ReportRow(
                **_DEFAULTS,
                id=report_id,
                ticket=f"BDG{day}{number:04d}",
                category_id=category.id,
                agency_id=category.agency_id,
                village_id=village,
                district_id=district,
                latitude=point.latitude,
                longitude=point.longitude,
                shown_latitude=shown.latitude,
                shown_longitude=shown.longitude,
                **cells(shown.latitude, shown.longitude),
                address=input.address,
                title=input.title,
                description=input.description,
                reporter_id=person,
                hide_report=category.is_sensitive,
                is_sensitive=category.is_sensitive,
                is_public=not category.is_sensitive,
                submitted_at=now,
                updated_at=now,
                due_at=_due(now, category.sla_working_days),
            )
            session.add(row)
            await session.flush()
            session.add(
                FollowerRow(
                    report_id=report_id, person_id=person, kind=FollowKind.REPORTER, followed_at=now
                )
            )
        return SubmitReportSuccess(report=Report.of(row))


def _due(submitted: datetime, working_days: int) -> datetime:
    day = submitted.astimezone(_ZONE).date()
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5
    return datetime.combine(day, time(23, 59, 59), tzinfo=_ZONE)


_DEFAULTS: dict[str, Any] = {
    "status": ReportStatus.RECEIVED,
    "hide_name": False,
    "joined_count": 0,
    "version": 1,
    "synthetic": False,
}
