"""Officers who write to the same reports at once take turns, and never deadlock."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from api.areas.service import AreaIndex
from api.db.session import Database
from api.kit.problems import Problem
from api.reports.service import MergeReports, merge_reports
from api.reports.service.steps import locked, record
from api.reports.values import ReportStatus, UpdateKind
from tests.reports.scene import NOW, ROADS, Scene, submit
from tests.reports.verbs import LATER, merge, stored

A_MOMENT = 0.4
"""Long enough for others to reach the point at which they wait."""


async def _bugs(*others: "asyncio.Task[Any]") -> list[BaseException]:
    ended = await asyncio.gather(*others, return_exceptions=True)
    return [o for o in ended if isinstance(o, BaseException) and not isinstance(o, Problem)]


def _begun(work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
    return asyncio.create_task(work)


async def test_an_update_of_a_merged_report_does_not_wait_for_the_one_that_stays(
    database: Database, scene: Scene
) -> None:
    """The update refers to the report that shows it, and that one is being merged."""
    stays, goes, last = [(await submit(database, scene)).report.id for _ in range(3)]
    await merge(database, ROADS, goes, into=stays)
    async with database.write() as session:
        row = await locked(session, ROADS, goes)
        on = _begun(merge(database, ROADS, stays, into=last))
        await asyncio.sleep(A_MOMENT)
        await record(
            session, row, UpdateKind.NOTE, author_id=str(ROADS.person_id), author_role=ROADS.role,
            now=NOW,
        )  # fmt: skip
    assert await _bugs(on) == []
    assert (await stored(database, goes)).merged_into_id == last


async def test_reports_merged_meanwhile_are_waited_for_too(
    database: Database, scene: Scene
) -> None:
    """Between its locks a merge finds one more merged report, which another write holds by now."""
    first, second, third = [(await submit(database, scene)).report.id for _ in range(3)]
    async with database.write() as session:
        places = await AreaIndex.load(session)
        await merge_reports(session, ROADS, places, MergeReports(first, third), LATER)
        others = [_begun(merge(database, ROADS, third, into=second))]
        await asyncio.sleep(A_MOMENT)
        others.append(_begun(merge(database, ROADS, first, into=second)))
        await asyncio.sleep(A_MOMENT)
    assert await _bugs(*others) == []
    row = await stored(database, first)
    assert (row.status, row.merged_into_id) == (ReportStatus.DUPLICATE, second)
