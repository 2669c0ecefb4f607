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

_ARTICLE = "articles.edges.0.node"
_REPORT = "reports.edges.0.node"
DETAILS = [
    ("anonymous", "citizen_news_list", f"{_ARTICLE}.id", "citizen_news_article", "by.id"),
    ("anonymous", "citizen_news_list", f"{_ARTICLE}.slug", "citizen_news_article", "by.slug"),
    ("citizen", "citizen_home", f"{_ARTICLE}.id", "citizen_news_article", "by.id"),
    ("editor", "editor_drafts", f"{_ARTICLE}.id", "citizen_news_article", "by.id"),
    ("partner", "partner_wire", f"{_ARTICLE}.id", "citizen_news_article", "by.id"),
    ("anonymous", "citizen_camera_map", "cameras.edges.0.node.id", "citizen_camera_detail",
     "by.id"),
    ("anonymous", "citizen_camera_places", "cameraSites.0.cameras.0.id", "citizen_camera_detail",
     "by.id"),
    ("citizen", "citizen_home", f"{_REPORT}.id", "citizen_report_detail", "id"),
    ("anonymous", "citizen_report_list", f"{_REPORT}.id", "citizen_report_detail", "id"),
    ("citizen", "citizen_my_reports", f"viewer.{_REPORT}.id", "citizen_report_detail", "id"),
    ("citizen", "citizen_inbox", "viewer.notifications.edges.0.node.subject.id",
     "citizen_open_link", "id"),
    ("officer", "officer_inbox", f"{_REPORT}.id", "officer_report", "id"),
]  # fmt: skip
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
    for who, person in PEOPLE.items():
        changes = [
            _change(name, (await trial.variables(house))["input"])
            for name, trial in TRIALS.items()
            if name in documents and not trial.is_query and trial.who is person
        ]
        made.append({"act": "changes", "who": who, "screens": screens[who], "changes": changes})
    return made


def _opening(name: str, variables: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What a list is opened with: as in its trial, but without a filter."""
    return {k: v for k, v in variables[name].items() if k != "filter"}


def _change(mutation: str, sent: dict[str, Any]) -> dict[str, Any]:
    """A mutation, the screens of its own that are open by then, and what the screens must show."""
    opens: list[dict[str, Any]] = []
    shows: list[tuple[str, str, Any]] = []
    if "article" in sent:
        opens = [{"name": "citizen_news_article", "variables": {"by": {"id": sent["article"]}}}]
    elif mutation == "officer_advance_report":
        opens = [{"name": "officer_report", "variables": {"id": sent["report"]}}]
        shows = [
            ("officer_report", "report.internalStatus", sent["to"]),
            ("officer_report", "report.updates.edges.0.node.internalNote", sent["internalNote"]),
        ]
    elif mutation == "citizen_mark_read":
        path = f"viewer.notifications.edges.@{sent['ids'][0]}.node.readAt"
        shows = [("citizen_inbox", path, "*"), ("citizen_inbox", "viewer.unreadCount", "<")]
    if mutation == "editor_correct_article":
        shows = [
            ("citizen_news_article", "article.title", sent["title"]["indonesian"]),
            ("citizen_news_article", "article.version", sent["version"] + 1),
            ("citizen_news_article", "article.corrections.0.note", sent["note"]["indonesian"]),
            ("editor_drafts", f"{_edge(sent)}.title", sent["title"]["indonesian"]),
        ]
    elif mutation == "editor_withdraw_article":
        shows = [
            ("citizen_news_article", "article.withdrawn", True),
            ("editor_drafts", f"{_edge(sent)}.withdrawn", True),
        ]
    elif mutation == "citizen_push_preferences":
        shows = [
            ("citizen_push_settings", "viewer.preferences.topics.3.enabled", True),
            ("citizen_push_settings", "viewer.preferences.topics.2.enabled", False),
            ("citizen_push_settings", "viewer.preferences.quietHours.from", "22:00"),
        ]
    return {
        "mutation": mutation, "input": sent, "opens": opens,
        "shows": [{"screen": s, "path": p, "value": v} for s, p, v in shows],
    }  # fmt: skip


def _edge(sent: dict[str, Any]) -> str:
    return f"articles.edges.@{sent['article']}.node"
