"""What civic apps are for."""

from enum import Enum


class AppCategory(Enum):
    """What an app is for; the value is the word in the city pack."""

    SERVICES = "layanan"
    COMPLAINTS = "pengaduan"
    HEALTH = "kesehatan"
    EDUCATION = "pendidikan"
    TOURISM = "pariwisata"
    PERMITS = "perizinan"
    POPULATION = "kependudukan"
    FINANCE = "keuangan"
    PLANNING = "perencanaan"
    INFORMATION = "informasi"
