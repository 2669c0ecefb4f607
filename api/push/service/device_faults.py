"""What an app can get wrong when it registers a device, each with its field.

The user of the app can do nothing about most of it, but update the app.
"""

import re
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api.kit.problems import FieldFault, ProblemCode, Words
from api.kit.text import clean, fault

ADDRESS: Final = "input.address"
# An index entry of PostgreSQL holds 2,704 bytes; real tokens have less than 300.
_MAX_TOKEN: Final = 2_048
_MAX_INSTALLATION_ID: Final = 255
_MAX_TIME_ZONE: Final = 64
_NOT_VISIBLE_ASCII: Final = re.compile(r"[^\x21-\x7e]")
_UPDATE_APP: Final = Words(
    "Aplikasi ini belum dapat menerima notifikasi di perangkat ini. Perbarui aplikasi, lalu coba"
    " lagi.",
    "This app cannot receive notifications on this device yet. Update the app and try again.",
)
_TIME_ZONE: Final = Words(
    "Zona waktu tidak dikenal. Pilih zona waktu dari daftar, misalnya Asia/Makassar.",
    "The time zone is not known. Choose one from the list, such as Asia/Makassar.",
)


def address_faults(
    installation_id: str | None, token: str | None, previous_token: str | None
) -> list[FieldFault]:
    """What is wrong with an address: it is either an installation id or a token.

    A previous token is of use only beside an installation id.
    """
    if (installation_id is None) == (token is None):
        return [FieldFault(ADDRESS, _UPDATE_APP, ProblemCode.REQUIRED)]
    if previous_token is not None and installation_id is None:
        return [FieldFault("input.previousToken", _UPDATE_APP, ProblemCode.NOT_APPLICABLE)]
    return [
        *code_faults(f"{ADDRESS}.installationId", installation_id, longest=_MAX_INSTALLATION_ID),
        *code_faults(f"{ADDRESS}.token", token, longest=_MAX_TOKEN),
        *code_faults("input.previousToken", previous_token, longest=_MAX_TOKEN),
    ]


def code_faults(path: str, text: str | None, *, longest: int) -> list[FieldFault]:
    """What is wrong with an identifier of a machine, if there is one."""
    if text is None:
        return []
    if not text:
        return [FieldFault(path, _UPDATE_APP, ProblemCode.REQUIRED)]
    if len(text) > longest:
        return [FieldFault(path, _UPDATE_APP, ProblemCode.TOO_LONG)]
    if _NOT_VISIBLE_ASCII.search(text):
        return [FieldFault(path, _UPDATE_APP, ProblemCode.FORBIDDEN_CHARACTERS)]
    return []


def text_faults(path: str, text: str, *, longest: int) -> list[FieldFault]:
    """What is wrong with a text that the app must send."""
    found = fault(path, text, longest=longest, shortest=1)
    return [FieldFault(path, _UPDATE_APP, found.code)] if found else []


def language_faults(locale: str) -> list[FieldFault]:
    """What is wrong with a language."""
    if locale in ("ID", "EN"):
        return []
    words = Words("Pilih bahasa Indonesia atau Inggris.", "Choose Indonesian or English.")
    return [FieldFault("input.locale", words, ProblemCode.UNKNOWN_REFERENCE)]


def time_zone_faults(time_zone: str, path: str = "input.timeZone") -> list[FieldFault]:
    """What is wrong with the name of a time zone."""
    try:
        if clean(time_zone) and len(time_zone) <= _MAX_TIME_ZONE:
            ZoneInfo(time_zone)
            return []
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    return [FieldFault(path, _TIME_ZONE, ProblemCode.UNKNOWN_REFERENCE)]


def unknown_app() -> FieldFault:
    """The fault of an app that the city does not have."""
    return FieldFault("input.app", _UPDATE_APP, ProblemCode.UNKNOWN_REFERENCE)
