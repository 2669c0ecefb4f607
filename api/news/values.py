"""Kinds of article and of correction."""

from enum import Enum


class ArticleKind(Enum):
    """What an article is, in the press's words."""

    PRESS_RELEASE = "PRESS_RELEASE"
    NEWS = "NEWS"
    ANNOUNCEMENT = "ANNOUNCEMENT"
    HOAX_CLARIFICATION = "HOAX_CLARIFICATION"


class CorrectionKind(Enum):
    """What was done to a published article (Dewan Pers rule 1/2012)."""

    CORRECTION = "CORRECTION"
    RIGHT_OF_REPLY = "RIGHT_OF_REPLY"
    WITHDRAWAL = "WITHDRAWAL"
