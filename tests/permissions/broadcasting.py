"""Makes broadcasts, drafts and templates for the table of who may do what."""

from typing import Any

from sqlalchemy import update
from sqlmodel import col

from api.identity.values import Role
from api.kit import clock, ids
from api.push.models import Broadcast
from api.push.values import BroadcastStatus
from tests.permissions.people import CALLERS, EDITOR
from tests.story.house import House, Somebody

_CONTENT = {
    "theme": "ANNOUNCEMENTS",
    "title": {"indonesian": "Kabar kota", "english": "News of the city"},
    "body": {"indonesian": "Buka aplikasi.", "english": "Open the app."},
}


async def preview(_house: House, _caller: Somebody) -> dict[str, Any]:
    return {"content": _CONTENT, "sendToOwnDevices": True}


async def broadcast(_house: House, _caller: Somebody) -> dict[str, Any]:
    return {"idempotencyKey": ids.uuid7(), "content": _CONTENT}


_WARNING = {**_CONTENT, "theme": "ALERTS", "urgency": "EXTREME"}
_AUTHOR = Somebody(Role.EDITOR, "redaktur-lain", name="Redaktur Lain")
"""An editor who is none of the callers."""


async def _broadcast_of(house: House, content: dict[str, Any], author: Somebody = EDITOR) -> str:
    answer = await house.ask(
        "mutation($input: BroadcastInput!) { broadcast(input: $input)"
        " { ... on BroadcastSuccess { broadcast { id } } } }",
        {"input": {"idempotencyKey": ids.uuid7(), "content": content}},
        author,
    )
    return str(answer["broadcast"]["broadcast"]["id"])


async def planned(house: House, _caller: Somebody) -> dict[str, Any]:
    return {"broadcast": await _broadcast_of(house, _CONTENT)}


async def edit(house: House, caller: Somebody) -> dict[str, Any]:
    return {**await planned(house, caller), "version": 1, "content": _CONTENT}


async def waiting(house: House, _caller: Somebody) -> dict[str, Any]:
    return {"broadcast": await _broadcast_of(house, _WARNING, _AUTHOR), "version": 1}


async def own_waiting(house: House, caller: Somebody) -> dict[str, Any]:
    author = caller if caller.role in (Role.EDITOR, Role.ADMIN) else _AUTHOR
    return {"broadcast": await _broadcast_of(house, _WARNING, author), "version": 1}


async def broadcast_correction(house: House, caller: Somebody) -> dict[str, Any]:
    sent = await planned(house, caller)
    async with house.database.write() as session:
        await session.execute(
            update(Broadcast)
            .where(col(Broadcast.id) == sent["broadcast"].removeprefix("brc_"))
            .values(status=BroadcastStatus.SENT, ended_at=clock.now())
        )
    words = {name: _CONTENT[name] for name in ("title", "body")}
    return {**sent, "idempotencyKey": ids.uuid7(), "urgency": "NORMAL", **words}


async def draft(_house: House, _caller: Somebody) -> dict[str, Any]:
    return {"idempotencyKey": ids.uuid7(), "content": _CONTENT}


async def kept_draft(house: House, content: dict[str, Any] = _CONTENT) -> str:
    """The ID of a draft."""
    answer = await house.ask(
        "mutation($input: SaveBroadcastDraftInput!) { saveBroadcastDraft(input: $input)"
        " { ... on SaveBroadcastDraftSuccess { broadcast { id } } } }",
        {"input": {"content": content}},
        EDITOR,
    )
    return str(answer["saveBroadcastDraft"]["broadcast"]["id"])


async def changed_draft(house: House, caller: Somebody) -> dict[str, Any]:
    return {"broadcast": await kept_draft(house), "content": _CONTENT}


async def submitted_draft(house: House, caller: Somebody) -> dict[str, Any]:
    return {"broadcast": await kept_draft(house), "idempotencyKey": ids.uuid7()}


async def template(_house: House, _caller: Somebody) -> dict[str, Any]:
    return {"code": "listrik-padam", **_CONTENT}


async def kept_template(house: House, caller: Somebody) -> dict[str, Any]:
    answer = await house.ask(
        "mutation($input: SaveBroadcastTemplateInput!) { saveBroadcastTemplate(input: $input)"
        " { ... on SaveBroadcastTemplateSuccess { template { id } } } }",
        {"input": await template(house, caller)},
        CALLERS["admin"],
    )
    return {"template": answer["saveBroadcastTemplate"]["template"]["id"]}
