"""When a report's progress is worth a notification, and in which words.

A push travels through servers abroad and lights up on a locked screen: it says that there is news
and of what kind, and never what the report is about, where, or whose it is. Those who follow a
report read it too: the words never say "your report".
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from api.kit import clock
from api.kit.problems import Words
from api.push.values import Notice, NotificationKind, People, Urgency
from api.reports.models import Report, ReportUpdate
from api.reports.values import MEANING, ReportPublicStatus, ReportStatus, UpdateKind

_TITLE: Final = Words("Perkembangan laporan", "Report update")

_BODY: Final = {
    ReportPublicStatus.WAITING: Words(
        "Laporan ini menunggu verifikasi petugas.",
        "The report is waiting for an officer to verify it.",
    ),
    ReportPublicStatus.IN_PROGRESS: Words(
        "Laporan ini sedang diproses.", "The report is in progress."
    ),
    ReportPublicStatus.POSTPONED: Words(
        "Penanganan laporan ini ditunda. Alasan dan tanggalnya ada di aplikasi.",
        "Work on the report is postponed. The app shows the reason and the date.",
    ),
    ReportPublicStatus.DONE: Words(
        "Laporan ini selesai ditangani.", "The report has been dealt with."
    ),
    ReportPublicStatus.REJECTED: Words(
        "Laporan ini tidak dapat diterima. Alasannya ada di aplikasi.",
        "The report cannot be accepted. The app shows the reason.",
    ),
    ReportPublicStatus.REFERRED: Words(
        "Laporan ini diteruskan ke instansi lain.", "The report was passed on to another authority."
    ),
    ReportPublicStatus.MERGED: Words(
        "Laporan ini digabung dengan laporan lain tentang hal yang sama.",
        "The report was merged with another one about the same thing.",
    ),
}

_NEW_NOTE: Final = Words(
    "Petugas menulis keterangan baru pada laporan ini.",
    "An officer wrote a new note on the report.",
)

_RECATEGORISED: Final = Words(
    "Kategori laporan ini diubah. Alasannya ada di aplikasi.",
    "The report's category was changed. The app shows the reason.",
)

_MERGED_HERE: Final = Words(
    "Laporan lain tentang hal yang sama digabung ke sini; perkembangannya ada di laporan ini.",
    "Reports about the same thing were merged; this one shows how it goes on.",
)
_ASSIGNED_TITLE: Final = Words("Tugas baru", "New task")
_ASSIGNED: Final = Words(
    "Anda ditugasi menangani sebuah laporan.", "A report has been assigned to you."
)
_REOPENED_TITLE: Final = Words("Laporan dibuka kembali", "Report reopened")
_REOPENED: Final = Words(
    "Laporan yang ditangani dinas Anda dibuka kembali oleh pelapornya.",
    "A report that your agency handles was reopened by its reporter.",
)
_HIDDEN_NOW: Final = Words(
    "Laporan ini disembunyikan dari umum. Alasannya ada di aplikasi.",
    "The report was hidden from the public. The app shows the reason.",
)

_COMPLETED: Final = Words(
    "Pekerjaan dinyatakan selesai. Periksa fotonya di aplikasi, lalu setujui atau tolak.",
    "The work is reported as complete. Check its photos in the app, then accept or reject it.",
)
_REJECTION_TITLE: Final = Words("Pekerjaan perlu diperbaiki", "Work needs correction")
_REJECTION: Final = Words(
    "Hasil pekerjaan yang Anda kirim belum disetujui. Alasannya ada di aplikasi.",
    "The completion you submitted was not accepted. The app shows the reason.",
)

_OVERDUE: Final = Words(
    "Tenggat laporan ini sudah lewat. Laporan ini belum ditutup dan tetap ditangani.",
    "The report is past its due date. It stays open.",
)

_OVERDUE_TASK: Final = Words("Tugas lewat tenggat", "Task overdue")

_DISCREET_TITLE: Final = Words("Ada kabar untuk Anda", "There is news for you")
_DISCREET_BODY: Final = Words("Buka aplikasi untuk membacanya.", "Open the app to read it.")


def notice_for(
    report: Report,
    before: ReportStatus,
    update: ReportUpdate,
    followers: Collection[str],
    author_id: str | None,
) -> Notice | None:
    """The notice that an update gives rise to, or None.

    There is one if the public status has changed, or if there is a note to read. Steps within
    "in progress" (VERIFIED to ASSIGNED to WORKING without a note) stay silent; so does anything
    about a report that a moderator has hidden, except for `note_on_hidden`. Authors are not
    notified of what they did themselves.

    For a report of a sensitive category the notice does not even say "report": anyone else who sees
    the screen must learn nothing.
    """
    public = MEANING[update.status].public
    is_news = public is not MEANING[before].public
    has_note = bool(update.note_id or update.note_en)
    people = tuple(sorted(set(followers) - {author_id}))
    if public is None or not people or not (is_news or has_note):
        return None
    body = _BODY[public] if is_news else _NEW_NOTE
    if update.kind is UpdateKind.RECATEGORISED:
        body = _RECATEGORISED
    return _notice(report, update, people, _TITLE, body)


def merged_notice(
    report: Report, update: ReportUpdate, followers: Collection[str], author_id: str
) -> Notice | None:
    """One notice for all who followed the report that stays or the one that went into it."""
    people = tuple(sorted(set(followers) - {author_id}))
    return _notice(report, update, people, _TITLE, _MERGED_HERE) if people else None


def hidden_notice(report: Report, update: ReportUpdate, author_id: str) -> Notice | None:
    """Only the reporter is notified that a report was hidden: they still see it, and why."""
    if report.reporter_id in (None, author_id):
        return None
    return _notice(report, update, (report.reporter_id,), _TITLE, _HIDDEN_NOW)


def note_on_hidden(report: Report, update: ReportUpdate) -> Notice | None:
    """A public note on a hidden report: for its reporter only, as other followers see neither."""
    has_note = bool(update.note_id or update.note_en)
    is_news = update.kind in (UpdateKind.NOTE, UpdateKind.RECATEGORISED)
    is_note = is_news and has_note and not update.is_internal
    if not is_note or report.reporter_id in (None, update.author_id):
        return None
    return _notice(report, update, (report.reporter_id,), _TITLE, _NEW_NOTE)


def officer_notice(
    report: Report, update: ReportUpdate, officers: Collection[str], author_id: str
) -> Notice | None:
    """The officers responsible for a report are notified that it was assigned or reopened."""
    people = tuple(sorted(set(officers) - {author_id}))
    if not people:
        return None
    title, body = _ASSIGNED_TITLE, _ASSIGNED
    if update.kind is UpdateKind.REOPENED:
        title, body = _REOPENED_TITLE, _REOPENED
    notice = _notice(report, update, people, title, body)
    # An officer may follow the same report as a neighbour: they get both notices.
    return replace(notice, dedupe_key=f"report-task:{update.id}")


def completion_notice(report: Report, update: ReportUpdate) -> Notice | None:
    """The reporter, and nobody else, is asked to review a completion that awaits it."""
    if update.kind is not UpdateKind.STEP or update.status is not ReportStatus.AWAITING_CHECK:
        return None
    if report.reporter_id in (None, update.author_id):
        return None
    return _notice(report, update, (report.reporter_id,), _TITLE, _COMPLETED)


def rejection_notice(
    report: Report, update: ReportUpdate, completed_by: str | None
) -> Notice | None:
    """The officer who reported the work as complete is notified that this was rejected."""
    if completed_by in (None, update.author_id):
        return None
    notice = _notice(report, update, (completed_by,), _REJECTION_TITLE, _REJECTION)
    return replace(notice, dedupe_key=f"report-task:{update.id}")


def overdue_notice(report: Report, followers: Collection[str]) -> Notice | None:
    """Followers are notified quietly that the due date has passed, once for each due date."""
    if not followers or report.due_at is None:
        return None
    title, body = _TITLE, _OVERDUE
    if report.is_sensitive:
        title, body = _DISCREET_TITLE, _DISCREET_BODY
    return Notice(
        kind=NotificationKind.REPORT_UPDATED,
        subject_kind="report",
        subject_id=report.id,
        audience=People(tuple(sorted(followers))),
        title=title,
        body=body,
        dedupe_key=f"report-overdue:{report.id}:{clock.to_text(report.due_at)}",
        urgency=Urgency.LOW,
        collapse_key=f"report:{report.id}",
    )


def overdue_task(report: Report) -> Notice | None:
    """The officer to whom an overdue report is assigned is notified too: it is theirs to act on."""
    if report.assignee_id is None:
        return None
    notice = overdue_notice(report, (report.assignee_id,))
    if notice is None:
        return None
    # An officer may follow the same report as a neighbour: they get both notices.
    key = notice.dedupe_key.replace("report-overdue:", "report-overdue-task:")
    title = notice.title if report.is_sensitive else _OVERDUE_TASK
    return replace(notice, title=title, dedupe_key=key)


def _notice(
    report: Report, update: ReportUpdate, people: tuple[str, ...], title: Words, body: Words
) -> Notice:
    if report.is_sensitive:
        title, body = _DISCREET_TITLE, _DISCREET_BODY
    return Notice(
        kind=NotificationKind.REPORT_UPDATED,
        subject_kind="report",
        subject_id=report.id,
        audience=People(people),
        title=title,
        body=body,
        dedupe_key=f"report-update:{update.id}",
        urgency=Urgency.NORMAL,
        collapse_key=f"report:{report.id}",
    )
