"""What an editor wants to broadcast, as several mutations take it."""

from datetime import datetime
from typing import Final

import strawberry

from api.gql.common.references import input_key
from api.gql.common.types import BilingualTextInput
from api.push import service
from api.push.types.enums import Theme, Urgency

PREFIX: Final = "brc"
_GENERAL_WORDS: Final = (
    "In general words: never a person's name, an address or the text of a report."
)
TITLE: Final = f"The title, 5 to 65 characters; both languages are required. {_GENERAL_WORDS}"
BODY: Final = (
    "The text, one sentence or two, 5 to 240 characters; both languages are required."
    f" {_GENERAL_WORDS}"
)
KEY: Final = (
    "8 to 128 characters, new for each broadcast: retrying with the same key has no further effect."
)


@strawberry.input(description="What to broadcast, to whom and when.")
class BroadcastContentInput:
    theme: Theme = strawberry.field(
        description="The topic, which decides who receives it: ALERTS, ANNOUNCEMENTS or NEWS."
    )
    area: strawberry.ID | None = strawberry.field(
        default=None,
        description="The district or village that it is for; if omitted, the whole city.",
    )
    urgency: Urgency = strawberry.field(
        default=Urgency.NORMAL,
        description="How much it may disturb; SEVERE and EXTREME only with ALERTS.",
    )
    title: BilingualTextInput = strawberry.field(description=TITLE)
    body: BilingualTextInput = strawberry.field(description=BODY)
    article: strawberry.ID | None = strawberry.field(
        default=None,
        description="The article that says more: a tap opens it. It must be public by `sendAt`.",
    )
    send_at: datetime | None = strawberry.field(
        default=None,
        description="When to send it, at most 90 days from now and not in the past; if omitted, at"
        " once. A warning that wakes people is not sent before a minute after its approval.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None,
        description="When what it says is over, after `sendAt`: a phone that was away does not show"
        " it after that. If omitted: an hour after `sendAt` if LOW, 6 hours if SEVERE or EXTREME,"
        " otherwise 12.",
    )
    is_exercise: bool = strawberry.field(
        default=False,
        description="Whether it is an exercise: its title then begins with LATIHAN or EXERCISE"
        " (which counts for its length), it wakes nobody and needs no approval.",
    )


def content_of(content: BroadcastContentInput) -> service.BroadcastContent:
    """The same for the service."""
    area, article = content.area, content.article
    return service.BroadcastContent(
        theme=content.theme,
        urgency=content.urgency,
        title_id=content.title.indonesian,
        title_en=content.title.english or "",
        body_id=content.body.indonesian,
        body_en=content.body.english or "",
        area_id=None if area is None else input_key("input.content.area", "area", area),
        article_id=None if article is None else input_key("input.content.article", "art", article),
        send_at=content.send_at,
        expires_at=content.expires_at,
        is_exercise=content.is_exercise,
    )
