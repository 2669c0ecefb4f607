"""How completions were checked, and what their photos look like."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from api.db.base import ROW_NUMBER, Instant, choice, key, reference
from api.kit import clock
from api.reports.values.proof import Finding, ProofVerdict

_CURRENT: Final[dict[str, Any]] = {
    "sqlite_where": text("replaced_at IS NULL"),
    "postgresql_where": text("replaced_at IS NULL"),
}


class CompletionProof(SQLModel, table=True):
    """What the checks of a completion came to. A report has one current proof: earlier ones were
    replaced.

    `similar_photo_id` is the earlier completion photo that one of its photos resembles.
    """

    __tablename__ = "completion_proof"
    __table_args__ = (Index("ux_completion_proof_current", "report_id", unique=True, **_CURRENT),)

    id: str = key()
    report_id: str = reference("report.id")
    update_id: str = reference("report_update.id")
    verdict: ProofVerdict = Field(sa_type=choice(ProofVerdict))
    similar_photo_id: str | None = reference("report_photo.id", index=False, default=None)
    checked_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    replaced_at: datetime | None = Field(default=None, sa_type=Instant)


class ProofFinding(SQLModel, table=True):
    """What one check of a completion found; each completion has every check, in a fixed order."""

    __tablename__ = "proof_finding"
    __table_args__ = (Index("ux_proof_finding_place", "proof_id", "position", unique=True),)

    id: str = key()
    proof_id: str = reference("completion_proof.id", index=False)
    position: int
    finding: Finding = Field(sa_type=choice(Finding))


class CompletionHash(SQLModel, table=True):
    """A hash of a completion photo and its bands: `service.reuse` says how it is searched.

    `position` 0 is the picture's gradient, 1 the waves of its middle; from 2 on it is those of the
    windows of `likeness`.
    """

    __tablename__ = "completion_hash"
    # Of the thousands of rows with a band in common hardly one is near: with the hash in the index
    # the row need not be read to find out.
    __table_args__ = tuple(
        Index(f"ix_completion_hash_band_{n}", f"band_{n}", "hash", "number") for n in range(3)
    )

    number: int | None = Field(default=None, primary_key=True, sa_type=ROW_NUMBER)
    photo_id: str = reference("report_photo.id", index=False)
    position: int
    hash: int = Field(sa_type=BigInteger)
    band_0: int
    band_1: int
    band_2: int
