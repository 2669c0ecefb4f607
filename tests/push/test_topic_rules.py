"""Topics: a notice reaches exactly those whom its area concerns, with one plain topic."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.apps.values import AppCategory
from api.push.push_rules.topics import (
    AppRank,
    Areas,
    ThemePreference,
    rank_apps,
    subscribed_topics,
    target_topic,
)
from api.push.values import CITY_THEMES, PREFERRED_APPS, Theme, Urgency

# Two districts with two villages each, in a city that is not among them.
AREAS = Areas(
    {"d1": "51.01", "d2": "51.02",
     "v1": "51.01.1", "v2": "51.01.2", "v3": "51.02.1", "v4": "51.02.2"},
    {"d1": "city", "d2": "city", "v1": "d1", "v2": "d1", "v3": "d2", "v4": "d2"},
)  # fmt: skip
PLACES = [None, *AREAS.codes]


def inside(place: str | None) -> set[str | None]:
    """An area and everything inside it."""
    if place is None:
        return {None, *AREAS.codes}
    return {place, *(child for child, parent in AREAS.parents.items() if parent == place)}


def is_meant(notice: str | None, followed: frozenset[str]) -> bool:
    """Whether a notice concerns somebody, by containment alone."""
    return notice is None or any(
        notice in inside(place) or place in inside(notice) for place in followed
    )


follows = st.frozensets(st.sampled_from(sorted(AREAS.codes)))


@given(
    st.sampled_from(CITY_THEMES), st.sampled_from(PLACES), follows, st.booleans(),
    st.sampled_from(list(Urgency)), st.sampled_from(["ID", "EN"]), st.sampled_from(["ID", "EN"]),
)  # fmt: skip
def test_exactly_those_concerned_subscribe_to_its_topics(
    theme: Theme,
    place: str | None,
    followed: frozenset[str],
    quiet: bool,
    urgency: Urgency,
    reads: str,
    said_in: str,
) -> None:
    member = subscribed_topics(
        {theme: ThemePreference(True, followed)}, AREAS, reads, has_quiet_hours=quiet
    )
    topic = target_topic(theme, place, AREAS, said_in, urgency)
    wakes = theme is Theme.ALERTS and urgency in (Urgency.SEVERE, Urgency.EXTREME)
    expected = is_meant(place, followed) and reads == said_in and (wakes or not quiet)
    assert (topic in member) == expected
    assert AREAS.concerns(place, followed) == is_meant(place, followed)
    assert all(re.fullmatch(r"[a-zA-Z0-9\-_.~%]{1,80}", topic) for topic in {*member, topic})


def test_the_city_a_district_and_a_village_are_one_topic_each() -> None:
    assert target_topic(Theme.NEWS, None, AREAS, "ID", Urgency.NORMAL) == "news_in_city_id"
    assert target_topic(Theme.NEWS, "d2", AREAS, "ID", Urgency.LOW) == "news_in_51.02_id"
    assert target_topic(Theme.NEWS, "v3", AREAS, "EN", Urgency.NORMAL) == "news_in_51.02.1_en"
    for urgency, name in ((Urgency.HIGH, "alerts"), (Urgency.SEVERE, "alerts_loud")):
        assert target_topic(Theme.ALERTS, "v3", AREAS, "EN", urgency) == f"{name}_in_51.02.1_en"
    # Only warnings may wake people.
    assert target_topic(Theme.NEWS, None, AREAS, "ID", Urgency.EXTREME) == "news_in_city_id"


def test_whoever_chose_a_district_is_in_the_topics_of_its_villages() -> None:
    def of(*areas: str) -> set[str]:
        chosen = {Theme.NEWS: ThemePreference(True, frozenset(areas))}
        return subscribed_topics(chosen, AREAS, "ID", has_quiet_hours=False)

    city = {"news_in_city_id"}
    assert of() == city
    assert of("d1") == city | {f"news_in_{code}_id" for code in ("51.01", "51.01.1", "51.01.2")}
    assert of("v3") == city | {"news_in_51.02_id", "news_in_51.02.1_id"}


def test_disabled_themes_have_no_topics() -> None:
    off = {theme: ThemePreference(False, frozenset({"v1"})) for theme in Theme}
    assert subscribed_topics(off, AREAS, "ID", has_quiet_hours=False) == set()
    reports = {Theme.REPORTS: ThemePreference(True)}
    assert subscribed_topics(reports, AREAS, "ID", has_quiet_hours=False) == set()


@pytest.mark.parametrize("theme", list(Theme))
def test_apps_are_ranked_by_category_and_then_by_position(theme: Theme) -> None:
    best, second = PREFERRED_APPS[theme][:2]
    ranks = {
        "late": AppRank(best, 9), "early": AppRank(best, 2), "second": AppRank(second, 1),
        "other": AppRank(AppCategory.FINANCE, 0),
    }  # fmt: skip
    expected = ["early", "late", "second", "other", "unknown"]
    for order in itertools.permutations(expected):
        assert rank_apps(theme, order, ranks) == expected
