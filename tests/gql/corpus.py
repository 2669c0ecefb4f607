# ruff: noqa: E501 - documents
"""Documents written by hand: what GraphQL allows, over everything that the schema can read.

`path` says what is expected of a document: `compiled` (it has a plan for every viewer),
`executor` (a resolver is needed) or `error` (something in it is refused at a field).
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Literal

from api.gql.compile.cursors import encode_cursor
from api.identity.values import agency_id
from api.kit import clock
from tests.gql import world
from tests.gql.world import public_id as pid

Path = Literal["compiled", "executor", "error"]


@dataclass(frozen=True)
class Case:
    """A document with one set of variables."""

    name: str
    document: str
    variables: dict[str, Any] = field(default_factory=dict)
    path: Path = "compiled"

    def __str__(self) -> str:
        return self.name


REP: Final = [pid("rep", world.report(n)) for n in range(world.REPORTS)]
ART: Final = [pid("art", world.article(n)) for n in range(world.ARTICLES)]
CAM: Final = [pid("cam", world.camera(n)) for n in range(world.CAMERAS)]
CAT: Final = {code: pid("cat", world.key("category", code)) for code in world.CATEGORIES}
AREA: Final = {
    code: pid("area", world.area(code)) for code in ("51.03", *world.DISTRICTS, *world.VILLAGES)
}
AGENCY: Final = {code: pid("agency", agency_id(code)) for code in world.AGENCIES}
SITE: Final = {code: pid("site", world.key("site", code)) for code in world.SITES}

OTHERS: Final = [
    pid("app", world.key("app", 1)),
    pid("city", world.key("city", 1)),
    pid("dev", world.key("device", 0)),
    pid("dev", world.key("device", 4)),
    pid("brc", world.key("broadcast", 0)),
    pid("brc", world.key("broadcast", 1)),
    pid("ntf", world.key("notification", "sari/3")),
    pid("photo", world.key("photo", "3/update")),
    pid("photo", world.key("photo", "9/0")),
    pid("upd", world.key("update", "4/3")),
    pid("upd", world.key("update", "3/0")),
    *(pid("person", world.key("person", name)) for name in ("sari", "wayan", "ketut", "editor")),
    *(pid("prefs", world.key("person", name)) for name in ("sari", "wayan")),
]
IDS: Final = [
    *REP[:14], *ART[:14], *CAM[:4], *CAT.values(), *AREA.values(), *AGENCY.values(),
    *SITE.values(), *OTHERS, pid("rep", world.key("report", "gone")),
]  # fmt: skip
"""Ids of every type that `node` knows: seen by all, by some, by nobody, and one of nothing."""

ORDERS: Final = ("NEWEST", "OLDEST", "RECENTLY_UPDATED", "DUE_FIRST")
FRESH: Final = "freshness { asOf staleAfter isStale source }"
ORIGIN: Final = "provenance { synthetic sourceName sourceDate sourceNote }"

EVERY_REPORT_FIELD: Final = f"""
fragment everything on Report {{
  id ticket title description address status internalStatus pointPrecision
  category {{ id code name agency {{ id code name kind phone {ORIGIN} }} slaWorkingDays isSensitive
    needsCompletionPhoto joinRadiusMetres emergencyNotice emergencyDialUri icon {ORIGIN} }}
  area {{ id code level kind name parent {{ code parent {{ name }} }} centre {{ latitude longitude }}
    {ORIGIN} }}
  district {{ name }}
  point {{ latitude longitude }}
  agency {{ code name }}
  submittedAt observedAt updatedAt dueAt isOverdue statusLabel internalStatusLabel
  reporter {{ name }}
  photos {{ id addedAt report {{ ticket }} image {{ url width height thumbhash credit licence alt }} }}
  photoCount
  updates {{ nodes {{ id report {{ ticket title }} kind status statusLabel note internalNote authorRole createdAt agency {{ code }}
    photos {{ id image {{ url(width: 320) }} }} }} }}
  joinedCount viewerHasJoined mergedInto {{ id title mergedInto {{ ticket }} }} rating ratingComment
  reopenedAt postponedUntil postponementReason assignee {{ id name }} viewerCanDecideCompletion
  revisions {{ id action reason title description address authorRole createdAt }}
  identityDisclosures(first: 3) {{ nodes {{ id reason role disclosedAt disclosedTo {{ name }} agency {{ code }} }} }}
  mergedFrom(first: 2) {{ nodes {{ ticket title }} }} {ORIGIN}
  proof {{ id verdict checkedAt checks {{ id name outcome detail }} before {{ id }}
    after {{ id image {{ url }} }} similarTo {{ id }} }}
}}
"""

_ARTICLE: Final = f"""
  id slug kind language title summary bodyHtml bodyText publishedAt updatedAt embargoUntil version
  withdrawn topics agency {{ name }} area {{ name parent {{ name }} }} {ORIGIN}
  images {{ id url(width: 1) alt credit width height }}
  corrections {{ id kind note correctedAt article {{ slug }} by {{ id title }} }}
"""

_CAMERA: Final = f"""
  id code name bearing rangeMetres status owner {ORIGIN}
  site {{ id code name point {{ latitude longitude }} village {{ name }} district {{ name }} {ORIGIN} }}
  snapshot {{ id capturedAt fetchedAt maskVersion {FRESH} image {{ url thumbhash }} }}
"""


def _reads() -> list[Case]:
    """One list and one object after the other, whole."""
    return [
        Case("typename", "{ __typename }"),
        Case("city", f"""{{ city {{ id code name timeZone languages mapZoom population
          centre {{ latitude longitude }} area {{ code name children {{ code }} }}
          contacts {{ code label number {ORIGIN} }} {ORIGIN} }} }}"""),
        Case("areas", "{ areas { id code level kind name centre { latitude longitude } } }"),
        Case("areas deep", """{ areas(level: CITY) { name children { name centre { latitude
          longitude } children { name parent { name parent { name } } children { name } } } } }"""),
        Case("apps", f"""{{ apps {{ id slug name category summary agency {{ name }} androidPackage
          iosId webUrl icon {ORIGIN} }} }}"""),
        Case("app", '{ app(slug: "app-2") { name agency { name } } }'),
        Case("no app", '{ app(slug: "none") { name } }'),
        Case("categories", f"""{{ reportCategories {{ id code name agency {{ code }} isSensitive
          slaWorkingDays needsCompletionPhoto joinRadiusMetres emergencyNotice emergencyDialUri icon {ORIGIN} }} }}"""),
        Case("reports", "{ reports(first: 100) { nodes { ...everything } } }" + EVERY_REPORT_FIELD),
        Case("report", f'{{ report(by: {{id: "{REP[4]}"}}) {{ ...everything }} }}' + EVERY_REPORT_FIELD),
        Case("articles", f"{{ articles(first: 100) {{ nodes {{ {_ARTICLE} }} }} }}"),
        Case("article", f'{{ article(by: {{id: "{ART[4]}"}}) {{ {_ARTICLE} }} }}'),
        Case("article by slug", '{ article(by: {slug: "warta-3"}) { id embargoUntil bodyText } }'),
        Case("cameras", f"{{ cameras {{ nodes {{ {_CAMERA} }} }} }}"),
        Case("camera", f'{{ camera(by: {{code: "CAM-002"}}) {{ {_CAMERA} history(first: 3) {{ nodes '
             f"{{ id capturedAt fetchedAt image {{ id url }} {FRESH} }} }} }} }}"),
        Case("camera sites", f"""{{ cameraSites {{ id code name point {{ latitude longitude }}
          village {{ name }} district {{ name }} cameras {{ {_CAMERA} }} {ORIGIN} }} }}"""),
        Case("viewer", "{ viewer { id role name agency { code name } area { code } unreadCount } }"),
        Case("devices", """{ viewer { devices { id app { id slug } platform appVersion locale timeZone status
          seenAt } } }"""),
        Case("preferences", """{ viewer { preferences { id topics { theme enabled areas { id name code } }
          quietHours { from until timeZone } } } }"""),
        Case("broadcasts", """{ broadcasts(first: 50) { edges { cursor node { id theme urgency title
          body area { name } article { id title } status sendAt endedAt isExercise version expiresAt
          approvedAt replaces { id title } counts {
      queued sent failed dropped opened individuallyNotified individuallyRead } }
          } pageInfo { hasNextPage endCursor } } }"""),
        Case("inbox", """{ viewer { notifications(first: 100) { nodes { id kind title body deepLink
          createdAt readAt subject { __typename id ... on Report { ticket title status category
          { name } updates(first: 2) { nodes { note } } } ... on Article { slug title images { url }
          } } } } } }"""),
        Case("own joined", """{ viewer { joinedReports(first: 50) { nodes { ticket joinedCount viewerHasJoined
          reporter { name } } pageInfo { hasNextPage endCursor } } } }"""),
        Case("looks at me", """{ viewer { identityDisclosures(first: 4) { edges { cursor node { id reason role
          disclosedAt disclosedTo { name } agency { name } report { ticket reporter { name } } } }
          pageInfo { hasNextPage endCursor } } } }"""),
        Case("colleagues", "{ viewer { colleagues { id name } agency { code } } }"),
        Case("templates", f"""{{ responseTemplates {{ id code category {{ code }} status text {{ indonesian english }}
          {ORIGIN} }} }}"""),
        Case("templates of one", f"""{{ responseTemplates(category: "{CAT["jalan"]}", status: VERIFIED) {{
          code }} all: responseTemplates(status: RECEIVED) {{ code }} }}"""),
        Case("own reports", """{ viewer { reports(first: 50) { edges { cursor node { ticket status
          hidden: point { latitude longitude } address reporter { name } } }
          pageInfo { hasNextPage endCursor } } } }"""),
        Case("several roots", """{ city { name } a: reports(first: 2) { nodes { title } }
          b: articles(first: 2) { nodes { title } } cameras(first: 1) { nodes { code } }
          viewer { role } __typename }"""),
    ]  # fmt: skip


def _shapes() -> list[Case]:
    """GraphQL's own rules: aliases, merging, fragments, interfaces, type names."""
    return [
        Case("aliases", """{ x: reports(first: 3) { y: nodes { z: title title z2: title
          c: category { c: code code } } y2: nodes { id } }
          x2: reports(first: 2, order: OLDEST) { nodes { title } } }"""),
        Case("alias swaps names", """{ reports(first: 3) { nodes { title: ticket ticket: title
          id: status status: id } } }"""),
        Case("python words", """{ reports(first: 2) { nodes { None: id rows: title run: ticket
          r0: status loads: submittedAt ROW: joinedCount __x: id class: id } } }"""),
        Case("merged fields", """{ reports(first: 3) { nodes { category { code } title category {
          name } } pageInfo { hasNextPage } nodes { id category { id agency { code } } } }
          reports(first: 3) { nodes { ticket } pageInfo { endCursor } } }"""),
        Case("merged edges", """{ reports(first: 2) { edges { node { id } } edges { cursor node {
          title updates(first: 1) { edges { cursor } nodes { id } } } } } }"""),
        Case("order of keys", """query { reports(first: 2) { pageInfo { endCursor hasNextPage }
          nodes { ...b title ...a } } }
          fragment a on Report { id status } fragment b on Report { ticket id }"""),
        Case("nested fragments", """{ reports(first: 4) { ...page } }
          fragment page on ReportConnection { edges { ...edge } pageInfo { ...info } }
          fragment edge on ReportEdge { cursor node { ...report } }
          fragment report on Report { ...short category { ...category } }
          fragment category on ReportCategory { name agency { ...agency } }
          fragment agency on Agency { code ... on Node { id } }
          fragment short on Report { id ... { title ... on Report { ticket } } }
          fragment info on PageInfo { hasNextPage endCursor }"""),
        Case("fragment on query", """query { ...root } fragment root on Query { city { name }
          ...more } fragment more on Query { areas(level: DISTRICT) { name } }"""),
        Case("interface fragments", f"""query($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename
          ... on Node {{ id }} ... on Report {{ title ...n }} ... on Camera {{ code ...n }} }} }}
          fragment n on Node {{ again: id __typename ... on Camera {{ name {ORIGIN} }} }}""",
             {"ids": IDS}),
        Case("type names everywhere", """{ __typename t: __typename reports(first: 2) { __typename
          edges { __typename cursor node { __typename point { __typename } category { __typename
          agency { __typename } } reporter { __typename } updates(first: 2) { __typename pageInfo {
          __typename } nodes { __typename } edges { __typename } } photos { __typename image {
          __typename } } provenance { __typename } } } pageInfo { __typename } } }"""),
        Case("only type names", """{ reports(first: 3) { __typename nodes { __typename } } city {
          __typename } viewer { __typename } areas { __typename } articles(first: 2) { edges {
          __typename } } }"""),
        Case("empty objects", """{ reports(first: 2) { nodes { ... on Node @skip(if: true) { id } } }
          viewer { notifications(first: 100) { nodes { subject { ... on Article { title } } } } } }"""),
        Case("only has next", "{ reports(first: 100) { pageInfo { hasNextPage } } }"),
        Case("only end cursor", "{ articles(first: 3) { pageInfo { endCursor } } }"),
        Case("only start cursor", "{ articles(first: 3) { pageInfo { startCursor } } }"),
        Case("only has previous", "{ articles(first: 3) { pageInfo { hasPreviousPage } } }"),
        Case("whole page info", """{ reports(first: 2) { pageInfo { a: startCursor hasPreviousPage
          endCursor hasNextPage b: startCursor c: hasPreviousPage } } none: articles(filter: {topic:
          "none"}) { pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""),
        Case("only cursors", "{ reports(first: 3) { edges { cursor } } }"),
        Case("same relation thrice", """{ reports(first: 5) { nodes { a: category { code } b: category
          { name agency { code } } category { id } area { name } district { name } v: area { parent {
          name } } } } }"""),
        Case("comments and commas", "# a comment\n{,,city{,name,},}"),
        Case("operation of several", "query A { city { name } } query B { viewer { role } }"),
    ]  # fmt: skip


def _switches() -> list[Case]:
    """@skip and @include, literal and by variable, both ways, in every position."""
    literal = """{ a: city @skip(if: true) { name } b: city @include(if: false) { name }
      c: city @skip(if: false) @include(if: true) { name } d: city @skip(if: true)
      @include(if: true) { name } reports(first: 2) { ... @skip(if: true) { nodes { id } }
      ...p @include(if: true) nodes { title @skip(if: true) ticket } } }
      fragment p on ReportConnection { pageInfo { hasNextPage @include(if: true) } }"""
    variable = """query($yes: Boolean!, $no: Boolean = false) {
      reports(first: 3) { nodes { id title @include(if: $yes) ticket @skip(if: $yes)
        category @include(if: $no) { code } ... @include(if: $yes) { updates(first: 1) { nodes {
        note @skip(if: $no) id } } } ...photos @skip(if: $no) } }
      articles(first: 1) @include(if: $yes) { nodes { title } }
      viewer @skip(if: $yes) { role } city { name @skip(if: $yes) code @include(if: $yes) id } }
      fragment photos on Report { photos @include(if: $yes) { id } area { name } }"""
    whole = "query($on: Boolean!) { city @include(if: $on) { name } }"
    return [
        Case("literal switches", literal),
        *(
            Case(f"switches {yes} {no}", variable, {"yes": yes, **({} if no is None else {"no": no})})
            for yes in (True, False)
            for no in (True, False, None)
        ),
        Case("nothing is left", whole, {"on": False}),
        Case("all is left", whole, {"on": True}),
        Case("null switch", "query($no: Boolean = false) { city { name @skip(if: $no) code } }",
             {"no": None}, path="error"),
    ]  # fmt: skip


FILTERED: Final = """query($first: Int, $after: String, $area: ID, $category: ID, $agency: ID,
  $status: [ReportPublicStatus!], $box: BoxInput, $near: PointInput, $radius: Int, $text: String,
  $from: DateTime, $until: DateTime, $order: ReportOrder, $assigned: Assignee,
  $internal: [ReportInternalStatus!], $overdue: Boolean, $reopened: Boolean) {
  reports(first: $first, after: $after, order: $order, filter: { area: $area, category: $category,
    agency: $agency, status: $status, box: $box, near: $near, radiusMetres: $radius, text: $text,
    submittedAfter: $from, submittedBefore: $until, assignedTo: $assigned,
    internalStatus: $internal, isOverdue: $overdue, isReopened: $reopened }) {
    nodes { id ticket submittedAt updatedAt status }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""

WHOLE_FILTER: Final = """query($filter: ReportFilter, $order: ReportOrder) {
  reports(first: 100, filter: $filter, order: $order) { nodes { id ticket } } }"""

_NEAR: Final = {"latitude": -8.71, "longitude": 115.175}
_REPORT_FILTERS: Final[list[dict[str, Any]]] = [
    {"first": 7},
    {"first": None, "after": None, "area": None, "category": None, "status": None, "text": None,
     "order": None, "box": None, "near": None, "radius": None, "from": None, "until": None},
    {"area": AREA["51.03.01"], "first": 50},
    {"area": AREA["51.03.01.1002"], "category": CAT["jalan"]},
    {"category": CAT["kekerasan"]},
    {"agency": AGENCY["dp3a"], "order": "RECENTLY_UPDATED"},
    {"status": ["WAITING"]},
    {"status": ["DONE", "MERGED", "DONE"], "first": 100},
    {"status": []},
    {"status": ["IN_PROGRESS"], "area": AREA["51.03.02"], "order": "OLDEST"},
    {"box": {"south": -8.75, "west": 115.17, "north": -8.71, "east": 115.18}, "first": 100},
    {"near": _NEAR},
    {"near": _NEAR, "radius": 500, "first": 100},
    {"near": _NEAR, "radius": 50_000, "first": 100, "order": "OLDEST"},
    {"text": "jalan"},
    {"text": "berlubang perjalanan", "first": 100},
    {"text": "JALANNYA", "status": ["IN_PROGRESS"]},
    {"text": "tidak ada kata ini"},
    {"text": "tergenang", "category": CAT["sampah"], "first": 100},
    {"from": "2026-11-20T04:00:00Z", "until": "2026-11-22T04:00:00.1235+00:00", "first": 100},
    {"from": "2026-11-20T12:00:00.123456+08:00"},
    {"assigned": "MY_AGENCY", "first": 100},
    {"assigned": "ME", "order": "DUE_FIRST", "first": 100},
    {"internal": ["WORKING", "AWAITING_CHECK", "HIDDEN"], "first": 100},
    {"internal": [], "assigned": "MY_AGENCY"},
    {"overdue": True, "first": 100},
    {"overdue": False, "order": "DUE_FIRST"},
    {"reopened": True},
    {"reopened": False, "overdue": True, "order": "OLDEST"},
    {"until": "1999-12-31T00:00:00Z"},
    {"from": clock.to_text(world.moment(14)), "first": 100},
    {"until": clock.to_text(world.moment(14)), "first": 100},
    *({"order": order, "first": 9} for order in ORDERS),
]  # fmt: skip


def _arguments() -> list[Case]:
    """Filters that are there, null and absent; orders; variables in the middle of inputs."""
    return [
        *(
            Case(f"filter {sorted(k for k, v in given.items() if v is not None)} {number}",
                 FILTERED, given)
            for number, given in enumerate([{}, *_REPORT_FILTERS])
        ),
        Case("whole filter absent", WHOLE_FILTER, {}),
        Case("whole filter null", WHOLE_FILTER, {"filter": None, "order": None}),
        Case("whole filter empty", WHOLE_FILTER, {"filter": {}}),
        Case("whole filter", WHOLE_FILTER,
             {"filter": {"status": ["WAITING", "DONE"], "text": "jalan"}, "order": "OLDEST"}),
        Case("literal filter", f"""{{ reports(order: OLDEST, filter: {{ category:
          "{CAT["jalan"]}", status: [IN_PROGRESS, DONE], submittedAfter: "2026-11-01T00:00:00Z" }})
          {{ nodes {{ ticket }} }} }}"""),
        Case("what waits for me", WHOLE_FILTER, {"filter": {"viewerCanDecideCompletion": True}}),
        Case("what does not wait for me", WHOLE_FILTER, {"filter": {"viewerCanDecideCompletion": False}}),
        Case("one status not in a list", "{ reports(filter: {status: DONE}) { nodes { ticket } } }"),
        Case("defaults", """query($n: Int = 2, $order: ReportOrder = OLDEST, $w: Int = 320) {
          reports(first: $n, order: $order) { nodes { ticket photos { image { url(width: $w) } } } } }"""),
        Case("null over default", """query($n: Int = 2, $order: ReportOrder = OLDEST, $w: Int = 320) {
          reports(first: $n, order: $order) { nodes { ticket photos { image { url(width: $w) } } } } }""",
             {"n": None, "order": None, "w": None}),
        Case("widths", """query($w: Int, $f: ImageFormat) { articles(first: 3) { nodes { images {
          a: url b: url(width: 320) c: url(width: 321) d: url(width: 99999) e: url(width: -4)
          f: url(width: $w, format: $f) g: url(format: WEBP) } } } }""", {"w": 1000, "f": "WEBP"}),
        *(
            Case(f"articles {given}", """query($filter: ArticleFilter, $first: Int) { articles(
              filter: $filter, first: $first) { nodes { id slug publishedAt } } }""",
                 {"filter": given, "first": 40})
            for given in (
                None, {}, {"kind": "NEWS"}, {"topic": "banjir"}, {"area": AREA["51.03.01"]},
                {"agency": AGENCY["pupr"]}, {"text": "bangun"}, {"text": "warta jalan"},
                {"text": "news"}, {"kind": None, "topic": None, "text": None},
                {"publishedAfter": "2026-11-21T00:00:00Z", "publishedBefore": "2026-11-23T00:00:00Z"},
                {"publishedAfter": clock.to_text(world.moment(8))},
                {"publishedBefore": clock.to_text(world.moment(8))},
                {"topic": "warga", "kind": "PRESS_RELEASE", "area": AREA["51.03.02"]},
            )
        ),
        *(
            Case(f"cameras {given}", """query($filter: CameraFilter) { cameras(filter: $filter,
              first: 100) { edges { cursor node { code site { code } } } pageInfo { endCursor } } }""",
                 {"filter": given})
            for given in (
                None, {}, {"status": "ACTIVE"}, {"area": AREA["51.03.01"]},
                {"near": {"latitude": -8.74, "longitude": 115.16}},
                {"near": {"latitude": -8.739, "longitude": 115.161}, "radiusMetres": 5000},
                {"near": {"latitude": -8.74, "longitude": 115.16}, "radiusMetres": 300,
                 "status": "MAINTENANCE"},
                {"near": None, "area": None, "status": None},
            )
        ),
        *(
            Case(f"areas {level} {within}", """query($level: AreaLevel, $within: ID) {
              areas(level: $level, within: $within) { code } }""",
                 {"level": level, "within": within})
            for level, within in (
                (None, None), ("VILLAGE", None), ("PROVINCE", None), ("VILLAGE", AREA["51.03.01"]),
                (None, AREA["51.03.03"]),
            )
        ),
        Case("apps of a category", "query($c: AppCategory) { apps(category: $c) { slug } }",
             {"c": "SERVICES"}),
        Case("apps of null", "query($c: AppCategory) { apps(category: $c) { slug } }", {"c": None}),
        Case("camera sites of an area", "query($a: ID) { cameraSites(area: $a) { code } }",
             {"a": AREA["51.03.02"]}),
        *(
            Case(f"inbox unread {unread}", """query($unread: Boolean) { viewer { notifications(
              unread: $unread, first: 5) { nodes { id readAt } pageInfo { endCursor hasNextPage } }
              unreadCount } }""", {} if unread == "absent" else {"unread": unread})
            for unread in (True, False, None, "absent")
        ),
        *(
            Case(f"broadcasts {status}", """query($status: BroadcastStatus) { broadcasts(
              status: $status, first: 2) { nodes { id status counts { sent } } pageInfo { endCursor
              hasNextPage } } }""", {} if status == "absent" else {"status": status})
            for status in ("SENT", "SCHEDULED", None, "absent")
        ),
        Case("report by ticket", 'query($t: String!) { report(by: {ticket: $t}) { id title } }',
             {"t": " bdg2611230000 "}),
        *(
            Case(f"camera by a key, {n}", 'query($k: CameraKey!) { camera(by: $k) { id code name } }',
                 {"k": key})
            for n, key in enumerate(({"code": "CAM-003"}, {"id": CAM[2]}, {"code": "none"}))
        ),
        *(
            Case(f"article by a key, {n}", 'query($k: ArticleKey!) { article(by: $k) { id slug title } }',
                 {"k": key})
            for n, key in enumerate(({"slug": "warta-3"}, {"id": ART[2]}, {"slug": "none"}))
        ),
        Case("camera by a code of its own", 'query($c: String!) { camera(by: {code: $c}) { id } }',
             {"c": "CAM-004"}),
        *(
            Case(f"report by a key, {n}", 'query($k: ReportKey!) { report(by: $k) { id ticket } }',
                 {"k": key})
            for n, key in enumerate(({"ticket": "bdg2611230004"}, {"id": REP[0]}, {"ticket": "none"}))
        ),
    ]  # fmt: skip


def _pages() -> list[Case]:
    """Pages behind real cursors, in the middle of ties."""
    told = world.moment(10)
    moved = world.NOW - timedelta(hours=10 % 7)
    return [
        *(
            Case(f"behind {order}", FILTERED, {"order": order, "after": cursor, "first": 8})
            for order, cursor in (
                ("NEWEST", encode_cursor("newest", clock.to_text(told), world.report(10))),
                ("OLDEST", encode_cursor("oldest", clock.to_text(told), world.report(10))),
                ("RECENTLY_UPDATED", encode_cursor("updated", clock.to_text(moved), world.report(10))),
            )
        ),
        Case("behind a camera", """query($a: String) { cameras(after: $a) { edges { cursor node { code
          } } } }""", {"a": encode_cursor("code", "CAM-004", world.camera(4))}),
        Case("behind an update", f"""query($a: String) {{ report(by: {{id: "{REP[4]}"}}) {{ updates(after: $a,
          first: 5) {{ nodes {{ id createdAt }} pageInfo {{ hasNextPage hasPreviousPage startCursor
          endCursor }} }} }} }}""",
             {"a": encode_cursor("newest", clock.to_text(world.moment(4) + timedelta(hours=4)),
                                 world.key("update", "4/13"))}),
    ]  # fmt: skip


def _nesting() -> list[Case]:
    """Lists in lists, connections in connections, nodes of every type."""
    return [
        Case("connection in connection", """{ reports(first: 20) { nodes { ticket updates(first: 3) {
          edges { cursor node { status note internalNote photos { image { url } } } } pageInfo {
          hasNextPage endCursor } } more: updates(first: 1) { nodes { id } } } } }"""),
        Case("nested after", """query($after: String) { reports(first: 30, order: OLDEST) { nodes {
          ticket updates(first: 2, after: $after) { nodes { createdAt id } pageInfo { startCursor
          hasPreviousPage } } } } }""",
             {"after": encode_cursor("newest", "2026-11-20T04:00:00Z", world.key("update", "4/5"))}),
        Case("lists inside lists", """{ cameraSites { code cameras { code history(first: 2) { nodes {
          id capturedAt image { id url } } pageInfo { hasNextPage } } } } }"""),
        Case("through the viewer", """{ viewer { reports(first: 20) { nodes { ticket point { latitude
          longitude } updates(first: 2) { nodes { note photos { image { url } } } } photos { id image {
          alt } } category { agency { name } } } } notifications(first: 20) { nodes { subject {
          ... on Report { updates(first: 3) { nodes { internalNote } } mergedInto { title } }
          ... on Article { corrections { by { title } article { slug } } } } } } } }"""),
        Case("merged chain", """{ reports(first: 100, filter: {status: [MERGED]}) { nodes { ticket
          mergedInto { ticket status reporter { name } mergedInto { ticket category { code } mergedInto
          { id } } } } } }"""),
        Case("correction chain", """{ articles(first: 30) { nodes { slug corrections { by { slug
          corrections { note by { slug } } } article { corrections { id } } } } } }"""),
        *(Case(f"node {id.split('_')[0]} {n}", """query($id: ID!) { node(id: $id) { __typename id
          ... on Report { ticket } ... on Article { title } ... on Camera { code } ... on Photo {
          image { url } } ... on ReportUpdate { note internalNote } ... on Notification { title subject
          { id } } ... on Device { app { slug } } ... on City { name } ... on App { slug } ... on Viewer {
          role called: name unreadCount reports(first: 2) { nodes { ticket } } } } }""", {"id": id})
          for n, id in enumerate((REP[0], REP[2], REP[3], REP[11], ART[3], ART[12], CAM[0], *OTHERS))),
        Case("literal node", f'{{ node(id: "{REP[0]}") {{ ... on Report {{ title }} id }} }}'),
        Case("nodes", """query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Report { title
          updates(first: 2) { nodes { id } } } ... on Article { slug corrections { note } }
          ... on CameraSite { cameras { code } } ... on ReportCategory { agency { code } }
          ... on Area { parent { name } children { name } } ... on ReportUpdate { photos { id } } } }""",
             {"ids": IDS}),
        Case("nodes twice", "query($ids: [ID!]!) { nodes(ids: $ids) { id } }",
             {"ids": [REP[0], REP[1], REP[0], ART[0], REP[0]]}),
        Case("no nodes", "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": []}),
        Case("nodes of one id and two types", "query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }",
             {"ids": [REP[0], REP[0].replace("rep_", "art_"), REP[0].replace("rep_", "cam_")]}),
    ]  # fmt: skip


def _executed() -> list[Case]:
    """What resolvers answer, with plans behind some of them."""
    return [
        Case("statuses", "{ reportStatuses { status publicStatus label { indonesian english } open311Status } }", path="executor"),
        Case("area of a point", """query($p: PointInput!) { areaAt(point: $p) { precision village { name
          parent { name } ...d } district { ...d } } } fragment d on Area { code children { code } }""",
             {"p": {"latitude": -8.79, "longitude": 115.21}}, path="executor"),
        Case("emergency", """{ emergency { number revision shortcuts { code number dialUri } facilities
          { code } } reports(first: 2) { nodes { title } } }""", path="executor"),
        Case("introspection", "{ __schema { queryType { name } } __type(name: \"Report\") { name } }",
             path="executor"),
    ]  # fmt: skip


def _errors() -> list[Case]:
    """Values that fit their types and not their meaning: an error at the field, the rest answered."""
    page = "query($a: String, $n: Int) { reports(first: $n, after: $a) { nodes { id } } city { name } }"
    cursor = encode_cursor("newest", "2026-11-20T04:00:00Z", world.report(3))
    return [
        *(Case(f"first {n}", page, {"n": n}, "error") for n in (0, -1, 101, 2**31 - 1)),
        *(
            Case(f"cursor {number}", page, {"a": text}, "error")
            for number, text in enumerate((
                "", "x", "💥", "A" * 5000, cursor[:-7], cursor + "A", "\0", cursor + "\0",
                encode_cursor("oldest", "2026-11-20T04:00:00Z", world.report(3)),
                encode_cursor("newest", "yesterday", world.report(3)),
                encode_cursor("newest", "2026-11-20T04:00:00", world.report(3)),
                encode_cursor("newest", "0001-01-01T00:00:00+14:00", world.report(3)),
                encode_cursor("newest", 17, world.report(3)),
                encode_cursor("newest", "2026-11-20T04:00:00Z", "no id"),
                encode_cursor("newest", "2026-11-20T04:00:00Z", world.report(3).upper()),
                encode_cursor("newest", "2026-11-20T04:00:00Z"),
                encode_cursor("newest", "2026-11-20T04:00:00Z", world.report(3), 1),
                encode_cursor("newest", None, None),
                encode_cursor("newest", ["2026-11-20T04:00:00Z"], {}),
            ))
        ),
        Case("nested cursor", """{ reports(first: 2) { nodes { ticket updates(after: "x") { nodes { id }
          } } } city { name } }""", path="error"),
        Case("nested first", """{ city { name } reports(first: 2) { nodes { updates(first: 0) { nodes {
          id } } } } }""", path="error"),
        *(
            Case(f"camera filter {given}", """query($f: CameraFilter) { city { code }
              cameras(filter: $f) { nodes { id } } }""", {"f": given}, "error")
            for given in ({"radiusMetres": 5}, {"radiusMetres": 5, "area": AREA["51.03.01"]})
        ),
        *(
            Case(f"filter {given}", """query($f: ReportFilter) { reports(filter: $f) { nodes { id } }
              city { code } }""", {"f": given}, "error")
            for given in (
                {"area": "x"}, {"area": REP[0]}, {"category": AREA["51.03"]}, {"agency": "agency_"},
                {"box": {"south": 1, "north": 0, "west": 0, "east": 1}},
                {"box": {"south": 0, "north": 91, "west": 0, "east": 1}},
                {"box": {"south": 0, "north": 1, "west": 181, "east": 182}},
                {"near": {"latitude": 91, "longitude": 0}},
                {"near": {"latitude": 0, "longitude": 0}, "radiusMetres": 0},
                {"near": {"latitude": 0, "longitude": 0}, "radiusMetres": 50_001},
                {"radiusMetres": 5}, {"near": None, "radiusMetres": 5, "agency": AGENCY["dp3a"]},
                {"text": ""}, {"text": "?!"}, {"text": "x" * 201}, {"text": "jalan\0"},
                {"area": "area_\0"},
            )
        ),
        Case("camera by a foreign id", f'{{ camera(by: {{id: "{REP[0]}"}}) {{ code }} city {{ name }} }}',
             path="error"),
        Case("report by a foreign id", f'{{ report(by: {{id: "{CAM[0]}"}}) {{ id }} city {{ name }} }}',
             path="error"),
        Case("article by a foreign id", f'{{ article(by: {{id: "{REP[0]}"}}) {{ id }} city {{ name }} }}',
             path="error"),
        Case("NUL in a slug", 'query($s: String!) { app(slug: $s) { id } city { name } }', {"s": "a\0b"},
             "error"),
        *(Case(f"node {id[:9]!r}", "query($id: ID!) { node(id: $id) { id } city { name } }", {"id": id},
               "error")
          for id in ("", "x", "rep_", "rep_1", f"nope_{world.report(0)}", REP[0].upper(), REP[0] + "\0",
                     f"snap_{world.camera(0)}_20261124034005120", "9" * 90_000)),
        Case("nodes with a stranger", "query($ids: [ID!]!) { nodes(ids: $ids) { id } city { name } }",
             {"ids": [REP[0], "x"]}, "error"),
        Case("too many nodes", "query($ids: [ID!]!) { nodes(ids: $ids) { id } city { name } }",
             {"ids": [REP[0]] * 101}, "error"),
        Case("outside of the earth", """query($p: PointInput!) { areaAt(point: $p) { precision } city {
          name } }""", {"p": {"latitude": 100, "longitude": 0}}, "error"),
        Case("infinite", "{ areaAt(point: {latitude: 1e999, longitude: 0}) { precision } }", path="error"),
        Case("infinite box", """{ reports(filter: {box: {south: -1e999, north: 1e999, west: 0, east: 1}})
          { nodes { id } } }""", path="error"),
    ]  # fmt: skip


CASES: Final = [
    *_reads(), *_shapes(), *_switches(), *_arguments(), *_pages(), *_nesting(), *_executed(), *_errors(),
]  # fmt: skip
"""Every document; `operation of several` is asked for its operation B."""

assert len({case.document for case in CASES}) >= 60
