"""Kinds of article and of correction, and how a body's Markdown is shown."""

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token


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


@dataclass(frozen=True, slots=True)
class Body:
    """A body ready to be shown: safe HTML, and the same words as plain text."""

    html: str
    text: str


_TAGS: Final = frozenset(
    {"p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "s", "a"}
    | {"code", "pre", "table", "thead", "tbody", "tr", "th", "td"}
)
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def render_body(markdown: str) -> Body:
    """The Markdown of an article as HTML and as text.

    Raw HTML is shown as typed, never interpreted; what is made is cleaned once more, to the tags
    above. Pictures are left to the article's own images, of which we know licence and size: a link
    to a foreign one would tell a stranger who reads what. The page's first heading is the article's
    title, so the headings of a body begin at the second level.
    """
    parser = _markdown()
    tokens = parser.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(2, min(int(token.tag[1:]), 4))}"
        for child in token.children or ():
            if child.type == "image":
                child.type, child.content = "text", _words(child)
    html = parser.renderer.render(tokens, parser.options, {})
    safe = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=set(_SCHEMES),
        link_rel="noopener noreferrer",
    )
    return Body(safe.strip(), "\n\n".join(filter(None, map(_words, tokens))))


def _words(token: Token) -> str:
    """The words of one block."""
    if token.type in ("fence", "code_block"):
        return token.content.strip()
    parts = (
        child.content if child.type in ("text", "code_inline") else "\n"
        for child in token.children or ()
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    )
    return "".join(parts).strip()
