"""Kinds of article and correction, and how Markdown becomes HTML and text."""

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token


class ArticleKind(Enum):
    """The kind of an article, in the terms of the press."""

    PRESS_RELEASE = "PRESS_RELEASE"
    NEWS = "NEWS"
    ANNOUNCEMENT = "ANNOUNCEMENT"
    HOAX_CLARIFICATION = "HOAX_CLARIFICATION"


class CorrectionKind(Enum):
    """What a correction does to a published article (Dewan Pers rule 1/2012)."""

    CORRECTION = "CORRECTION"
    RIGHT_OF_REPLY = "RIGHT_OF_REPLY"
    WITHDRAWAL = "WITHDRAWAL"


@dataclass(frozen=True, slots=True)
class Body:
    """A body ready to show: safe HTML, and the same text without mark-up."""

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

    Raw HTML is shown as typed, never interpreted; the result is sanitised once more, down to the
    tags above. Images are left to the article's own, whose licence and size we know: a link to
    another server would tell its owner who reads what. The page's first heading is the article's
    title, so the headings of a body begin at the second level.
    """
    parser = _markdown()
    tokens = parser.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(2, min(int(token.tag[1:]), 4))}"
        for child in token.children or ():
            if child.type == "image":
                child.type, child.content = "text", _text(child)
    html = parser.renderer.render(tokens, parser.options, {})
    safe = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=set(_SCHEMES),
        link_rel="noopener noreferrer",
    )
    return Body(safe.strip(), "\n\n".join(filter(None, map(_text, tokens))))


def _text(token: Token) -> str:
    """The text of one block."""
    if token.type in ("fence", "code_block"):
        return token.content.strip()
    parts = (
        child.content if child.type in ("text", "code_inline") else "\n"
        for child in token.children or ()
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    )
    return "".join(parts).strip()
