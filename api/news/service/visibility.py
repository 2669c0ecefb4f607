"""Whether the public can read an article, for other subjects."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.news.models import Article


async def is_public(session: AsyncSession, article_id: str, at: datetime) -> bool:
    """Whether anyone can read an article at this instant, as far as is known now."""
    found = await session.scalar(
        select(Article.id).where(
            Article.id == article_id, Article.visible_at <= at, ~col(Article.withdrawn)
        )
    )
    return found is not None
