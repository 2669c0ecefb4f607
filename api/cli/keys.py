"""`scripts/api keys …`: the local key set that signs tokens."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.shared import Data, errors, load

if TYPE_CHECKING:  # `--help` need not wait for cryptography
    from api.identity.tokens import LocalKeys

app = typer.Typer(help="The local key set that signs tokens.", no_args_is_help=True)


def key_set(data: Path | None) -> "LocalKeys":
    """The keys in the data folder; there is one from the first use on."""
    from api.identity.tokens import LocalKeys

    loaded = load(data=data)
    return LocalKeys(loaded.data / "keys", loaded.token_audience)


@app.command("list")
def list_keys(data: Data = None) -> None:
    """List the keys, oldest first: the last one signs, all are accepted."""
    known = key_set(data).known()
    for kid in known:
        print(f"{kid}  {'signs, accepted' if kid == known[-1] else 'accepted'}")


@app.command()
def add(data: Data = None) -> None:
    """Add a key that signs from now on; older ones are accepted until they are retired."""
    print(key_set(data).add())


@app.command()
def retire(
    kid: Annotated[str, typer.Argument(help="The key's id, as `keys list` prints it.")],
    data: Data = None,
) -> None:
    """Remove a key: tokens that it signed are rejected from now on."""
    try:
        key_set(data).retire(kid)
    except ValueError as error:
        errors.print(f"{error}.", markup=False)
        raise typer.Exit(2) from None
