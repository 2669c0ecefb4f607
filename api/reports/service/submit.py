"""A citizen reports a problem at a place."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from api.areas.service import AreaIndex, CityFacts, Located
from api.db import idempotency, search
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import SIGNED_IN, Viewer
from api.kit import ids
from api.kit.calendar import WorkClock
from api.kit.geo import Point
from api.kit.problems import FieldFault, InvalidInput, NotFound, ProblemCode, Words
from api.kit.text import clean, fault
from api.reports import policy
from api.reports.models import Report, ReportCategory, ReportFollower, ReportPhoto
from api.reports.service.location import place_columns
from api.reports.service.photos import photos_of
from api.reports.service.tickets import next_ticket
from api.reports.values import CLOCK_SKEW, OLDEST_OBSERVATION, FollowKind, ReportStatus


@dataclass(frozen=True, slots=True)
class SubmitReport:
    """What a citizen sends. `photos` are IDs of their finished uploads."""

    idempotency_key: str
    category_id: str
    point: Point
    title: str
    description: str | None = None
    address: str | None = None
    photos: tuple[str, ...] = ()
    hide_name: bool = False
    hide_report: bool = False
    observed_at: datetime | None = None
    """When they saw it, if the report was written offline and is sent later."""

    def fingerprint(self) -> str:
        """The same for the same request, as it was sent. JSON escapes what UTF-8 cannot carry."""
        return ids.fingerprint(
            json.dumps(
                [
                    self.category_id,
                    repr(self.point.latitude),
                    repr(self.point.longitude),
                    self.title,
                    self.description,
                    self.address,
                    self.photos,
                    self.hide_name,
                    self.hide_report,
                    self.observed_at and self.observed_at.astimezone(UTC).isoformat(),
                ]
            )
        )


@dataclass(frozen=True, slots=True)
class Submitted:
    """The report, and whether an earlier request had made it already."""

    report: Report
    replayed: bool


async def submit_report(
    session: WriteSession, viewer: Viewer, places: AreaIndex, input: SubmitReport, now: datetime
) -> Submitted:
    """Takes a report from anyone who is signed in, and gives it its area, agency, ticket, due date.

    The same key with the same request gives the same report, however often and from however many
    processes at once. `observed_at` is kept beside the time of arrival, from which every deadline
    counts. Raises InvalidInput with every fault of the input at once, Conflict if the key belongs
    to another request, NotAllowed if nobody is signed in.
    """
    require(viewer, *SIGNED_IN)
    person = await ensure_person(session, viewer)
    report_id = ids.uuid7()
    faults: list[FieldFault] = []

    earlier = await idempotency.replayed(
        session, person_id=person.id, operation="submitReport", key=input.idempotency_key,
        request=input.fingerprint(), result_id=report_id, now=now, faults=faults,
    )  # fmt: skip
    if earlier is not None:
        return Submitted(await _submitted_before(session, earlier), replayed=True)

    title = " ".join(clean(input.title).split())
    description = clean(input.description or "") or None
    address = " ".join(clean(input.address or "").split()) or None
    faults += [
        found
        for found in (
            fault("input.title", title, longest=140, shortest=5),
            fault("input.description", description or "", longest=4000),
            fault("input.address", address or "", longest=200),
            _observation_fault(input.observed_at, now),
        )
        if found
    ]
    category = await _category(session, input.category_id)
    if category is None:
        faults.append(_UNKNOWN_CATEGORY)
    located = places.locate(input.point)
    faults += _point_faults(input.point, located, places.city)
    digests: list[str] = []
    try:
        digests = await photos_of(session, viewer, input.photos, "input.photos")
    except InvalidInput as problem:
        faults += problem.faults
    if faults or category is None:
        raise InvalidInput(*faults)

    hide_report = input.hide_report or category.is_sensitive
    clock = WorkClock.start(places.calendar, now, category.sla_working_days)
    report = Report(
        id=report_id,
        ticket=await next_ticket(session, places.city, now),
        status=ReportStatus.RECEIVED,
        category_id=category.id,
        agency_id=category.agency_id,
        **place_columns(input.point, located, category.person_related),
        address=address,
        title=title,
        description=description,
        reporter_id=person.id,
        hide_name=input.hide_name,
        hide_report=hide_report,
        is_sensitive=category.is_sensitive,
        is_public=policy.is_public(ReportStatus.RECEIVED, hide_report, category.is_sensitive),
        submitted_at=now,
        # A phone's clock may be a little ahead: nothing was seen after it was reported.
        observed_at=input.observed_at and min(input.observed_at, now),
        updated_at=now,
        clock_from=clock.runs_from,
        days_allowed=clock.allowed,
        due_at=clock.due_at,
    )
    session.add(report)
    await session.flush()
    session.add(
        ReportFollower(
            report_id=report.id, person_id=person.id, kind=FollowKind.REPORTER, followed_at=now
        )
    )
    session.add_all(
        ReportPhoto(
            report_id=report.id,
            image_digest=digest,
            position=position,
            from_reporter=True,
            added_at=now,
        )
        for position, digest in enumerate(digests)
    )
    await search.index(session, "report", report.id, title, description)
    await session.flush()
    return Submitted(report, replayed=False)


async def _submitted_before(session: WriteSession, report_id: str) -> Report:
    report = await session.get(Report, report_id)
    if report is None:
        raise NotFound(
            Words(
                "Laporan ini sudah diterima, lalu dihapus.",
                "This report was received and has since been deleted.",
            ),
            ProblemCode.NOT_FOUND,
        )
    return report


_UNKNOWN_CATEGORY: Final = FieldFault(
    "input.category",
    Words(
        "Kategori ini tidak ditemukan. Pilih dari daftar kategori.",
        "This category was not found. Choose one from the list.",
    ),
    ProblemCode.UNKNOWN_REFERENCE,
)


async def _category(session: WriteSession, category_id: str) -> ReportCategory | None:
    return await session.get(ReportCategory, category_id) if ids.is_uuid(category_id) else None


def _point_faults(point: Point, located: Located, city: CityFacts) -> list[FieldFault]:
    if not point.is_on_earth():
        words = Words(
            "Lokasi ini tidak ada di bumi. Pilih lagi titiknya di peta.",
            "This place does not exist on earth. Choose the point on the map again.",
        )
        return [FieldFault("input.point", words, ProblemCode.OUT_OF_RANGE)]
    if located.is_inside:
        return []
    words = Words(
        f"Tempat ini di luar batas {city.name.id}. Laporkan ke pemerintah daerah setempat. Darurat?"
        " Hubungi 112.",
        f"This place is outside {city.name.en}. Report it to the local government there. Emergency?"
        " Call 112.",
    )
    return [FieldFault("input.point", words, ProblemCode.OUTSIDE_CITY)]


def _observation_fault(observed_at: datetime | None, now: datetime) -> FieldFault | None:
    if observed_at is None:
        return None
    if observed_at > now + CLOCK_SKEW:
        words = Words(
            "Waktu kejadian ini di masa depan. Periksa jam ponsel Anda, atau kosongkan waktunya.",
            "This time lies in the future. Check your phone's clock, or leave the time empty.",
        )
        return FieldFault("input.observedAt", words, ProblemCode.IN_THE_FUTURE)
    if observed_at < now - OLDEST_OBSERVATION:
        days = OLDEST_OBSERVATION.days
        words = Words(
            f"Waktu kejadian ini lebih dari {days} hari yang lalu. Pilih waktu yang lebih baru,"
            " atau kosongkan waktunya.",
            f"This time is more than {days} days ago. Choose a more recent one, or leave the time"
            " empty.",
        )
        return FieldFault("input.observedAt", words, ProblemCode.OUT_OF_RANGE)
    return None
