"""Two reports about the same thing become one; the other one refers to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, update
from sqlmodel import col, select

from api.areas.service import AreaIndex
from api.db.base import insert
from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit.problems import FieldFault, InvalidInput, ProblemCode, Words, invalid
from api.kit.text import clean, fault
from api.reports import policy, push_rules
from api.reports.models import Report, ReportFollower, ReportPhoto, ReportUpdate
from api.reports.service import clocks
from api.reports.service.steps import (
    followers_page,
    lock_in_order,
    locked,
    not_handled,
    notify_followers,
    record,
    set_status,
)
from api.reports.values import MEANING, OPEN, FollowKind, ReportStatus, UpdateKind

_SENSITIVE: Final = FieldFault(
    "input.report",
    Words(
        "Laporan sensitif tidak dapat digabung; pelapornya tidak boleh saling mengetahui.",
        "Sensitive reports cannot be merged; their reporters must not learn of each other.",
    ),
    ProblemCode.NOT_APPLICABLE,
)
_NOT_PUBLIC: Final = FieldFault(
    "input.into",
    Words(
        "Laporan tujuan harus dapat dilihat umum agar semua pengikut dapat melihatnya. Pilih"
        " laporan lain.",
        "The report that stays must be public, so that all followers can see it. Choose another"
        " one.",
    ),
    ProblemCode.NOT_PUBLIC,
)


@dataclass(frozen=True, slots=True)
class MergeReports:
    """The report to merge, the report that it is merged into, and a reason for the history."""

    report_id: str
    into_id: str
    reason: str | None = None


async def merge_reports(
    session: WriteSession, viewer: Viewer, places: AreaIndex, input: MergeReports, now: datetime
) -> Report:
    """Merges one open report into another, and returns the one that stays.

    All followers of the merged report, its reporter included, follow the one that stays; each
    person counts once. Photos and history keep the report for which they were sent, and are shown
    on both. Everyone is notified once. Reports that were merged into the merged one refer to the
    one that stays, so that `merged_into` is never a chain. Repeating it has no effect.

    Raises NotAllowed unless the viewer handles both, NotFound, and InvalidInput.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    if input.report_id == input.into_id:
        raise invalid(
            "input.into",
            "Laporan tidak dapat digabung dengan dirinya sendiri. Pilih laporan lain.",
            "A report cannot be merged into itself. Choose another one.",
            code=ProblemCode.NOT_APPLICABLE,
        )
    await lock_in_order(session, input.report_id, input.into_id, along_with=input.report_id)
    pair = {id: await locked(session, viewer, id) for id in (input.report_id, input.into_id)}
    merged, stays = pair[input.report_id], pair[input.into_id]
    for report in (merged, stays):
        if not policy.may_advance(report, viewer):
            raise not_handled(report, viewer)
    if merged.status is ReportStatus.DUPLICATE and merged.merged_into_id == stays.id:
        return stays
    author = await ensure_person(session, viewer)
    reason = clean(input.reason or "") or None
    faults = [
        found
        for found in (
            _open_fault("input.report", merged),
            _open_fault("input.into", stays),
            _SENSITIVE if merged.is_sensitive else None,
            None if stays.is_public else _NOT_PUBLIC,
            fault("input.reason", reason or "", longest=1000),
        )
        if found
    ]
    if faults:
        raise InvalidInput(*faults)
    was_public, before = merged.is_public, merged.status
    page = await followers_page(session, merged.id, stays.id)
    stays.joined_count += await _move_followers(session, merged, stays, now)
    merged.joined_count = 0
    await session.execute(
        update(Report)
        .where(col(Report.merged_into_id) == merged.id)
        .values(merged_into_id=stays.id)
        .execution_options(synchronize_session=False)
    )
    for belonging in (ReportPhoto, ReportUpdate):
        await session.execute(
            update(belonging)
            .where(col(belonging.shown_on_id) == merged.id)
            .values(shown_on_id=stays.id)
            .execution_options(synchronize_session=False)
        )
    set_status(merged, ReportStatus.DUPLICATE, now)
    clocks.apply_step(merged, places.calendar, before, None, now)
    merged.merged_into_id = stays.id
    stays.updated_at = now
    stays.version += 1
    end = f" {reason}" if reason else ""
    await record(
        session, merged, UpdateKind.MERGED, author_id=author.id, author_role=viewer.role, now=now,
        note=Words(
            f"Digabung dengan laporan {stays.ticket}; perkembangannya ada di sana.{end}",
            f"Merged into report {stays.ticket}; follow that one.{end}",
        ),
    )  # fmt: skip
    update_of_stays = await record(
        session, stays, UpdateKind.MERGED, author_id=author.id, author_role=viewer.role, now=now,
        note=_arrival(merged, was_public),
    )  # fmt: skip
    # Followers of the merged report follow the other one by now: the job finds them there.
    notice = push_rules.merged_notice(stays, update_of_stays, page, author.id)
    await notify_followers(session, stays, page, notice, now, author.id)
    return stays


def _arrival(merged: Report, was_public: bool) -> Words:
    """What the report that stays says of the other; the ticket of a hidden one is not named."""
    if not was_public:
        return Words(
            "Satu laporan lain tentang hal ini digabung ke sini.",
            "Another report about this was merged into this one.",
        )
    return Words(
        f"Laporan {merged.ticket} digabung ke sini.",
        f"Report {merged.ticket} was merged into this one.",
    )


async def _move_followers(
    session: WriteSession, merged: Report, stays: Report, now: datetime
) -> int:
    """Makes the followers of one report follow the other; by how many `joined_count` grows.

    A person who follows both counts once. A report without a known reporter, and a count without
    known persons, are added as numbers.
    """
    rows = await session.execute(
        select(col(ReportFollower.person_id), col(ReportFollower.kind)).where(
            col(ReportFollower.report_id) == merged.id
        )
    )
    followers: dict[str, FollowKind] = {row.person_id: row.kind for row in rows}
    joined = [person for person, kind in followers.items() if kind is FollowKind.JOINED]
    unknown = max(merged.joined_count - len(joined), 0) + (merged.reporter_id is None)
    added = 0
    if followers:
        new = await session.execute(
            insert(session, ReportFollower)
            .values(
                [
                    {
                        "report_id": stays.id,
                        "person_id": person,
                        "kind": FollowKind.JOINED,
                        "followed_at": now,
                    }
                    for person in sorted(followers)
                ]
            )
            .on_conflict_do_nothing()
            .returning(col(ReportFollower.person_id))
        )
        added = len(new.all())
    await session.execute(
        delete(ReportFollower)
        .where(
            col(ReportFollower.report_id) == merged.id,
            col(ReportFollower.kind) == FollowKind.JOINED,
        )
        .execution_options(synchronize_session=False)
    )
    return added + unknown


def _open_fault(path: str, report: Report) -> FieldFault | None:
    if report.status in OPEN:
        return None
    label = MEANING[report.status].label
    return FieldFault(
        path,
        Words(
            f"Status laporan {report.ticket}: {label.id}. Hanya laporan yang belum ditutup yang"
            " dapat digabung.",
            f"Status of report {report.ticket}: {label.en}. Only open reports can be merged.",
        ),
        ProblemCode.WRONG_STATUS,
    )
