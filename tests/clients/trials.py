"""How each operation of the installed apps is tried: by whom, with what, at which cost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from api.identity.values import Role
from api.kit import clock, ids
from tests.story.house import ANONYMOUS, House, Somebody

CITIZEN = Somebody(Role.CITIZEN, "pemakai", name="Ni Made Ayu")
OFFICER = Somebody(Role.OFFICER, "petugas", agency="pupr", name="Petugas")
EDITOR = Somebody(Role.EDITOR, "redaktur")
PARTNER = Somebody(Role.PARTNER, "koran")
KUTA = {"latitude": -8.7178, "longitude": 115.1689}

Variables = Callable[[House], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Trial:
    """One operation: who asks, with what, and what the answer must hold.

    `statements` is the most that the database may be asked for it; None for mutations. `executed`
    is the reason why a query is not answered by the compiled door.
    """

    who: Somebody
    variables: Variables
    holds: str
    """A path of the answer (dots) at which there must be something."""
    statements: int | None = None
    executed: str | None = None

    @property
    def is_query(self) -> bool:
        return self.statements is not None or self.executed is not None


def _given(**variables: Any) -> Variables:
    async def make(_house: House) -> dict[str, Any]:
        return variables

    return make


def _input(**fields: Any) -> Variables:
    return _given(input=fields)


async def _a_public_report(house: House) -> dict[str, Any]:
    found = await house.ask("{ reports(first: 1) { nodes { id ticket } } }")
    report: dict[str, Any] = found["reports"]["nodes"][0]
    return report


async def _report_id(house: House) -> dict[str, Any]:
    return {"id": (await _a_public_report(house))["id"]}


async def _ticket(house: House) -> dict[str, Any]:
    return {"ticket": (await _a_public_report(house))["ticket"].lower()}


async def _slug(house: House) -> dict[str, Any]:
    found = await house.ask("{ articles(first: 1) { nodes { slug } } }")
    return {"by": {"slug": found["articles"]["nodes"][0]["slug"]}}


async def _list_of_reports(house: House) -> dict[str, Any]:
    area = await house.ask("{ areas(level: DISTRICT) { id code } }")
    kuta = next(a["id"] for a in area["areas"] if a["code"] == "51.03.01")
    wanted = {"area": kuta, "status": ["WAITING", "IN_PROGRESS", "DONE"], "text": None}
    return {"filter": wanted, "order": "RECENTLY_UPDATED", "after": None}


async def _form(house: House) -> dict[str, Any]:
    there = {"category": await house.category("jalan-rusak"), "near": KUTA, "radiusMetres": 200}
    return {"there": there, "placed": True}


async def _submission(house: House) -> dict[str, Any]:
    return {"input": await house.wanted(description="Sejak kemarin.", hideName=True)}


async def _own_report(house: House) -> dict[str, Any]:
    await house.submit(CITIZEN)
    return {}


async def _inbox(house: House) -> dict[str, Any]:
    report = await house.submit(CITIZEN)
    await house.advance(OFFICER, report["id"], "VERIFIED", publicNote="Kami periksa.")
    return {"unread": True}


async def _read(house: House) -> dict[str, Any]:
    await _inbox(house)
    seen = await house.ask("{ viewer { notifications { nodes { id } } } }", who=CITIZEN)
    return {"input": {"ids": [n["id"] for n in seen["viewer"]["notifications"]["nodes"]]}}


async def _opened(house: House) -> dict[str, Any]:
    device = await house.register(CITIZEN, "phone-with-a-push")
    read = await _read(house)
    return {"input": {"notification": read["input"]["ids"][0], "device": device}}


async def _device(house: House) -> dict[str, Any]:
    return {"input": {"device": await house.register(CITIZEN, "phone-to-remove")}}


async def _step(house: House) -> dict[str, Any]:
    report = await house.submit(CITIZEN)
    notes = {"publicNote": "Kami periksa.", "internalNote": "Cek gudang."}
    return {"input": {"report": report["id"], "to": "VERIFIED", **notes}}


async def _officers_report(house: House) -> dict[str, Any]:
    report = await house.submit(CITIZEN, hideReport=True)
    await house.advance(OFFICER, report["id"], "VERIFIED", internalNote="Cek gudang.")
    return {"id": report["id"]}


async def _officers_filter(house: House) -> dict[str, Any]:
    await house.submit(CITIZEN)
    seen = await house.ask("{ viewer { agency { id } } }", who=OFFICER)
    return {"filter": {"agency": seen["viewer"]["agency"]["id"], "status": ["WAITING"]}}


async def _planned(house: House) -> dict[str, Any]:
    later = (clock.now() + timedelta(days=1)).isoformat()
    await house.publish(EDITOR, publishAt=later)
    return {}


async def _article(house: House) -> dict[str, Any]:
    wanted = {
        "idempotencyKey": ids.uuid7(), "kind": "ANNOUNCEMENT",
        "title": {"indonesian": "Jalan ditutup malam ini", "english": "Road closed tonight"},
        "summary": {"indonesian": "Perbaikan."}, "body": {"indonesian": "**Malam** ini."},
        "topics": ["jalan"], "embargoUntil": (clock.now() + timedelta(hours=1)).isoformat(),
    }  # fmt: skip
    return {"input": wanted}


async def _correction(house: House) -> dict[str, Any]:
    article = await house.publish(EDITOR)
    wanted = {
        "article": article["id"], "version": article["version"], "kind": "CORRECTION",
        "note": {"indonesian": "Tanggalnya salah."}, "title": {"indonesian": "Judul yang benar"},
    }  # fmt: skip
    return {"input": wanted}


async def _withdrawal(house: House) -> dict[str, Any]:
    article = await house.publish(EDITOR)
    return {"input": {"article": article["id"], "note": {"indonesian": "Isinya tidak benar."}}}


async def _embargoed(house: House) -> dict[str, Any]:
    later = (clock.now() + timedelta(hours=1)).isoformat()
    await house.publish(EDITOR, embargoUntil=later)
    return {"since": (clock.now() - timedelta(minutes=5)).isoformat()}


_PHONE = {
    "address": {"installationId": "phone-of-a-client"}, "app": "sidumas", "platform": "ANDROID",
    "appVersion": "3.1", "locale": "ID", "timeZone": "Asia/Makassar",
}  # fmt: skip
_CHOICES = {
    "topics": [{"theme": "NEWS"}, {"theme": "ANNOUNCEMENTS", "enabled": False}],
    "quietHours": {"from": "22:00", "until": "06:00"},
}
_BROADCAST = {
    "idempotencyKey": "broadcast-of-a-client",
    "content": {
        "theme": "ANNOUNCEMENTS",
        "title": {"indonesian": "Kabar kota", "english": "News of the city"},
        "body": {"indonesian": "Buka aplikasi.", "english": "Open the app."},
    },
}  # fmt: skip
_MEMORY = "answered from memory, not from the database"
_CONSTANT = "answered from the code: it is the same for everyone"

TRIALS = {
    "citizen_home": Trial(
        CITIZEN, _given(nearby={"near": KUTA, "radiusMetres": 3_000}), "articles.edges", 4
    ),
    "citizen_report_list": Trial(ANONYMOUS, _list_of_reports, "reports.edges", 1),
    "citizen_report_detail": Trial(CITIZEN, _report_id, "report.ticket", 1),
    "citizen_report_form": Trial(CITIZEN, _form, "reportCategories", 2),
    "citizen_where_am_i": Trial(ANONYMOUS, _given(point=KUTA), "areaAt.village", executed=_MEMORY),
    "citizen_glossary": Trial(ANONYMOUS, _given(), "reportStatuses", executed=_CONSTANT),
    "citizen_request_upload": Trial(
        CITIZEN, _input(contentType="image/jpeg", byteSize=1_000), "requestUpload.upload"
    ),
    "citizen_submit_report": Trial(CITIZEN, _submission, "submitReport.report.ticket"),
    "citizen_track_ticket": Trial(ANONYMOUS, _ticket, "report.status", 1),
    "citizen_my_reports": Trial(CITIZEN, _own_report, "viewer.reports.edges", 1),
    "citizen_inbox": Trial(CITIZEN, _inbox, "viewer.notifications.edges", 1),
    "citizen_mark_read": Trial(CITIZEN, _read, "markNotificationsRead.notifications"),
    "citizen_mark_opened": Trial(CITIZEN, _opened, "markNotificationOpened.notification"),
    "citizen_register_device": Trial(CITIZEN, _given(input=_PHONE), "registerDevice.device"),
    "citizen_push_preferences": Trial(
        CITIZEN, _given(input=_CHOICES), "updatePushPreferences.preferences.topics"
    ),
    "citizen_push_settings": Trial(CITIZEN, _given(), "viewer.preferences.topics", 1),
    "editor_broadcast": Trial(EDITOR, _given(input=_BROADCAST), "broadcast.broadcast"),
    "citizen_remove_device": Trial(CITIZEN, _device, "removeDevice.deviceId"),
    "citizen_camera_map": Trial(
        ANONYMOUS, _given(filter={"near": KUTA, "radiusMetres": 9_000}), "cameras.edges", 1
    ),
    "citizen_camera_detail": Trial(
        ANONYMOUS, _given(by={"code": "KTA-001-A"}), "camera.site.cameras", 1
    ),
    "citizen_camera_places": Trial(ANONYMOUS, _given(), "cameraSites", 1),
    "citizen_news_list": Trial(
        ANONYMOUS, _given(filter={"kind": "NEWS", "text": "kamera"}), "articles.edges", 1
    ),
    "citizen_news_article": Trial(ANONYMOUS, _slug, "article.bodyHtml", 1),
    "citizen_emergency": Trial(ANONYMOUS, _given(), "emergency.categories", executed=_MEMORY),
    "citizen_emergency_nearby": Trial(
        ANONYMOUS, _given(here=KUTA), "emergency.facilities", executed=_MEMORY
    ),
    "citizen_apps": Trial(ANONYMOUS, _given(category="TOURISM"), "apps", 1),
    "citizen_areas": Trial(ANONYMOUS, _given(), "city.area.children", 1),
    "citizen_open_link": Trial(CITIZEN, _report_id, "node.ticket", 1),
    "officer_inbox": Trial(OFFICER, _officers_filter, "reports.edges", 2),
    "officer_report": Trial(OFFICER, _officers_report, "report.internalStatus", 1),
    "officer_advance_report": Trial(OFFICER, _step, "advanceReport.report.updates.edges"),
    "editor_drafts": Trial(EDITOR, _planned, "articles.edges", 1),
    "editor_publish_article": Trial(EDITOR, _article, "publishArticle.article.slug"),
    "editor_correct_article": Trial(EDITOR, _correction, "correctArticle.article.corrections"),
    "editor_withdraw_article": Trial(EDITOR, _withdrawal, "withdrawArticle.article.corrections"),
    "partner_wire": Trial(PARTNER, _embargoed, "articles.edges", 1),
}
