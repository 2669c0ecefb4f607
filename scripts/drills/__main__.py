"""`scripts/drill`: one module for each drill, with a command `app` of its own."""

import typer

from scripts.drills import push

app = typer.Typer(
    help="Breaks things on purpose, on this machine alone, and looks what is left.",
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def drills() -> None:
    """Breaks things on purpose, on this machine alone, and looks what is left."""


app.command("push")(push.push)

if __name__ == "__main__":
    app()
