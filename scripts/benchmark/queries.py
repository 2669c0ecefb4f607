"""What is asked of every system: the documents, and the values that go with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

PAGE: Final = 20
UPDATES: Final = 3

ARTICLES: Final = """query Articles($first: Int!) {
  articles(first: $first) {
    nodes {
      id slug kind title summary publishedAt
      images { url(width: 320) width height thumbhash alt }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""

# `cameras` gives 100 a page, and a client does not know the second page's cursor before it has the
# first. The places with their cameras are what a map draws, and come whole in one request.
CAMERAS: Final = """query Cameras {
  cameraSites {
    name
    point { latitude longitude }
    cameras { code name status snapshot { capturedAt image { url(width: 320) thumbhash } } }
  }
}"""

REPORTS: Final = """query Reports($first: Int!) {
  reports(first: $first) {
    nodes {
      id ticket title status submittedAt
      category { name icon }
      updates(first: 3) { nodes { status note createdAt } }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""

REPORT: Final = """query Report($id: ID!) {
  report(by: {id: $id}) {
    id ticket title description status submittedAt joinedCount
    point { latitude longitude }
    category { name icon }
    area { name }
  }
}"""

SUBMIT: Final = """mutation Submit($input: SubmitReportInput!) {
  submitReport(input: $input) {
    __typename
    ... on SubmitReportSuccess { report { id ticket status title category { name } } }
  }
}"""


@dataclass(frozen=True, slots=True)
class Query:
    """A document, and the variables of the requests that are sent in turn."""

    name: str
    what: str
    document: str
    operation: str
    variables: Sequence[Mapping[str, Any]] = field(default_factory=lambda: ({},))

    def bodies(self) -> list[bytes]:
        """The bodies of the requests, as a GraphQL client sends them."""
        return [
            orjson.dumps(
                {"operationName": self.operation, "query": self.document, "variables": variables}
            )
            for variables in self.variables
        ]


def reads(report_ids: Sequence[str]) -> dict[str, Query]:
    """The queries that are timed, by name. `report_ids` are ids of public reports."""
    page = ({"first": PAGE},)
    one = tuple({"id": report_id} for report_id in report_ids)
    return {
        query.name: query
        for query in (
            Query("articles20", "20 articles with their images", ARTICLES, "Articles", page),
            Query("cameras168", "117 places, 168 cameras, latest snapshots", CAMERAS, "Cameras"),
            Query("reports20", "20 reports, category, 3 updates", REPORTS, "Reports", page),
            Query("report1", "one report by id", REPORT, "Report", one),
        )
    }


READS: Final = ("articles20", "cameras168", "reports20", "report1")
SUBMIT_NAME: Final = "submit"
