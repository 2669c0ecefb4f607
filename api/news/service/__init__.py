"""The verbs of news: publish, correct and withdraw articles."""

from api.news.service.correct import (
    CorrectArticle,
    WithdrawArticle,
    correct_article,
    withdraw_article,
)
from api.news.service.publish import PublishArticle, publish_article
from api.news.service.visibility import is_public

__all__ = [
    "CorrectArticle",
    "PublishArticle",
    "WithdrawArticle",
    "correct_article",
    "is_public",
    "publish_article",
    "withdraw_article",
]
