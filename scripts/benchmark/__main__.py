"""`scripts/bench`: what there is to measure, and the options of each."""

import dataclasses
import signal
import sys
import tempfile
from enum import Enum
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console

from scripts.benchmark.database import POSTGRES, SQLITE, STORES
from scripts.benchmark.plan import QUICK, Plan
from scripts.benchmark.queries import READS, SUBMIT_NAME

app = typer.Typer(
    help="Benchmarks on this machine alone. They take minutes and want it quiet.",
    no_args_is_help=True,
    add_completion=False,
)


_DRAWN = Path(tempfile.gettempdir()) / "kulkul-proof-drawn"


class StoreChoice(Enum):
    """Which stores to measure on."""

    POSTGRES = POSTGRES
    SQLITE = SQLITE
    BOTH = "both"


@app.callback()
def benchmarks() -> None:
    """Benchmarks on this machine alone. They take minutes and want it quiet."""


@app.command()
def reads(
    rounds: Annotated[int | None, typer.Option(min=1, help="Rounds; 5 if absent.")] = None,
    seconds: Annotated[
        float | None, typer.Option(min=0.1, help="Seconds of each cell; 1.2 if absent.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help=f"One of {', '.join((*READS, SUBMIT_NAME))}.")
    ] = None,
    store: Annotated[StoreChoice, typer.Option(help="On which store.")] = StoreChoice.BOTH,
    quick: Annotated[
        bool, typer.Option(help="Few rows and short rounds, to see that it works.")
    ] = False,
    json: Annotated[Path | None, typer.Option(help="Write every number to this file.")] = None,
) -> None:
    """Lists, one report and submitReport: ours, stock Strawberry, hand-written, database alone."""
    console = Console(highlight=False, soft_wrap=True)
    known = (*READS, SUBMIT_NAME)
    for name in only or ():
        if name not in known:
            raise typer.BadParameter(f"{name!r} is not a query; choose {', '.join(known)}.")
    plan = QUICK if quick else Plan()
    plan = dataclasses.replace(
        plan,
        rounds=rounds or plan.rounds,
        seconds=seconds or plan.seconds,
        queries=tuple(only) if only else plan.queries,
        stores=STORES if store is StoreChoice.BOTH else (store.value,),
    )
    _run(plan, console, json)


@app.command()
def growth(
    few: Annotated[int, typer.Option(min=1_000, help="The smaller number.")] = 50_000,
    many: Annotated[int, typer.Option(min=1_000, help="The larger one.")] = 5_000_000,
    sqlite_many: Annotated[
        int | None, typer.Option(min=1_000, help="The larger one on SQLite, if another.")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds of five requests on each.")] = 9,
    store: Annotated[StoreChoice, typer.Option(help="On which store.")] = StoreChoice.BOTH,
    only: Annotated[str, typer.Option(help="Only pages with this in their name.")] = "",
    keep: Annotated[
        Path | None, typer.Option(help="A folder that keeps filled stores for the next run.")
    ] = None,
    plans: Annotated[bool, typer.Option(help="Print by which plan each is read.")] = True,
) -> None:
    """Pages of reports at two sizes: the ratio of what they cost, and the plan of each."""
    from scripts.benchmark import growth as measured
    from scripts.benchmark import growth_report

    console = Console(highlight=False, soft_wrap=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stores = STORES if store is StoreChoice.BOTH else (store.value,)
    wanted = measured.Wanted(stores, few, many, sqlite_many or many, rounds, only, keep)
    for found in measured.run(wanted, console):
        lines = growth_report.plans(found) if plans else []
        console.print("\n".join([*lines, "", *growth_report.table(found)]), markup=False)


@app.command()
def proof(
    photos: Annotated[
        list[int] | None, typer.Option(min=1_000, help="Stored photos; 50,000 and 1,000,000.")
    ] = None,
    drawn: Annotated[int, typer.Option(min=1_000, help="So many are drawn truly.")] = 50_000,
    queries: Annotated[int, typer.Option(min=20, help="Photos asked for, of each kind.")] = 500,
    store: Annotated[StoreChoice, typer.Option(help="On which store.")] = StoreChoice.BOTH,
    keep: Annotated[
        Path, typer.Option(help="A folder for the drawn ones: a later run goes on from there.")
    ] = _DRAWN,
) -> None:
    """Completion photos that were used before: found again, taken for one wrongly, and how fast."""
    from scripts.benchmark import proof as measured

    console = Console(highlight=False, soft_wrap=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stores = STORES if store is StoreChoice.BOTH else (store.value,)
    numbers = tuple(photos or (50_000, 1_000_000))
    found = list(measured.run(measured.Wanted(stores, numbers, drawn, queries, keep), console))
    console.print("\n".join(["", *measured.table(found)]), markup=False)
    for missed in measured.misses(found):
        console.print(f"Misses its target: {missed}", markup=False)


@app.command()
def devices(
    number: Annotated[int, typer.Option(min=10_000, help="How many devices.")] = 1_000_000,
    followers: Annotated[
        int, typer.Option(min=10_000, help="How many people follow one report.")
    ] = 50_000,
    store: Annotated[StoreChoice, typer.Option(help="On which store.")] = StoreChoice.BOTH,
) -> None:
    """Registering, broadcasts and fan-out with a million devices: medians, and every plan."""
    from scripts.benchmark import devices as measured

    console = Console(highlight=False, soft_wrap=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stores = STORES if store is StoreChoice.BOTH else (store.value,)
    faults = []
    for found in measured.run(stores, number, followers, console):
        console.print("\n".join(measured.lines(found)), markup=False)
        faults += found.faults
    sys.exit(1 if faults else 0)


@app.command()
def push(
    notices: Annotated[int, typer.Option(min=1_000, help="Personal notices in all.")] = 100_000,
    rounds: Annotated[int, typer.Option(min=1, help="Turns of both.")] = 5,
    store: Annotated[StoreChoice, typer.Option(help="On which store.")] = StoreChoice.POSTGRES,
    json: Annotated[Path | None, typer.Option(help="Write every number to this file.")] = None,
) -> None:
    """Personal notices against firebase-admin alone: rate, the worker's memory, the API's tail."""
    from scripts.benchmark import push as measured

    console = Console(highlight=False, soft_wrap=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    found = [
        measured.run(one, notices, rounds, console)
        for one in (STORES if store is StoreChoice.BOTH else (store.value,))
    ]
    for one in found:
        console.print("\n".join(["", *measured.lines(one)]), markup=False)
    if json is not None:
        json.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))


def _run(plan: Plan, console: Console, file: Path | None) -> None:
    # Late, so that --help and a misspelt option answer at once.
    from scripts.benchmark import report
    from scripts.benchmark.reads import run

    # Whoever ends the benchmark ends what it started too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    found = run(plan, console)
    console.print("\n".join(["", *report.rates(found)]), markup=False)
    doubts = report.doubts(found)
    if doubts:
        console.print("\n".join(["", "Doubtful:", *doubts]), markup=False)
    console.print(f"\n{report.markdown(found)}\n\n{found.seconds:.0f} s in all", markup=False)
    if file is not None:
        file.write_bytes(orjson.dumps(report.as_json(found), option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    app(prog_name="scripts/bench")
