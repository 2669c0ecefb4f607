"""Phones that send a request until it is answered, as an app does on a bad line."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

MOST_SECONDS = 240
"""How long a phone goes on before the drill has failed."""


class Phone:
    """Somebody's app. It asks one server after the other until one answers."""

    def __init__(
        self, client: httpx.AsyncClient, addresses: Sequence[str], token: str, chance: random.Random
    ) -> None:
        self._client = client
        self._addresses = list(addresses)
        chance.shuffle(self._addresses)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._chance = chance
        self._patience = 0.1
        self.unanswered = 0
        """Requests that got no answer: the server may have done what they asked for."""

    async def ask(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The data of an answer. Raises RuntimeError for errors that a retry does not mend."""
        body = {"query": query, "variables": dict(variables)}
        async with asyncio.timeout(MOST_SECONDS):
            while True:
                answer = await self._send("POST", "/graphql", json=body)
                if answer is not None:
                    found: dict[str, Any] = answer.json()
                    if "errors" in found:
                        raise RuntimeError(f"{found}")
                    return found["data"]  # type: ignore[no-any-return]

    async def put(self, path: str, content: bytes, headers: Mapping[str, str]) -> None:
        """Sends a file to a path of any server."""
        async with asyncio.timeout(MOST_SECONDS):
            while await self._send("PUT", path, content=content, headers=dict(headers)) is None:
                pass

    async def _pause(self) -> None:
        """Longer each time: a server that starts has enough to do."""
        await asyncio.sleep(self._chance.uniform(self._patience / 2, self._patience))
        self._patience = min(self._patience * 2, 3.0)

    async def _send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **sent: Any
    ) -> httpx.Response | None:
        self._addresses.append(self._addresses.pop(0))
        try:
            answer = await self._client.request(
                method, self._addresses[0] + path, headers={**self._headers, **(headers or {})},
                **sent,
            )  # fmt: skip
        except httpx.HTTPError:
            self.unanswered += 1
            await self._pause()
            return None
        if answer.status_code in (429, 503):
            await self._pause()
            return None
        self._patience = 0.1
        if answer.status_code != 200:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer
