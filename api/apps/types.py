"""The civic apps in the graph."""

import strawberry

from api.apps import models
from api.apps.values import AppCategory
from api.gql.common.enums import described
from api.gql.common.types import Node, Provenance
from api.gql.schema.fields import col, gid, one, same, table, words
from api.gql.schema.mapping import everyone
from api.identity.types import Agency

described(
    AppCategory,
    "What an app is for.",
    SERVICES="Public services.",
    COMPLAINTS="Complaints and reports.",
    HEALTH="Health.",
    EDUCATION="Schools and learning.",
    TOURISM="Tourism and culture.",
    PERMITS="Permits and licences.",
    POPULATION="Papers of residents.",
    FINANCE="The city's money.",
    PLANNING="Planning and budgets.",
    INFORMATION="Information and maps.",
)


@table(models.App, where=everyone, prefix="app", description="One of the city's civic apps.")
class App(Node):
    id: strawberry.ID = gid("The app's id.")
    slug: str = col(models.App.slug, "A stable short name, used in addresses.")
    name: str = col(models.App.name, "What the app is called.")
    category: AppCategory = col(models.App.category, "What it is for.")
    summary: str = words(
        models.App.summary_id, models.App.summary_en, "What it does, in a sentence."
    )
    agency: Agency | None = one(lambda: Agency, models.App.agency_id, "Who runs it.")
    android_package: str | None = col(models.App.android_package, "Its package on Android.")
    ios_id: str | None = col(models.App.ios_id, "Its number in Apple's store.")
    web_url: str | None = col(models.App.web_url, "Its address on the web.")
    icon: str | None = col(models.App.icon, "The name of its icon.")
    provenance: Provenance = same(lambda: Provenance, "What of it is known, and from whom.")
