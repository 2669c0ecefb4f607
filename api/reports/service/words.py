"""What an officer says to everybody: a ready-made answer, his own words, or both."""

from typing import Final

from api.db.session import WriteSession
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import FieldFault, Words
from api.kit.text import clean, fault
from api.reports.models import Report, ResponseTemplate
from api.reports.service.steps import one_language
from api.reports.values import MEANING, ReportStatus

LONGEST_NOTE: Final = 4000
_NO_TEMPLATE: Final = FieldFault(
    "input.template",
    Words(
        "input.template: jawaban siap pakai ini tidak ada. Daftarnya ada di responseTemplates.",
        "input.template: there is no such ready-made answer. responseTemplates lists them.",
    ),
)
_OTHER_CATEGORY: Final = FieldFault(
    "input.template",
    Words(
        "input.template: jawaban ini untuk kategori lain.",
        "input.template: this answer is for another category.",
    ),
)


async def said(
    session: WriteSession,
    viewer: Viewer,
    report: Report,
    template_id: str | None,
    note: str | None,
    states: frozenset[ReportStatus],
    faults: list[FieldFault],
) -> Words | None:
    """The public note of a line; None where nothing is said. What is wrong is one of the faults.

    A template is read by everybody in his own language, as it stands now: a later change of it
    changes no history. An officer's own words follow it, in the one language that he writes.
    It must be for the report's category or for all, and for one of the `states` that are told.
    """
    own = clean(note or "") or None
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
    if template.status not in states:
        faults.append(_other_state(template.status))
    end = f"\n\n{own}" if own else ""
    words = Words(f"{template.text_id}{end}", f"{template.text_en}{end}")
    longest = max(len(words.id), len(words.en))
    if wrong is None and longest > LONGEST_NOTE:
        faults.append(
            FieldFault(
                "input.publicNote",
                Words(
                    f"input.publicNote: bersama jawaban siap pakai {longest} karakter; paling"
                    f" banyak {LONGEST_NOTE}.",
                    f"input.publicNote: {longest} characters together with the ready-made answer;"
                    f" at most {LONGEST_NOTE}.",
                ),
            )
        )
    return words


def is_anything(template_id: str | None, note: str | None) -> bool:
    """Whether a request says something to everybody, right or wrong."""
    return template_id is not None or bool(clean(note or ""))


def _other_state(status: ReportStatus) -> FieldFault:
    label = MEANING[status].label
    return FieldFault(
        "input.template",
        Words(
            f"input.template: jawaban ini untuk status {status.value} ({label.id}).",
            f"input.template: this answer is for the state {status.value} ({label.en}).",
        ),
    )
