"""Requests that are sent again with their key: carried out once, and answered as the first time."""

import json
from collections.abc import Sequence
from datetime import datetime

from api.db import idempotency
from api.db.session import WriteSession
from api.identity.values import Viewer
from api.kit import ids
from api.kit.problems import FieldFault
from api.reports.models import Report


async def is_retry(
    session: WriteSession,
    person_id: str,
    operation: str,
    key: str | None,
    request: Sequence[object],
    report_id: str,
    now: datetime,
    faults: list[FieldFault],
) -> bool:
    """Whether an earlier request with this key did the same; a bad key is added to `faults`.

    Without a key every request is a new one. Raises Conflict if the key belongs to another request.
    """
    earlier = await idempotency.replayed(
        session,
        person_id=person_id,
        operation=operation,
        key=key,
        request=ids.fingerprint(json.dumps([report_id, *request])),
        result_id=report_id,
        now=now,
        faults=faults,
    )
    return earlier is not None


async def report_of_retry(
    session: WriteSession,
    viewer: Viewer,
    operation: str,
    key: str | None,
    request: Sequence[object],
    report_id: str,
    now: datetime,
    faults: list[FieldFault],
) -> Report | None:
    """The report of an earlier request of the viewer's with this key, or None; as `is_retry`.

    Asked before anything else, rights included: what was done stays done even if another agency
    handles the report by now. Who may read it is decided when it is read.
    """
    if viewer.person_id is None or not ids.is_uuid(report_id):
        return None
    if not await is_retry(
        session, viewer.person_id, operation, key, request, report_id, now, faults
    ):
        return None
    return await session.get(Report, report_id)
