"""Officers write notes on a report."""

from dataclasses import dataclass
from datetime import datetime

from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit.problems import FieldFault, InvalidInput, Words
from api.kit.text import clean, fault
from api.reports.models import Report
from api.reports.service.retries import made_before
from api.reports.service.steps import (
    attach,
    claimed_photos,
    locked_for_officer,
    record,
    tell,
)
from api.reports.service.words import is_anything, said
from api.reports.values import UpdateKind


@dataclass(frozen=True, slots=True)
class NoteReport:
    """What an officer writes down without moving the report on: a template, his words, or both."""

    idempotency_key: str
    report_id: str
    public_note: str | None = None
    internal_note: str | None = None
    photos: tuple[str, ...] = ()
    template_id: str | None = None


async def note_report(
    session: WriteSession, viewer: Viewer, input: NoteReport, now: datetime
) -> Report:
    """Adds a note to a report's history. Without a public note the whole line is for officers.

    Photos go with a public note. The same key with the same request adds once. Raises NotAllowed,
    NotFound, Conflict, and InvalidInput with every fault at once.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    faults: list[FieldFault] = []
    request = [input.template_id, input.public_note, input.internal_note, input.photos]
    made = await made_before(
        session, viewer, "noteReport", input.idempotency_key, request, input.report_id, now, faults
    )
    if made is not None:
        return made
    report = await locked_for_officer(session, viewer, input.report_id)
    author = await ensure_person(session, viewer)
    note = await said(
        session, viewer, report, input.template_id, input.public_note, frozenset({report.status}),
        faults,
    )  # fmt: skip
    internal = clean(input.internal_note or "") or None
    faults += [
        found
        for found in (
            fault("input.internalNote", internal or "", longest=4000),
            _empty_fault(is_anything(input.template_id, input.public_note), internal, input.photos),
        )
        if found
    ]
    digests = await claimed_photos(session, viewer, input.photos, faults)
    if faults:
        raise InvalidInput(*faults)
    update = await record(
        session, report, UpdateKind.NOTE, author_id=author.id, author_role=viewer.role, now=now,
        note=note, internal_note=internal, is_internal=note is None,
    )  # fmt: skip
    await attach(session, update, digests, now)
    if note is not None:
        report.updated_at = now
        report.version += 1
        await session.flush()
        await tell(session, report, report.status, update, now)
    return report


def _empty_fault(is_said: bool, internal: str | None, photos: tuple[str, ...]) -> FieldFault | None:
    if photos and not is_said:
        words = Words(
            "input.publicNote: foto terlihat oleh umum; tulis keterangan untuk umum.",
            "input.publicNote: photos are shown to everybody; write a note for everybody.",
        )
    elif not is_said and internal is None:
        words = Words(
            "input.publicNote: tulis keterangan untuk umum, atau catatan internal.",
            "input.publicNote: write a note for everybody, or an internal one.",
        )
    else:
        return None
    return FieldFault("input.publicNote", words)
