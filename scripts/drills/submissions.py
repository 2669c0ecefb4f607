"""Reports in flight while servers are killed: what was acknowledged is there once, and whole."""

import asyncio
import io
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from PIL import Image

from api.db.session import Database
from api.identity.values import Role
from api.kit import ids
from api.kit.ids import named
from scripts.drills.city import City, city
from scripts.drills.ledger import Check, Ledger, checks
from scripts.drills.phones import Phone

AGENCY: Final = "pupr"
CATEGORY: Final = f"cat_{named('category', 'jalan-rusak')}"
_EVERY_PHOTO: Final = 10
"""One report in so many has a photo."""
SUBMIT: Final = """mutation($input: SubmitReportInput!) { submitReport(input: $input) {
  __typename ... on SubmitReportSuccess { report { id ticket } } ... on Problem { message } } }"""
ADVANCE: Final = """mutation($input: AdvanceReportInput!) { advanceReport(input: $input) {
  __typename ... on AdvanceReportSuccess { report { id } } ... on Problem { message } } }"""
UPLOAD: Final = """mutation($input: RequestUploadInput!) { requestUpload(input: $input) {
  ... on RequestUploadSuccess { upload { id url headers { name value } } } } }"""


@dataclass(slots=True)
class Found:
    """What a drill on one store came to."""

    store: str
    reports: int
    servers: int
    kills: int = 0
    unanswered: int = 0
    seconds: float = 0.0
    checks: list[Check] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """Promises that were broken."""
        return sum(not check.holds for check in self.checks)


async def run(store: str, reports: int, kills: int, servers: int, seed: int) -> Found:
    """The drill on one store."""
    began, chance = time.monotonic(), random.Random(seed)
    found, ledger = Found(store, reports, servers), Ledger()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    async with city(store, servers) as there, httpx.AsyncClient(limits=limits, timeout=60) as http:
        await there.start()
        citizen = there.token(Role.CITIZEN, "made")
        officer = there.token(Role.OFFICER, "ketut", AGENCY)
        phones = [Phone(http, there.addresses, citizen, chance) for _ in range(reports)]
        inputs = await _inputs(phones, chance)
        killed = (kills + 1) // 2

        async def submit(number: int) -> None:
            await _submit(phones[number], inputs[number], ledger)

        found.kills += await _under_fire(there, submit, reports, killed, chance)
        # Each phone asks once more, as one whose answer was lost: every ticket is answered again.
        await asyncio.gather(*(submit(number) for number in range(reports)))

        officers = [Phone(http, there.addresses, officer, chance) for _ in range(reports)]
        acknowledged = list(ledger.reports.items())

        async def advance(number: int) -> None:
            key, report = acknowledged[number]
            await _advance(officers[number], key, report, ledger)

        found.kills += await _under_fire(there, advance, reports, kills - killed, chance)
        found.unanswered = sum(phone.unanswered for phone in (*phones, *officers))
        database = Database(there.url)
        try:
            found.checks = await checks(database, ledger, inputs)
        finally:
            await database.close()
    found.seconds = time.monotonic() - began
    return found


async def _inputs(phones: list[Phone], chance: random.Random) -> list[dict[str, Any]]:
    inputs: list[dict[str, Any]] = [
        {
            "idempotencyKey": ids.uuid7(),
            "category": CATEGORY,
            "point": {
                "latitude": round(-8.7178 + chance.uniform(-0.002, 0.002), 6),
                "longitude": round(115.1689 + chance.uniform(-0.002, 0.002), 6),
            },
            "title": f"Lubang nomor {number} dalam latihan",
            "photos": [],
        }
        for number in range(len(phones))
    ]
    for number in range(0, len(phones), _EVERY_PHOTO):
        inputs[number]["photos"] = [await _upload(phones[number], _photo(number))]
    return inputs


def _photo(number: int) -> bytes:
    """A small JPEG that no other report has."""
    noise = random.Random(number).randbytes(32 * 24 * 3)
    file = io.BytesIO()
    Image.frombytes("RGB", (32, 24), noise).resize((640, 480)).save(file, "JPEG")
    return file.getvalue()


async def _upload(phone: Phone, photo: bytes) -> str:
    asked = {"contentType": "image/jpeg", "byteSize": len(photo)}
    upload = (await phone.ask(UPLOAD, {"input": asked}))["requestUpload"]["upload"]
    headers = {header["name"]: header["value"] for header in upload["headers"]}
    where = urlsplit(upload["url"])
    await phone.put(f"{where.path}?{where.query}", photo, headers)
    return str(upload["id"])


async def _submit(phone: Phone, input: dict[str, Any], ledger: Ledger) -> None:
    answer = (await phone.ask(SUBMIT, {"input": input}))["submitReport"]
    if answer["__typename"] != "SubmitReportSuccess":
        raise RuntimeError(f"a sound report was refused: {answer}")
    ledger.acknowledge(input["idempotencyKey"], answer["report"]["ticket"], answer["report"]["id"])


async def _advance(phone: Phone, key: str, report: str, ledger: Ledger) -> None:
    asked = {"report": report, "to": "VERIFIED"}
    answer = (await phone.ask(ADVANCE, {"input": asked}))["advanceReport"]
    # A try whose answer was lost may have moved it: then the state machine refuses the next one.
    if answer["__typename"] != "AdvanceReportSuccess" and not phone.unanswered:
        raise RuntimeError(f"a sound move was refused: {answer}")
    ledger.moved.add(key)


async def _under_fire(
    there: City,
    work: Callable[[int], Awaitable[None]],
    number: int,
    kills: int,
    chance: random.Random,
) -> int:
    """All at once, with all servers killed and started again so many times in between."""
    done, something = 0, asyncio.Event()

    async def one(place: int) -> None:
        nonlocal done
        try:
            await work(place)
        finally:
            done += 1
            something.set()

    marks = sorted(chance.sample(range(1, number * 9 // 10), kills))
    working = asyncio.gather(*(one(place) for place in range(number)))
    killed = 0
    for mark in marks:
        while done < mark:
            something.clear()
            await something.wait()
        there.kill()
        killed += 1
        await there.start()
    await working
    return killed


def table(found: Found) -> list[str]:
    """The drill's findings, as Markdown."""
    return [
        "",
        f"{found.store}: {found.reports} reports in flight, {found.servers} server(s) killed"
        f" {found.kills} times, {found.unanswered} requests without an answer,"
        f" {found.seconds:.0f} s",
        "",
        "| what must hold | counted | |",
        "|---|---|---|",
        *(
            f"| {check.what} | {check.counted} | {'' if check.holds else 'BROKEN'} |"
            for check in found.checks
        ),
    ]
