"""The civic apps in the graph."""

import strawberry

from api.apps import models
from api.apps.values import AppCategory
from api.gql.common.enums import described
from api.gql.common.scalars import URL
from api.gql.common.types import Node, Provenance
from api.gql.schema.fields import col, gid, one, same, table, words
from api.gql.schema.mapping import everyone
from api.identity.types import Agency

described(
    AppCategory,
    "The purpose of an app. Values may be added.",
    SERVICES="Public services.",
    COMPLAINTS="Complaints and reports.",
    HEALTH="Health.",
    EDUCATION="Schools and education.",
    TOURISM="Tourism and culture.",
    PERMITS="Permits and licences.",
    POPULATION="Civil registration and residents' documents.",
    FINANCE="Taxes, charges and the city's finances.",
    PLANNING="Development planning and budgets.",
    INFORMATION="Information and maps.",
)


@table(models.App, where=everyone, prefix="app", description="One of the city's civic apps.")
class App(Node):
    id: strawberry.ID = gid("The app's ID.")
    slug: str = col(models.App.slug, "A stable short name for URLs.")
    name: str = col(models.App.name, "The app's name.")
    category: AppCategory = col(models.App.category, "The purpose of the app.")
    summary: str = words(
        models.App.summary_id, models.App.summary_en, "What the app does, in one sentence."
    )
    agency: Agency | None = one(
        lambda: Agency,
        models.App.agency_id,
        "The agency that runs the app; null if no agency does, or it is not known.",
    )
    android_package: str | None = col(
        models.App.android_package,
        "The application ID on Google Play, such as id.go.kab.app; null if there is none.",
    )
    ios_id: str | None = col(
        models.App.ios_id, "The numeric ID in Apple's App Store; null if there is none."
    )
    web_url: URL | None = col(
        models.App.web_url, "The URL of the app's website; null if there is none."
    )
    icon: str | None = col(models.App.icon, "The name of an icon; null if there is none.")
    provenance: Provenance = same(lambda: Provenance, "The source of the facts about the app.")
