"""A small city of fixed rows in which everything occurs that a read can stumble over.

Every id is derived from a name, every instant from `NOW`: both stores hold the same rows, and an
answer that differs between two runs is a fault. Ties are everywhere on purpose.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from api.apps.models import App
from api.apps.values import AppCategory
from api.areas.models import Area, City, CityContact
from api.areas.values import AreaLevel
from api.cctv.models import Camera, CameraSite, Snapshot
from api.cctv.values import CameraOwner, CameraStatus
from api.db import search
from api.db.session import Database, WriteSession
from api.identity.models import Agency, Person
from api.identity.values import Role, Viewer, agency_id
from api.kit import ids
from api.news.models import Article, ArticleImage, ArticleTopic, Correction
from api.news.values import ArticleKind, CorrectionKind
from api.push.models import (
    AreaChoice,
    Broadcast,
    Device,
    Notification,
    PushMessage,
    PushOpening,
    PushPreference,
    ThemeChoice,
)
from api.push.values import (
    BroadcastStatus,
    DeviceStatus,
    MessageState,
    NotificationKind,
    Platform,
    Theme,
    Urgency,
)
from api.reports.models import (
    CompletionProof,
    IdentityDisclosure,
    ProofFinding,
    Report,
    ReportCategory,
    ReportFollower,
    ReportPhoto,
    ReportRevision,
    ReportUpdate,
    ResponseTemplate,
)
from api.reports.values import FollowKind, ModerationAction, ReportStatus, UpdateKind
from api.reports.values.proof import Finding, ProofVerdict
from api.storage.models import StoredImage

NOW: Final = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""The present of every viewer: embargoes, overdue reports and stale frames depend on it."""

AGENCIES: Final = ("pupr", "dlhk", "satpolpp", "dp3a", "kominfo")
PEOPLE: Final = {"sari": "Sari", "wayan": "I Wayan", "made": None}
OFFICERS: Final = {"ketut": "pupr", "putu": "pupr", "komang": "dp3a"}
IMAGES: Final = 9
REPORTS: Final = 60
ARTICLES: Final = 26
CAMERAS: Final = 11
_CLOSED: Final = {"DONE", "REJECTED", "OTHER_AGENCY", "DUPLICATE"}
TITLES: Final = (
    "Lubang di jalan dekat pasar",
    "Sampah menumpuk di tepi sungai",
    'Kata "kutip" dan \\garis\\ miring',
    "[1, 2] bukan daftar",
    '{"a": null}',
    "Lampu jalan padam 🔥 di Jalan Raya",
    "null",
    "Baris\ndua\tdan tab\u2028akhir",
    "Jalanan berlubang dan perjalanan terganggu",
    "' OR 1=1 -- $1 ?1 %s :x",
)


def key(kind: str, number: object) -> str:
    """The id of a row of this world."""
    return ids.named("world", kind, str(number))


def digest(number: int) -> str:
    """The digest of a picture of this world."""
    return sha256(f"picture {number}".encode()).hexdigest()


def viewer(
    role: Role,
    name: str = "",
    *,
    agency: str | None = None,
    area: str | None = None,
    language: str = "ID",
) -> Viewer:
    """Somebody at `NOW`."""
    somebody = role is not Role.ANONYMOUS
    return Viewer(
        role=role,
        language=language,
        person_id=key("person", name) if somebody else None,
        agency_id=agency_id(agency) if agency else None,
        agency=agency,
        now=NOW,
        subject=f"world:{name}" if somebody else None,
        name=PEOPLE.get(name, name.title()) if somebody else None,
        area_id=key("area", area) if area else None,
    )


ANYBODY: Final = viewer(Role.ANONYMOUS)
ANYBODY_EN: Final = viewer(Role.ANONYMOUS, language="EN")
SARI: Final = viewer(Role.CITIZEN, "sari")
WAYAN_EN: Final = viewer(Role.CITIZEN, "wayan", language="EN")
MADE: Final = viewer(Role.CITIZEN, "made")
STRANGER: Final = viewer(Role.CITIZEN, "nobody has seen them before")
ROADS: Final = viewer(Role.OFFICER, "ketut", agency="pupr")
ROADS_DISTRICT: Final = viewer(Role.OFFICER, "putu", agency="pupr", area="51.03.01")
ROADS_VILLAGE_EN: Final = viewer(
    Role.OFFICER, "wira", agency="pupr", area="51.03.02.2001", language="EN"
)
WOMEN_EN: Final = viewer(Role.OFFICER, "komang", agency="dp3a", language="EN")
LOST: Final = viewer(Role.OFFICER, "officer without agency")
EDITOR: Final = viewer(Role.EDITOR, "editor")
ADMIN: Final = viewer(Role.ADMIN, "admin")
PARTNER: Final = viewer(Role.PARTNER, "koran")

VIEWERS: Final = {
    "anybody": ANYBODY,
    "anybody-en": ANYBODY_EN,
    "sari": SARI,
    "wayan-en": WAYAN_EN,
    "roads": ROADS,
    "roads-district": ROADS_DISTRICT,
    "roads-village-en": ROADS_VILLAGE_EN,
    "women-en": WOMEN_EN,
    "editor": EDITOR,
    "admin": ADMIN,
    "partner": PARTNER,
}
"""The viewers that every document is tried with."""


BASE: Final = "https://kota.test"
"""How clients of the world reach its server."""


def moment(number: int) -> datetime:
    """Six rows share each of these instants; their fractions have every length there is."""
    fraction = (0, 120_000, 123_000, 100_000, 123_456, 10)[number // 6 % 6]
    return NOW - timedelta(days=number // 6 + 1) + timedelta(microseconds=fraction)


def _origin(number: int) -> dict[str, Any]:
    """Provenance in each of its shapes."""
    if number % 3 == 0:
        return {"synthetic": True, "source_note": "Contoh."}
    if number % 3 == 1:
        return {"source_name": "BPS", "source_date": date(2025, 2, 28)}
    return {}


def _ground() -> Iterator[Any]:
    """What stands on nothing."""
    yield City(
        id=key("city", 1), code="badung", name_id="Kabupaten Badung", name_en="Badung Regency",
        ticket_prefix="BDG", time_zone="Asia/Makassar", languages=["ID", "EN"],
        area_code="51.03", latitude=-8.58285, longitude=115.0, map_zoom=10, people=549_300,
        **_origin(1),
    )  # fmt: skip
    for number, code in enumerate(("balai", "kantor")):
        yield CityContact(
            id=key("contact", code), code=code, label_id=code.title(), label_en=code.upper(),
            number=f"0361{number}", position=number,
        )  # fmt: skip
    for number, code in enumerate(AGENCIES):
        yield Agency(
            id=agency_id(code), code=code, name_id=f"Dinas {code}", name_en=f"{code} office",
            kind="dinas", phone=None if number % 2 else f"0361-{number}", **_origin(number),
        )  # fmt: skip
    for name, shown in PEOPLE.items():
        yield Person(
            id=key("person", name), subject=f"world:{name}", role=Role.CITIZEN, name=shown,
            created_at=NOW,
        )  # fmt: skip
    for name, agency in OFFICERS.items():
        yield Person(
            id=key("person", name), subject=f"world:{name}", role=Role.OFFICER, name=name.title(),
            agency_id=agency_id(agency), created_at=NOW,
        )  # fmt: skip
    for number in range(IMAGES):
        yield StoredImage(
            digest=digest(number), width=1920 - number, height=1080, thumbhash=f"hash{number}",
            byte_size=9, alt_id=None if number % 3 == 0 else f"Gambar {number}",
            alt_en=f"Picture {number}" if number % 2 else None,
            credit="Humas" if number % 4 == 0 else None, licence=None, created_at=NOW,
        )  # fmt: skip


def area(code: str) -> str:
    """The id of an area of this world."""
    return key("area", code)


DISTRICTS: Final = ("51.03.01", "51.03.02", "51.03.03")
VILLAGES: Final = (
    "51.03.01.1001", "51.03.01.1002", "51.03.01.2003", "51.03.02.2001", "51.03.02.2002",
)  # fmt: skip


def _areas() -> Iterator[list[Area]]:
    """Levels from above: a parent stands before its parts."""
    above: dict[str, str | None] = {"51.03": None}
    above |= dict.fromkeys(DISTRICTS, "51.03") | {code: code[:8] for code in VILLAGES}
    levels = {5: (AreaLevel.CITY, "kabupaten"), 8: (AreaLevel.DISTRICT, "kecamatan")}
    for length in (5, 8, 13):
        level, kind = levels.get(length, (AreaLevel.VILLAGE, "desa"))
        yield [
            Area(
                id=area(code), code=code, level=level, kind=kind, name=f"Wilayah {code}",
                parent_id=None if parent is None else area(parent),
                latitude=-8.7 - number / 30, longitude=115.17 + number / 70, **_origin(number),
            )
            for number, (code, parent) in enumerate(above.items())
            if len(code) == length
        ]  # fmt: skip


def _apps() -> Iterator[App]:
    for number, category in enumerate((*list(AppCategory)[:4], AppCategory.SERVICES)):
        yield App(
            id=key("app", number), slug=f"app-{number}", name=f"App {number}", category=category,
            summary_id=f"Ringkasan {number}", summary_en=f"Summary {number}",
            agency_id=None if number == 2 else agency_id(AGENCIES[number % 3]),
            android_package="id.go.app" if number % 2 else None,
            ios_id=None if number % 2 else "123", web_url=None, icon="dot" if number else None,
            position=number // 2, **_origin(number),
        )  # fmt: skip


CATEGORIES: Final = ("jalan", "sampah", "keributan", "kekerasan", "lampu")


def _categories() -> Iterator[ReportCategory]:
    for number, (code, agency) in enumerate(
        zip(CATEGORIES, ("pupr", "dlhk", "satpolpp", "dp3a", "pupr"), strict=True)
    ):
        yield ReportCategory(
            id=key("category", code), code=code, name_id=f"Soal {code}", name_en=f"About {code}",
            agency_id=agency_id(agency), sla_working_days=number + 1,
            is_sensitive=code == "kekerasan", person_related=code in ("keributan", "kekerasan"),
            needs_completion_photo=number == 0, join_radius_m=50,
            emergency_notice_id="Hubungi 112" if number % 2 else None,
            emergency_notice_en="Call 112" if number == 3 else None,
            icon="dot", position=number // 2, **_origin(number),
        )  # fmt: skip


def report(number: int) -> str:
    """The id of a report of this world."""
    return key("report", number)


def _merged_into(number: int) -> str | None:
    """Duplicates point at a public report, at a hidden one, at another duplicate."""
    status = list(ReportStatus)[number % len(ReportStatus)].name
    if status != "DUPLICATE":
        return None
    return report({10: 0, 22: 2, 34: 10, 46: 3, 58: 36}[number])


def _report(number: int) -> Report:
    category = CATEGORIES[number % 5]
    status = list(ReportStatus)[number % len(ReportStatus)]
    agency = AGENCIES[number % 3] if number % 11 == 0 else _agency_of(category)
    sensitive = category == "kekerasan"
    hidden = sensitive or number % 9 == 2
    latitude = -8.7 - number * 0.000712345678901
    longitude = 115.0 if number == 7 else 115.17 + (number % 13) * 0.001098765432109
    decimals = 3 if category in ("keributan", "kekerasan") else 6
    village = None if number % 10 == 9 else VILLAGES[number % 4]
    return Report(
        id=report(number), ticket=f"BDG261123{number:04d}", status=status,
        category_id=key("category", category), agency_id=agency_id(agency),
        village_id=None if village is None else area(village),
        district_id=None if village is None else area(village[:8]),
        latitude=latitude, longitude=longitude,
        shown_latitude=round(latitude, decimals), shown_longitude=round(longitude, decimals),
        address=None if number % 4 == 3 else f"Gang {number}",
        title=TITLES[number % len(TITLES)],
        description=None if number % 3 == 0 else f"Uraian {number}: air tergenang di jalan.",
        reporter_id=(key("person", ("sari", "wayan", "made")[number % 4]) if number % 4 < 3
                     else None),
        hide_name=number % 5 == 1, hide_report=hidden, is_sensitive=sensitive,
        is_public=not hidden and status is not ReportStatus.HIDDEN,
        submitted_at=moment(number),
        observed_at=moment(number) - timedelta(hours=9) if number % 7 == 2 else None,
        updated_at=NOW - timedelta(hours=number % 7),
        due_at=None if number % 6 == 5 else NOW + timedelta(days=number % 5 - 2),
        closed_at=NOW if status.name in _CLOSED else None,
        postponed_until=date(2027, 1, 1) if status.name == "POSTPONED" else None,
        clock_from=NOW + timedelta(days=1 if number % 24 == 6 else -1),
        joined_count=number % 4, rating=number % 5 + 1 if status.name == "DONE" else None,
        rating_comment="Terima kasih" if number % 12 == 7 else None,
        reopened_at=moment(number) + timedelta(hours=3) if number % 8 == 1 else None,
        assignee_id=key("person", ("ketut", "komang")[number % 2]) if number % 4 == 0 else None,
        merged_into_id=_merged_into(number), completed_by_id=_completer(number, status.name),
        **_origin(number),
    )  # fmt: skip


def _completer(number: int, status: str) -> str | None:
    """Who reported a completion that awaits review: a stranger, the reporter, or nobody known."""
    if status != "AWAITING_CHECK":
        return None
    return (key("person", "made"), key("person", "wayan"), None)[number // 12 % 3]


def _proofs() -> Iterator[list[Any]]:
    """Every fifth report with a second update has one, every tenth an older one as well.

    What they are like is a photo of a public report, of a hidden one, of nobody, in turn.
    """
    like = (key("photo", "3/0"), key("photo", "27/0"), None)
    proofs, findings = [], []
    for number in range(0, REPORTS, 5):
        for age in range(2 if number % 10 == 0 else 1):
            if update_count(number) < 2:
                continue
            proof = key("proof", f"{number}/{age}")
            proofs.append(
                CompletionProof(
                    id=proof,
                    report_id=report(number),
                    update_id=key("update", f"{number}/1"),
                    verdict=list(ProofVerdict)[number % 3],
                    similar_photo_id=like[number // 5 % 3],
                    checked_at=moment(number),
                    replaced_at=NOW if age else None,
                )
            )
            findings += [
                ProofFinding(
                    id=key("finding", f"{number}/{age}/{place}"), proof_id=proof,
                    position=4 - place, finding=list(Finding)[(number + place * 7) % len(Finding)],
                )
                for place in range(5)
            ]  # fmt: skip
    yield proofs
    yield findings


def _agency_of(category: str) -> str:
    return {"sampah": "dlhk", "keributan": "satpolpp", "kekerasan": "dp3a"}.get(category, "pupr")


def update_count(number: int) -> int:
    """How many updates a report has: one has more than a page."""
    return 25 if number == 4 else number % 6


def _updates() -> Iterator[ReportUpdate]:
    for number in range(REPORTS):
        agency = _report(number).agency_id
        for step in range(update_count(number)):
            yield ReportUpdate(
                id=key("update", f"{number}/{step}"), report_id=report(number),
                shown_on_id=_merged_into(number) or report(number),
                status=list(ReportStatus)[(number + step) % len(ReportStatus)],
                note_id=None if step % 4 == 3 else f"Catatan {step}",
                note_en=f"Note {step}" if step % 2 else None,
                internal_note=None if step % 3 == 2 else f"Hanya petugas {number}/{step}",
                author_role=(Role.OFFICER, Role.ADMIN, Role.SYSTEM)[step % 3],
                agency_id=None if step % 5 == 4 else (agency_id("dlhk") if step == 3 else agency),
                kind=list(UpdateKind)[step % len(UpdateKind)], is_internal=step % 7 == 5,
                created_at=moment(number) + timedelta(hours=step // 3),
            )  # fmt: skip


def _photos() -> Iterator[ReportPhoto]:
    for number in range(0, REPORTS, 3):
        for place in range(number % 4):
            yield ReportPhoto(
                id=key("photo", f"{number}/{place}"), report_id=report(number),
                shown_on_id=_merged_into(number) or report(number),
                image_digest=digest((number + place) % IMAGES), position=place // 2, added_at=NOW,
                from_reporter=True, removed_at=NOW if place == 2 else None,
            )  # fmt: skip
        if update_count(number) > 1:
            yield ReportPhoto(
                id=key("photo", f"{number}/update"), report_id=report(number),
                shown_on_id=_merged_into(number) or report(number),
                update_id=key("update", f"{number}/1"), image_digest=digest(number % IMAGES),
                position=0, added_at=NOW - timedelta(minutes=number),
                from_reporter=number % 2 == 0,
            )  # fmt: skip


def _belongings() -> Iterator[Any]:
    """Who said me too, what moderators did, who looked at names, ready answers."""
    for number in range(REPORTS):
        if number % 4 < 3 and number % 2 == 0:
            yield ReportFollower(
                report_id=report(number), person_id=key("person", "made"),
                kind=FollowKind.JOINED, followed_at=NOW,
            )  # fmt: skip
        if number % 10 == 4:
            for step in range(3):
                yield ReportRevision(
                    id=key("revision", f"{number}/{step}"), report_id=report(number),
                    action=list(ModerationAction)[step], title="Dahulu", reason=f"Sebab {step}",
                    author_id=key("person", "ketut"), author_role=Role.OFFICER,
                    created_at=NOW - timedelta(hours=step // 2),
                )  # fmt: skip
        if number % 5 == 1 and number % 4 < 3:
            for step in range(2):
                yield IdentityDisclosure(
                    id=key("look", f"{number}/{step}"), report_id=report(number),
                    reporter_id=key("person", ("sari", "wayan", "made")[number % 4]),
                    recipient_id=key("person", "komang"), recipient_role=Role.OFFICER,
                    agency_id=None if step else agency_id("dp3a"), reason="Perlu", disclosed_at=NOW,
                )  # fmt: skip
    for number in range(4):
        yield ResponseTemplate(
            id=key("template", number), code=f"jawab-{number}",
            status=list(ReportStatus)[number % 2],
            category_id=key("category", "jalan") if number % 2 else None,
            text_id=f"Jawaban {number}", text_en=f"Answer {number}", position=number // 2,
        )  # fmt: skip


def article(number: int) -> str:
    """The id of an article of this world."""
    return key("article", number)


def topics(number: int) -> list[str]:
    """The topics of an article."""
    return sorted({("jalan", "banjir", "pajak")[number % 3], "warga"} if number % 4 else [])


def _article(number: int) -> Article:
    published = moment(number)
    embargo = None
    if number % 8 == 3:
        embargo = NOW + timedelta(hours=1)
    elif number % 8 == 5:
        embargo = NOW - timedelta(minutes=30)
    if number in (12, 13):
        published = NOW + timedelta(days=1)
    english = number % 2 == 0
    return Article(
        id=article(number), slug=f"warta-{number}", kind=list(ArticleKind)[number % 4],
        title_id=f"Warta {number} tentang jalan", title_en=f"News {number}" if english else None,
        summary_id=f"Ringkas {number}", summary_en=f"Short {number}" if english else None,
        body_id="x", body_en="x" if english else None,
        html_id=f"<p>Isi {number}</p>", html_en=f"<p>Text {number}</p>" if english else None,
        text_id=f"Isi {number} pembangunan", text_en=f"Text {number}" if english else None,
        agency_id=None if number % 5 == 0 else agency_id(AGENCIES[number % 3]),
        area_id=area(VILLAGES[number % 5]) if number % 3 else None,
        district_id=area(VILLAGES[number % 5][:8]) if number % 3 else None,
        topics=topics(number), published_at=published, embargo_until=embargo,
        visible_at=max(published, embargo or published), updated_at=NOW, version=number % 3 + 1,
        withdrawn=number % 7 == 6, **_origin(number),
    )  # fmt: skip


def _articles_belongings() -> Iterator[Any]:
    for number in range(ARTICLES):
        for topic in topics(number):
            yield ArticleTopic(article_id=article(number), topic=topic)
        for place in range(number % 4):
            yield ArticleImage(
                id=key("article image", f"{number}/{place}"), article_id=article(number),
                image_digest=digest((number * 2 + place) % IMAGES), position=place,
            )  # fmt: skip
        for step in range(number % 3):
            yield Correction(
                id=key("correction", f"{number}/{step}"), article_id=article(number),
                by_article_id=(None, article(0), article(12))[(number + step) % 3],
                kind=list(CorrectionKind)[step % 3], note_id=f"Ralat {step}",
                note_en=f"Correction {step}" if number % 2 else None,
                corrected_at=NOW - timedelta(hours=step // 2),
            )  # fmt: skip


SITES: Final = ("BDR", "KTA", "LGN", "MGW")


def _sites() -> Iterator[CameraSite]:
    for number, code in enumerate(SITES):
        # Two places on one spot: equally near cameras must still have an order.
        spot = number % 3
        yield CameraSite(
            id=key("site", code), code=code, name=f"Simpang {code}",
            village_id=area(VILLAGES[number]), district_id=area(VILLAGES[number][:8]),
            latitude=-8.74 + spot * 0.003, longitude=115.16 + spot * 0.0012345678901234,
            **_origin(number),
        )  # fmt: skip


def camera(number: int) -> str:
    """The id of a camera of this world."""
    return key("camera", number)


def _cameras() -> Iterator[Camera]:
    for number in range(CAMERAS):
        seen = None if number % 4 == 3 else NOW - timedelta(seconds=60 * number)
        yield Camera(
            id=camera(number), code=f"CAM-{number:03d}", name=f"Kamera {number}",
            site_id=key("site", SITES[number % 3]), bearing=number * 30 if number % 2 else None,
            range_metres=None if number % 3 else 100, status=list(CameraStatus)[number % 3],
            owner=list(CameraOwner)[number % 4], stream_path=f"rahasia/{number}",
            image_digest=None if seen is None else digest(number % IMAGES),
            captured_at=seen, fetched_at=seen, failures=0, **_origin(number),
        )  # fmt: skip


def _snapshots() -> Iterator[Snapshot]:
    for number in range(CAMERAS):
        for frame in range(0 if number % 4 == 3 else number):
            yield Snapshot(
                id=key("snapshot", f"{number}/{frame}"), camera_id=camera(number),
                image_digest=digest(frame % IMAGES),
                captured_at=NOW - timedelta(minutes=frame // 2), fetched_at=NOW,
            )  # fmt: skip


def _devices() -> Iterator[Device]:
    for number, owner in enumerate(("sari", "sari", "sari", "wayan", None)):
        yield Device(
            id=key("device", number), person_id=None if owner is None else key("person", owner),
            installation_id=f"inst-{number}", app_slug="app-1",
            platform=list(Platform)[number % 3], app_version="1.0",
            language="EN" if number == 1 else "ID", time_zone="Asia/Makassar",
            status=DeviceStatus.OFF if number == 2 else DeviceStatus.ACTIVE,
            created_at=NOW, seen_at=NOW - timedelta(hours=number // 2),
        )  # fmt: skip


SUBJECTS: Final = (
    ("report", report(0)),
    ("article", article(0)),
    ("report", report(3)),  # a sensitive one of nobody: officers' and admins' alone
    ("report", report(4)),  # the receiver's own
    ("article", article(3)),  # under embargo
    ("article", article(12)),  # only planned
    ("report", key("report", "gone")),
    ("alert", key("alert", 1)),
    ("report", report(11)),
    ("article", report(0)),  # another type's key: nothing
    ("broadcast", key("broadcast", 1)),
    ("broadcast", key("broadcast", 0)),  # only planned
)
"""What notifications are about: some of it the receiver may not see, or is no longer there."""


def _notifications() -> Iterator[Notification]:
    for owner, many in (("sari", 2 * len(SUBJECTS)), ("wayan", 9)):
        for number in range(many):
            kind, subject = SUBJECTS[number % len(SUBJECTS)]
            yield Notification(
                id=key("notification", f"{owner}/{number}"), person_id=key("person", owner),
                kind=list(NotificationKind)[number % 4],
                theme=list(Theme)[number % 4], subject_kind=kind, subject_id=subject,
                title_id=f"Kabar {number}", title_en=f"News {number}",
                body_id="Lihat", body_en="Look",
                deep_link=None if number % 2 else f"kulkul://{number}",
                urgency=Urgency.NORMAL, ttl_seconds=60, dedupe_key=f"{number}",
                created_at=NOW - timedelta(minutes=number // 4),
                read_at=NOW if number % 3 == 0 else None,
                broadcast_id=key("broadcast", 1) if number < 2 else None,
            )  # fmt: skip


_STATUSES = (BroadcastStatus.SCHEDULED, BroadcastStatus.SENT, BroadcastStatus.CANCELLED)


def _broadcasts() -> Iterator[Broadcast]:
    """Scheduled, sent and cancelled; two of them go out at one instant."""
    for number in range(9):
        status = _STATUSES[number % 3]
        yield Broadcast(
            id=key("broadcast", number), author_id=key("person", "sari"),
            theme=list(Theme)[number % 4], area_id=_some_area(number),
            urgency=list(Urgency)[number % 5], title_id=f"Siaran {number}",
            title_en=f"Broadcast {number}", body_id="Isi", body_en="Body",
            article_id=article(number) if number % 4 == 0 else None, status=status,
            send_at=NOW - timedelta(hours=number // 2), created_at=NOW,
            ended_at=None if status is BroadcastStatus.SCHEDULED else NOW,
        )  # fmt: skip


def _some_area(number: int) -> str | None:
    return None if number % 3 == 0 else area(("51.03.01", "51.03.02")[number % 2])


def _choices() -> Iterator[Any]:
    """Sari has chosen, and keeps quiet hours; Wayan had them once; nobody's device chose too."""
    for owner, quiet in (("sari", ("22:00", "06:00")), ("wayan", (None, None))):
        yield PushPreference(
            person_id=key("person", owner), quiet_from=quiet[0], quiet_until=quiet[1],
            time_zone="Asia/Makassar", follows_phone_zone=owner == "wayan", updated_at=NOW,
        )  # fmt: skip
    for theme, enabled in ((Theme.NEWS, True), (Theme.ALERTS, False)):
        yield ThemeChoice(
            id=key("choice", theme.name),
            person_id=key("person", "sari"),
            theme=theme,
            enabled=enabled,
        )
    yield ThemeChoice(
        id=key("choice", 0), device_id=key("device", 4), theme=Theme.NEWS, enabled=True
    )
    for place, code in enumerate(("51.03.02", "51.03.01")):
        yield AreaChoice(
            id=key("choice area", place), person_id=key("person", "sari"), theme=Theme.NEWS,
            area_id=area(code),
        )  # fmt: skip
    yield AreaChoice(
        id=key("choice area", 9), device_id=key("device", 4), theme=Theme.NEWS,
        area_id=area("51.03.01"),
    )  # fmt: skip


def _sendings() -> Iterator[Any]:
    """What became of the second broadcast: messages to topics, and to the phones of two people."""
    for number, state in enumerate((MessageState.SENT, MessageState.FAILED)):
        language = ("ID", "EN")[number]
        yield PushMessage(
            id=key("topic message", number), broadcast_id=key("broadcast", 1), language=language,
            topic=f"news_in_city_{language.lower()}", lane="topics/news", rank=3, state=state,
            due_at=NOW, created_at=NOW, updated_at=NOW, opened_before=3 * number,
        )  # fmt: skip
    for number, opened_at in enumerate((NOW, None)):
        yield PushMessage(
            id=key("delivery", number), notification_id=key("notification", f"sari/{number}"),
            device_id=key("device", number), lane="android/lapor-badung", rank=3,
            state=(MessageState.QUEUED, MessageState.SENT)[number], due_at=NOW, created_at=NOW,
            updated_at=NOW, opened_at=opened_at,
        )  # fmt: skip
    for phone in ("a", "b"):
        yield PushOpening(message_id=key("topic message", 0), phone=phone)


async def _put(session: WriteSession, rows: Iterable[Any]) -> None:
    session.add_all(list(rows))
    await session.flush()


async def build(database: Database) -> None:
    """Writes the world into an empty store."""
    async with database.write() as session:
        await _put(session, _ground())
        for level in _areas():
            await _put(session, level)
        await _put(session, (*_apps(), *_categories(), *_sites()))
        await _put(session, _cameras())
        await _put(session, _snapshots())
        reports = [_report(number) for number in range(REPORTS)]
        later = {row.id: row.merged_into_id for row in reports}
        for row in reports:
            row.merged_into_id = None
        await _put(session, reports)
        for row in reports:
            row.merged_into_id = later[row.id]
        await _put(session, _updates())
        await _put(session, _photos())
        await _put(session, _belongings())
        for rows in _proofs():
            await _put(session, rows)
        articles = [_article(number) for number in range(ARTICLES)]
        await _put(session, articles)
        await _put(session, _articles_belongings())
        await _put(session, _devices())
        await _put(session, _choices())
        await _put(session, _broadcasts())
        await _put(session, _notifications())
        await _put(session, _sendings())
        for told in reports:
            await search.index(session, "report", told.id, told.title, told.description)
        for written in articles:
            await search.index(
                session, "article", written.id, written.title_id, written.title_en,
                written.summary_id, written.summary_en, written.text_id, written.text_en,
            )  # fmt: skip


def public_id(prefix: str, id: str) -> str:
    """An id as clients know it."""
    return f"{prefix}_{id}"
