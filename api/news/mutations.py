"""Mutations with which editors publish, correct and withdraw articles."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.gql.common.references import input_key, optional_key, reference_key
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.common.types import BilingualTextChangeInput, BilingualTextInput
from api.gql.run.mutate import row, writing
from api.news import service
from api.news.types import Article
from api.news.values import ArticleKind, CorrectionKind


@strawberry.input(description="A new article.")
class PublishArticleInput:
    idempotency_key: str = strawberry.field(
        description="8 to 128 characters, made once per article: retrying with the same key"
        " creates no second one."
    )
    kind: ArticleKind = strawberry.field(description="The kind of article.")
    title: BilingualTextInput = strawberry.field(
        description="The title: one line, 5 to 300 characters."
    )
    summary: BilingualTextInput = strawberry.field(
        description="A summary in a few sentences, at most 1,000 characters."
    )
    body: BilingualTextInput = strawberry.field(
        description="The text in Markdown, at most 60,000 characters."
    )
    slug: str | None = strawberry.field(
        default=None,
        description="A short name for URLs: lower-case letters, digits and hyphens. Made from the"
        " title if omitted.",
    )
    agency: strawberry.ID | None = strawberry.field(
        default=None, description="The agency that publishes the article, if it is one of them."
    )
    area: strawberry.ID | None = strawberry.field(
        default=None, description="The area that the article is about; the whole city if omitted."
    )
    topics: list[str] = strawberry.field(
        default_factory=list,
        description="At most eight topics, each in lower-case words joined by hyphens.",
    )
    images: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="At most ten finished uploads, in order."
    )
    publish_at: datetime | None = strawberry.field(
        default=None, description="When the article is to appear; now if omitted."
    )
    embargo_until: datetime | None = strawberry.field(
        default=None,
        description="Until then only editors and registered media outlets can read the article.",
    )


@strawberry.input(description="A correction of an article; a text that is omitted stays.")
class CorrectArticleInput:
    article: strawberry.ID = strawberry.field(description="The article to correct.")
    version: int = strawberry.field(
        description="The version that the editor read: if the article has changed since, the"
        " correction is a `Conflict`."
    )
    kind: CorrectionKind = strawberry.field(
        description="What the correction does; WITHDRAWAL has a mutation of its own."
    )
    note: BilingualTextInput = strawberry.field(
        description="What was wrong and what is right, 5 to 2,000 characters."
    )
    by: strawberry.ID | None = strawberry.field(
        default=None, description="Another article that carries the correction, if there is one."
    )
    title: BilingualTextChangeInput | None = strawberry.field(
        default=None, description="The new title."
    )
    summary: BilingualTextChangeInput | None = strawberry.field(
        default=None, description="The new summary."
    )
    body: BilingualTextChangeInput | None = strawberry.field(
        default=None, description="The new text in Markdown."
    )


@strawberry.input(description="The withdrawal of an article.")
class WithdrawArticleInput:
    article: strawberry.ID = strawberry.field(description="The article to withdraw.")
    note: BilingualTextInput = strawberry.field(
        description="The reason, 5 to 2,000 characters; everyone can read it."
    )


@strawberry.type(description="The article has been accepted.")
class PublishArticleSuccess:
    article: Article = strawberry.field(description="The new article.")


@strawberry.type(description="The article has been corrected.")
class CorrectArticleSuccess:
    article: Article = strawberry.field(
        description="The corrected article, with its new version and the correction."
    )


@strawberry.type(description="The article has been withdrawn.")
class WithdrawArticleSuccess:
    article: Article = strawberry.field(
        description="The withdrawn article, with its new version and the reason as a correction."
    )


PublishArticleResult = Annotated[
    PublishArticleSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("PublishArticleResult", description="The outcome of `publishArticle`."),
]
CorrectArticleResult = Annotated[
    CorrectArticleSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("CorrectArticleResult", description="The outcome of `correctArticle`."),
]
WithdrawArticleResult = Annotated[
    WithdrawArticleSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("WithdrawArticleResult", description="The outcome of `withdrawArticle`."),
]

_UNCHANGED = BilingualTextChangeInput()


@strawberry.type
class NewsMutations:
    @strawberry.mutation(
        description="Publishes an article: now, later, or under an embargo. For editors and admins."
    )
    async def publish_article(
        self, info: strawberry.Info, input: PublishArticleInput
    ) -> PublishArticleResult:
        request = service.PublishArticle(
            idempotency_key=input.idempotency_key,
            kind=input.kind,
            title_id=input.title.indonesian,
            title_en=input.title.english,
            summary_id=input.summary.indonesian,
            summary_en=input.summary.english,
            body_id=input.body.indonesian,
            body_en=input.body.english,
            slug=input.slug,
            agency_id=optional_key("agency", input.agency),
            area_id=optional_key("area", input.area),
            topics=tuple(input.topics),
            images=tuple(reference_key("upl", image) for image in input.images),
            publish_at=input.publish_at,
            embargo_until=input.embargo_until,
        )
        async with writing(info) as (session, viewer, now):
            article = await service.publish_article(session, viewer, request, now)
        return PublishArticleSuccess(article=row(article.id))

    @strawberry.mutation(
        description="Corrects a published article; everyone can see the correction. For editors"
        " and admins."
    )
    async def correct_article(
        self, info: strawberry.Info, input: CorrectArticleInput
    ) -> CorrectArticleResult:
        title = input.title or _UNCHANGED
        summary = input.summary or _UNCHANGED
        body = input.body or _UNCHANGED
        request = service.CorrectArticle(
            article_id=input_key("input.article", "art", input.article),
            version=input.version,
            kind=input.kind,
            note_id=input.note.indonesian,
            note_en=input.note.english,
            by_article_id=optional_key("art", input.by),
            title_id=title.indonesian,
            title_en=title.english,
            summary_id=summary.indonesian,
            summary_en=summary.english,
            body_id=body.indonesian,
            body_en=body.english,
        )
        async with writing(info) as (session, viewer, now):
            article = await service.correct_article(session, viewer, request, now)
        return CorrectArticleSuccess(article=row(article.id))

    @strawberry.mutation(
        description="Withdraws an article: its title and the reason stay, its text goes. For"
        " editors and admins."
    )
    async def withdraw_article(
        self, info: strawberry.Info, input: WithdrawArticleInput
    ) -> WithdrawArticleResult:
        request = service.WithdrawArticle(
            article_id=input_key("input.article", "art", input.article),
            note_id=input.note.indonesian,
            note_en=input.note.english,
        )
        async with writing(info) as (session, viewer, now):
            article = await service.withdraw_article(session, viewer, request, now)
        return WithdrawArticleSuccess(article=row(article.id))


MUTATIONS = (NewsMutations,)
