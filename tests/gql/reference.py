"""An independent answer: plain Python over plain rows, executed by graphql-core field by field.

Nothing here knows the kernel, its mappings or the policies: visibility, filters, orders and words
are written again, from what the schema's descriptions and the documents promise. Slow and simple.
"""

import base64
import json
import math
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import snowballstemmer
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    build_schema,
    execute_sync,
    parse,
)

from api.identity.values import Viewer

Row = dict[str, Any]
Answerer = Callable[["Thing", dict[str, Any]], Any]
STALE_SECONDS: Final = 180
_METRES: Final = math.pi * 6_371_000 / 180

_INSTANTS: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def instant(text: str) -> datetime:
    """An RFC 3339 instant with a zone. Raises GraphQLError."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError
        if not 1900 <= moment.astimezone(UTC).year < 2200:
            raise ValueError
        return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise GraphQLError("no instant") from None


def shown(moment: datetime) -> str:
    """An instant as the API shows it: three fraction digits, the rest cut off."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def exact(moment: datetime) -> str:
    """An instant as a cursor holds it: to the microsecond, without zeros at its end."""
    text = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"
    return text.rstrip("0").rstrip(".") + "Z"


class Tables:
    """Every row of a SQLite file, by table and key."""

    def __init__(self, file: str) -> None:
        connection = sqlite3.connect(file)
        connection.row_factory = sqlite3.Row
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("search_words", "sqlite_"))
        ]
        self.rows: dict[str, list[Row]] = {}
        for name in names:
            found = connection.execute(f"SELECT * FROM {name}").fetchall()
            self.rows[name] = [self._row(row) for row in found]
        connection.close()
        self._by_key = {
            (name, row.get("id", row.get("digest"))): row
            for name, rows in self.rows.items()
            for row in rows
        }

    @staticmethod
    def _row(row: sqlite3.Row) -> Row:
        made: Row = {}
        for name in row.keys():  # noqa: SIM118 - sqlite3.Row iterates over values
            value = row[name]
            if isinstance(value, str) and _INSTANTS.fullmatch(value):
                value = instant(value)
            made[name] = value
        return made

    def get(self, table: str, id: Any) -> Row | None:
        """The row of this key."""
        return self._by_key.get((table, id))


@dataclass
class World:
    """The rows and who looks at them."""

    tables: Tables
    viewer: Viewer

    def rows(self, table: str) -> list[Row]:
        return self.tables.rows[table]

    @property
    def language(self) -> str:
        return self.viewer.language

    @property
    def role(self) -> str:
        return self.viewer.role.name

    def is_mine(self, person: str | None) -> bool:
        return person is not None and self.role != "ANONYMOUS" and person == self.viewer.person_id

    def is_my_agency(self, agency: str | None) -> bool:
        return self.role == "OFFICER" and agency is not None and agency == self.viewer.agency_id

    def handles(self, report: Row) -> bool:
        """An officer's own: with his agency, and in his area where he has one."""
        area = self.viewer.area_id
        here = area is None or area in (report["village_id"], report["district_id"])
        return here and self.is_my_agency(report["agency_id"])

    # Who may see what -------------------------------------------------------------------------

    def concerns(self, report: Row) -> bool:
        return self.is_mine(report["reporter_id"]) or self.handles(report)

    def sees_report(self, report: Row) -> bool:
        public = not report["hide_report"] and not report["is_sensitive"]
        public = public and report["status"] != "HIDDEN"
        return self.role == "ADMIN" or public or self.concerns(report)

    def sees_of_report(self, row: Row) -> bool:
        report = self.tables.get("report", row["report_id"])
        return report is not None and self.sees_report(report)

    def reads_internal(self, row: Row) -> bool:
        if self.role == "ADMIN":
            return True
        if "report_id" not in row:
            return self.handles(row)
        # A line of a history: its own agency, and the place of its report.
        report = self.tables.get("report", row["report_id"])
        return report is not None and self.handles({**report, "agency_id": row["agency_id"]})

    def sees_exact(self, report: Row) -> bool:
        return self.role == "ADMIN" or self.concerns(report)

    def sees_article(self, article: Row) -> bool:
        if self.role in ("EDITOR", "ADMIN"):
            return True
        if self.role == "PARTNER":
            return bool(article["published_at"] <= self.viewer.now)
        embargo = article["embargo_until"] or article["published_at"]
        return bool(max(article["published_at"], embargo) <= self.viewer.now)

    def reads_article(self, article: Row) -> bool:
        return self.role in ("EDITOR", "ADMIN") or not article["withdrawn"]

    def lies_with(self, report: Row, whom: str) -> bool:
        """An officer's own work, or his agency's."""
        if not self.handles(report):
            return False
        return whom == "MY_AGENCY" or self.is_mine(report["assignee_id"])

    def sees(self, type_: str, row: Row) -> bool:
        """Whether the viewer may see a row of a type, by whatever path."""
        match type_:
            case "Report":
                return self.sees_report(row)
            case "ReportUpdate":
                inside = not row["is_internal"] or self.reads_internal(row)
                return inside and self.sees_of_report(row)
            case "Photo":
                return row["removed_at"] is None and self.sees_of_report(row)
            case "CompletionProof":
                return self.sees_of_report(row)
            case "Article":
                return self.sees_article(row)
            case "Broadcast":
                return self.role in ("EDITOR", "ADMIN") or bool(row["status"] == "SENT")
            case "Notification" | "Device":
                return self.is_mine(row["person_id"])
            case "IdentityDisclosure":
                return self.role == "ADMIN" or self.is_mine(row["reporter_id"])
            case "ResponseTemplate":
                return self.role in ("ADMIN", "OFFICER")
            case "ReportRevision":
                report = self.tables.get("report", row["report_id"])
                return self.role == "ADMIN" or (report is not None and self.concerns(report))
            case "Officer":
                if row["role"] != "OFFICER":
                    return False
                return self.role == "ADMIN" or self.is_my_agency(row["agency_id"])
        return True


TABLES: Final = {
    "Agency": ("agency", "agency"), "App": ("app", "app"), "Area": ("area", "area"),
    "Article": ("art", "article"), "Camera": ("cam", "camera"),
    "CameraSite": ("site", "camera_site"), "City": ("city", "city"),
    "CityContact": ("contact", "city_contact"), "Device": ("dev", "device"),
    "Broadcast": ("brc", "broadcast"), "Notification": ("ntf", "notification"),
    "Photo": ("photo", "report_photo"),
    "Report": ("rep", "report"), "ReportCategory": ("cat", "report_category"),
    "ReportUpdate": ("upd", "report_update"),
    "IdentityDisclosure": ("disclosure", "identity_disclosure"),
    "ResponseTemplate": ("tpl", "response_template"),
    # Not asked for by node, but with ids of their own:
    "Correction": ("corr", "correction"), "Snapshot": ("", "snapshot"),
    "CompletionProof": ("", "completion_proof"),
}  # fmt: skip
OWN: Final = {"person": "Viewer", "prefs": "PushPreferences"}
"""Types of which each person has one, by the prefix of its id."""
NODES: Final = {
    prefix: type_
    for type_, (prefix, _) in TABLES.items()
    if type_ not in ("Correction", "Snapshot", "CompletionProof")
}


class Thing:
    """An object of the graph on a row."""

    def __init__(self, world: World, type_: str, row: Row, **more: Any) -> None:
        self.world = world
        self.type = type_
        self.row = row
        self.more = more


@dataclass
class Page:
    """A connection: what is on it, whether there is more, and whether it goes on from a cursor."""

    type: str
    items: list[tuple[str, Thing]]
    more: bool
    is_behind: bool


class Answers:
    """The registry of fields: (type, field) → how to answer it."""

    def __init__(self) -> None:
        self.fields: dict[tuple[str, str], Answerer] = {}

    def plain(self, type_: str, *names: str, **renamed: str) -> None:
        """Fields that are columns, by their snake-case names or those given."""
        for name in names:
            self._plain(type_, name, re.sub("([A-Z])", lambda m: "_" + m[1].lower(), name))
        for name, column in renamed.items():
            self._plain(type_, name, column)

    def _plain(self, type_: str, name: str, column: str) -> None:
        def answer(thing: Thing, _args: dict[str, Any]) -> Any:
            value = thing.row[column]
            return shown(value) if isinstance(value, datetime) else value

        self.fields[type_, name] = answer

    def words(self, type_: str, *names: str) -> None:
        """Texts in the reader's language."""
        for name in names:
            snake = re.sub("([A-Z])", lambda m: "_" + m[1].lower(), name)

            def answer(thing: Thing, _args: dict[str, Any], snake: str = snake) -> Any:
                return in_language(thing, snake)

            self.fields[type_, name] = answer

    def one(self, type_: str, target: str, **columns: str) -> None:
        """Relations to one row, null when there is none or the viewer may not see it."""
        for name, column in columns.items():

            def answer(thing: Thing, _args: dict[str, Any], column: str = column) -> Any:
                return related(thing.world, target, thing.row[column])

            self.fields[type_, name] = answer

    def __call__(self, type_: str, name: str) -> Callable[[Answerer], Answerer]:
        def register(answer: Answerer) -> Answerer:
            self.fields[type_, name] = answer
            return answer

        return register


def in_language(thing: Thing, name: str) -> Any:
    """The text of a row in the reader's language, Indonesian where there is no English."""
    if thing.world.language == "EN" and thing.row[f"{name}_en"] is not None:
        return thing.row[f"{name}_en"]
    return thing.row[f"{name}_id"]


def related(world: World, type_: str, id: Any) -> Thing | None:
    """The thing of this type and key that the viewer sees."""
    table = "image" if type_ == "Image" else TABLES.get(type_, ("", "person"))[1]
    row = world.tables.get(table, id)
    return None if row is None or not world.sees(type_, row) else Thing(world, type_, row)


def things(world: World, type_: str, rows: Iterable[Row]) -> list[Thing]:
    """Those of the rows that the viewer sees."""
    return [Thing(world, type_, row) for row in rows if world.sees(type_, row)]


def key_of(public: Any, prefix: str) -> str:
    """The key in an id of this kind. Raises GraphQLError."""
    if not isinstance(public, str) or not re.fullmatch(
        prefix + "_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", public
    ):
        raise GraphQLError("no id of this kind")
    return public[len(prefix) + 1 :]


def by_global_id(world: World, public: str) -> Thing | None:
    """What `node` answers. Raises GraphQLError for what can be no id."""
    prefix = str(public).partition("_")[0]
    if prefix in OWN:
        itself = world.is_mine(key_of(public, prefix))
        return Thing(world, OWN[prefix], {}) if itself else None
    type_ = NODES.get(prefix)
    if type_ is None:
        raise GraphQLError("no id")
    return related(world, type_, key_of(public, prefix))


# Pages ------------------------------------------------------------------------------------------


def page(
    world: World,
    type_: str,
    rows: Iterable[Row],
    args: dict[str, Any],
    order: str,
    key: Callable[[Row], Any],
    *,
    down: bool,
) -> Page:
    """A page in an order of (key, id). Raises GraphQLError for bad arguments."""
    first = args.get("first")
    first = 20 if first is None else first
    if not 1 <= first <= 100:
        raise GraphQLError("first is out of range")
    ranked = sorted(things(world, type_, rows), key=lambda t: (key(t.row), t.row["id"]))
    if down:
        ranked.reverse()
    after = args.get("after")
    if after is not None:
        mark = _mark(after, order, ranked, key)
        ranked = [
            t
            for t in ranked
            if ((key(t.row), t.row["id"]) < mark if down else (key(t.row), t.row["id"]) > mark)
        ]
    items = [
        (_cursor(order, key(thing.row), thing.row["id"]), thing) for thing in ranked[: first + 1]
    ]
    return Page(type_, items[:first], len(items) > first, after is not None)


def _cursor(order: str, key: Any, id: str) -> str:
    value = exact(key) if isinstance(key, datetime) else key
    text = json.dumps([order, value, id], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _mark(
    after: str, order: str, ranked: list[Thing], key: Callable[[Row], Any]
) -> tuple[Any, str]:
    try:
        if not re.fullmatch("[A-Za-z0-9_-]*", after):
            raise ValueError
        parts = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        name, value, id = parts
    except (ValueError, TypeError):
        raise GraphQLError("no cursor") from None
    if name != order or not isinstance(id, str) or isinstance(value, bool):
        raise GraphQLError("a cursor of another list")
    key_of(f"x_{id}", "x")
    if order in ("newest", "oldest", "updated", "looked", "due", "time"):
        return instant(value), id
    if order == "nearest":
        if not isinstance(value, int | float):
            raise GraphQLError("no distance")
        return float(value), id
    if not isinstance(value, str):
        raise GraphQLError("no text")
    return value, id


# Filters ----------------------------------------------------------------------------------------

_stemmer = snowballstemmer.stemmer("indonesian")


def stems(text: str) -> set[str]:
    """The searchable words of a text."""
    return set(_stemmer.stemWords(re.findall(r"\w+", text.lower())))


def has_words(question: str, *texts: str | None) -> bool:
    """Whether every word asked for occurs. Raises GraphQLError for no or too many words."""
    wanted = stems(question)
    if not wanted or len(question) > 200 or "\0" in question:
        raise GraphQLError("no words")
    return wanted <= stems(" ".join(text for text in texts if text))


def _on_earth(point: dict[str, float]) -> tuple[float, float]:
    latitude, longitude = float(point["latitude"]), float(point["longitude"])
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise GraphQLError("not on earth")
    return latitude, longitude


def square(row: Row, latitude: float, longitude: float, names: tuple[str, str]) -> float:
    """The squared distance in metres on a local plane."""
    north = (row[names[0]] - latitude) * 111_195.0
    east = (row[names[1]] - longitude) * (111_195.0 * math.cos(math.radians(latitude)))
    return north * north + east * east


def radius_of(wanted: dict[str, Any]) -> float:
    """How near. Raises GraphQLError."""
    radius = wanted.get("radiusMetres")
    radius = 1_000 if radius is None else radius
    if not 1 <= radius <= 50_000:
        raise GraphQLError("radius")
    return float(radius)


def _boxed(box: dict[str, float]) -> Callable[[Row], bool]:
    south, west, north, east = (float(box[n]) for n in ("south", "west", "north", "east"))
    if not (-90 <= south <= north <= 90 and -180 <= west <= east <= 180):
        raise GraphQLError("box")
    return lambda row: (
        south <= row["shown_latitude"] <= north and west <= row["shown_longitude"] <= east
    )


PUBLIC: Final = {
    "RECEIVED": "WAITING", "VERIFIED": "IN_PROGRESS", "COORDINATED": "IN_PROGRESS",
    "ASSIGNED": "IN_PROGRESS", "WORKING": "IN_PROGRESS", "AWAITING_CHECK": "IN_PROGRESS",
    "POSTPONED": "POSTPONED", "DONE": "DONE", "REJECTED": "REJECTED", "OTHER_AGENCY": "REFERRED",
    "DUPLICATE": "MERGED",
}  # fmt: skip
"""What everybody reads for each state; a hidden report's state is shown as waiting."""


def is_open(row: Row) -> bool:
    """Neither answered nor hidden."""
    return row["closed_at"] is None and row["status"] != "HIDDEN"


def is_overdue(world: World, row: Row) -> bool:
    """Open past its due date."""
    due = row["due_at"]
    return is_open(row) and due is not None and bool(due < world.viewer.now)


def may_decide(world: World, row: Row) -> bool:
    """A completion of somebody else's that awaits the reporter, its agency or an admin."""
    may = world.role == "ADMIN" or world.concerns(row)
    waits = row["status"] == "AWAITING_CHECK"
    return waits and may and not world.is_mine(row["completed_by_id"])


def report_tests(world: World, wanted: dict[str, Any]) -> Iterator[Callable[[Row], bool]]:
    """The conditions of a ReportFilter. Raises GraphQLError for values without a meaning."""
    given = {name: value for name, value in wanted.items() if value is not None}
    if "area" in given:
        area = key_of(given["area"], "area")
        yield lambda row: area in (row["village_id"], row["district_id"])
    if "category" in given:
        category = key_of(given["category"], "cat")
        yield lambda row: row["category_id"] == category
    if "agency" in given:
        agency = key_of(given["agency"], "agency")
        yield lambda row: row["agency_id"] == agency
    if "status" in given:
        yield lambda row: PUBLIC.get(row["status"]) in given["status"]
    if "box" in given:
        yield _boxed(given["box"])
    if "radiusMetres" in given and "near" not in given:
        raise GraphQLError("radius without a place")
    if "near" in given:
        place, limit = _on_earth(given["near"]), radius_of(wanted) ** 2
        names = ("shown_latitude", "shown_longitude")
        yield lambda row: square(row, *place, names) <= limit
    if "text" in given:
        has_words(given["text"], "")
        yield lambda row: has_words(given["text"], row["title"], row["description"])
    if "viewerCanDecideCompletion" in given:
        yield lambda row: may_decide(world, row) == given["viewerCanDecideCompletion"]
    if "submittedAfter" in given:
        yield lambda row: row["submitted_at"] >= given["submittedAfter"]
    if "submittedBefore" in given:
        yield lambda row: row["submitted_at"] < given["submittedBefore"]
    if "assignedTo" in given:
        yield lambda row: world.lies_with(row, given["assignedTo"])
    if "internalStatus" in given:
        yield lambda row: row["status"] in given["internalStatus"] and world.reads_internal(row)
    if "isOverdue" in given:
        yield lambda row: is_overdue(world, row) == given["isOverdue"]
    if "isReopened" in given:
        yield lambda row: (row["reopened_at"] is not None) == given["isReopened"]


def article_tests(world: World, wanted: dict[str, Any]) -> Iterator[Callable[[Row], bool]]:
    """The conditions of an ArticleFilter."""
    given = {name: value for name, value in wanted.items() if value is not None}
    if "kind" in given:
        yield lambda row: row["kind"] == given["kind"]
    if "topic" in given:
        if "\0" in given["topic"]:
            raise GraphQLError("NUL")
        yield lambda row: given["topic"] in json.loads(row["topics"])
    if "area" in given:
        area = key_of(given["area"], "area")
        yield lambda row: area in (row["area_id"], row["district_id"])
    if "agency" in given:
        agency = key_of(given["agency"], "agency")
        yield lambda row: row["agency_id"] == agency
    if "text" in given:
        has_words(given["text"], "")
        names = [f"{n}_{lang}" for n in ("title", "summary", "text") for lang in ("id", "en")]
        yield (
            lambda row: (
                world.reads_article(row) and has_words(given["text"], *(row[n] for n in names))
            )
        )
    if "publishedAfter" in given:
        yield lambda row: row["published_at"] >= given["publishedAfter"]
    if "publishedBefore" in given:
        yield lambda row: row["published_at"] < given["publishedBefore"]


def passing(rows: Iterable[Row], tests: Iterable[Callable[[Row], bool]]) -> list[Row]:
    """The rows that pass every test."""
    conditions = list(tests)
    return [row for row in rows if all(test(row) for test in conditions)]


# Execution --------------------------------------------------------------------------------------


class Reference:
    """The printed schema, answered from rows."""

    def __init__(self, sdl: str, tables: Tables, answers: Answers) -> None:
        self.schema = build_schema(sdl)
        self.tables = tables
        self.answers = answers
        readers: dict[str, Callable[[Any], Any]] = {
            "DateTime": instant,
            "Date": date.fromisoformat,
        }
        for name, read in readers.items():
            scalar = self.schema.type_map[name]
            assert isinstance(scalar, GraphQLScalarType)
            scalar.parse_value = scalar.coerce_input_value = read  # type: ignore[assignment]

    def knows(self, type_: str, field: str) -> bool:
        """Whether a field can be answered here."""
        base = re.sub("(Connection|Edge)$", "", type_)
        if (base != type_ and base in TABLES) or type_ in ("PageInfo", "Node"):
            return True
        return field.startswith("__") or (type_, field) in self.answers.fields

    def unknown(self) -> set[str]:
        """The fields of readable types that are not written again here."""
        missing = set()
        for type_ in self.schema.type_map.values():
            if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
                missing |= {
                    f"{type_.name}.{name}"
                    for name in type_.fields
                    if not self.knows(type_.name, name)
                }
        return missing

    def execute(
        self,
        document: str,
        viewer: Viewer,
        variables: dict[str, Any] | None = None,
        operation: str | None = None,
    ) -> ExecutionResult:
        """The answer of graphql-core over the rows."""
        world = World(self.tables, viewer)
        return execute_sync(
            self.schema,
            parse(document),
            root_value=Thing(world, "Query", {}),
            variable_values=variables or {},
            operation_name=operation,
            field_resolver=self._resolve,
            type_resolver=lambda value, _info, _type: value.type,
        )

    def _resolve(self, source: Any, info: GraphQLResolveInfo[Any], **args: Any) -> Any:
        name = info.field_name
        if isinstance(source, Page):
            return {
                "edges": source.items,
                "nodes": [thing for _, thing in source.items],
                "pageInfo": {
                    "hasNextPage": source.more,
                    "hasPreviousPage": source.is_behind,
                    "startCursor": source.items[0][0] if source.items else None,
                    "endCursor": source.items[-1][0] if source.items else None,
                },
            }[name]
        if isinstance(source, tuple):
            return source[0] if name == "cursor" else source[1]
        if isinstance(source, dict):
            return source[name]
        return self.answers.fields[info.parent_type.name, name](source, args)


def add(moment: datetime, seconds: int) -> str:
    """An instant some seconds later, as the API shows it."""
    return shown(moment + timedelta(seconds=seconds))
