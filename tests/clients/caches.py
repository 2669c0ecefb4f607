"""What apps with a normalised cache do: the screens they open, and what each change must show."""

from typing import Any

from tests.clients.trials import CITIZEN, EDITOR, OFFICER, PARTNER, TRIALS
from tests.story.house import ANONYMOUS, House

PEOPLE = {
    "anonymous": ANONYMOUS,
    "citizen": CITIZEN,
    "officer": OFFICER,
    "editor": EDITOR,
    "partner": PARTNER,
}

Act = dict[str, Any]
"""One act of run.mjs: its name under `act`, the person under `who`, and what it takes."""

DETAILS = [
    ("anonymous", "citizen_news_list", "articles.edges.1.node.id", "citizen_news_article", "by.id"),
    (
        "anonymous",
        "citizen_news_list",
        "articles.edges.1.node.slug",
        "citizen_news_article",
        "by.slug",
    ),
    ("citizen", "citizen_home", "articles.edges.0.node.id", "citizen_news_article", "by.id"),
    (
        "anonymous",
        "citizen_camera_map",
        "cameras.edges.0.node.id",
        "citizen_camera_detail",
        "by.id",
    ),
    (
        "anonymous",
        "citizen_camera_places",
        "cameraSites.0.cameras.0.id",
        "citizen_camera_detail",
        "by.id",
    ),
    ("editor", "editor_drafts", "articles.edges.0.node.id", "citizen_news_article", "by.id"),
    ("partner", "partner_wire", "articles.edges.0.node.id", "citizen_news_article", "by.id"),
]
"""(who, list, what is chosen of it, screen, the variable that takes it)."""

PAGED = {
    "citizen_news_list": "articles",
    "citizen_camera_map": "cameras",
    "citizen_report_list": "reports",
}
"""Lists that have a second page in the seeded city, and where their connection is."""


async def acts(house: House, documents: dict[str, str], *, paging: bool) -> list[Act]:
    """All acts; `paging` if the cache is told how pages join."""
    variables = {name: await TRIALS[name].variables(house) for name in documents}
    screens = {
        who: [
            {"name": name, "variables": variables[name]}
            for name in sorted(documents)
            if name.startswith("citizen" if who == "anonymous" else who) and TRIALS[name].is_query
        ]
        for who in PEOPLE
    }
    made: list[Act] = [
        {"act": "everyScreen", "who": who, "screens": screens[who]} for who in PEOPLE
    ]
    made += [
        {
            "act": "detail", "who": who, "list": of, "variables": _opening(of, variables),
            "item": item, "screen": screen, "key": key,
        }
        for who, of, item, screen, key in DETAILS
    ]  # fmt: skip
    if paging:
        made += [
            {"act": "nextPage", "who": "anonymous", "list": of, "variables": {}, "at": path}
            for of, path in PAGED.items()
        ]
    for name, trial in TRIALS.items():
        if name in documents and not trial.is_query:
            who = next(who for who, person in PEOPLE.items() if person is trial.who)
            made.append(_change(who, screens[who], name, (await trial.variables(house))["input"]))
    return made


def _opening(name: str, variables: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What a list is opened with: as in its trial, but without a filter."""
    return {k: v for k, v in variables[name].items() if k != "filter"}


def _change(who: str, screens: list[Any], mutation: str, sent: dict[str, Any]) -> Act:
    opened, shows = list(screens), []
    if "article" in sent:
        article = {"name": "citizen_news_article", "variables": {"by": {"id": sent["article"]}}}
        opened.append(article)
    if mutation == "editor_correct_article":
        shows = [
            ("citizen_news_article", "article.title", sent["title"]["indonesian"]),
            ("citizen_news_article", "article.version", sent["version"] + 1),
            ("citizen_news_article", "article.corrections.0.note", sent["note"]["indonesian"]),
            (
                "editor_drafts",
                f"articles.edges.@{sent['article']}.node.title",
                sent["title"]["indonesian"],
            ),
        ]
    elif mutation == "editor_withdraw_article":
        shows = [
            ("citizen_news_article", "article.withdrawn", True),
            ("editor_drafts", f"articles.edges.@{sent['article']}.node.withdrawn", True),
        ]
    elif mutation == "citizen_mark_read":
        shows = [("citizen_inbox", "viewer.unreadCount", 0)]
    elif mutation == "citizen_push_preferences":
        shows = [
            ("citizen_push_settings", "viewer.preferences.topics.3.enabled", True),
            ("citizen_push_settings", "viewer.preferences.topics.2.enabled", False),
            ("citizen_push_settings", "viewer.preferences.quietHours.from", "22:00"),
        ]
    return {
        "act": "change", "who": who, "screens": opened, "mutation": mutation, "input": sent,
        "shows": [{"screen": s, "path": p, "value": v} for s, p, v in shows],
    }  # fmt: skip
