"""Text from people: what may be stored, and how it is searched."""

import re
import unicodedata
from functools import cache

import snowballstemmer

from api.kit.problems import FieldFault, Words

_WORD = re.compile(r"\w+", re.UNICODE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """NFC, outer white space gone, line ends as LF."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def fault(path: str, text: str, *, longest: int, shortest: int = 0) -> FieldFault | None:
    """What keeps a cleaned text from being stored, or None.

    Lengths count code points; the least length without those that nobody sees, such as U+200B.
    """
    if _SURROGATE.search(text) or _CONTROL.search(text):
        return FieldFault(
            path,
            Words(
                f"{path}: ada karakter yang tidak dapat disimpan (NUL atau karakter kendali).",
                f"{path}: it has a character that cannot be stored (NUL or a control character).",
            ),
        )
    if len(text) > longest:
        return FieldFault(
            path,
            Words(
                f"{path}: {len(text)} karakter; paling banyak {longest}.",
                f"{path}: {len(text)} characters; at most {longest}.",
            ),
        )
    if shortest and sum(unicodedata.category(sign) != "Cf" for sign in text) < shortest:
        return FieldFault(
            path,
            Words(
                f"{path}: paling sedikit {shortest} karakter.",
                f"{path}: at least {shortest} characters.",
            ),
        )
    return None


@cache
def _stemmer() -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer("indonesian")


def stems(text: str) -> list[str]:
    """The searchable words of a text: lower case, stemmed for Indonesian, in their order.

    The same algorithm (Snowball) as PostgreSQL's `indonesian` configuration; it has no stop list.
    """
    return list(_stemmer().stemWords(_WORD.findall(text.lower())))
