"""How each field is answered by the reference, one subject after the other."""

import json
import re
from typing import Any, Final

from graphql import GraphQLError

from api.reports.values import MEANING, ReportStatus
from api.reports.values.proof import FINDINGS, Finding
from tests.gql.reference import (
    PUBLIC,
    STALE_SECONDS,
    TABLES,
    Answers,
    Page,
    Row,
    Thing,
    World,
    _on_earth,
    add,
    article_tests,
    by_global_id,
    in_language,
    is_open,
    is_overdue,
    key_of,
    may_decide,
    page,
    passing,
    radius_of,
    related,
    report_tests,
    shown,
    square,
    things,
)
from tests.gql.world import BASE

A: Final = Answers()

for _type, (_prefix, _table) in TABLES.items():
    if _prefix:

        def _id(thing: Thing, _args: dict[str, Any], prefix: str = _prefix) -> str:
            return f"{prefix}_{thing.row['id']}"

        A.fields[_type, "id"] = _id
for _type in (
    "Agency", "App", "Area", "CityContact", "City", "CameraSite", "Camera", "Article",
    "ReportCategory", "Report", "ResponseTemplate",
):  # fmt: skip
    A.fields[_type, "provenance"] = lambda thing, _args: Thing(thing.world, "Provenance", thing.row)
A.plain("Provenance", "sourceName", "sourceDate", "sourceNote")
A.fields["Provenance", "synthetic"] = lambda thing, _args: bool(thing.row["synthetic"])

# Pictures and points

A.plain("Image", "width", "height", "thumbhash", "credit", "licence")
A.words("Image", "alt")
A.fields["Image", "id"] = lambda thing, _a: f"img_{thing.row['digest']}"
A.fields["Point", "latitude"] = lambda thing, _a: thing.more["latitude"]
A.fields["Point", "longitude"] = lambda thing, _a: thing.more["longitude"]


@A("Image", "url")
def _url(thing: Thing, args: dict[str, Any]) -> str:
    wanted = 960 if args.get("width") is None else args["width"]
    width = 320 if wanted <= 320 else 960 if wanted <= 960 else 1920
    return f"{BASE}/media/{thing.row['digest']}/{width}.webp"


def _centre(thing: Thing, _args: dict[str, Any]) -> Thing:
    row = thing.row
    return Thing(thing.world, "Point", row, latitude=row["latitude"], longitude=row["longitude"])


A.fields["Area", "centre"] = A.fields["City", "centre"] = A.fields["CameraSite", "point"] = _centre

# Areas, agencies, apps

A.plain("Agency", "code", "phone")
A.words("Agency", "name")
A.plain("Area", "code", "level", "name")
A.fields["Agency", "kind"] = A.fields["Area", "kind"] = lambda thing, _a: thing.row["kind"].upper()
A.one("Area", "Area", parent="parent_id")
A.plain("City", "code", "timeZone", "mapZoom", population="people")
A.words("City", "name")
A.plain("CityContact", "code", "number")
A.words("CityContact", "label")
A.plain("App", "slug", "name", "category", "androidPackage", "iosId", "webUrl", "icon")
A.words("App", "summary")
A.one("App", "Agency", agency="agency_id")


def _ranked(world: World, type_: str, rows: list[Row], *names: str) -> list[Thing]:
    return things(world, type_, sorted(rows, key=lambda row: tuple(row[n] for n in (*names, "id"))))


@A("Area", "children")
def _children(thing: Thing, _args: dict[str, Any]) -> list[Thing]:
    rows = [row for row in thing.world.rows("area") if row["parent_id"] == thing.row["id"]]
    return _ranked(thing.world, "Area", rows, "code")


A.fields["City", "languages"] = lambda thing, _a: json.loads(thing.row["languages"])
A.fields["City", "contacts"] = lambda thing, _a: _ranked(
    thing.world, "CityContact", thing.world.rows("city_contact"), "position"
)


@A("City", "area")
def _city_area(thing: Thing, _args: dict[str, Any]) -> Thing | None:
    found = [r for r in thing.world.rows("area") if r["code"] == thing.row["area_code"]]
    return Thing(thing.world, "Area", found[0]) if found else None


@A("Query", "city")
def _city(thing: Thing, _args: dict[str, Any]) -> Thing:
    return Thing(thing.world, "City", thing.world.rows("city")[0])


@A("Query", "areas")
def _areas(thing: Thing, args: dict[str, Any]) -> list[Thing]:
    rows = thing.world.rows("area")
    if args.get("level") is not None:
        rows = [row for row in rows if row["level"] == args["level"]]
    if args.get("within") is not None:
        within = key_of(args["within"], "area")
        rows = [row for row in rows if row["parent_id"] == within]
    return _ranked(thing.world, "Area", rows, "code")


@A("Query", "apps")
def _apps(thing: Thing, args: dict[str, Any]) -> list[Thing]:
    rows = thing.world.rows("app")
    if args.get("category") is not None:
        rows = [row for row in rows if row["category"] == args["category"]]
    return _ranked(thing.world, "App", rows, "position")


@A("Query", "app")
def _app(thing: Thing, args: dict[str, Any]) -> Thing | None:
    return _found(thing.world, "App", "slug", args["slug"])


def _found(world: World, type_: str, column: str, value: str) -> Thing | None:
    if "\0" in value:
        raise GraphQLError("NUL")
    rows = [row for row in world.rows(TABLES[type_][1]) if row[column] == value]
    seen = things(world, type_, rows)
    return seen[0] if seen else None


def _by(thing: Thing, type_: str, args: dict[str, Any], other: str) -> Thing | None:
    """One by id, else by another name; an error when neither is given."""
    args = args.get("by", args)
    if args.get("id") is not None:
        return related(thing.world, type_, key_of(args["id"], TABLES[type_][0]))
    if args.get(other) is not None:
        value = args[other]
        return _found(
            thing.world, type_, other, value.strip().upper() if other == "ticket" else value
        )
    raise GraphQLError("neither")


A.fields["Query", "report"] = lambda thing, args: _by(thing, "Report", args, "ticket")
A.fields["Query", "article"] = lambda thing, args: _by(thing, "Article", args, "slug")
A.fields["Query", "camera"] = lambda thing, args: _by(thing, "Camera", args, "code")


@A("Query", "node")
def _node(thing: Thing, args: dict[str, Any]) -> Thing | None:
    return by_global_id(thing.world, args["id"])


@A("Query", "nodes")
def _nodes(thing: Thing, args: dict[str, Any]) -> list[Thing | None]:
    if len(args["ids"]) > 100:
        raise GraphQLError("too many")
    return [by_global_id(thing.world, id) for id in args["ids"]]


# Reports

A.plain("ReportCategory", "code", "slaWorkingDays", "icon", joinRadiusMetres="join_radius_m")
A.words("ReportCategory", "name", "emergencyNotice")
A.fields["ReportCategory", "emergencyDialUri"] = lambda thing, _a: (
    "tel:112" if thing.row["emergency_notice_id"] else None
)
A.one("ReportCategory", "Agency", agency="agency_id")
for _name, _column in (("isSensitive", "is_sensitive"),
                       ("needsCompletionPhoto", "needs_completion_photo")):  # fmt: skip

    def _flag(thing: Thing, _args: dict[str, Any], column: str = _column) -> bool:
        return bool(thing.row[column])

    A.fields["ReportCategory", _name] = _flag
A.fields["Query", "reportCategories"] = lambda thing, _a: _ranked(
    thing.world, "ReportCategory", thing.world.rows("report_category"), "position"
)

A.plain(
    "Report", "ticket", "title", "description", "submittedAt", "updatedAt", "observedAt", "dueAt",
    "joinedCount", "rating", "reopenedAt", "postponedUntil",
)  # fmt: skip
A.one("Report", "ReportCategory", category="category_id")
A.one("Report", "Area", area="village_id", district="district_id")
A.one("Report", "Agency", agency="agency_id")
A.one("Report", "Report", mergedInto="merged_into_id")


def _is_rounded(row: Row) -> bool:
    return (row["latitude"], row["longitude"]) != (row["shown_latitude"], row["shown_longitude"])


@A("Report", "address")
def _address(thing: Thing, _args: dict[str, Any]) -> str | None:
    readable = thing.world.sees_exact(thing.row) or not _is_rounded(thing.row)
    return thing.row["address"] if readable else None


def _status(thing: Thing, _args: dict[str, Any]) -> str:
    return PUBLIC.get(thing.row["status"], "WAITING")


A.fields["Report", "status"] = A.fields["ReportUpdate", "status"] = _status


def _label(thing: Thing, _args: dict[str, Any]) -> str:
    """The public label; a hidden report's is that of one that is waiting."""
    status = thing.row["status"] if thing.row["status"] in PUBLIC else "RECEIVED"
    return MEANING[ReportStatus[status]].public_label.text(thing.world.language)


A.fields["Report", "statusLabel"] = A.fields["ReportUpdate", "statusLabel"] = _label
A.fields["Report", "internalStatusLabel"] = lambda thing, _a: (
    MEANING[ReportStatus[thing.row["status"]]].label.text(thing.world.language)
    if thing.world.reads_internal(thing.row)
    else None
)
A.fields["Report", "internalStatus"] = lambda thing, _a: (
    thing.row["status"] if thing.world.reads_internal(thing.row) else None
)
A.fields["Report", "isOverdue"] = lambda thing, _a: is_overdue(thing.world, thing.row)


@A("Report", "point")
def _point(thing: Thing, _args: dict[str, Any]) -> Thing:
    row, before = thing.row, "" if thing.world.sees_exact(thing.row) else "shown_"
    latitude, longitude = row[f"{before}latitude"], row[f"{before}longitude"]
    return Thing(thing.world, "Point", row, latitude=latitude, longitude=longitude)


@A("Report", "pointPrecision")
def _precision(thing: Thing, _args: dict[str, Any]) -> str:
    rounded = _is_rounded(thing.row) and not thing.world.sees_exact(thing.row)
    return "ROUNDED" if rounded else "EXACT"


@A("Report", "reporter")
def _reporter(thing: Thing, _args: dict[str, Any]) -> Thing | None:
    row, world = thing.row, thing.world
    person = world.tables.get("person", row["reporter_id"])
    readable = not row["hide_name"] or world.is_mine(row["reporter_id"])
    return Thing(world, "Reporter", person) if person and readable else None


def _person_name(indonesian: str, english: str) -> Any:
    def answer(thing: Thing, _args: dict[str, Any]) -> str:
        found = thing.row["name"]
        if found is not None:
            return str(found)
        return english if thing.world.language == "EN" else indonesian

    return answer


A.fields["Reporter", "name"] = _person_name("Warga", "A citizen")
A.fields["DisclosureRecipient", "name"] = _person_name("Petugas", "An officer")
A.plain("Officer", "name")
A.fields["Officer", "id"] = lambda thing, _a: f"person_{thing.row['id']}"


def _photos_where(thing: Thing, wanted: Any, *order: str) -> list[Thing]:
    rows = [row for row in thing.world.rows("report_photo") if wanted(row)]
    return _ranked(thing.world, "Photo", rows, *order, "position")


def _shown_with(world: World, report: Row) -> set[str]:
    """The report itself and, unless it was merged, what was merged into it."""
    if report["merged_into_id"] is not None:
        return {report["id"]}
    along = (r["id"] for r in world.rows("report") if r["merged_into_id"] == report["id"])
    return {report["id"], *along}


def _is_reporters(photo: Row) -> bool:
    return photo["update_id"] is None or bool(photo["from_reporter"])


def _reporters_photos(thing: Thing, _args: dict[str, Any]) -> list[Thing]:
    shown = _shown_with(thing.world, thing.row)
    return _photos_where(
        thing,
        lambda row: (
            row["report_id"] in shown and (row["update_id"] is None or row["from_reporter"])
        ),
        "added_at",
    )


A.fields["Report", "photos"] = lambda thing, args: _reporters_photos(thing, args)[:20]
A.fields["Report", "photoCount"] = lambda thing, args: len(_reporters_photos(thing, args))
A.fields["ReportUpdate", "photos"] = lambda thing, _a: _photos_where(
    thing, lambda row: row["update_id"] == thing.row["id"]
)[:10]
A.one("Photo", "Report", report="report_id")
A.one("ReportUpdate", "Report", report="report_id")
A.plain("Photo", "addedAt")
A.one("Photo", "Image", image="image_digest")
A.plain("ReportUpdate", "authorRole", "createdAt", "kind")
A.one("ReportUpdate", "Agency", agency="agency_id")


@A("ReportUpdate", "note")
def _note(thing: Thing, _args: dict[str, Any]) -> str | None:
    order = ("note_en", "note_id") if thing.world.language == "EN" else ("note_id", "note_en")
    return next((thing.row[name] for name in order if thing.row[name] is not None), None)


A.fields["ReportUpdate", "internalNote"] = lambda thing, _a: (
    thing.row["internal_note"] if thing.world.reads_internal(thing.row) else None
)


@A("Report", "postponementReason")
def _paused(thing: Thing, args: dict[str, Any]) -> str | None:
    """The agency's words at the newest step that postponed it, while its clock stands."""
    row, world = thing.row, thing.world
    if (
        row["status"] != "POSTPONED"
        or not row["clock_from"]
        or row["clock_from"] <= world.viewer.now
    ):
        return None
    steps = [
        r for r in world.rows("report_update")
        if r["report_id"] == row["id"] and r["status"] == "POSTPONED" and r["kind"] == "STEP"
    ]  # fmt: skip
    if not steps:
        return None
    return _note(
        Thing(world, "ReportUpdate", max(steps, key=lambda r: (r["created_at"], r["id"]))), args
    )


@A("Report", "updates")
def _updates(thing: Thing, args: dict[str, Any]) -> Page:
    shown, own = _shown_with(thing.world, thing.row), thing.row["id"]
    rows = [
        r for r in thing.world.rows("report_update")
        if r["report_id"] in shown
        and (r["report_id"] == own or (r["kind"], r["status"]) != ("MERGED", "DUPLICATE"))
    ]  # fmt: skip
    return page(
        thing.world, "ReportUpdate", rows, args, "newest", lambda r: r["created_at"], down=True
    )


def _report_page(thing: Thing, rows: list[Row], args: dict[str, Any]) -> Page:
    return page(thing.world, "Report", rows, args, "newest", lambda r: r["submitted_at"], down=True)


@A("Report", "mergedFrom")
def _merged_from(thing: Thing, args: dict[str, Any]) -> Page:
    rows = [r for r in thing.world.rows("report") if r["merged_into_id"] == thing.row["id"]]
    return _report_page(thing, rows, args)


def _joined(world: World, report: Row) -> bool:
    return any(
        row["report_id"] == report["id"]
        and row["kind"] == "JOINED"
        and world.is_mine(row["person_id"])
        for row in world.rows("report_follower")
    )


A.fields["Report", "viewerHasJoined"] = lambda thing, _a: _joined(thing.world, thing.row)


@A("Report", "ratingComment")
def _rating_comment(thing: Thing, _args: dict[str, Any]) -> str | None:
    world, row = thing.world, thing.row
    return (
        row["rating_comment"]
        if world.is_mine(row["reporter_id"]) or world.reads_internal(row)
        else None
    )


@A("Report", "assignee")
def _assignee(thing: Thing, _args: dict[str, Any]) -> Thing | None:
    if not thing.world.reads_internal(thing.row):
        return None
    return related(thing.world, "Officer", thing.row["assignee_id"])


@A("Report", "revisions")
def _revisions(thing: Thing, _args: dict[str, Any]) -> list[Thing]:
    rows = [r for r in thing.world.rows("report_revision") if r["report_id"] == thing.row["id"]]
    rows.sort(key=lambda r: (r["created_at"], r["id"]), reverse=True)
    return things(thing.world, "ReportRevision", rows)


A.plain(
    "ReportRevision",
    "action",
    "reason",
    "title",
    "description",
    "address",
    "authorRole",
    "createdAt",
)
A.plain("IdentityDisclosure", "reason", "disclosedAt", role="recipient_role")
A.one("IdentityDisclosure", "Report", report="report_id")
A.one("IdentityDisclosure", "Agency", agency="agency_id")
A.one("IdentityDisclosure", "DisclosureRecipient", disclosedTo="recipient_id")


def _disclosures(thing: Thing, args: dict[str, Any], rows: list[Row]) -> Page:
    return page(
        thing.world,
        "IdentityDisclosure",
        rows,
        args,
        "disclosed",
        lambda r: r["disclosed_at"],
        down=True,
    )


A.fields["Report", "identityDisclosures"] = lambda thing, args: _disclosures(
    thing,
    args,
    [r for r in thing.world.rows("identity_disclosure") if r["report_id"] == thing.row["id"]],
)
A.plain("ResponseTemplate", "code", "status")
A.fields["ResponseTemplate", "text"] = lambda thing, _a: Thing(
    thing.world, "BilingualText", thing.row,
    indonesian=thing.row["text_id"], english=thing.row["text_en"],
)  # fmt: skip
A.fields["BilingualText", "indonesian"] = lambda thing, _a: thing.more["indonesian"]
A.fields["BilingualText", "english"] = lambda thing, _a: thing.more["english"]
A.one("ResponseTemplate", "ReportCategory", category="category_id")


@A("Query", "responseTemplates")
def _templates(thing: Thing, args: dict[str, Any]) -> list[Thing]:
    rows = thing.world.rows("response_template")
    if args.get("category") is not None:
        category = key_of(args["category"], "cat")
        rows = [row for row in rows if row["category_id"] in (None, category)]
    if args.get("status") is not None:
        rows = [row for row in rows if row["status"] == args["status"]]
    return _ranked(thing.world, "ResponseTemplate", rows, "position")


_ORDERS: Final = {
    "NEWEST": ("newest", "submitted_at", True),
    "OLDEST": ("oldest", "submitted_at", False),
    "RECENTLY_UPDATED": ("updated", "updated_at", True),
    "DUE_FIRST": ("due", "due_at", False),
}


@A("Query", "reports")
def _reports(thing: Thing, args: dict[str, Any]) -> Page:
    world = thing.world
    rows = passing(world.rows("report"), report_tests(world, args.get("filter") or {}))
    order = args.get("order") or "NEWEST"
    if order == "DUE_FIRST":
        rows = [row for row in rows if row["due_at"] is not None and is_open(row)]
    name, column, down = _ORDERS[order]
    return page(world, "Report", rows, args, name, lambda row: row[column], down=down)


@A("Report", "viewerCanDecideCompletion")
def _may_decide(thing: Thing, _args: dict[str, Any]) -> bool:
    return may_decide(thing.world, thing.row)


@A("Report", "proof")
def _proof(thing: Thing, _args: dict[str, Any]) -> Thing | None:
    rows = [
        row
        for row in thing.world.rows("completion_proof")
        if row["report_id"] == thing.row["id"] and row["replaced_at"] is None
    ]
    return Thing(thing.world, "CompletionProof", rows[0]) if rows else None


A.plain("CompletionProof", "verdict", "checkedAt")
A.one("CompletionProof", "Photo", similarTo="similar_photo_id")
for _type, _prefix in (("CompletionProof", "proof"), ("CompletionCheck", "check"),
                       ("ReportRevision", "revision")):  # fmt: skip

    def _own_id(thing: Thing, _args: dict[str, Any], prefix: str = _prefix) -> str:
        return f"{prefix}_{thing.row['id']}"

    A.fields[_type, "id"] = _own_id


@A("CompletionProof", "before")
def _before(thing: Thing, _args: dict[str, Any]) -> list[Thing]:
    report = thing.row["report_id"]
    along = {r["id"] for r in thing.world.rows("report") if r["merged_into_id"] == report}
    return _photos_where(
        thing, lambda row: row["report_id"] in {report, *along} and _is_reporters(row), "added_at"
    )[:20]


A.fields["CompletionProof", "after"] = lambda thing, _a: _photos_where(
    thing, lambda row: row["update_id"] == thing.row["update_id"]
)


@A("CompletionProof", "checks")
def _checks(thing: Thing, _args: dict[str, Any]) -> list[Thing]:
    rows = [r for r in thing.world.rows("proof_finding") if r["proof_id"] == thing.row["id"]]
    rows.sort(key=lambda row: row["position"])
    return [Thing(thing.world, "CompletionCheck", row) for row in rows]


_NAMES: Final = {
    "NOT_THE_REPORTERS": "OTHER_SHOT NO_REPORTERS_PHOTO REPORTERS_UNKNOWN ALTERED_SHOT SAME_SHOT"
    " REPORTERS_PHOTO",
    "NOT_USED_BEFORE": "FIRST_USE USE_UNKNOWN LIKE_EARLIER USED_BEFORE",
    "TIME": "TIME_FITS NO_TIME TOO_EARLY IN_FUTURE",
    "PLACE": "PLACE_FITS NO_PLACE ELSEWHERE",
    "SECOND_PERSON": "BY_OFFICER BY_REPORTER WAITING WITHDRAWN REJECTED",
}
_OUTCOMES: Final = {
    "PASSED": "OTHER_SHOT FIRST_USE TIME_FITS PLACE_FITS BY_OFFICER BY_REPORTER",
    "FAILED": "REPORTERS_PHOTO USED_BEFORE REJECTED",
    "DOUBTFUL": "ALTERED_SHOT SAME_SHOT LIKE_EARLIER TOO_EARLY IN_FUTURE ELSEWHERE",
}


@A("CompletionCheck", "name")
def _check_name(thing: Thing, _args: dict[str, Any]) -> str:
    return next(name for name, all in _NAMES.items() if thing.row["finding"] in all.split())


@A("CompletionCheck", "outcome")
def _outcome(thing: Thing, _args: dict[str, Any]) -> str:
    found = [name for name, all in _OUTCOMES.items() if thing.row["finding"] in all.split()]
    return found[0] if found else "NOT_MADE"


@A("CompletionCheck", "detail")
def _detail(thing: Thing, _args: dict[str, Any]) -> str:
    return FINDINGS[Finding[thing.row["finding"]]].detail.text(thing.world.language)


# News

A.plain("Article", "slug", "kind", "publishedAt", "updatedAt", "embargoUntil", "version")
A.words("Article", "title")
A.one("Article", "Agency", agency="agency_id")
A.one("Article", "Area", area="area_id")
A.fields["Article", "withdrawn"] = lambda thing, _a: bool(thing.row["withdrawn"])
A.fields["Article", "topics"] = lambda thing, _a: json.loads(thing.row["topics"])
A.fields["Article", "language"] = lambda thing, _a: (
    "EN" if thing.world.language == "EN" and thing.row["title_en"] is not None else "ID"
)
for _name, _column in (("summary", "summary"), ("bodyHtml", "html"), ("bodyText", "text")):

    def _text(thing: Thing, _args: dict[str, Any], column: str = _column) -> str:
        return in_language(thing, column) if thing.world.reads_article(thing.row) else ""

    A.fields["Article", _name] = _text


@A("Article", "corrections")
def _corrections(thing: Thing, _args: dict[str, Any]) -> list[Thing]:
    rows = [r for r in thing.world.rows("correction") if r["article_id"] == thing.row["id"]]
    rows.sort(key=lambda r: (r["corrected_at"], r["id"]), reverse=True)
    return [Thing(thing.world, "Correction", row) for row in rows]


A.plain("Correction", "kind", "correctedAt")
A.words("Correction", "note")
A.one("Correction", "Article", article="article_id", by="by_article_id")


@A("Article", "images")
def _images(thing: Thing, _args: dict[str, Any]) -> list[Thing | None]:
    if not thing.world.reads_article(thing.row):
        return []
    rows = [r for r in thing.world.rows("article_image") if r["article_id"] == thing.row["id"]]
    rows.sort(key=lambda r: (r["position"], r["id"]))
    return [related(thing.world, "Image", row["image_digest"]) for row in rows]


@A("Query", "articles")
def _articles(thing: Thing, args: dict[str, Any]) -> Page:
    world = thing.world
    rows = passing(world.rows("article"), article_tests(world, args.get("filter") or {}))
    return page(world, "Article", rows, args, "newest", lambda row: row["published_at"], down=True)


# Cameras

A.plain("CameraSite", "code", "name")
A.one("CameraSite", "Area", village="village_id", district="district_id")
A.fields["CameraSite", "cameras"] = lambda thing, _a: _ranked(
    thing.world,
    "Camera",
    [row for row in thing.world.rows("camera") if row["site_id"] == thing.row["id"]],
    "code",
)
A.plain("Camera", "code", "name", "bearing", "rangeMetres", "status", "owner")
A.one("Camera", "CameraSite", site="site_id")
A.fields["Camera", "snapshot"] = lambda thing, _a: (
    None if thing.row["image_digest"] is None else Thing(thing.world, "Snapshot", thing.row)
)
A.plain("Snapshot", "capturedAt", "fetchedAt")


@A("Snapshot", "id")
def _frame_id(thing: Thing, _args: dict[str, Any]) -> str:
    camera = thing.row.get("camera_id") or thing.row["id"]
    return f"snap_{camera}_{re.sub('[^0-9]', '', shown(thing.row['captured_at']))}"


A.one("Snapshot", "Image", image="image_digest")
A.fields["Snapshot", "maskVersion"] = lambda _t, _a: None
A.fields["Snapshot", "freshness"] = lambda thing, _a: Thing(thing.world, "Freshness", thing.row)
A.fields["Freshness", "asOf"] = lambda thing, _a: shown(thing.row["captured_at"])
A.fields["Freshness", "staleAfter"] = lambda thing, _a: add(thing.row["captured_at"], STALE_SECONDS)
A.fields["Freshness", "source"] = lambda _t, _a: "camera"
A.fields["Freshness", "isStale"] = lambda thing, _a: (
    (thing.world.viewer.now - thing.row["captured_at"]).total_seconds() > STALE_SECONDS
)


@A("Camera", "history")
def _history(thing: Thing, args: dict[str, Any]) -> Page:
    rows = [r for r in thing.world.rows("snapshot") if r["camera_id"] == thing.row["id"]]
    return page(
        thing.world, "Snapshot", rows, args, "newest", lambda r: r["captured_at"], down=True
    )


@A("Query", "cameras")
def _cameras(thing: Thing, args: dict[str, Any]) -> Page:
    world, wanted = thing.world, args.get("filter") or {}
    sites = {row["id"]: row for row in world.rows("camera_site")}
    rows = world.rows("camera")
    if wanted.get("status") is not None:
        rows = [row for row in rows if row["status"] == wanted["status"]]
    if wanted.get("area") is not None:
        area = key_of(wanted["area"], "area")
        rows = [r for r in rows if area in (sites[r["site_id"]]["village_id"],
                                            sites[r["site_id"]]["district_id"])]  # fmt: skip
    if wanted.get("near") is None:
        if wanted.get("radiusMetres") is not None:
            raise GraphQLError("radius without a place")
        return page(world, "Camera", rows, args, "code", lambda row: row["code"], down=False)
    place, limit = _on_earth(wanted["near"]), radius_of(wanted) ** 2

    def distance(row: Row) -> float:
        return square(sites[row["site_id"]], *place, ("latitude", "longitude"))

    rows = [row for row in rows if distance(row) <= limit]
    return page(world, "Camera", rows, args, "nearest", distance, down=False)


@A("Query", "cameraSites")
def _sites(thing: Thing, args: dict[str, Any]) -> list[Thing]:
    rows = thing.world.rows("camera_site")
    if args.get("area") is not None:
        area = key_of(args["area"], "area")
        rows = [row for row in rows if area in (row["village_id"], row["district_id"])]
    return _ranked(thing.world, "CameraSite", rows, "code")


# The viewer


@A("Query", "viewer")
def _viewer(thing: Thing, _args: dict[str, Any]) -> Thing | None:
    return None if thing.world.role == "ANONYMOUS" else Thing(thing.world, "Viewer", {})


A.fields["Viewer", "id"] = lambda thing, _a: f"person_{thing.world.viewer.person_id}"
A.fields["Viewer", "role"] = lambda thing, _a: thing.world.role
A.fields["Viewer", "name"] = lambda thing, _a: thing.world.viewer.name
A.fields["Viewer", "area"] = lambda thing, _a: related(
    thing.world, "Area", thing.world.viewer.area_id
)
A.fields["Viewer", "agency"] = lambda thing, _a: related(
    thing.world, "Agency", thing.world.viewer.agency_id
)


@A("Viewer", "reports")
def _own_reports(thing: Thing, args: dict[str, Any]) -> Page:
    world = thing.world
    rows = [row for row in world.rows("report") if world.is_mine(row["reporter_id"])]
    return _report_page(thing, rows, args)


@A("Viewer", "joinedReports")
def _own_joined(thing: Thing, args: dict[str, Any]) -> Page:
    world = thing.world
    return _report_page(thing, [r for r in world.rows("report") if _joined(world, r)], args)


A.fields["Viewer", "identityDisclosures"] = lambda thing, args: _disclosures(
    thing,
    args,
    [r for r in thing.world.rows("identity_disclosure") if thing.world.is_mine(r["reporter_id"])],
)


@A("Viewer", "colleagues")
def _colleagues(thing: Thing, _args: dict[str, Any]) -> list[Thing]:
    agency = thing.world.viewer.agency_id
    rows = [
        r for r in thing.world.rows("person") if agency is not None and r["agency_id"] == agency
    ]
    return _ranked(thing.world, "Officer", rows, "created_at")


def _inbox(world: World) -> list[Row]:
    return [row for row in world.rows("notification") if world.is_mine(row["person_id"])]


@A("Viewer", "notifications")
def _notifications(thing: Thing, args: dict[str, Any]) -> Page:
    rows = _inbox(thing.world)
    if args.get("unread") is not None:
        rows = [row for row in rows if (row["read_at"] is None) == args["unread"]]
    return page(
        thing.world, "Notification", rows, args, "newest", lambda r: r["created_at"], down=True
    )


@A("Viewer", "unreadCount")
def _unread(thing: Thing, _args: dict[str, Any]) -> int:
    return min(100, sum(row["read_at"] is None for row in _inbox(thing.world)))


@A("Viewer", "devices")
def _devices(thing: Thing, _args: dict[str, Any]) -> list[Thing]:
    rows = [row for row in thing.world.rows("device") if thing.world.is_mine(row["person_id"])]
    rows.sort(key=lambda r: (r["seen_at"], r["id"]), reverse=True)
    return things(thing.world, "Device", rows)


A.plain("Device", "platform", "appVersion", "timeZone", "status", "seenAt", locale="language")


@A("Device", "app")
def _app_of(thing: Thing, _args: dict[str, Any]) -> Thing | None:
    return _found(thing.world, "App", "slug", thing.row["app_slug"])


A.plain("Notification", "kind", "deepLink", "createdAt", "readAt")
A.words("Notification", "title", "body")


@A("Notification", "subject")
def _subject(thing: Thing, _args: dict[str, Any]) -> Thing | None:
    kinds = {"report": "Report", "article": "Article", "broadcast": "Broadcast"}
    type_ = kinds.get(thing.row["subject_kind"])
    return None if type_ is None else related(thing.world, type_, thing.row["subject_id"])


# Preferences and broadcasts

_THEMES: Final = {"REPORTS": True, "ALERTS": True, "ANNOUNCEMENTS": True, "NEWS": False}


def _chosen(world: World, table: str, theme: str) -> list[Row]:
    rows = world.rows(table)
    return [row for row in rows if world.is_mine(row["person_id"]) and row["theme"] == theme]


@A("Viewer", "preferences")
def _preferences(thing: Thing, _args: dict[str, Any]) -> Thing:
    return Thing(thing.world, "PushPreferences", {})


A.fields["PushPreferences", "id"] = lambda thing, _a: f"prefs_{thing.world.viewer.person_id}"


@A("PushPreferences", "topics")
def _topics(thing: Thing, _args: dict[str, Any]) -> list[Thing]:
    return [Thing(thing.world, "PushTopic", {"theme": theme}) for theme in _THEMES]


@A("PushPreferences", "quietHours")
def _quiet(thing: Thing, _args: dict[str, Any]) -> Thing | None:
    for row in thing.world.rows("push_preference"):
        if thing.world.is_mine(row["person_id"]) and row["quiet_from"] is not None:
            return Thing(thing.world, "QuietHours", row)
    return None


A.plain("QuietHours", "timeZone", until="quiet_until")
A.fields["QuietHours", "from"] = lambda thing, _a: thing.row["quiet_from"]
A.plain("PushTopic", "theme")


@A("PushTopic", "enabled")
def _is_enabled(thing: Thing, _args: dict[str, Any]) -> bool:
    theme = thing.row["theme"]
    chosen = _chosen(thing.world, "push_theme_choice", theme)
    return bool(chosen[0]["enabled"]) if chosen else _THEMES[theme]


@A("PushTopic", "areas")
def _areas_of_theme(thing: Thing, _args: dict[str, Any]) -> list[Thing]:
    rows = _chosen(thing.world, "push_area_choice", thing.row["theme"])
    keys = sorted(row["area_id"] for row in rows)
    found = [related(thing.world, "Area", key) for key in keys]
    return [area for area in found if area is not None]


@A("Query", "broadcasts")
def _broadcasts(thing: Thing, args: dict[str, Any]) -> Page:
    rows = thing.world.rows("broadcast")
    if args.get("status") is not None:
        rows = [row for row in rows if row["status"] == args["status"]]
    return page(thing.world, "Broadcast", rows, args, "time", lambda r: r["send_at"], down=True)


A.plain("Broadcast", "theme", "urgency", "status", "sendAt", "endedAt", "isExercise", "version")
A.plain("Broadcast", "expiresAt", "approvedAt")
A.one("Broadcast", "Broadcast", replaces="replaces_id")
A.words("Broadcast", "title", "body")
A.one("Broadcast", "Area", area="area_id")
A.one("Broadcast", "Article", article="article_id")


@A("Broadcast", "counts")
def _counts(thing: Thing, _args: dict[str, Any]) -> Thing | None:
    editor = thing.world.role in ("EDITOR", "ADMIN")
    return Thing(thing.world, "BroadcastCounts", thing.row) if editor else None


def _lines(thing: Thing) -> list[Row]:
    rows = thing.world.rows("notification")
    return [row for row in rows if row["broadcast_id"] == thing.row["id"]]


def _deliveries(thing: Thing) -> list[Row]:
    keys = {line["id"] for line in _lines(thing)}
    return [d for d in thing.world.rows("push_message") if d["notification_id"] in keys]


def _messages(thing: Thing) -> list[Row]:
    rows = thing.world.rows("push_message")
    return [m for m in rows if m["broadcast_id"] == thing.row["id"]]


def _in_states(*states: str) -> Any:
    def count(thing: Thing, _args: dict[str, Any]) -> int:
        return sum(row["state"] in states for row in [*_deliveries(thing), *_messages(thing)])

    return count


@A("BroadcastCounts", "opened")
def _opened(thing: Thing, _args: dict[str, Any]) -> int:
    told = {message["id"] for message in _messages(thing)}
    topics = sum(row["message_id"] in told for row in thing.world.rows("push_opening"))
    topics += sum(message["opened_before"] for message in _messages(thing))
    return topics + sum(row["opened_at"] is not None for row in _deliveries(thing))


A.fields["BroadcastCounts", "queued"] = _in_states("QUEUED", "SENDING")
A.fields["BroadcastCounts", "sent"] = _in_states("SENT")
A.fields["BroadcastCounts", "dropped"] = _in_states("DROPPED")
A.fields["BroadcastCounts", "failed"] = _in_states("FAILED")
A.fields["BroadcastCounts", "individuallyNotified"] = lambda thing, _a: len(_lines(thing))
A.fields["BroadcastCounts", "individuallyRead"] = lambda thing, _a: sum(
    line["read_at"] is not None for line in _lines(thing)
)
