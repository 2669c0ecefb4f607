"""Topics: which a phone belongs to, and which a notice goes to.

A topic is a theme in an area in a language. For each area there are two, since two questions meet:
the topic ``in`` an area has those who follow it or a place inside it (what is said of a whole
district concerns each of its villages), the topic ``of`` an area those who follow it as a whole
(they want to hear of each of its villages). A notice of an area goes to all who are in it and to
those of each area around it: one send, at most three topics for the three levels of a city.

Who keeps quiet hours cannot be in a topic that disturbs everybody at once: they are told one by
one. For warnings that may wake people there are topics of their own, in which everybody is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.push.values import APPS_FOR, CITY_THEMES, PASSES_QUIET_HOURS, Theme, Urgency

CITY: Final = "city"
LANGUAGES: Final = ("ID", "EN")
_MAY_WAKE: Final = frozenset({Theme.ALERTS})
"""The themes in which a notice may have an urgency that passes quiet hours."""


@dataclass(frozen=True, slots=True)
class Areas:
    """The area tree below the city: code and parent of each area by its id."""

    codes: Mapping[str, str]
    parents: Mapping[str, str]

    def lineage(self, area_id: str | None) -> list[str]:
        """The codes from an area up to the city; the city itself is `CITY`, and so is None."""
        codes = []
        while area_id is not None and area_id in self.codes:
            codes.append(self.codes[area_id])
            area_id = self.parents.get(area_id)
        return [*codes, CITY]

    def concerns(self, area_id: str | None, followed: Collection[str]) -> bool:
        """Whether a notice of an area is for somebody who follows these."""
        around = self.lineage(area_id)
        return len(around) == 1 or any(
            around[0] in self.lineage(place) or self.lineage(place)[0] in around
            for place in followed
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to hear of one theme: nothing, the city's, or that of areas as well."""

    is_on: bool
    areas: frozenset[str] = frozenset()


def topics_of(
    wishes: Mapping[Theme, Wish], areas: Areas, language: str, *, quiet: bool
) -> set[str]:
    """The topics that fulfil somebody's wishes."""
    names = set()
    for theme, wish in wishes.items():
        if not wish.is_on or theme not in CITY_THEMES:
            continue
        places = {("in", CITY)}
        for area_id in wish.areas:
            around = areas.lineage(area_id)
            places |= {("in", code) for code in around} | {("of", around[0])}
        sounds = ([] if quiet else [False]) + ([True] if theme in _MAY_WAKE else [])
        names |= {_name(theme, *place, language, loud) for place in places for loud in sounds}
    return names


def topics_for(
    theme: Theme, area_id: str | None, areas: Areas, language: str, urgency: Urgency
) -> list[str]:
    """The topics that together are the audience of a notice."""
    loud = urgency in PASSES_QUIET_HOURS and theme in _MAY_WAKE
    here, *around = areas.lineage(area_id)
    return [
        _name(theme, "in", here, language, loud),
        *(_name(theme, "of", code, language, loud) for code in around),
    ]


def condition_of(topics: Sequence[str]) -> str:
    """FCM's condition for whoever is in any of these topics; each phone gets it once."""
    return " || ".join(f"'{topic}' in topics" for topic in topics)


def _name(theme: Theme, side: str, code: str, language: str, loud: bool) -> str:
    parts = [theme.name.lower(), *(["loud"] if loud else []), side, code, language.lower()]
    return "_".join(parts)


@dataclass(frozen=True, slots=True)
class AppRank:
    """What decides between apps: what they are for, and their place in the city's list."""

    category: str
    position: int


def best_first(theme: Theme, slugs: Iterable[str], ranks: Mapping[str, AppRank]) -> list[str]:
    """Apps in the order in which they should tell of a theme."""
    wanted = APPS_FOR[theme]

    def place(slug: str) -> tuple[int, int, str]:
        rank = ranks.get(slug)
        if rank is None:
            return len(wanted) + 1, 0, slug
        known = rank.category in wanted
        return wanted.index(rank.category) if known else len(wanted), rank.position, slug

    return sorted(set(slugs), key=place)
