"""The checks of a completion: its photos against the reporter's and earlier ones, time and place.

Only what is certain is refused: the very same image as the reporter's own, or as an earlier
completion photo. What is merely likely is recorded, and a second person decides. The digests of
images are of their re-encoded bytes: the same file always gives the same one, so a digest of the
bytes as they were sent would find nothing more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import true, update
from sqlmodel import col, or_, select

from api.db.session import WriteSession
from api.kit.geo import Point, metres_between
from api.kit.problems import FieldFault, ProblemCode, Words
from api.reports.models import (
    CompletionProof,
    ProofFinding,
    Report,
    ReportCategory,
    ReportPhoto,
    ReportUpdate,
)
from api.reports.service import reuse
from api.reports.values import CLOCK_SKEW, COMPLETIONS, UpdateKind
from api.reports.values.proof import FINDINGS, CheckOutcome, Finding, verdict, worst
from api.storage.images import Taken
from api.storage.likeness import Likeness, Shot, compare_shots
from api.storage.models import StoredImage

_NEW_PHOTO: Final = Words(
    " Ambil foto baru dari pekerjaan yang sudah selesai.",
    " Take a new photo of the finished work.",
)


@dataclass(frozen=True, slots=True)
class SentPhoto:
    """A photo that is to show finished work: its image, and what its camera recorded."""

    digest: str
    taken: Taken


@dataclass(frozen=True, slots=True)
class Checked:
    """What each check of a completion found, and the earlier photo that its photos resemble."""

    findings: tuple[Finding, ...]
    similar_photo_id: str | None


async def check_completion(
    session: WriteSession,
    report: Report,
    category: ReportCategory,
    zone: ZoneInfo,
    photos: Sequence[SentPhoto],
    now: datetime,
    faults: list[FieldFault],
) -> Checked:
    """Makes every check of every photo; the worst finding of each check stands.

    A photo that certainly fails one is a fault that says why, and names no other report. A time
    without an offset is taken to be in the city's `zone`.
    """
    likenesses = await _likenesses(session, [photo.digest for photo in photos])
    reporters = await _reporters_photos(session, report)
    by_check: list[list[Finding]] = [[], [], [], []]
    similar_photo_id = None
    for place, photo in enumerate(photos):
        likeness = likenesses[photo.digest]
        before, earlier = await _use(session, photo.digest, likeness)
        similar_photo_id = similar_photo_id or earlier
        found = (
            _against_reporter(photo.digest, likeness, reporters),
            before,
            _time(photo.taken, zone, report.reopened_at or report.submitted_at, now),
            _place(photo.taken, report, category),
        )
        for findings, finding in zip(by_check, found, strict=True):
            findings.append(finding)
        failed = [FINDINGS[f].detail for f in found if FINDINGS[f].outcome is CheckOutcome.FAILED]
        if failed:
            words = Words(f"{failed[0].id}{_NEW_PHOTO.id}", f"{failed[0].en}{_NEW_PHOTO.en}")
            faults.append(FieldFault(f"input.photos.{place}", words, ProblemCode.PHOTO_REUSED))
    worst_found = (worst(findings) for findings in by_check)
    return Checked((*worst_found, Finding.WAITING), similar_photo_id)


async def keep_proof(
    session: WriteSession, report: Report, step: ReportUpdate, checked: Checked, now: datetime
) -> None:
    """Stores the checks of a completion; they replace those of an earlier one."""
    await session.execute(
        update(CompletionProof)
        .where(
            col(CompletionProof.report_id) == report.id, col(CompletionProof.replaced_at).is_(None)
        )
        .values(replaced_at=now)
        .execution_options(synchronize_session=False)
    )
    proof = CompletionProof(
        report_id=report.id,
        update_id=step.id,
        verdict=verdict(list(checked.findings)),
        similar_photo_id=checked.similar_photo_id,
        checked_at=now,
    )
    session.add(proof)
    await session.flush()
    session.add_all(
        ProofFinding(proof_id=proof.id, position=position, finding=finding)
        for position, finding in enumerate(checked.findings)
    )
    await session.flush()


async def remember_photos(session: WriteSession, photos: Sequence[ReportPhoto]) -> None:
    """Keeps what these photos look like: later completions are compared with them."""
    likenesses = await _likenesses(session, [photo.image_digest for photo in photos])
    await reuse.remember(
        session,
        (
            (photo.id, likeness)
            for photo in photos
            if (likeness := likenesses[photo.image_digest]) is not None
        ),
    )


async def awaits_second_person(session: WriteSession, report: Report) -> bool:
    """Whether the completion of a report was checked and awaits its second person."""
    return await _second_person(session, report) is Finding.WAITING


async def is_accepted(session: WriteSession, report: Report) -> bool:
    """Whether the last completion of a report was checked and a second person accepted it.

    A proof from before it was reopened is of an earlier completion.
    """
    decision = await _second_person(session, report, since=report.reopened_at)
    return decision in (Finding.BY_OFFICER, Finding.BY_REPORTER)


async def settle(session: WriteSession, report: Report, decision: Finding) -> None:
    """Records how a checked completion was decided; for one that was never checked, nothing."""
    if await _second_person(session, report) is not Finding.WAITING:
        return
    current = select(CompletionProof).where(
        col(CompletionProof.report_id) == report.id, col(CompletionProof.replaced_at).is_(None)
    )
    proof = (await session.execute(current)).scalar_one()
    rows = await session.execute(
        select(ProofFinding)
        .where(col(ProofFinding.proof_id) == proof.id)
        .order_by(col(ProofFinding.position))
    )
    findings = list(rows.scalars())
    findings[-1].finding = decision
    proof.verdict = verdict([line.finding for line in findings])
    await session.flush()


async def _second_person(
    session: WriteSession, report: Report, since: datetime | None = None
) -> Finding | None:
    found = await session.execute(
        select(col(ProofFinding.finding))
        .join(CompletionProof, col(CompletionProof.id) == col(ProofFinding.proof_id))
        .where(
            col(CompletionProof.report_id) == report.id,
            col(CompletionProof.replaced_at).is_(None),
            true() if since is None else col(CompletionProof.checked_at) >= since,
        )
        .order_by(col(ProofFinding.position).desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


# One check after the other ------------------------------------------------------------------------


async def _use(
    session: WriteSession, digest: str, likeness: Likeness | None
) -> tuple[Finding, str | None]:
    """Whether an image showed finished work before, and the earlier photo that it resembles."""
    # Two completions with one image, at the same time, are checked one after the other: otherwise
    # neither would see the other's photo.
    await session.execute(
        select(col(StoredImage.digest))
        .where(col(StoredImage.digest) == digest)
        .with_for_update(key_share=True)
    )
    same = await session.execute(
        select(col(ReportPhoto.id))
        .join(ReportUpdate, col(ReportUpdate.id) == col(ReportPhoto.update_id))
        .where(
            col(ReportPhoto.image_digest) == digest,
            col(ReportUpdate.kind) == UpdateKind.STEP,
            col(ReportUpdate.status).in_(COMPLETIONS),
        )
        .order_by(col(ReportPhoto.added_at), col(ReportPhoto.id))
        .limit(1)
    )
    photo = same.scalar_one_or_none()
    if photo is not None:
        return Finding.USED_BEFORE, photo
    if likeness is None:
        return Finding.USE_UNKNOWN, None
    photo = await reuse.similar_earlier(session, likeness)
    return (Finding.FIRST_USE if photo is None else Finding.LIKE_EARLIER), photo


def _against_reporter(
    digest: str, likeness: Likeness | None, reporters: dict[str, Likeness | None]
) -> Finding:
    """How an image compares with the photos that came with the report."""
    if not reporters:
        return Finding.NO_REPORTERS_PHOTO
    if digest in reporters:
        return Finding.REPORTERS_PHOTO
    shots = {
        compare_shots(likeness, other)
        for other in reporters.values()
        if likeness is not None and other is not None
    }
    if Shot.SAME in shots:
        return Finding.SAME_SHOT
    if Shot.ALTERED in shots:
        return Finding.ALTERED_SHOT
    if likeness is None or None in reporters.values():
        return Finding.REPORTERS_UNKNOWN
    return Finding.OTHER_SHOT


def _time(taken: Taken, zone: ZoneInfo, since: datetime, now: datetime) -> Finding:
    """Whether a photo was taken after the report was submitted, or after it was reopened."""
    try:
        at = datetime.fromisoformat(taken.at or "")
    except ValueError:
        return Finding.NO_TIME
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone)
    if at < since - CLOCK_SKEW:
        return Finding.TOO_EARLY
    return Finding.IN_FUTURE if at > now + CLOCK_SKEW else Finding.TIME_FITS


def _place(taken: Taken, report: Report, category: ReportCategory) -> Finding:
    """Whether a photo was taken within the category's radius of the report's true point."""
    if taken.latitude is None or taken.longitude is None:
        return Finding.NO_PLACE
    metres = metres_between(
        Point(taken.latitude, taken.longitude), Point(report.latitude, report.longitude)
    )
    return Finding.PLACE_FITS if metres <= category.join_radius_m else Finding.ELSEWHERE


async def _reporters_photos(session: WriteSession, report: Report) -> dict[str, Likeness | None]:
    """The images that came with the report, and with the reports that were merged into it."""
    rows = await session.execute(
        select(col(StoredImage.digest), col(StoredImage.likeness))
        .join(ReportPhoto, col(ReportPhoto.image_digest) == col(StoredImage.digest))
        .join(Report, col(Report.id) == col(ReportPhoto.report_id))
        .where(
            or_(col(Report.id) == report.id, col(Report.merged_into_id) == report.id),
            or_(col(ReportPhoto.from_reporter), col(ReportPhoto.update_id).is_(None)),
        )
    )
    return {digest: _unpacked(likeness) for digest, likeness in rows.all()}


async def _likenesses(session: WriteSession, digests: Sequence[str]) -> dict[str, Likeness | None]:
    rows = await session.execute(
        select(col(StoredImage.digest), col(StoredImage.likeness)).where(
            col(StoredImage.digest).in_(digests)
        )
    )
    return {digest: _unpacked(likeness) for digest, likeness in rows.all()}


def _unpacked(stored: bytes | None) -> Likeness | None:
    return None if stored is None else Likeness.from_bytes(stored)
