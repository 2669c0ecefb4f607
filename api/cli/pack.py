"""`scripts/pack …`: a new city's pack, and whether a pack is right."""

from collections.abc import Sized
from pathlib import Path
from typing import Annotated

import typer

from api.cli.shared import console, errors

app = typer.Typer(help="City packs: write a new one, check one.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="The pack's folder; its name is the city's code.")]


@app.command()
def new(folder: Folder) -> None:
    """Write a pack to fill in: every file, every column explained."""
    from api.kit.problems import InvalidInput
    from api.seed.skeleton import write_skeleton

    try:
        write_skeleton(folder)
    except InvalidInput as problem:
        for fault in problem.faults:
            errors.print(f"{fault.words.id}\n{fault.words.en}", markup=False)
        raise typer.Exit(1) from None
    folder = folder.resolve()
    console.print(
        f"{folder}: paket contoh, dengan penjelasan di tiap berkas · an example pack, explained in"
        f" each of its files.\nLalu · then: scripts/pack check {folder}",
        markup=False,
    )


@app.command()
def check(folder: Folder) -> None:
    """List every mistake in a pack; no store is needed."""
    from api.seed.faults import PackFaults
    from api.seed.pack import KINDS, load_pack
    from api.seed.show import print_warnings

    try:
        pack = load_pack(folder.resolve())
    except PackFaults as faults:
        errors.print(str(faults), markup=False)
        raise typer.Exit(1) from None
    print_warnings(console, pack.warnings)
    counts = ", ".join(
        f"{len(found)} {name}"
        for name in ("areas", "outlines", *(name for name in KINDS if name != "areas"))
        if isinstance(found := getattr(pack, name), Sized)
    )
    console.print(
        f"Paket {pack.city.code} sudah benar · the pack is valid: {counts}.", markup=False
    )
