"""What a clerk sees of seeding: progress, what changed, and how much.

A terminal has no Accept-Language, so both languages are shown, Indonesian first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, Protocol

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.kit import clock
from api.seed.plan import Change, SeedReport, Verb

_SHORT: Final = 60

_VERBS: Final = {
    Verb.ADDED: "ditambah · added",
    Verb.CHANGED: "diubah · changed",
    Verb.REMOVED: "dihapus · removed",
    Verb.KEPT: "dibiarkan · kept",
}
_STYLES: Final = {
    Verb.ADDED: "green",
    Verb.CHANGED: "yellow",
    Verb.REMOVED: "red",
    Verb.KEPT: "cyan",
}


class Steps(Protocol):
    """Moves the progress bar: the next piece of work of a stage is done."""

    def __call__(self) -> None: ...


@contextmanager
def progress(console: Console, label: str, total: int) -> Iterator[Steps]:
    """A progress bar over so many steps; nothing is drawn when there are none."""
    if total == 0:
        yield lambda: None
        return
    with Progress(
        TextColumn("{task.description:<24}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    ) as bar:
        task = bar.add_task(label, total=total)
        yield lambda: bar.advance(task)


def print_report(console: Console, report: SeedReport) -> None:
    """What was done, in counts; of a dry run also each row and field."""
    if report.dry_run:
        _print_changes(console, report)
    for change in report.changes:
        if change.verb is Verb.KEPT and change.reason is not None:
            console.print(
                f"[{_STYLES[Verb.KEPT]}]{_VERBS[Verb.KEPT]}[/] {change.table}"
                f" {escape(change.name)}: {escape(change.reason.id)} · {escape(change.reason.en)}"
            )
    table = Table(title=report.city, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in ("bagian\npart", "tabel\ntable"):
        table.add_column(heading, no_wrap=True)
    table.add_column("baris\nrows", justify="right")
    for verb in Verb:
        table.add_column(_VERBS[verb].replace(" · ", "\n"), justify="right", style=_STYLES[verb])
    shown = None
    for (part, name), rows in report.rows.items():
        counts = (report.count(part, name, verb) for verb in Verb)
        table.add_row(
            part.value if part is not shown else "",
            name,
            str(rows),
            *(str(count) if count else "" for count in counts),
        )
        shown = part
    console.print(table)
    ending = (
        " · percobaan: tidak ada yang disimpan · dry run: nothing was stored"
        if report.dry_run
        else ""
    )
    console.print(
        f"{report.changed} perubahan · {report.changed} changes · {report.seconds:.1f} s{ending}"
    )


def _print_changes(console: Console, report: SeedReport) -> None:
    for part, name in report.rows:
        mine = [c for c in report.changes if (c.part, c.table) == (part, name)]
        for verb in (Verb.ADDED, Verb.REMOVED):
            names = [change.name for change in mine if change.verb is verb]
            if names:
                console.print(
                    f"[{_STYLES[verb]}]{_VERBS[verb]}[/] {part.value}/{name} ({len(names)}):"
                    f" {escape(', '.join(names))}"
                )
        for change in mine:
            if change.verb is Verb.CHANGED:
                _print_fields(console, change)


def _print_fields(console: Console, change: Change) -> None:
    verb = Verb.CHANGED
    console.print(
        f"[{_STYLES[verb]}]{_VERBS[verb]}[/] {change.part.value}/{change.table}"
        f" {escape(change.name)}:"
    )
    for field, (old, new) in change.fields.items():
        console.print(f"    {field}: {escape(_brief(old))} → {escape(_brief(new))}")


def _brief(value: Any) -> str:
    """A value on one line."""
    match value:
        case None:
            text = "–"
        case Enum():
            text = value.name
        case datetime():
            text = clock.to_text(value)
        case date():
            text = value.isoformat()
        case bool():
            text = str(value).lower()
        case list():
            text = "[" + ", ".join(map(str, value)) + "]"
        case _:
            text = " ".join(str(value).split())
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
