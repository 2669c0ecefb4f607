"""Officers write notes on a report."""

from dataclasses import dataclass
from datetime import datetime

from api.db.session import WriteSession
from api.identity.service import ensure_person, require
from api.identity.values import Role, Viewer
from api.kit.problems import FieldFault, InvalidInput, ProblemCode, Words
from api.kit.text import clean, fault
from api.reports.models import Report
from api.reports.service.public_notes import has_public_note, public_note
from api.reports.service.retries import report_of_retry
from api.reports.service.steps import (
    attach,
    claimed_photos,
    locked_for_officer,
    notify_of_update,
    record,
)
from api.reports.values import UpdateKind


@dataclass(frozen=True, slots=True)
class NoteReport:
    """A note that leaves the status as it is: a template, the officer's own text, or both."""

    idempotency_key: str
    report_id: str
    public_note: str | None = None
    internal_note: str | None = None
    photos: tuple[str, ...] = ()
    template_id: str | None = None


async def note_report(
    session: WriteSession, viewer: Viewer, input: NoteReport, now: datetime
) -> Report:
    """Adds a note to a report's history. Without a public note the update is for officers only.

    Photos need a public note. The same key with the same request adds once. Raises NotAllowed,
    NotFound, Conflict, and InvalidInput with every fault at once.
    """
    require(viewer, Role.OFFICER, Role.ADMIN)
    faults: list[FieldFault] = []
    request = [input.template_id, input.public_note, input.internal_note, input.photos]
    earlier = await report_of_retry(
        session, viewer, "noteReport", input.idempotency_key, request, input.report_id, now, faults
    )
    if earlier is not None:
        return earlier
    report = await locked_for_officer(session, viewer, input.report_id)
    author = await ensure_person(session, viewer)
    note = await public_note(
        session, viewer, report, input.template_id, input.public_note, frozenset({report.status}),
        faults,
    )  # fmt: skip
    internal = clean(input.internal_note or "") or None
    faults += [
        found
        for found in (
            fault("input.internalNote", internal or "", longest=4000),
            _empty_fault(
                has_public_note(input.template_id, input.public_note), internal, input.photos
            ),
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
        await notify_of_update(session, report, report.status, update, now)
    return report


def _empty_fault(
    has_note: bool, internal: str | None, photos: tuple[str, ...]
) -> FieldFault | None:
    if photos and not has_note:
        words = Words(
            "Foto dapat dilihat umum. Tulis keterangan untuk umum.",
            "Photos are shown to the public. Write a note for the public.",
        )
    elif not has_note and internal is None:
        words = Words(
            "Tulis keterangan untuk umum atau catatan internal.",
            "Write a note for the public or an internal one.",
        )
    else:
        return None
    return FieldFault("input.publicNote", words, ProblemCode.REQUIRED)
