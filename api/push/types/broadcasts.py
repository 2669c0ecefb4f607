"""Broadcasts and their templates in the graph."""

from datetime import datetime
from typing import Any, Optional

import strawberry
from sqlalchemy import ColumnElement, and_, case, literal

from api.areas.types import Area
from api.gql.common.types import BilingualText, Language, Node, Provenance, bilingual
from api.gql.schema.fields import col, expr, gid, one, part, same, sort, table
from api.gql.schema.mapping import Given, Order, Row
from api.identity.values import Viewer
from api.push import models
from api.push.policy import EDITORS, for_editors, visible_broadcast
from api.push.service.broadcast_content import EXERCISE
from api.push.types.broadcast_numbers import BroadcastCounts, BroadcastReach, has_reach, is_editor
from api.push.types.enums import BroadcastStatus, Theme, Urgency


def _title(row: Row, viewer: Viewer) -> ColumnElement[str]:
    title: ColumnElement[str] = row.title_en if viewer.language == "EN" else row.title_id
    prefix = literal(EXERCISE.text(viewer.language))
    return case((row.is_exercise, prefix.concat(title)), else_=title)


def _body(row: Row, viewer: Viewer) -> ColumnElement[str]:
    body: ColumnElement[str] = row.body_en if viewer.language == "EN" else row.body_id
    return body


def _can_approve(row: Row, viewer: Viewer) -> ColumnElement[bool]:
    if viewer.role not in EDITORS:
        return literal(False)
    return and_(row.status == BroadcastStatus.AWAITING_APPROVAL, row.author_id != viewer.person_id)


@part("The texts of a broadcast in both languages, for pages that edit them.")
class BroadcastTexts:
    title: BilingualText = same(
        lambda: BilingualText,
        "The title as it was written: an exercise does not say so here.",
        fields=bilingual(models.Broadcast.title_id, models.Broadcast.title_en),
    )
    body: BilingualText = same(
        lambda: BilingualText,
        "The text.",
        fields=bilingual(models.Broadcast.body_id, models.Broadcast.body_en),
    )


@table(
    models.Broadcast,
    where=visible_broadcast,
    prefix="brc",
    description="A message from the city to everyone who has its topic turned on, in an area or"
    " the whole city.",
)
class Broadcast(Node):
    id: strawberry.ID = gid("The broadcast's ID.")
    theme: Theme = col(models.Broadcast.theme, "Its topic.")
    area: Area | None = one(
        lambda: Area, models.Broadcast.area_id, "The area that it is for; null: the whole city."
    )
    urgency: Urgency = col(models.Broadcast.urgency, "How much it may disturb.")
    title: str = expr(_title, "Its title, as phones show it: that of an exercise says so first.")
    body: str = expr(_body, "Its text, one sentence or two.")
    texts: BroadcastTexts | None = same(
        lambda: BroadcastTexts,
        "Its texts in both languages; null for anyone but editors.",
        present=is_editor,
    )
    is_exercise: bool = col(
        models.Broadcast.is_exercise,
        "Whether it is an exercise: its title says so, and it wakes nobody whatever its urgency.",
    )
    status: BroadcastStatus = col(models.Broadcast.status, "Where it stands.")
    version: int = col(
        models.Broadcast.version,
        "Grows with each edit; approving takes the version that was read, so that nobody approves"
        " words that they have not seen.",
    )
    send_at: datetime = col(
        models.Broadcast.send_at,
        "When it is to be sent, or was due. Until it is approved or submitted, what is to be sent"
        " at once has the time at which it was written.",
    )
    expires_at: datetime | None = col(
        models.Broadcast.expires_at,
        "When what it says is over: a phone that was away does not show it after that. Null: a"
        " default by its urgency, an hour to 12 hours after `sendAt`.",
    )
    approved_at: datetime | None = col(
        models.Broadcast.approved_at,
        "When a second person approved it; null if nobody has, or it needs no approval.",
    )
    can_approve: bool = expr(
        _can_approve,
        "Whether the viewer may approve it: it awaits approval, and they are an editor who did not"
        " write it or edit it last.",
    )
    ended_at: datetime | None = col(
        models.Broadcast.ended_at, "When it was sent or cancelled; null before."
    )
    replaces: Optional["Broadcast"] = one(
        lambda: Broadcast,
        models.Broadcast.replaces_id,
        "The broadcast that it corrects, whose place it takes; null if it corrects none, and for"
        " anyone but editors once it has been sent.",
    )
    replaced_by: Optional["Broadcast"] = one(
        lambda: Broadcast,
        lambda row, later, _viewer: and_(
            later.replaces_id == row.id, later.status == BroadcastStatus.SENT
        ),
        "The sent correction that took its place; null while there is none.",
    )
    counts: BroadcastCounts | None = same(
        lambda: BroadcastCounts,
        "How it was received; null for anyone but editors.",
        present=is_editor,
    )
    reach: BroadcastReach | None = same(
        lambda: BroadcastReach,
        "The phones that it was sent to; null until they have been counted, soon after it was sent,"
        " and for anyone but editors.",
        present=has_reach,
    )


@table(
    models.BroadcastTemplate,
    where=for_editors,
    prefix="bct",
    description="A ready-made text of a broadcast for editors, in both languages.",
)
class BroadcastTemplate(Node):
    id: strawberry.ID = gid("The template's ID.")
    code: str = col(models.BroadcastTemplate.code, "A short, stable name.")
    theme: Theme = col(models.BroadcastTemplate.theme, "The topic that it suits.")
    urgency: Urgency = col(models.BroadcastTemplate.urgency, "How much it may disturb.")
    title: BilingualText = same(
        lambda: BilingualText,
        "The title.",
        fields=bilingual(models.BroadcastTemplate.title_id, models.BroadcastTemplate.title_en),
    )
    body: BilingualText = same(
        lambda: BilingualText,
        "The text. What stands in square brackets is to be filled in.",
        fields=bilingual(models.BroadcastTemplate.body_id, models.BroadcastTemplate.body_en),
    )
    position: int = col(
        models.BroadcastTemplate.position, "Its place in the list, the smallest first."
    )
    provenance: Provenance = same(lambda: Provenance, "Where the text comes from.")


TEMPLATES = Order("position", (sort(models.BroadcastTemplate.position, "int"),))
LATEST = Order("time", (sort(models.Broadcast.send_at, "instant", descending=True),))


def with_status(row: Row, given: Given, _viewer: Any) -> list[Any]:
    """The filter by the argument `status`, if it is given."""
    if not given.has("status"):
        return []
    return [row.status == given.slot("status", "text")]


@strawberry.type(description="How a broadcast looks in one language, and how many would get it.")
class BroadcastPreview:
    language: Language = strawberry.field(description="The language.")
    title: str = strawberry.field(description="The title.")
    body: str = strawberry.field(description="The text.")
    subscribed_devices: int = strawberry.field(
        description="The number of phones that would receive it in this language, each counted"
        " once. People with quiet hours are not among them."
    )
