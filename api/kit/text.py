"""Text from people: what may be stored, and how it is searched."""

import re
import unicodedata
from functools import cache

import snowballstemmer

from api.kit.problems import FieldFault, ProblemCode, Words

_WORD = re.compile(r"\w+", re.UNICODE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BIDIRECTIONAL = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates: they turn round what stands beside them, on one line."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_FORBIDDEN = Words(
    "Teks ini berisi karakter yang tidak dapat disimpan. Ketik ulang teksnya.",
    "The text has characters that cannot be stored. Please type it again.",
)
_LONG = Words(
    "Teks ini terlalu panjang: {length} karakter, paling banyak {longest}.",
    "The text is too long: {length} characters, at most {longest}.",
)
_SHORT = Words(
    "Teks ini terlalu pendek: tulis paling sedikit {shortest} karakter.",
    "The text is too short: write at least {shortest} characters.",
)
_EMPTY = Words("Bagian ini wajib diisi.", "Please fill this in.")


def clean(text: str) -> str:
    """NFC, outer white space gone, line ends as LF."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def fault(
    path: str, text: str, *, longest: int, shortest: int = 0, forbid_bidi: bool = False
) -> FieldFault | None:
    """What keeps a cleaned text from being stored, or None.

    Lengths count code points; the least length without those that nobody sees, such as U+200B.
    With `forbid_bidi` bidirectional controls are forbidden: where a system draws the text beside
    its own, such as on a locked phone, they could make it read as something else.
    """
    is_turned = forbid_bidi and _BIDIRECTIONAL.search(text)
    if is_turned or _SURROGATE.search(text) or _CONTROL.search(text):
        return FieldFault(path, _FORBIDDEN, ProblemCode.FORBIDDEN_CHARACTERS)
    if len(text) > longest:
        words = _LONG.fill(length=len(text), longest=longest)
        return FieldFault(path, words, ProblemCode.TOO_LONG)
    if shortest and not text:
        return FieldFault(path, _EMPTY, ProblemCode.REQUIRED)
    if sum(unicodedata.category(sign) != "Cf" for sign in text) < shortest:
        return FieldFault(path, _SHORT.fill(shortest=shortest), ProblemCode.TOO_SHORT)
    return None


@cache
def _stemmer() -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer("indonesian")


def stems(text: str) -> list[str]:
    """The searchable words of a text: lower case, stemmed for Indonesian, in their order.

    The same algorithm (Snowball) as PostgreSQL's `indonesian` configuration; it has no stop list.
    """
    return list(_stemmer().stemWords(_WORD.findall(text.lower())))
