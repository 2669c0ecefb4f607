"""`scripts/api push …`: the status of push delivery, and what operators can do about problems."""

import asyncio
import dataclasses
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from api.cli.shared import Data, console, errors, explain_faults, load, log_to
from api.kit import clock

if TYPE_CHECKING:  # `--help` and the other commands need not wait for the database's libraries
    from api.db.session import Database
    from api.push.service.dead_letters import DeadLetterGroup

app = typer.Typer(help="The status of push delivery, and dead letters.", no_args_is_help=True)
_REQUEUED_AT_ONCE = 500
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def _checked(lane: str | None) -> str | None:
    from api.push.push_rules.lanes import is_lane

    if lane is not None and not is_lane(lane):
        raise typer.BadParameter(f"{lane!r} is not a lane.")
    return lane


LaneOption = Annotated[
    str | None,
    typer.Option(
        callback=_checked,
        help="Only one lane, as `push status` names it: urgent, android/lapor-badung …",
    ),
]
_T = TypeVar("_T")


def _run(data: Any, work: "Callable[[Database], Awaitable[_T]]") -> _T:
    from api.db.session import Database

    log_to(sys.stderr, logging.WARNING)
    loaded = load(data=data)

    async def run() -> _T:
        database = Database(loaded.url)
        try:
            return await work(database)
        finally:
            await database.close()

    with explain_faults():
        return asyncio.run(run())


def _print_json(found: Any) -> None:
    def default(value: Any) -> Any:
        return clock.to_text(value) if isinstance(value, datetime) else dataclasses.asdict(value)

    print(orjson.dumps(found, default=default, option=orjson.OPT_INDENT_2).decode())


@app.command()
def status(
    hours: Annotated[
        int, typer.Option(min=1, max=8_760, help="How far back outcomes are counted.")
    ] = 24,
    json: Json = False,
    data: Data = None,
) -> None:
    """Show queues and pauses by lane, outcomes, and the share of dead devices by app version."""
    from api.push.service import pauses, queue_status

    now = clock.now()
    since = now - timedelta(hours=hours)

    async def read(database: "Database") -> dict[str, Any]:
        async with database.read() as session:
            paused = await pauses.pauses(session)
            return {
                "lanes": await queue_status.lane_statuses(session, now),
                "pauses": {
                    lane: {
                        "until": pause.until,
                        "since": pause.since,
                        "code": pause.code,
                        "detail": pause.detail,
                        "needsOperator": pause.needs_operator,
                    }
                    for lane, pause in paused.items()
                },
                "outcomes": await queue_status.outcomes_since(session, since),
                "apps": await queue_status.app_devices(session),
            }

    found = _run(data, read)
    if json:
        _print_json(found)
        return
    queues = Table("lane", title="Queues", title_justify="left")
    for heading in ("due", "waiting", "running", "dead"):
        queues.add_column(heading, justify="right")
    queues.add_column("oldest due")
    queues.add_column("paused")
    for lane, row in found["lanes"].items():
        age = f"{(now - row.oldest_due).total_seconds():.0f} s" if row.oldest_due else ""
        queues.add_row(
            lane, *map(str, (row.due, row.waiting, row.running, row.dead)), age,
            _paused(found["pauses"].get(lane), now),
        )  # fmt: skip
    for app_lane in sorted(found["pauses"].keys() - found["lanes"].keys()):
        queues.add_row(app_lane, *[""] * 5, _paused(found["pauses"][app_lane], now))
    console.print(queues)
    outcomes = Table("outcome", title=f"Outcomes of the last {hours} h", title_justify="left")
    outcomes.add_column("number", justify="right")
    for outcome, number in found["outcomes"].items():
        outcomes.add_row(outcome, str(number))
    console.print(outcomes)
    devices = Table("app", "version", title="Devices", title_justify="left")
    for heading in ("all", "dead", "share"):
        devices.add_column(heading, justify="right")
    for row in found["apps"]:
        devices.add_row(
            row.app, row.version, str(row.devices), str(row.dead), f"{row.dead_share:.1%}"
        )
    console.print(devices)


def _paused(pause: dict[str, Any] | None, now: datetime) -> str:
    if pause is None:
        return ""
    left = (pause["until"] - now).total_seconds()
    remaining = f"{left:.0f} s more" if left > 0 else "being probed"
    advice = ", an operator must act" if pause["needsOperator"] else ""
    return f"{remaining}: {pause['code']}{advice}"


@app.command()
def dead(lane: LaneOption = None, json: Json = False, data: Data = None) -> None:
    """List the dead letters by lane, code, app and version, with FCM's message about one each."""
    from api.push.service import dead_letters

    async def read(database: "Database") -> "list[DeadLetterGroup]":
        async with database.read() as session:
            return await dead_letters.dead_letter_groups(session, lane=lane)

    found = _run(data, read)
    if json:
        _print_json(found)
        return
    if not found:
        console.print("No dead letters.")
        return
    table = Table("lane", "code", "app", "version")
    table.add_column("count", justify="right")
    table.add_column("latest")
    table.add_column("FCM's message")
    for row in found:
        table.add_row(
            row.lane, row.code, row.app, row.version, str(row.count), clock.to_text(row.latest),
            row.example,
        )  # fmt: skip
    console.print(table)


@app.command()
def retry(
    lane: LaneOption = None,
    code: Annotated[str | None, typer.Option(help="Only those with this code.")] = None,
    keep_pauses: Annotated[bool, typer.Option(help="Leave paused lanes paused.")] = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Resume paused lanes and retry dead letters, once their cause has been fixed."""
    from api.push.service import dead_letters, pauses

    async def work(database: "Database") -> dict[str, Any]:
        async with database.write() as session:
            paused = [] if keep_pauses else sorted(await pauses.pauses(session))
            resumed = [name for name in paused if lane in (None, name)]
            for name in resumed:
                await pauses.resume_lane(session, name)
            if not keep_pauses:
                await dead_letters.hasten(session, lane=lane, now=clock.now())
        async with database.read() as session:
            rows = await dead_letters.dead_letter_groups(session, lane=lane)
        total = sum(row.count for row in rows if code in (None, row.code))
        return {"resumed": resumed, "retried": await _requeue(database, lane, code, total, json)}

    found = _run(data, work)
    if json:
        _print_json(found)
        return
    for name in found["resumed"]:
        console.print(f"{name} is resumed.")
    console.print(f"Dead letters to be retried: {found['retried']}.")


async def _requeue(
    database: "Database", lane: str | None, code: str | None, total: int, quiet: bool
) -> int:
    """In steps: a long retry neither holds the writer's lock nor is lost if it is interrupted."""
    from api.push.service import dead_letters

    requeued = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, disable=quiet or not total) as progress:
        task = progress.add_task("Dead letters", total=total)
        while requeued < total:
            async with database.write() as session:
                count = await dead_letters.requeue(
                    session, lane=lane, code=code, most=_REQUEUED_AT_ONCE, now=clock.now()
                )
            if not count:
                break
            requeued += count
            progress.update(task, completed=requeued)
    return requeued
