"""The numbers of the statistics, each defined so that two people count the same."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from api.kit.problems import Words


class StatisticMeasure(Enum):
    """What the statistics count."""

    SUBMITTED = "SUBMITTED"
    DONE = "DONE"
    ON_TIME = "ON_TIME"
    OVERDUE = "OVERDUE"
    MEDIAN_WORKING_DAYS = "MEDIAN_WORKING_DAYS"
    REOPENED = "REOPENED"
    AVERAGE_RATING = "AVERAGE_RATING"


@dataclass(frozen=True, slots=True)
class StatisticDefinition:
    """The name of one number and what it counts."""

    measure: StatisticMeasure
    label: Words
    meaning: Words


FEWEST_SENSITIVE: Final = 5
"""Fewer reports than this of a sensitive category are not counted: a number could be a person."""

DEFINITIONS: Final = (
    StatisticDefinition(StatisticMeasure.SUBMITTED, Words("Masuk", "Submitted"),
               Words("Semua laporan yang dapat dilihat umum, termasuk yang digabung, menurut bulan"
                     " masuknya. Kategori sensitif hanya dihitung per kategori, tanpa saringan"
                     " lain, sampai akhir bulan lalu, dan hanya bila setiap angkanya sedikitnya"
                     f" {FEWEST_SENSITIVE}; angkanya dibulatkan ke bawah ke kelipatan"
                     f" {FEWEST_SENSITIVE}.",
                     "All reports that the public can see, merged ones included, by the month of"
                     " submission. A sensitive category is counted only by category, with no other"
                     " filter, up to the end of last month, and only if each of its numbers is at"
                     f" least {FEWEST_SENSITIVE}; numbers are rounded down to a multiple of"
                     f" {FEWEST_SENSITIVE}.")),
    StatisticDefinition(StatisticMeasure.DONE, Words("Selesai", "Done"),
               Words("Laporan yang kini berstatus Selesai.",
                     "Reports whose status is now Done.")),
    StatisticDefinition(StatisticMeasure.ON_TIME, Words("Tepat waktu", "On time"),
               Words("Laporan yang selesai sebelum tenggatnya lewat: hari kerja kategori itu"
                     " menurut kalender kota, tidak termasuk hari-hari ketika laporan ditunda.",
                     "Reports done before their due date had passed: the category's working days"
                     " by the city's calendar, excluding days of postponement.")),
    StatisticDefinition(StatisticMeasure.OVERDUE, Words("Lewat tenggat", "Overdue"),
               Words("Laporan yang belum ditutup padahal tenggatnya sudah lewat.",
                     "Reports that are still open although their due date has passed.")),
    StatisticDefinition(StatisticMeasure.MEDIAN_WORKING_DAYS,
               Words("Median hari kerja", "Median working days"),
               Words("Separuh laporan yang selesai memerlukan paling lama sekian hari kerja. Hari"
                     " masuk dan hari penundaan tidak dihitung; bila dibuka kembali, kedua masa"
                     " dihitung.",
                     "Median working days from submission to completion, excluding the day of"
                     " submission and days of postponement; if a report was reopened, both periods"
                     " count.")),
    StatisticDefinition(StatisticMeasure.REOPENED, Words("Dibuka kembali", "Reopened"),
               Words("Laporan yang pernah dibuka kembali oleh pelapornya.",
                     "Reports that their reporter has reopened.")),
    StatisticDefinition(StatisticMeasure.AVERAGE_RATING,
               Words("Rata-rata penilaian", "Average rating"),
               Words("Rata-rata penilaian pelapor, 1 sampai 5; laporan yang belum dinilai tidak"
                     " dihitung.",
                     "Mean of the reporters' ratings, 1 to 5, excluding reports without one.")),
)  # fmt: skip
