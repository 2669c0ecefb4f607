"""Who is in which FCM topic, by the SDK's asynchronous calls. Imported with the client.

Behind one call of the SDK are as many requests as there are registrations, a hundred side by side;
for each it gives a code or none. It drops the header Retry-After, so the caller's backoff decides.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from firebase_admin import exceptions, messaging

from api.push.gateway import Answer, Outcome

MOST_AT_ONCE: Final = 1_000
"""The SDK's own bound."""
PAUSE_AFTER_QUOTA: Final = timedelta(seconds=60)
"""FCM's quotas are per minute."""
_QUOTA: Final = frozenset({"QUOTA_EXCEEDED", "RESOURCE_EXHAUSTED"})
_GONE: Final = frozenset({"UNREGISTERED", "SENDER_ID_MISMATCH"})
_REFUSED: Final = frozenset({"INVALID_ARGUMENT"})


async def change_members(
    app: Any, registrations: Sequence[str], topic: str, *, join: bool, timeout_seconds: float
) -> list[Outcome]:
    """Puts registrations into a topic or takes them out; the outcomes are in their order.

    Joining twice and leaving what one is not in are well. A call that takes too long is LATER for
    all of them: whether it took effect is not known.
    """
    call = messaging.subscribe_to_topic_async if join else messaging.unsubscribe_from_topic_async
    try:
        async with asyncio.timeout(timeout_seconds):
            answer = await call(list(registrations), topic, app=app)
    except (TimeoutError, exceptions.FirebaseError) as error:
        code = "TIMEOUT" if isinstance(error, TimeoutError) else str(error.code)
        return [Outcome(Answer.LATER, code=code, detail=str(error))] * len(registrations)
    outcomes = [Outcome(Answer.SENT)] * len(registrations)
    for failed in answer.errors:
        code = failed.reason
        pause = PAUSE_AFTER_QUOTA if code in _QUOTA else None
        outcomes[failed.index] = Outcome(_meaning(code), code=code, after=pause)
    return outcomes


def _meaning(code: str) -> Answer:
    if code in _GONE:
        return Answer.GONE
    return Answer.REFUSED if code in _REFUSED else Answer.LATER
