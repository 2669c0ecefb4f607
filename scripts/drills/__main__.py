"""`scripts/drill`: which drills there are, and the options of each."""

import asyncio
import signal
import sys
from typing import Annotated

import typer
from rich.console import Console

from scripts.benchmark.__main__ import StoreChoice
from scripts.benchmark.database import STORES
from scripts.drills import push

app = typer.Typer(
    help="Drills on this machine alone: they start servers of their own, and kill them.",
    no_args_is_help=True,
    add_completion=False,
)
Where = Annotated[StoreChoice, typer.Option(help="On which store.")]
console = Console(highlight=False, soft_wrap=True)


@app.callback()
def drills() -> None:
    """Drills on this machine alone: they start servers of their own, and kill them."""
    # Whoever ends a drill ends what it started too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def _stores(store: StoreChoice) -> tuple[str, ...]:
    return STORES if store is StoreChoice.BOTH else (store.value,)


@app.command()
def submissions(
    reports: Annotated[int, typer.Option(min=10, help="Reports in flight at once.")] = 500,
    kills: Annotated[int, typer.Option(min=1, help="How often all servers are killed.")] = 5,
    servers: Annotated[int, typer.Option(min=1, help="Servers on PostgreSQL; SQLite has 1.")] = 2,
    seed: Annotated[int, typer.Option(help="Decides when they are killed.")] = 1,
    store: Where = StoreChoice.BOTH,
) -> None:
    """Reports and their first answers, with kill -9 in between: nothing is lost or doubled.

    Exits with 1 when a promise is broken.
    """
    from scripts.drills import submissions as drill

    faults = 0
    for name in _stores(store):
        number = servers if name != "sqlite" else 1
        found = asyncio.run(drill.run(name, reports, kills, number, seed))
        console.print("\n".join(drill.table(found)), markup=False)
        faults += found.faults
    raise typer.Exit(1 if faults else 0)


@app.command(name="open-data")
def open_data(
    rows: Annotated[int, typer.Option(min=1_000, help="Reports in the store.")] = 200_000,
    store: Where = StoreChoice.BOTH,
) -> None:
    """Downloads every report as CSV and GeoJSON and watches the server's memory.

    Exits with 1 when a file is not whole or the server grows with it.
    """
    from scripts.drills import open_data as drill

    faults = 0
    for name in _stores(store):
        found = asyncio.run(drill.run(name, rows, console))
        console.print("\n".join(drill.table(found)), markup=False)
        faults += not all(one.holds for one in found)
    raise typer.Exit(1 if faults else 0)


app.command(name="push")(push.push)


@app.command()
def warnings(
    waiting: Annotated[
        list[int] | None, typer.Option(min=0, help="Pushes that wait meanwhile; 0 is idle.")
    ] = None,
    store: Where = StoreChoice.BOTH,
) -> None:
    """How long a warning takes from its commit to FCM, whatever else is wrong.

    Exits with 1 when one took longer than two seconds.
    """
    from scripts.drills import warnings as drill

    found = [
        asyncio.run(drill.run(name, number, console))
        for name in _stores(store)
        for number in (waiting or (0, 10_000, 100_000))
    ]
    console.print("\n".join(drill.table(found)), markup=False)
    late = any(delay > drill.BAR for one in found for delay in one.delays.values())
    raise typer.Exit(1 if late else 0)


if __name__ == "__main__":
    app(prog_name="scripts/drill")
