"""The columns of the open data: what each is called, what it holds, and where it comes from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from api.kit.problems import Words
from api.reports import policy
from api.reports.values import MEANING, ReportStatus


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name as programs read it, its head in the file, and what it holds."""

    name: str
    head: Words
    meaning: Words
    value: Callable[[Any, str], Any]
    """(row, language) → text, number, True or False, an instant, or None."""


def _status(row: Any, _language: str) -> Any:
    public = MEANING[ReportStatus(row.status)].public
    return public and public.value


def _status_label(row: Any, language: str) -> str:
    return MEANING[ReportStatus(row.status)].public_label.text(language)


def _closed_late(row: Any, _language: str) -> Any:
    """Only for what is closed: for the rest it would change with every minute."""
    return policy.was_closed_late(row.closed_at, row.due_at)


def _named(name: str) -> Callable[[Any, str], Any]:
    id_name, en_name = f"{name}_id", f"{name}_en"
    return lambda row, language: getattr(row, en_name if language == "EN" else id_name)


def _plain(name: str) -> Callable[[Any, str], Any]:
    return lambda row, _language: getattr(row, name)


COLUMNS: Final = (
    Column("ticket", Words("tiket", "ticket"),
           Words("Nomor laporan.", "The report's number."), _plain("ticket")),
    Column("status", Words("kode_status", "status_code"),
           Words("Status publik: WAITING, IN_PROGRESS, POSTPONED, DONE, REJECTED, REFERRED,"
                 " MERGED.", "The public status: WAITING, IN_PROGRESS, POSTPONED, DONE, REJECTED,"
                 " REFERRED, MERGED."), _status),
    Column("status_label", Words("status", "status"),
           Words("Status dengan kata-kata.", "The status in words."), _status_label),
    Column("category_code", Words("kode_kategori", "category_code"),
           Words("Kode kategori.", "The category's code."), _plain("category_code")),
    Column("category", Words("kategori", "category"),
           Words("Nama kategori.", "The category's name."), _named("category")),
    Column("title", Words("judul", "title"),
           Words("Judul dari pelapor. Dalam CSV, teks yang dapat dibaca sebagai rumus diawali"
                 " tanda petik tunggal, juga sesudah titik koma.",
                 "The reporter's title. In CSV an apostrophe stands before anything that a"
                 " spreadsheet could take for a formula, also after a semicolon."),
           _plain("title")),
    Column("agency_code", Words("kode_dinas", "agency_code"),
           Words("Kode dinas yang menangani.",
                 "The code of the agency that handles it."),
           _plain("agency_code")),
    Column("agency", Words("dinas", "agency"),
           Words("Dinas yang menangani.", "The agency that handles it."), _named("agency")),
    Column("district_code", Words("kode_kecamatan", "district_code"),
           Words("Kode Kemendagri kecamatan.", "The district's Kemendagri code."),
           _plain("district_code")),
    Column("district", Words("kecamatan", "district"),
           Words("Kecamatan.", "The district."), _plain("district")),
    Column("village_code", Words("kode_desa", "village_code"),
           Words("Kode Kemendagri desa atau kelurahan.", "The village's Kemendagri code."),
           _plain("village_code")),
    Column("village", Words("desa", "village"),
           Words("Desa atau kelurahan.", "The village."), _plain("village")),
    Column("latitude", Words("lintang", "latitude"),
           Words("Derajat utara, WGS 84.", "Degrees north, WGS 84."), _plain("shown_latitude")),
    Column("longitude", Words("bujur", "longitude"),
           Words("Derajat timur, WGS 84.", "Degrees east, WGS 84."), _plain("shown_longitude")),
    Column("point_precision", Words("ketelitian_titik", "point_precision"),
           Words("EXACT, atau ROUNDED: dibulatkan ke sekitar 100 m untuk melindungi orang.",
                 "EXACT, or ROUNDED: to about 100 m, to protect people."),
           lambda row, _language: "ROUNDED" if row.rounded else "EXACT"),
    Column("submitted_at", Words("masuk_pada", "submitted_at"),
           Words("Waktu laporan dikirim, UTC.", "When it was submitted, UTC."),
           _plain("submitted_at")),
    Column("observed_at", Words("dilihat_pada", "observed_at"),
           Words("Kapan pelapor melihatnya menurut pelapor sendiri, UTC; kosong bila tidak"
                 " disebutkan. Tenggat dihitung dari waktu masuk.",
                 "When the reporter says that they saw it, UTC; empty if they do not say. Due dates"
                 " count from the submission."), _plain("observed_at")),
    Column("updated_at", Words("berubah_pada", "updated_at"),
           Words("Waktu perubahan terakhir, UTC.", "When it was last updated, UTC."),
           _plain("updated_at")),
    Column("due_at", Words("tenggat", "due_at"),
           Words("Tenggat menurut hari kerja kota, UTC.", "The due date by the city's working"
                 " days, UTC."), _plain("due_at")),
    Column("closed_at", Words("ditutup_pada", "closed_at"),
           Words("Waktu ditutup, UTC; kosong bila belum ditutup.",
                 "When it was closed, UTC; empty while it is open."), _plain("closed_at")),
    Column("closed_late", Words("terlambat", "closed_late"),
           Words("Apakah ditutup sesudah tenggat; kosong bila belum ditutup.",
                 "Whether it was closed after its due date; empty while it is open."),
           _closed_late),
    Column("working_days", Words("hari_kerja", "working_days"),
           Words("Hari kerja sampai ditutup, tanpa hari penundaan; kosong bila belum ditutup.",
                 "Working days until it was closed, excluding postponements; empty while it"
                 " is open."),
           lambda row, _language: None if row.closed_at is None else row.days_used),
    Column("reopened", Words("dibuka_kembali", "reopened"),
           Words("Apakah pelapor pernah membukanya kembali.",
                 "Whether the reporter reopened it."),
           lambda row, _language: row.reopened_at is not None),
    Column("joined_count", Words("jumlah_pendukung", "joined_count"),
           Words("Berapa orang lain yang mengikuti laporan ini.",
                 "How many other people joined the report."),
           _plain("joined_count")),
    Column("rating", Words("penilaian", "rating"),
           Words("Penilaian pelapor, 1 sampai 5.", "The reporter's rating, 1 to 5."),
           _plain("rating")),
    Column("synthetic", Words("contoh", "synthetic"),
           Words("true: contoh rekaan, bukan laporan sungguhan.",
                 "true: an invented example, not a real report."), _plain("synthetic")),
)  # fmt: skip
