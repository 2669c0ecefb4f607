"""When a report's progress disturbs people, and in which words.

A push travels through servers abroad and lights up on a locked screen: it says that there is news
and of what kind, and never what the report is about, where, or whose it is.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from api.kit import clock
from api.kit.problems import Words
from api.push.values import Notice, NotificationKind, People, Urgency
from api.reports.models import Report, ReportUpdate
from api.reports.values import MEANING, ReportPublicStatus, ReportStatus, UpdateKind

_TITLE: Final = Words("Kabar laporan Anda", "News of your report")

_BODY: Final = {
    ReportPublicStatus.WAITING: Words(
        "Laporan ini menunggu pemeriksaan petugas.",
        "The report waits for an officer to look at it.",
    ),
    ReportPublicStatus.IN_PROGRESS: Words(
        "Laporan ini sedang diproses.", "The report is in progress."
    ),
    ReportPublicStatus.POSTPONED: Words(
        "Penanganan laporan ini ditunda. Alasan dan tanggalnya ada di aplikasi.",
        "Work on the report is postponed. The app shows the reason and the date.",
    ),
    ReportPublicStatus.DONE: Words("Laporan ini selesai ditangani.", "The report is done."),
    ReportPublicStatus.REJECTED: Words(
        "Laporan ini tidak dapat diterima. Alasannya ada di aplikasi.",
        "The report could not be accepted. The app shows the reason.",
    ),
    ReportPublicStatus.REFERRED: Words(
        "Laporan ini diteruskan ke instansi lain.", "The report was passed on to another authority."
    ),
    ReportPublicStatus.MERGED: Words(
        "Laporan ini digabung dengan laporan yang sama.",
        "The report was merged with another one about the same thing.",
    ),
}

_NEW_NOTE: Final = Words(
    "Petugas menulis keterangan baru pada laporan ini.",
    "An officer wrote a new note on the report.",
)

_RECATEGORISED: Final = Words(
    "Kategori laporan ini diubah. Alasannya ada di aplikasi.",
    "The category of the report was changed. The app shows the reason.",
)

_MERGED_HERE: Final = Words(
    "Laporan tentang hal yang sama digabung; kelanjutannya ada di laporan ini.",
    "Reports about the same thing were merged; this one tells how it goes on.",
)
_ASSIGNED_TITLE: Final = Words("Tugas baru", "A new task")
_ASSIGNED: Final = Words(
    "Sebuah laporan diserahkan kepada Anda.", "A report was handed over to you."
)
_CONTESTED: Final = Words(
    "Laporan yang ditangani dinas Anda dibuka kembali oleh pelapornya.",
    "A report that your agency handles was reopened by its reporter.",
)
_HIDDEN_NOW: Final = Words(
    "Laporan ini disembunyikan dari umum. Alasannya ada di aplikasi.",
    "The report was hidden from the public. The app shows the reason.",
)

_FINISHED: Final = Words(
    "Pekerjaan dinyatakan selesai. Lihat fotonya di aplikasi, lalu terima atau tolak.",
    "The work is said to be finished. See its photos in the app, then accept or refuse.",
)
_REFUSED: Final = Words(
    "Penyelesaian yang Anda kirim tidak diterima. Alasannya ada di aplikasi.",
    "The finish that you sent was not accepted. The app shows the reason.",
)

_OVERDUE: Final = Words(
    "Tenggat laporan ini sudah lewat. Laporan ini tetap terbuka.",
    "The due date of the report has passed. The report stays open.",
)

_OVERDUE_TASK: Final = Words("Tugas lewat tenggat", "A task is overdue")

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

    It disturbs when the state that the public sees has changed, or when there is a note to read.
    Moves between offices (VERIFIED to ASSIGNED to WORKING without a word) are "in progress" to
    everybody, and stay silent; so does anything about a report that a moderator has hidden, but for
    `note_on_hidden`. The author hears nothing of his own act.

    A report of a sensitive category is told about without the word "report": whoever else sees the
    screen must learn nothing.
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
    """The reporter alone is told that his report was hidden: he still sees it, and why."""
    if report.reporter_id in (None, author_id):
        return None
    return _notice(report, update, (report.reporter_id,), _TITLE, _HIDDEN_NOW)


def note_on_hidden(report: Report, update: ReportUpdate) -> Notice | None:
    """A public note on a hidden report: told to its reporter, as other followers see neither."""
    has_note = bool(update.note_id or update.note_en)
    told = update.kind in (UpdateKind.NOTE, UpdateKind.RECATEGORISED)
    is_note = told and has_note and not update.is_internal
    if not is_note or report.reporter_id in (None, update.author_id):
        return None
    return _notice(report, update, (report.reporter_id,), _TITLE, _NEW_NOTE)


def officer_notice(
    report: Report, update: ReportUpdate, officers: Collection[str], author_id: str
) -> Notice | None:
    """Those with whom a report lies are told that it came, or came back, to them."""
    people = tuple(sorted(set(officers) - {author_id}))
    if not people:
        return None
    body = _CONTESTED if update.kind is UpdateKind.REOPENED else _ASSIGNED
    notice = _notice(report, update, people, _ASSIGNED_TITLE, body)
    # An officer may follow the same report as a neighbour: both notices are meant.
    return replace(notice, dedupe_key=f"report-task:{update.id}")


def finish_notice(report: Report, update: ReportUpdate) -> Notice | None:
    """The reporter alone is asked whether the work is finished, when that waits for acceptance."""
    if update.kind is not UpdateKind.STEP or update.status is not ReportStatus.AWAITING_CHECK:
        return None
    if report.reporter_id in (None, update.author_id):
        return None
    return _notice(report, update, (report.reporter_id,), _TITLE, _FINISHED)


def refused_notice(report: Report, update: ReportUpdate, finisher: str | None) -> Notice | None:
    """Who said that the work was finished is told that somebody did not accept it."""
    if finisher in (None, update.author_id):
        return None
    notice = _notice(report, update, (finisher,), _TITLE, _REFUSED)
    return replace(notice, dedupe_key=f"report-task:{update.id}")


def overdue_notice(report: Report, followers: Collection[str]) -> Notice | None:
    """Quietly: those who follow a report learn that its due date has passed, once for each date."""
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
    """The officer with whom a report lies learns of it too: it is for him to act."""
    if report.assignee_id is None:
        return None
    notice = overdue_notice(report, (report.assignee_id,))
    if notice is None:
        return None
    # An officer may follow the same report as a neighbour: both notices are meant.
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
