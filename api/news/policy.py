"""The permissions to read and to write articles.

Only the viewer's role is known when a statement is made; the other fields may be bind parameters.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, select, true

from api.db.base import table
from api.identity.values import Role, Viewer
from api.news.models import Article, ArticleImage

Row = Any
EDITORS: Final = frozenset({Role.EDITOR, Role.ADMIN})
_READ_ALL: Final = frozenset({*EDITORS, Role.SYSTEM})


def visible(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The articles that a viewer may read, in whichever way they are reached.

    Everyone: from `visible_at` on, which is the later of publication and end of embargo. Registered
    media outlets: from `published_at` on, so that they can prepare what is under embargo; planned
    articles are hidden from them too. Editors and admins: all. Officers see what the public sees.

    A withdrawn article stays, marked as withdrawn: media that carried it must find out. Its text is
    no longer shown, and searching must not find it either (`may_see_text`).
    """
    if viewer.role in _READ_ALL:
        return true()
    since = row.published_at if viewer.role is Role.PARTNER else row.visible_at
    begun: ColumnElement[bool] = since <= viewer.now
    return begun


def may_see_text(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """Whether a viewer may read and find by searching the text of an article beyond its title.

    Its images count as text.
    """
    if viewer.role in _READ_ALL:
        return true()
    kept: ColumnElement[bool] = ~row.withdrawn
    return kept


def visible_by_article(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    """The rows with an `article_id` whose article the viewer may see."""
    if viewer.role in _READ_ALL:
        return true()
    article = table(Article).alias()
    return (
        select(article.c.id)
        .where(article.c.id == row.article_id, visible(article.c, viewer))
        .correlate_except(article)
        .exists()
    )


def shows_image(digest: str, viewer: Viewer) -> ColumnElement[bool]:
    """Whether an image belongs to an article that the viewer may read and that still shows it."""
    image, article = table(ArticleImage), table(Article)
    return (
        select(image.c.id)
        .join(article, article.c.id == image.c.article_id)
        .where(
            image.c.image_digest == digest,
            visible(article.c, viewer),
            may_see_text(article.c, viewer),
        )
        .exists()
    )
