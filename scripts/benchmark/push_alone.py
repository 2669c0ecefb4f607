"""firebase-admin alone: the same messages in batches of 500 and nothing else, in its own process.

Reads a number from each line of stdin, sends as many messages, and writes the seconds it took and
how many were taken. Arguments: the service account's file, FCM's address.
"""

import asyncio
import json
import os
import sys
import time
from datetime import timedelta
from itertools import count
from typing import Final

import firebase_admin
from firebase_admin import messaging
from firebase_admin.credentials import Certificate

from api.kit import clock, ids
from api.push.gateway import Message
from api.push.gateway.encode import sdk_message
from api.push.push_rules import PRESENTATIONS
from api.push.values import NotificationKind, Urgency

_AT_ONCE: Final = 500
"""The messages that the SDK takes in one call."""
_numbers = count()


def _message() -> Message:
    report = f"rep_{ids.named('bench', 'report')}"
    return Message(
        id=f"alone_{next(_numbers)}",
        kind=NotificationKind.REPORT_UPDATED.value,
        subject=report,
        deep_link=f"kulkul://report/{report}",
        title="Laporan Anda berlanjut",
        body="Petugas mulai bekerja.",
        presentation=PRESENTATIONS[Urgency.NORMAL],
        tag=None,
        expires_at=clock.now() + timedelta(days=1),
        installation_id=f"alone-{ids.named('bench', 'phone')}",
    )


async def _send(app: firebase_admin.App, number: int) -> tuple[float, int]:
    began, taken = time.monotonic(), 0
    for start in range(0, number, _AT_ONCE):
        some = [sdk_message(_message()) for _ in range(min(_AT_ONCE, number - start))]
        taken += (await messaging.send_each_async(some, app=app)).success_count
    return time.monotonic() - began, taken


async def _serve(file: str, url: str) -> None:
    app = firebase_admin.initialize_app(Certificate(file))
    service = messaging._get_messaging_service(app)
    service._fcm_url = f"{url}/v1/projects/{app.project_id}/messages:send"
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(await _send(app, int(line))), flush=True)
    os._exit(0)  # the SDK's own closing would start a second event loop


if __name__ == "__main__":
    asyncio.run(_serve(*sys.argv[1:]))
