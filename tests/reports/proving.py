"""Images and completions for the tests of completion proofs."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from api.db.session import Database
from api.identity.values import Viewer
from api.reports import service
from api.reports.models import CompletionProof, ProofFinding, Report
from api.reports.values import ReportStatus
from api.reports.values.proof import Finding, ProofVerdict
from api.storage.images import Taken
from api.storage.likeness import Likeness
from api.storage.renditions import greys_of
from scripts.benchmark.proof_scenes import scene as drawn
from tests.reports.scene import NO_METADATA, ROADS, SARI, Scene, submit, upload
from tests.reports.verbs import LATER, step

S = ReportStatus


@cache
def picture(number: int) -> bytes:
    """The stored likeness of a drawn scene."""
    return Likeness.of(greys_of(drawn(number))).to_bytes()


async def photo(database: Database, owner: Viewer, **more: Any) -> tuple[str, str]:
    """(upload ID, image digest) of a photo that somebody has sent."""
    async with database.write() as session:
        return await upload(session, owner, **more)


async def reported(
    database: Database, scene: Scene, *pictures: bytes | None, by: Viewer = SARI, **fields: Any
) -> str:
    """A report of a hole with a photo of each likeness; it is being worked on."""
    photos = [(await photo(database, by, likeness=likeness))[0] for likeness in pictures]
    made = await submit(
        database, scene, by, category_id=fields.pop("category_id", scene.holes),
        photos=tuple(photos), **fields,
    )  # fmt: skip
    for to in (S.ASSIGNED, S.WORKING):
        await move(database, scene, ROADS, made.report.id, to)
    return made.report.id


async def move(
    database: Database, scene: Scene, who: Viewer, report: str, to: S, *photos: str
) -> Report:
    """A step by an officer, a day after the report came in."""
    wanted = step(report, to)
    async with database.write() as session:
        return await service.advance_report(
            session, who, scene.places,
            service.AdvanceReport(report, to, wanted.public_note, photos=photos), LATER,
        )  # fmt: skip


async def complete(
    database: Database,
    scene: Scene,
    report: str,
    likeness: bytes | None = None,
    *,
    who: Viewer = ROADS,
    digest: str | None = None,
    taken: Taken = NO_METADATA,
) -> Report:
    """Reports the work as complete, with one photo."""
    sent, _ = await photo(database, who, likeness=likeness, digest=digest, taken=taken)
    return await move(database, scene, who, report, S.DONE, sent)


async def accept(database: Database, scene: Scene, who: Viewer, report: str) -> Report:
    async with database.write() as session:
        return await service.accept_completion(session, who, scene.places, report, LATER)


async def reject(
    database: Database, scene: Scene, who: Viewer, report: str, reason: str = "Masih berlubang."
) -> Report:
    async with database.write() as session:
        return await service.reject_completion(session, who, scene.places, report, reason, LATER)


@dataclass(frozen=True)
class Proof:
    """A report's current proof."""

    verdict: ProofVerdict
    findings: tuple[Finding, ...]
    similar_to: str | None


async def proof_of(database: Database, report: str) -> Proof | None:
    async with database.read() as session:
        found = await session.execute(
            select(CompletionProof).where(
                col(CompletionProof.report_id) == report,
                col(CompletionProof.replaced_at).is_(None),
            )
        )
        proof = found.scalar_one_or_none()
        if proof is None:
            return None
        rows = await session.execute(
            select(col(ProofFinding.finding))
            .where(col(ProofFinding.proof_id) == proof.id)
            .order_by(col(ProofFinding.position))
        )
        return Proof(proof.verdict, tuple(rows.scalars()), proof.similar_photo_id)
