"""Topics at the FCM twin: who is in which, by the registrations API of FCM v1, and who is reached.

A subscription that is there already is answered with 409, one that is missing may be taken away
when the caller says so: as the real service does.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scripts.twins.fcm_wire import Fault, failure

_TOPIC: Final = re.compile(r"[a-zA-Z0-9\-_.~%]{1,900}")
_NAMED: Final = re.compile(r"'([^']+)' in topics")
_PLACE: Final = "/v1/projects/{project}/registrations/{registration}/topicSubscriptions"
MOST_IN_A_CONDITION: Final = 5

Knows = Callable[[Request], bool]
Due = Callable[[str], Fault | None]


class TopicBook:
    """Members by topic, and every change that was asked for."""

    def __init__(self, knows: Knows, due: Due) -> None:
        self.members: defaultdict[str, set[str]] = defaultdict(set)
        self.asked: list[tuple[str, str, str]] = []
        """(POST or DELETE, registration, topic), in the order of their coming."""
        self._knows = knows
        self._due = due
        self.routes = [
            Route(_PLACE, self._join, methods=["POST"]),
            Route(_PLACE + "/{topic}", self._leave, methods=["DELETE"]),
        ]

    def reset(self) -> None:
        """Nobody is in any topic."""
        self.members.clear()
        self.asked.clear()

    def forget(self, registration: str) -> None:
        """Takes a registration out of every topic, as FCM does with one that is gone."""
        for members in self.members.values():
            members.discard(registration)

    def topics_of(self, registration: str) -> set[str]:
        """The topics that an installation is in."""
        return {topic for topic, members in self.members.items() if registration in members}

    def reached(self, message: dict[str, Any]) -> set[str]:
        """Whom a message to a topic or a condition reaches, each once."""
        named = _NAMED.findall(message["condition"]) if "condition" in message else []
        topics = named or [message["topic"]]
        assert len(topics) <= MOST_IN_A_CONDITION and "&&" not in message.get("condition", "")
        return set().union(*(self.members[topic] for topic in topics))

    async def _join(self, request: Request) -> Response:
        topic = request.query_params.get("topic_name", "")
        registration = request.path_params["registration"]
        refusal = self._refusal(request, registration, topic)
        if refusal is not None:
            return refusal
        if registration in self.members[topic]:
            status = {"code": 409, "status": "ALREADY_EXISTS", "message": "It is there already."}
            return JSONResponse({"error": status}, status_code=409)
        self.members[topic].add(registration)
        return JSONResponse({"topic_name": topic, "create_time": "2026-01-15T01:30:15.01Z"})

    async def _leave(self, request: Request) -> Response:
        topic, registration = request.path_params["topic"], request.path_params["registration"]
        refusal = self._refusal(request, registration, topic)
        if refusal is not None:
            return refusal
        held = registration in self.members[topic]
        if not held and request.query_params.get("allow_missing") != "true":
            return failure(Fault.NO_SUCH_PROJECT)
        self.members[topic].discard(registration)
        return JSONResponse({})

    def _refusal(self, request: Request, registration: str, topic: str) -> Response | None:
        if not self._knows(request):
            return failure(Fault.UNAUTHENTICATED)
        self.asked.append((request.method, registration, topic))
        fault = self._due(registration)
        if fault is not None:
            return failure(fault)
        if not _TOPIC.fullmatch(topic):
            return failure(Fault.INVALID_ARGUMENT, field="topic_name")
        return None
