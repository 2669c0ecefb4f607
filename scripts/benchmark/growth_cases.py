"""Growth: the pages that apps ask for, alone and by the filters that they combine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.identity.values import Role
from api.kit.ids import named, public_id
from api.seed.pack import Pack

_DOCUMENT: Final = """query($after: String, $filter: ReportFilter, $order: ReportOrder) {
  reports(first: 20, after: $after, filter: $filter, order: $order) {
    nodes { id ticket title status submittedAt dueAt isOverdue
            category { name icon } area { name } agency { name } }
    pageInfo { hasNextPage endCursor }
  }
}"""
_OWN: Final = """{ viewer { reports(first: 20) {
  nodes { id ticket title status submittedAt category { name icon } }
  pageInfo { hasNextPage endCursor } } } }"""
_OPEN: Final = ["WAITING", "IN_PROGRESS"]


@dataclass(frozen=True, slots=True)
class Case:
    """One page: what is asked, and by whom."""

    name: str
    filter: Mapping[str, Any] | None = None
    order: str = "NEWEST"
    who: Role = Role.ANONYMOUS
    deep: bool = False
    """Behind a cursor half way through the list."""
    own: bool = False
    """What the viewer reported, instead of a filter."""

    @property
    def document(self) -> str:
        """What is sent."""
        return _OWN if self.own else _DOCUMENT


def cases(pack: Pack) -> list[Case]:
    """All of them; each has a full page among the smaller number of reports."""
    village = {"area": public_id("area", named("area", "51.03.01.1002"))}
    district = {"area": public_id("area", named("area", "51.03.01"))}
    codes = [category.code for category in pack.categories if not category.sensitive]
    common, rare = (
        {"category": public_id("cat", named("category", code))} for code in (codes[0], codes[-1])
    )
    mine = {"assignedTo": "MY_AGENCY"}

    def near(metres: int) -> dict[str, Any]:
        return {"near": {"latitude": -8.7177, "longitude": 115.1687}, "radiusMetres": metres}

    street, town, island = (
        {"box": {"south": -8.7177 - half, "north": -8.7177 + half, "west": 115.1687 - half,
                 "east": 115.1687 + half}}
        for half in (0.008, 0.06, 0.8)
    )  # fmt: skip
    return [
        Case("newest"),
        Case("newest, half way", deep=True),
        Case("newest, a citizen", who=Role.CITIZEN),
        Case("recently updated", order="RECENTLY_UPDATED"),
        Case("a district", district),
        Case("a village", village),
        Case("a village, half way", village, deep=True),
        Case("a category", common),
        Case("a rare category", rare),
        Case("a rare category, a citizen", rare, who=Role.CITIZEN),
        Case("waiting", {"status": ["WAITING"]}),
        Case("done", {"status": ["DONE"]}),
        Case("postponed", {"status": ["POSTPONED"]}),
        Case("in progress", {"status": ["IN_PROGRESS"]}),
        Case("open", {"status": _OPEN}),
        Case("open, the oldest", {"status": _OPEN}, "OLDEST"),
        Case("within 300 m", near(300)),
        Case("within 300 m, a citizen", near(300), who=Role.CITIZEN),
        Case("within 1 km", near(1_000)),
        Case("within 1 km, half way", near(1_000), deep=True),
        Case("within 1 km, the oldest", near(1_000), order="OLDEST"),
        Case("within 5 km", near(5_000)),
        Case("a map of 2 km", street),
        Case("a map of 13 km", town),
        Case("a map of the island", island),
        Case("own reports", who=Role.CITIZEN, own=True),
        Case("an agency's inbox", mine, "DUE_FIRST", Role.OFFICER),
        # Filters together.
        Case("within 1 km, a category", {**near(1_000), **common}),
        Case("within 1 km, a category, half way", {**near(1_000), **common}, deep=True),
        Case("within 1 km, a category, a citizen", {**near(1_000), **common}, who=Role.CITIZEN),
        Case("within 5 km, a rare category", {**near(5_000), **rare}),
        Case("within 1 km, open", {**near(1_000), "status": _OPEN}),
        Case("within 1 km, done", {**near(1_000), "status": ["DONE"]}),
        Case("within 1 km, rejected", {**near(1_000), "status": ["REJECTED"]}),
        Case("within 5 km, open, the oldest", {**near(5_000), "status": _OPEN}, "OLDEST"),
        Case("within 5 km, a category, open", {**near(5_000), **common, "status": _OPEN}),
        Case("within 5 km, a category, done", {**near(5_000), **common, "status": ["DONE"]}),
        Case("a map of 2 km, a category", {**street, **common}),
        Case("a map of 13 km, a category", {**town, **common}),
        Case("a map of 13 km, a rare category", {**town, **rare}),
        Case("a map of the island, a rare category", {**island, **rare}),
        Case("a map of 13 km, open", {**town, "status": _OPEN}),
        Case("a village, a category", {**village, **common}),
        Case("a village, open", {**village, "status": _OPEN}),
        Case("a village, done", {**village, "status": ["DONE"]}),
        Case("a district, a category", {**district, **common}),
        Case("a district, a rare category", {**district, **rare}),
        Case("a district, postponed", {**district, "status": ["POSTPONED"]}),
        Case("a district, a category, open", {**district, **common, "status": _OPEN}),
        Case("a district, a category, done", {**district, **common, "status": ["DONE"]}),
        Case("a category, waiting", {**common, "status": ["WAITING"]}),
        Case("a category, open, the oldest", {**common, "status": _OPEN}, "OLDEST"),
        Case("a rare category, postponed", {**rare, "status": ["POSTPONED"]}),
        Case("an agency's, overdue", {**mine, "isOverdue": True}, "DUE_FIRST", Role.OFFICER),
        Case("an agency's, not overdue", {**mine, "isOverdue": False}, "DUE_FIRST", Role.OFFICER),
        Case("an agency's, verified", {**mine, "internalStatus": ["VERIFIED"]}, "DUE_FIRST",
             Role.OFFICER),
        Case("an agency's, a category", {**mine, **common}, "DUE_FIRST", Role.OFFICER),
        Case("an agency's, a district", {**mine, **district}, "DUE_FIRST", Role.OFFICER),
        Case("an agency's, newest, overdue", {**mine, "isOverdue": True}, who=Role.OFFICER),
    ]  # fmt: skip
