"""Which mutation answers whom with what: the whole table, one row for each thing acted upon.

A row is a mutation on a subject that is made anew for each caller. Whoever is not named in
`allowed` or `absent` must be told NotAllowed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from api.kit import ids
from tests.permissions.people import CALLERS, EDITOR, OFFICER, REPORTER
from tests.story.house import House, Somebody

EVERYBODY = frozenset(CALLERS)
SIGNED_IN = EVERYBODY - {"anonymous"}
HANDLERS = frozenset({"officer", "admin"})
"""Who handles a report of the roads agency."""
EDITORS = frozenset({"editor", "admin"})

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


def _report(then: Callable[[str], dict[str, Any]], **changes: Any) -> Make:
    """A report by REPORTER."""

    async def make(house: House, _caller: Somebody) -> dict[str, Any]:
        return then((await house.submit(REPORTER, **changes))["id"])

    return make


def _about(report: str, **more: Any) -> dict[str, Any]:
    return {"report": report, **more}


async def _submission(house: House, _caller: Somebody) -> dict[str, Any]:
    return await house.wanted()


async def _upload(_house: House, _caller: Somebody) -> dict[str, Any]:
    return {"contentType": "image/jpeg", "byteSize": 1_000}


async def _registration(_house: House, caller: Somebody) -> dict[str, Any]:
    return {
        "installationId": f"phone-{ids.uuid7()}", "app": "sidumas", "platform": "IOS",
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


async def _push(house: House, caller: Somebody) -> dict[str, Any]:
    device = await house.register(REPORTER, f"phone-{ids.uuid7()}")
    return {"notification": (await _notice(house, caller))["ids"][0], "device": device}


async def _new_article(_house: House, _caller: Somebody) -> dict[str, Any]:
    return {
        "idempotencyKey": ids.uuid7(), "kind": "NEWS", "titleId": "Jalan dibuka lagi",
        "summaryId": "Ringkas.", "bodyId": "Isi.",
    }  # fmt: skip


async def _correction(house: House, _caller: Somebody) -> dict[str, Any]:
    article = await house.publish(EDITOR)
    return {
        "article": article["id"], "version": article["version"], "kind": "CORRECTION",
        "noteId": "Tanggalnya salah.", "bodyId": "Isi yang benar.",
    }  # fmt: skip


async def _withdrawal(house: House, _caller: Somebody) -> dict[str, Any]:
    return {"article": (await house.publish(EDITOR))["id"], "noteId": "Tidak benar."}


async def _choices(_house: House, _caller: Somebody) -> dict[str, Any]:
    quiet = {"from": "22:00", "until": "06:00", "timeZone": "Asia/Makassar"}
    return {"topics": [{"theme": "NEWS"}], "quietHours": quiet}


_WORDS = {
    "theme": "ANNOUNCEMENTS", "titleId": "Kabar kota", "titleEn": "News of the city",
    "bodyId": "Buka aplikasi.", "bodyEn": "Open the app.",
}  # fmt: skip


async def _preview(_house: House, _caller: Somebody) -> dict[str, Any]:
    return {"words": _WORDS, "onOwnPhones": True}


async def _broadcast(_house: House, _caller: Somebody) -> dict[str, Any]:
    return {"idempotencyKey": ids.uuid7(), "words": _WORDS}


async def _planned(house: House, _caller: Somebody) -> dict[str, Any]:
    answer = await house.ask(
        "mutation($input: BroadcastInput!) { broadcast(input: $input)"
        " { ... on BroadcastSuccess { broadcast { id } } } }",
        {"input": {"idempotencyKey": ids.uuid7(), "words": _WORDS}},
        EDITOR,
    )
    return {"broadcast": answer["broadcast"]["broadcast"]["id"]}


_VERIFY = {"to": "VERIFIED", "publicNote": "Sudah kami lihat."}

TABLE = (
    Row("requestUpload", "a photo", _upload, SIGNED_IN),
    Row("submitReport", "a place in the city", _submission, SIGNED_IN),
    Row("advanceReport", "a public report", _report(lambda r: _about(r, **_VERIFY)), HANDLERS),
    Row("advanceReport", "a hidden report",
        _report(lambda r: _about(r, **_VERIFY), hideReport=True), HANDLERS,
        frozenset({"other officer"})),
    Row("registerDevice", "a phone", _registration, EVERYBODY),
    Row("removeDevice", "the reporter's phone", _device(REPORTER), frozenset({"reporter"}),
        EVERYBODY - {"reporter"}),
    Row("removeDevice", "nobody's phone", _device(CALLERS["anonymous"]), EVERYBODY),
    Row("markNotificationsRead", "the reporter's notice", _notice, frozenset({"reporter"}),
        SIGNED_IN - {"reporter"}),
    Row("updatePushPreferences", "one's own choices", _choices, SIGNED_IN),
    Row("previewBroadcast", "words", _preview, EDITORS),
    Row("broadcast", "words", _broadcast, EDITORS),
    Row("cancelBroadcast", "a planned broadcast", _planned, EDITORS),
    Row("reportOpened", "a push to the reporter's phone", _push, frozenset({"reporter"}),
        SIGNED_IN - {"reporter"}),
    Row("publishArticle", "a new article", _new_article, EDITORS),
    Row("correctArticle", "an article", _correction, EDITORS),
    Row("withdrawArticle", "an article", _withdrawal, EDITORS),
)  # fmt: skip
