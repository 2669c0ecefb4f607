"""Topics: which of them a phone subscribes to, and which of them a notice is sent to.

A topic is a theme in an area in a language. Each area has two: the topic ``in`` the area has those
who chose it or an area inside it (a notice about a district concerns each of its villages); the
topic ``of`` the area has those who chose it as a whole (they want to know about each of its
villages). A notice about an area is sent to those ``in`` it and to those ``of`` each area around
it: one send, to at most three topics for the three levels of a city.

People with quiet hours do not subscribe to topics that would disturb them: they are notified one by
one. Warnings that may wake people have topics of their own, to which everyone subscribes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.apps.values import AppCategory
from api.push.values import CITY_THEMES, PASSES_QUIET_HOURS, PREFERRED_APPS, Theme, Urgency

CITY: Final = "city"
LANGUAGES: Final = ("ID", "EN")
_MAY_WAKE: Final = frozenset({Theme.ALERTS})
"""The themes whose notices may be urgent enough to pass quiet hours."""


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas below the city: the code and the parent of each, by its id."""

    codes: Mapping[str, str]
    parents: Mapping[str, str]

    def lineage(self, area_id: str | None) -> list[str]:
        """The codes from an area up to the city, which is `CITY`; of None, the city alone."""
        codes = []
        while area_id is not None and area_id in self.codes:
            codes.append(self.codes[area_id])
            area_id = self.parents.get(area_id)
        return [*codes, CITY]

    def concerns(self, area_id: str | None, chosen: Collection[str]) -> bool:
        """Whether a notice about an area is for somebody who chose these areas."""
        lineage = self.lineage(area_id)
        return len(lineage) == 1 or any(
            lineage[0] in self.lineage(area) or self.lineage(area)[0] in lineage for area in chosen
        )


@dataclass(frozen=True, slots=True)
class ThemePreference:
    """Whether a theme is enabled, and for which areas beside the whole city."""

    enabled: bool
    areas: frozenset[str] = frozenset()


def subscribed_topics(
    preferences: Mapping[Theme, ThemePreference],
    areas: Areas,
    language: str,
    *,
    has_quiet_hours: bool,
) -> set[str]:
    """The names of the topics to which a phone with these preferences subscribes."""
    names = set()
    for theme, preference in preferences.items():
        if not preference.enabled or theme not in CITY_THEMES:
            continue
        scopes = {("in", CITY)}
        for area_id in preference.areas:
            lineage = areas.lineage(area_id)
            scopes |= {("in", code) for code in lineage} | {("of", lineage[0])}
        loudness = ([] if has_quiet_hours else [False]) + ([True] if theme in _MAY_WAKE else [])
        names |= {_name(theme, *scope, language, loud) for scope in scopes for loud in loudness}
    return names


def target_topics(
    theme: Theme, area_id: str | None, areas: Areas, language: str, urgency: Urgency
) -> list[str]:
    """The names of the topics that together are the audience of a notice."""
    loud = urgency in PASSES_QUIET_HOURS and theme in _MAY_WAKE
    own_code, *containing = areas.lineage(area_id)
    return [
        _name(theme, "in", own_code, language, loud),
        *(_name(theme, "of", code, language, loud) for code in containing),
    ]


def fcm_condition(topics: Sequence[str]) -> str:
    """FCM's condition for the members of any of these topics; each phone receives it once."""
    return " || ".join(f"'{topic}' in topics" for topic in topics)


def _name(theme: Theme, side: str, code: str, language: str, loud: bool) -> str:
    parts = [theme.name.lower(), *(["loud"] if loud else []), side, code, language.lower()]
    return "_".join(parts)


@dataclass(frozen=True, slots=True)
class AppRank:
    """What decides between apps: their category, and their position in the city's list."""

    category: AppCategory
    position: int


def rank_apps(theme: Theme, slugs: Iterable[str], ranks: Mapping[str, AppRank]) -> list[str]:
    """The slugs of apps, the one that should show this theme first. Unknown apps are last."""
    preferred = PREFERRED_APPS[theme]

    def sort_key(slug: str) -> tuple[int, int, str]:
        rank = ranks.get(slug)
        if rank is None:
            return len(preferred) + 1, 0, slug
        is_preferred = rank.category in preferred
        category = preferred.index(rank.category) if is_preferred else len(preferred)
        return category, rank.position, slug

    return sorted(set(slugs), key=sort_key)
