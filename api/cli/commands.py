"""`scripts/api …`: the entry points. Settings are read here and passed down."""

import asyncio
import gc
import logging
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from api import settings as settings_of
from api.cli.explain import explain
from api.cli.keys import app as keys
from api.cli.keys import key_set
from api.cli.pack import app as pack
from api.cli.push import app as push
from api.cli.shared import (
    City,
    Data,
    PackFolder,
    console,
    errors,
    explain_faults,
    load,
    log_to,
)
from api.cli.staff import app as staff
from api.kit.problems import Problem
from api.settings import Settings

app = typer.Typer(
    help="Kulkul: one API behind a city's civic apps.", no_args_is_help=True, add_completion=False
)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.")] = None,
    data: Data = None,
    city: City = None,
    pack: PackFolder = None,
) -> None:
    """Migrate, seed an empty store, and serve until Ctrl-C."""
    # Nothing of what a start loads is garbage, and looking for some takes a fifth of it. The
    # server turns the collector on again as soon as it listens.
    gc.disable()
    from api import serving

    log_to(sys.stderr)
    loaded = load(host=host, port=port, data=data, city=city, pack=pack)
    with explain_faults():
        serving.run(loaded, console, errors)


@app.command()
def worker(data: Data = None) -> None:
    """Run a worker in a process of its own; any number may run."""
    from api.worker import run

    log_to(sys.stderr)
    loaded = load(data=data)
    with explain_faults():
        asyncio.run(run(loaded, console))


@app.command()
def seed(
    city: City = None,
    pack: PackFolder = None,
    dry_run: Annotated[bool, typer.Option(help="Only show what would change.")] = False,
    only: Annotated[str | None, typer.Option(help="Only one part of the pack.")] = None,
    data: Data = None,
) -> None:
    """Bring a city pack into the store: all or nothing, as often as you like."""
    from api.db import migrate
    from api.seed.faults import PackFaults
    from api.seed.run import seed as run_seed

    loaded = load(data=data, city=city, pack=pack)
    log_to(sys.stderr, logging.WARNING)
    with explain_faults():
        if not dry_run:
            migrate.upgrade(loaded.url)
        try:
            asyncio.run(run_seed(loaded, only=only, dry_run=dry_run, console=console))
        except PackFaults as faults:
            errors.print(str(faults), markup=False)
            raise typer.Exit(1) from None
        except Problem as problem:
            errors.print(f"{problem.words.id}\n{problem.words.en}", markup=False)
            raise typer.Exit(1) from None


@app.command()
def token(
    role: Annotated[str, typer.Option(help="citizen, partner, officer, editor or admin.")],
    subject: Annotated[
        str | None, typer.Option(help="Whose token it is; the role's name if omitted.")
    ] = None,
    agency: Annotated[str | None, typer.Option(help="The officer's agency, such as pupr.")] = None,
    area: Annotated[
        str | None,
        typer.Option(help="The district or village an officer's work is limited to, by its code."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="The person's name, as others see it.")] = None,
    hours: Annotated[
        int, typer.Option(min=1, max=24 * 365, help="How many hours it is valid.")
    ] = 24,
    data: Data = None,
) -> None:
    """Print a token signed with the local key set."""
    from api.identity.values import SIGNED_IN, Role

    known = sorted(r.name.lower() for r in SIGNED_IN)
    if role.lower() not in known:
        errors.print(f"--role: {role!r} is not a role; choose {', '.join(known)}.", markup=False)
        raise typer.Exit(2)
    if agency or area:
        _check_codes(data, agency, area)
    try:
        with explain_faults():
            made = key_set(data).mint(
                Role[role.upper()], subject or role.lower(), agency, name, timedelta(hours=hours),
                area=area,
            )  # fmt: skip
    except ValueError as error:
        errors.print(f"{error}.", markup=False)
        raise typer.Exit(2) from None
    print(made)


def _check_codes(data: Path | None, agency: str | None, area: str | None) -> None:
    """Exits with code 2 for what the store does not have; warns where there is no store yet."""
    from api.cli.known import known

    found = known(load(data=data).url)
    if found is None:
        errors.print("warning: no city is loaded yet, so --agency and --area were not checked.")
    elif faults := found.faults(agency, area):
        errors.print("\n".join(faults), markup=False)
        raise typer.Exit(2)


@app.command()
def schema(
    check: Annotated[bool, typer.Option(help="Compare with the committed file.")] = False,
    write: Annotated[bool, typer.Option(help="Write schema.graphql.")] = False,
) -> None:
    """Print the GraphQL schema, write it, or check the committed file."""
    from difflib import unified_diff

    from api.db.migrate import ROOT
    from api.schema import printed

    file = ROOT / "schema.graphql"
    if write:
        file.write_text(printed(), encoding="utf-8")
        return
    if not check:
        print(printed(), end="")
        return
    committed = file.read_text(encoding="utf-8") if file.exists() else ""
    if committed == printed():
        console.print("schema.graphql is up to date")
        return
    lines = unified_diff(
        committed.splitlines(), printed().splitlines(), "committed", "code", lineterm=""
    )
    print("\n".join(lines))
    errors.print("schema.graphql is stale: run `scripts/schema --write` and commit it.")
    raise typer.Exit(1)


@app.command()
def settings() -> None:
    """Print every setting with its value; secrets are hidden."""
    loaded = load()
    descriptions = {
        settings_of.PREFIX + name.upper(): field.description or ""
        for name, field in Settings.model_fields.items()
    }
    for name, value in loaded.redacted().items():
        print(f"{name}={value}\n    {descriptions[name]}")


app.command()(explain)
app.add_typer(keys, name="keys")
app.add_typer(pack, name="pack")
app.add_typer(push, name="push")
app.add_typer(staff, name="staff")
