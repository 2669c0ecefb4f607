"""What somebody may have meant with a word that is not known."""

import difflib
from collections.abc import Iterable

from api.kit.problems import Words


def nearest(word: str, known: Iterable[str]) -> Words:
    """`` Did you mean …?``, to be put behind a sentence; empty when no known word is near."""
    by_fold = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), by_fold, n=1, cutoff=0.6)
    if not near:
        return Words("", "")
    name = by_fold[near[0]]
    return Words(f" Maksudnya {name}?", f" Did you mean {name}?")
