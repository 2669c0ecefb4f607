"""Where what editors do to articles enters."""

from datetime import datetime
from typing import Annotated

import strawberry

from api.gql.common.references import input_key, optional_key, reference_key
from api.gql.common.results import Conflict, InvalidInput, NotAllowed, NotFound
from api.gql.run.mutate import row, writing
from api.news import service
from api.news.types import Article
from api.news.values import ArticleKind, CorrectionKind


@strawberry.input(description="A new article.")
class PublishArticleInput:
    idempotency_key: str = strawberry.field(
        description="8 to 128 characters, made once for each article: retries make no second one."
    )
    kind: ArticleKind = strawberry.field(description="What it is.")
    title_id: str = strawberry.field(description="Its title in Indonesian.")
    title_en: str | None = strawberry.field(default=None, description="Its title in English.")
    summary_id: str = strawberry.field(description="A few sentences in Indonesian.")
    summary_en: str | None = strawberry.field(default=None, description="The same in English.")
    body_id: str = strawberry.field(description="The text in Indonesian, Markdown.")
    body_en: str | None = strawberry.field(default=None, description="The same in English.")
    slug: str | None = strawberry.field(
        default=None, description="Its short name in addresses; made from the title if absent."
    )
    agency: strawberry.ID | None = strawberry.field(default=None, description="Who publishes it.")
    area: strawberry.ID | None = strawberry.field(default=None, description="Where it matters.")
    topics: list[str] = strawberry.field(
        default_factory=list, description="What it is about: at most eight short words."
    )
    images: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Finished uploads, at most ten."
    )
    publish_at: datetime | None = strawberry.field(
        default=None, description="When it is out; now if absent."
    )
    embargo_until: datetime | None = strawberry.field(
        default=None, description="Until when only editors and registered media read it."
    )


@strawberry.input(description="What is put right in an article; what is absent stays.")
class CorrectArticleInput:
    article: strawberry.ID = strawberry.field(description="Which article.")
    version: int = strawberry.field(description="The version that the editor read.")
    kind: CorrectionKind = strawberry.field(description="What is done.")
    note_id: str = strawberry.field(description="What was wrong, in Indonesian.")
    note_en: str | None = strawberry.field(default=None, description="The same in English.")
    by: strawberry.ID | None = strawberry.field(
        default=None, description="The article that says so, if one does."
    )
    title_id: str | None = strawberry.field(default=None, description="The new Indonesian title.")
    title_en: str | None = strawberry.field(default=None, description="The new English title.")
    summary_id: str | None = strawberry.field(default=None, description="The new summary.")
    summary_en: str | None = strawberry.field(default=None, description="The same in English.")
    body_id: str | None = strawberry.field(default=None, description="The new text, Markdown.")
    body_en: str | None = strawberry.field(default=None, description="The same in English.")


@strawberry.input(description="Which article is taken back, and why.")
class WithdrawArticleInput:
    article: strawberry.ID = strawberry.field(description="Which article.")
    note_id: str = strawberry.field(description="Why, in Indonesian.")
    note_en: str | None = strawberry.field(default=None, description="Why, in English.")


@strawberry.type(description="The article is taken.")
class PublishArticleSuccess:
    article: Article = strawberry.field(description="The article.")


@strawberry.type(description="The article is put right.")
class CorrectArticleSuccess:
    article: Article = strawberry.field(description="The article as it now is.")


@strawberry.type(description="The article is taken back.")
class WithdrawArticleSuccess:
    article: Article = strawberry.field(description="The article as it now is.")


PublishArticleResult = Annotated[
    PublishArticleSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("PublishArticleResult", description="What publishArticle answers."),
]
CorrectArticleResult = Annotated[
    CorrectArticleSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("CorrectArticleResult", description="What correctArticle answers."),
]
WithdrawArticleResult = Annotated[
    WithdrawArticleSuccess | InvalidInput | NotAllowed | NotFound | Conflict,
    strawberry.union("WithdrawArticleResult", description="What withdrawArticle answers."),
]


@strawberry.type
class NewsMutations:
    @strawberry.mutation(
        description="Publishes an article, now, later, or under an embargo: for editors."
    )
    async def publish_article(
        self, info: strawberry.Info, input: PublishArticleInput
    ) -> PublishArticleResult:
        wanted = service.PublishArticle(
            idempotency_key=input.idempotency_key,
            kind=input.kind,
            title_id=input.title_id,
            title_en=input.title_en,
            summary_id=input.summary_id,
            summary_en=input.summary_en,
            body_id=input.body_id,
            body_en=input.body_en,
            slug=input.slug,
            agency_id=optional_key("agency", input.agency),
            area_id=optional_key("area", input.area),
            topics=tuple(input.topics),
            images=tuple(reference_key("upl", image) for image in input.images),
            publish_at=input.publish_at,
            embargo_until=input.embargo_until,
        )
        async with writing(info) as (session, viewer, now):
            article = await service.publish_article(session, viewer, wanted, now)
        return PublishArticleSuccess(article=row(article.id))

    @strawberry.mutation(
        description="Puts an article right; the correction is shown with it: for editors."
    )
    async def correct_article(
        self, info: strawberry.Info, input: CorrectArticleInput
    ) -> CorrectArticleResult:
        wanted = service.CorrectArticle(
            article_id=input_key("input.article", "art", input.article),
            version=input.version,
            kind=input.kind,
            note_id=input.note_id,
            note_en=input.note_en,
            by_article_id=optional_key("art", input.by),
            title_id=input.title_id,
            title_en=input.title_en,
            summary_id=input.summary_id,
            summary_en=input.summary_en,
            body_id=input.body_id,
            body_en=input.body_en,
        )
        async with writing(info) as (session, viewer, now):
            article = await service.correct_article(session, viewer, wanted, now)
        return CorrectArticleSuccess(article=row(article.id))

    @strawberry.mutation(
        description="Takes an article back; its title and the reason stay: for editors."
    )
    async def withdraw_article(
        self, info: strawberry.Info, input: WithdrawArticleInput
    ) -> WithdrawArticleResult:
        wanted = service.WithdrawArticle(
            article_id=input_key("input.article", "art", input.article),
            note_id=input.note_id,
            note_en=input.note_en,
        )
        async with writing(info) as (session, viewer, now):
            article = await service.withdraw_article(session, viewer, wanted, now)
        return WithdrawArticleSuccess(article=row(article.id))


MUTATIONS = (NewsMutations,)
