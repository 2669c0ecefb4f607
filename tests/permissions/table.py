# ruff: noqa: E501 - the rows of a table
"""Which mutation answers whom with what: the whole table, one row for each thing acted upon.

A row is a mutation on a subject that is made anew for each caller. Whoever is not named in `allowed`
or `absent` must be told NotAllowed.
"""

import io
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from sqlalchemy import update
from sqlmodel import col

from api.identity.models import Person
from api.identity.values import Role
from api.kit import clock, ids
from api.push.models import Broadcast, PushMessage, TopicMembership
from api.push.values import BroadcastStatus, MessageState, Theme, Urgency
from tests.permissions import broadcasting
from tests.permissions.people import CALLERS, EDITOR, EVERY_CALLER, OFFICER, OTHER_OFFICER, REPORTER
from tests.story.house import House, Somebody

EVERYBODY = frozenset(EVERY_CALLER)
SIGNED_IN = EVERYBODY - {"anonymous"}
HANDLERS = frozenset({"officer", "officer here", "admin"})
"""Who handles a report of the roads agency."""
OTHER_OFFICERS = frozenset({"other officer", "officer elsewhere", "officer of no area"})
"""Who handles reports, and not this one."""
EDITORS = frozenset({"editor", "admin"})
FINISHER = Somebody(Role.OFFICER, "petugas-lapangan", agency="pupr", name="Petugas Lapangan")

Make = Callable[[House, Somebody], Awaitable[dict[str, Any]]]
"""Makes what is acted upon; gives the mutation's input for this caller."""


@dataclass(frozen=True)
class Row:
    """One line: the mutation, on what, and the callers by what they are answered."""

    mutation: str
    on: str
    make: Make
    allowed: frozenset[str]
    absent: frozenset[str] = field(default=frozenset())

    def answer_for(self, caller: str) -> str:
        """The type that the caller must get."""
        if caller in self.allowed:
            return f"{self.mutation[0].upper()}{self.mutation[1:]}Success"
        return "NotFound" if caller in self.absent else "NotAllowed"


def _report(
    *steps: str,
    then: Callable[[str], dict[str, Any]],
    by: Somebody = OFFICER,
    **changes: Any,
) -> Make:
    """A report by REPORTER, moved on through `steps` by its agency's officer."""

    async def make(house: House, _caller: Somebody) -> dict[str, Any]:
        report = await house.submit(REPORTER, **changes)
        for step in steps:
            await house.advance(by, report["id"], step, publicNote="Keterangan petugas.")
        return then(report["id"])

    return make


def _about(report: str, **more: Any) -> dict[str, Any]:
    return {"report": report, **more}


def _keyed(report: str, **more: Any) -> dict[str, Any]:
    return {"idempotencyKey": ids.uuid7(), "report": report, **more}


async def _submission(house: House, _caller: Somebody) -> dict[str, Any]:
    return await house.wanted()


async def _upload(_house: House, _caller: Somebody) -> dict[str, Any]:
    return {"contentType": "image/jpeg", "byteSize": 1_000}


async def _pair(house: House, _caller: Somebody) -> dict[str, Any]:
    goes, stays = await house.submit(REPORTER), await house.submit(REPORTER)
    return {"report": goes["id"], "into": stays["id"]}


async def _half_foreign_pair(house: House, _caller: Somebody) -> dict[str, Any]:
    goes, stays = await house.submit(REPORTER), await house.submit(REPORTER, "parkir-liar")
    return {"report": goes["id"], "into": stays["id"]}


def _recategorised(**changes: Any) -> Make:
    async def make(house: House, _caller: Somebody) -> dict[str, Any]:
        report = await house.submit(REPORTER, **changes)
        return _about(report["id"], category=await house.category("parkir-liar"), **_WHY)

    return make


async def _registration(_house: House, caller: Somebody) -> dict[str, Any]:
    return {
        "address": {"installationId": f"phone-{ids.uuid7()}"}, "app": "sidumas", "platform": "IOS",
        "appVersion": "2.0", "locale": "EN", "timeZone": "Asia/Makassar",
    }  # fmt: skip


def _device(owner: Somebody) -> Make:
    async def make(house: House, _caller: Somebody) -> dict[str, Any]:
        return {"device": await house.register(owner, f"phone-{ids.uuid7()}")}

    return make


async def _notice(house: House, _caller: Somebody) -> dict[str, Any]:
    report = await house.submit(REPORTER)
    await house.advance(OFFICER, report["id"], "VERIFIED")
    inbox = "{ viewer { notifications(first: 1) { nodes { id } } } }"
    seen = await house.ask(inbox, who=REPORTER)
    return {"ids": [seen["viewer"]["notifications"]["nodes"][0]["id"]]}


async def _topic_push(house: House, _caller: Somebody) -> dict[str, Any]:
    fid = f"phone-{ids.uuid7()}"
    device = await house.register(CALLERS["anonymous"], fid)
    now = clock.now()
    author = Person(id=ids.uuid7(), subject=ids.uuid7(), role=Role.EDITOR, synthetic=True)
    broadcast = Broadcast(
        author_id=author.id, theme=Theme.ALERTS, urgency=Urgency.NORMAL, title_id="Banjir",
        title_en="Flood", body_id="Buka.", body_en="Open.", status=BroadcastStatus.SENT,
        send_at=now, ended_at=now,
    )  # fmt: skip
    message = PushMessage(
        broadcast_id=broadcast.id, topic="alerts_in_city_id", language="ID", lane="topics/alerts",
        rank=3, state=MessageState.SENT, due_at=now,
    )  # fmt: skip
    async with house.database.write() as session:
        await session.execute(
            update(TopicMembership)
            .where(col(TopicMembership.registration) == fid)
            .values(held=True, due_at=None)
        )
        for row in (author, broadcast, message):
            session.add(row)
            await session.flush()
    return {"notification": f"tpm_{message.id}", "device": device}


async def _push(house: House, caller: Somebody) -> dict[str, Any]:
    device = await house.register(REPORTER, f"phone-{ids.uuid7()}")
    return {"notification": (await _notice(house, caller))["ids"][0], "device": device}


async def _new_article(_house: House, _caller: Somebody) -> dict[str, Any]:
    return {
        "idempotencyKey": ids.uuid7(), "kind": "NEWS",
        "title": {"indonesian": "Jalan dibuka lagi"}, "summary": {"indonesian": "Ringkas."},
        "body": {"indonesian": "Isi."},
    }  # fmt: skip


async def _correction(house: House, _caller: Somebody) -> dict[str, Any]:
    article = await house.publish(EDITOR)
    return {
        "article": article["id"], "version": article["version"], "kind": "CORRECTION",
        "note": {"indonesian": "Tanggalnya salah."}, "body": {"indonesian": "Isi yang benar."},
    }  # fmt: skip


async def _withdrawal(house: House, _caller: Somebody) -> dict[str, Any]:
    return {"article": (await house.publish(EDITOR))["id"], "note": {"indonesian": "Tidak benar."}}


async def _completion(house: House, _caller: Somebody) -> dict[str, Any]:
    """A completion by an officer who is none of the callers."""
    report = (await house.submit(REPORTER))["id"]
    for to in ("ASSIGNED", "WORKING"):
        await house.advance(FINISHER, report, to)
    picture = Image.new("RGB", (64, 48))
    picture.frombytes(random.Random(report).randbytes(64 * 48 * 3))
    file = io.BytesIO()
    picture.save(file, "JPEG")
    upload, _ = await house.photo(file.getvalue(), FINISHER)
    await house.advance(FINISHER, report, "DONE", photos=[upload])
    return _about(report)


async def _refusal(house: House, caller: Somebody) -> dict[str, Any]:
    return {**await _completion(house, caller), "reason": "Masih berlubang."}


async def _choices(_house: House, _caller: Somebody) -> dict[str, Any]:
    quiet = {"from": "22:00", "until": "06:00", "timeZone": "Asia/Makassar"}
    return {"topics": [{"theme": "NEWS"}], "quietHours": quiet}


_VERIFY = {"to": "VERIFIED", "publicNote": "Sudah kami lihat."}
_WHY = {"reason": "Alasan yang cukup."}
# An officer of another agency, or anybody else, learns nothing of a hidden report by acting on it.
_STRANGERS = EVERYBODY - {"anonymous", "reporter"} - HANDLERS

TABLE = (
    Row("requestUpload", "a photo", _upload, SIGNED_IN),
    Row("submitReport", "a place in the city", _submission, SIGNED_IN),
    Row("addToReport", "a public report",
        _report(then=lambda r: _keyed(r, note="Bertambah besar.")), frozenset({"reporter"})),
    Row("addToReport", "a hidden report",
        _report(then=lambda r: _keyed(r, note="Bertambah besar."), hideReport=True),
        frozenset({"reporter"}), _STRANGERS),
    Row("joinReport", "a public report", _report(then=_about), SIGNED_IN - {"reporter"}),
    Row("joinReport", "a hidden report", _report(then=_about, hideReport=True), frozenset(),
        _STRANGERS),
    Row("leaveReport", "a public report", _report(then=_about), SIGNED_IN - {"reporter"}),
    Row("leaveReport", "a hidden report", _report(then=_about, hideReport=True), HANDLERS,
        _STRANGERS),
    Row("rateReport", "a public report that is done",
        _report("ASSIGNED", "DONE", then=lambda r: _about(r, rating=5), by=OTHER_OFFICER,
                category="parkir-liar"), frozenset({"reporter"})),
    Row("rateReport", "a hidden report that is done",
        _report("ASSIGNED", "DONE", then=lambda r: _about(r, rating=5), by=OTHER_OFFICER,
                category="parkir-liar", hideReport=True), frozenset({"reporter"}),
        (_STRANGERS | {"officer", "officer here"}) - {"other officer"}),
    Row("reopenReport", "a rejected report",
        _report("REJECTED", then=lambda r: _keyed(r, **_WHY)), frozenset({"reporter"})),
    Row("reopenReport", "a hidden report",
        _report("REJECTED", then=lambda r: _keyed(r, **_WHY), hideReport=True),
        frozenset({"reporter"}), _STRANGERS),
    Row("advanceReport", "a public report", _report(then=lambda r: _about(r, **_VERIFY)), HANDLERS),
    Row("advanceReport", "a hidden report",
        _report(then=lambda r: _about(r, **_VERIFY), hideReport=True), HANDLERS,
        OTHER_OFFICERS),
    Row("assignReport", "a public report",
        _report(then=lambda r: _about(r, agency=ids.public_id("agency", ids.named("agency", "dlhk")),
                                      **_WHY)), HANDLERS),
    Row("assignReport", "a hidden report",
        _report(then=lambda r: _about(r, agency=ids.public_id("agency", ids.named("agency", "dlhk")),
                                      **_WHY), hideReport=True), HANDLERS,
        OTHER_OFFICERS),
    Row("noteReport", "a public report",
        _report(then=lambda r: _keyed(r, publicNote="Alat datang besok.")), HANDLERS),
    Row("noteReport", "a hidden report",
        _report(then=lambda r: _keyed(r, publicNote="Alat datang besok."), hideReport=True),
        HANDLERS, OTHER_OFFICERS),
    Row("revealReporter", "a hidden name",
        _report(then=lambda r: _about(r, **_WHY), hideName=True), HANDLERS),
    Row("revealReporter", "a hidden report",
        _report(then=lambda r: _about(r, **_WHY), hideReport=True, hideName=True), HANDLERS,
        OTHER_OFFICERS),
    Row("moderateReport", "a public report",
        _report(then=lambda r: _about(r, action="HIDE", **_WHY)), HANDLERS),
    Row("moderateReport", "a hidden report",
        _report(then=lambda r: _about(r, action="EDIT", title="Judul lain", **_WHY),
                hideReport=True), HANDLERS, OTHER_OFFICERS),
    Row("recategoriseReport", "a public report", _recategorised(), HANDLERS),
    Row("recategoriseReport", "a hidden report", _recategorised(hideReport=True), HANDLERS,
        OTHER_OFFICERS),
    Row("mergeReports", "two reports of one agency", _pair, HANDLERS),
    Row("mergeReports", "reports of two agencies", _half_foreign_pair, frozenset({"admin"})),
    Row("acceptCompletion", "another officer's completion", _completion, HANDLERS | {"reporter"}),
    Row("rejectCompletion", "another officer's completion", _refusal, HANDLERS | {"reporter"}),
    Row("registerDevice", "a phone", _registration, EVERYBODY),
    Row("removeDevice", "the reporter's phone", _device(REPORTER), frozenset({"reporter"}),
        EVERYBODY - {"reporter"}),
    Row("removeDevice", "nobody's phone", _device(CALLERS["anonymous"]), EVERYBODY),
    # A stranger is answered that nothing of theirs was meant: `unknownIds`.
    Row("markNotificationsRead", "the reporter's notice", _notice, SIGNED_IN),
    Row("updatePushPreferences", "one's own choices", _choices, SIGNED_IN),
    Row("previewBroadcast", "content", broadcasting.preview, EDITORS),
    Row("broadcast", "content", broadcasting.broadcast, EDITORS),
    Row("cancelBroadcast", "a planned broadcast", broadcasting.planned, EDITORS),
    Row("updateBroadcast", "a planned broadcast", broadcasting.edit, EDITORS),
    Row("approveBroadcast", "a warning of somebody else's", broadcasting.waiting, EDITORS),
    Row("approveBroadcast", "one's own warning", broadcasting.own_waiting, frozenset()),
    Row("correctBroadcast", "a sent broadcast", broadcasting.broadcast_correction, EDITORS),
    Row("saveBroadcastDraft", "a new draft", broadcasting.draft, EDITORS),
    Row("saveBroadcastDraft", "a draft", broadcasting.changed_draft, EDITORS),
    Row("submitBroadcastDraft", "a draft", broadcasting.submitted_draft, EDITORS),
    Row("saveBroadcastTemplate", "a template", broadcasting.template, frozenset({"admin"})),
    Row("deleteBroadcastTemplate", "a template", broadcasting.kept_template, frozenset({"admin"})),
    Row("markNotificationOpened", "a push to the reporter's phone", _push, frozenset({"reporter"}),
        SIGNED_IN - {"reporter"}),
    Row("markNotificationOpened", "a push to a topic, on nobody's phone", _topic_push, EVERYBODY),
    Row("publishArticle", "a new article", _new_article, EDITORS),
    Row("correctArticle", "an article", _correction, EDITORS),
    Row("withdrawArticle", "an article", _withdrawal, EDITORS),
)  # fmt: skip
