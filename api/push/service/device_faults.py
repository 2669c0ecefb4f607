"""What an app can get wrong when it registers, each with its field."""

import re
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api.kit.problems import FieldFault, Words
from api.kit.text import fault

# An index entry of PostgreSQL holds 2,704 bytes; real tokens have less than 300.
_LONGEST_TOKEN: Final = 2_048
_UNREADABLE: Final = re.compile(r"[^\x21-\x7e]")


def faults_of_address(installation_id: str | None, token: str | None) -> list[FieldFault]:
    """What is wrong with the address of an installation: one of the two must be there."""
    if installation_id is None and token is None:
        return [
            FieldFault(
                "input.installationId",
                Words(
                    "input.installationId: kirim id instalasi Firebase, atau token pada `token`.",
                    "input.installationId: send the Firebase installation id, or a `token`.",
                ),
            )
        ]
    return [
        *faults_of_code("input.installationId", installation_id, longest=255),
        *faults_of_code("input.token", token, longest=_LONGEST_TOKEN),
    ]


def faults_of_code(path: str, text: str | None, *, longest: int) -> list[FieldFault]:
    """What is wrong with a machine's word, if there is one."""
    if text is None:
        return []
    if len(text) <= longest and _UNREADABLE.search(text):
        return [
            FieldFault(
                path,
                Words(
                    f"{path}: hanya boleh huruf, angka dan tanda ASCII tanpa spasi.",
                    f"{path}: only ASCII letters, digits and signs without spaces.",
                ),
            )
        ]
    return faults_of_text(path, text, longest=longest)


def faults_of_text(path: str, text: str, *, longest: int) -> list[FieldFault]:
    """What is wrong with a text that must be there."""
    found = fault(path, text, longest=longest, shortest=1)
    return [found] if found else []


def faults_of_language(locale: str) -> list[FieldFault]:
    """What is wrong with a language."""
    if locale in ("ID", "EN"):
        return []
    words = Words("input.locale: pilih ID atau EN.", "input.locale: choose ID or EN.")
    return [FieldFault("input.locale", words)]


def faults_of_zone(time_zone: str, path: str = "input.timeZone") -> list[FieldFault]:
    """What is wrong with the name of a time zone."""
    try:
        if time_zone and len(time_zone) <= 64:
            ZoneInfo(time_zone)
            return []
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    return [
        FieldFault(
            path,
            Words(
                f"{path}: bukan zona waktu IANA, misalnya Asia/Makassar.",
                f"{path}: this is no IANA time zone, such as Asia/Makassar.",
            ),
        )
    ]
