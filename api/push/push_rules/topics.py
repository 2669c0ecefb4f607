"""Topics: which of them a phone subscribes to, and which of them a notice is sent to.

A topic is a theme in an area in a language, and a notice about an area is sent to that one topic.
So a phone subscribes to the topics of all areas whose notices concern it: those around the areas
that its owner chose, up to the city (what concerns a district concerns each of its villages), and
those inside (whoever chose a district wants to know about each of its villages).

People with quiet hours do not subscribe to topics that would disturb them: they are notified one by
one. Warnings that may wake people have topics of their own, to which everyone subscribes, with
every app on the phone.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from api.apps.values import AppCategory
from api.push.values import CITY_THEMES, PASSES_QUIET_HOURS, PREFERRED_APPS, Theme, Urgency

CITY: Final = "city"
LOUD: Final = "loud"
"""What the name of a topic has for warnings that may wake people."""
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

    def inside(self, area_id: str) -> list[str]:
        """The codes of the areas right inside an area."""
        return [self.codes[key] for key, parent in self.parents.items() if parent == area_id]

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
        codes = {CITY}
        for area_id in preference.areas:
            codes |= {*areas.lineage(area_id), *areas.inside(area_id)}
        loudness = ([] if has_quiet_hours else [False]) + ([True] if theme in _MAY_WAKE else [])
        names |= {_name(theme, code, language, loud) for code in codes for loud in loudness}
    return names


def target_topic(
    theme: Theme, area_id: str | None, areas: Areas, language: str, urgency: Urgency
) -> str:
    """The name of the topic that is the audience of a notice in a language."""
    loud = urgency in PASSES_QUIET_HOURS and theme in _MAY_WAKE
    return _name(theme, areas.lineage(area_id)[0], language, loud)


def is_loud(topic: str) -> bool:
    """Whether a topic is for warnings that may wake people."""
    return f"_{LOUD}_" in topic


def _name(theme: Theme, code: str, language: str, loud: bool) -> str:
    # "in" is what release 0.1.0 called it: phones that joined then need not join again.
    parts = [theme.name.lower(), *([LOUD] if loud else []), "in", code, language.lower()]
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
