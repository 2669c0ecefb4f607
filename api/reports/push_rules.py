"""When a report's progress disturbs people, and in which words.

A push travels through servers abroad and lights up on a locked screen: it says that there is news
and of what kind, and never what the report is about, where, or whose it is.
"""

from collections.abc import Collection
from typing import Final

from api.kit.problems import Words
from api.push.values import Notice, NotificationKind, Urgency
from api.reports.models import Report, ReportUpdate
from api.reports.values import MEANING, ReportPublicStatus, ReportStatus

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
    everybody, and stay silent; so does anything about a report that a moderator has hidden. The
    author hears nothing of his own act.

    A report of a sensitive category is told about without the word "report": whoever else sees the
    screen must learn nothing.
    """
    public = MEANING[update.status].public
    is_news = public is not MEANING[before].public
    has_note = bool(update.note_id or update.note_en)
    people = tuple(sorted(set(followers) - {author_id}))
    if public is None or not people or not (is_news or has_note):
        return None
    title, body = _TITLE, _BODY[public] if is_news else _NEW_NOTE
    if report.is_sensitive:
        title, body = _DISCREET_TITLE, _DISCREET_BODY
    return Notice(
        kind=NotificationKind.REPORT_UPDATED,
        subject_kind="report",
        subject_id=report.id,
        people=people,
        title=title,
        body=body,
        dedupe_key=f"report-update:{update.id}",
        urgency=Urgency.NORMAL,
        collapse_key=f"report:{report.id}",
    )
