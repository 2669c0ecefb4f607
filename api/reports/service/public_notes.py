"""What an officer writes for everyone: a response template, their own text, or both."""

from typing import Final

from api.db.session import WriteSession
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import FieldFault, ProblemCode, Words
from api.kit.text import clean, fault
from api.reports.models import Report, ResponseTemplate
from api.reports.service.steps import one_language
from api.reports.values import MEANING, ReportStatus

LONGEST_NOTE: Final = 4000
_NO_TEMPLATE: Final = FieldFault(
    "input.template",
    Words(
        "Templat jawaban ini tidak ditemukan. Pilih dari daftar templat.",
        "This response template was not found. Choose one from the list of templates.",
    ),
    ProblemCode.UNKNOWN_REFERENCE,
)
_OTHER_CATEGORY: Final = FieldFault(
    "input.template",
    Words(
        "Templat jawaban ini untuk kategori lain. Pilih templat yang sesuai.",
        "This response template is for another category. Choose one that fits.",
    ),
    ProblemCode.NOT_APPLICABLE,
)


async def public_note(
    session: WriteSession,
    viewer: Viewer,
    report: Report,
    template_id: str | None,
    text: str | None,
    statuses: frozenset[ReportStatus],
    faults: list[FieldFault],
) -> Words | None:
    """The public note of an update, None if there is none; what is wrong is added to `faults`.

    Everyone reads a template in their own language, as it is now: changing it later changes no
    history. The officer's own text follows it, in the one language in which they write. The
    template must be for the report's category or for all, and for one of `statuses`.
    """
    own = clean(text or "") or None
    wrong = fault("input.publicNote", own or "", longest=LONGEST_NOTE)
    if wrong is not None:
        faults.append(wrong)
    if template_id is None:
        return one_language(viewer, own)
    known = ids.is_uuid(template_id)
    template = await session.get(ResponseTemplate, template_id) if known else None
    if template is None:
        faults.append(_NO_TEMPLATE)
        return None
    if template.category_id not in (None, report.category_id):
        faults.append(_OTHER_CATEGORY)
    if template.status not in statuses:
        faults.append(_other_status(template.status))
    end = f"\n\n{own}" if own else ""
    note = Words(f"{template.text_id}{end}", f"{template.text_en}{end}")
    longest = max(len(note.id), len(note.en))
    if wrong is None and longest > LONGEST_NOTE:
        faults.append(
            FieldFault(
                "input.publicNote",
                Words(
                    f"Bersama templatnya, keterangan ini {longest} karakter; paling banyak"
                    f" {LONGEST_NOTE}. Persingkat keterangannya.",
                    f"Together with the template the note has {longest} characters; at most"
                    f" {LONGEST_NOTE} are allowed. Shorten the note.",
                ),
                ProblemCode.TOO_LONG,
            )
        )
    return note


def has_public_note(template_id: str | None, text: str | None) -> bool:
    """Whether a request has a public note, valid or not."""
    return template_id is not None or bool(clean(text or ""))


def _other_status(status: ReportStatus) -> FieldFault:
    label = MEANING[status].label
    return FieldFault(
        "input.template",
        Words(
            f"Templat jawaban ini untuk status: {label.id}. Pilih templat yang sesuai.",
            f"This response template is for the status: {label.en}. Choose one that fits.",
        ),
        ProblemCode.NOT_APPLICABLE,
    )
