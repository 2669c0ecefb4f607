"""The output of seeding in a terminal: progress, the changes, and their number.

A terminal has no Accept-Language, so both languages are shown, Indonesian first.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.kit import clock
from api.seed.faults import Fault
from api.seed.plan import SeedReport, Verb

_SHORT: Final = 60

_VERBS: Final = {
    Verb.ADDED: ("ditambah · added", "green"),
    Verb.CHANGED: ("diubah · changed", "yellow"),
    Verb.REMOVED: ("dihapus · removed", "red"),
    Verb.KEPT: ("dibiarkan · kept", "cyan"),
}


@contextmanager
def progress(console: Console, label: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar over so many steps, each of which is called; nothing is drawn if there are none."""
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, disable=total == 0) as bar:
        task = bar.add_task(label, total=total)
        yield lambda: bar.advance(task)


def print_warnings(console: Console, warnings: Iterable[Fault]) -> None:
    """Prints the possible mistakes of a pack that is accepted all the same."""
    for warning in warnings:
        console.print(f"[yellow]periksa · check[/] {escape(str(warning))}")


def print_report(console: Console, report: SeedReport) -> None:
    """Prints the numbers of changes; after a dry run also each row and field."""
    for (part, name), _ in report.rows.items() if report.dry_run else ():
        mine = [c for c in report.changes if (c.part, c.table) == (part, name)]
        for verb in (Verb.ADDED, Verb.REMOVED):
            if names := [change.name for change in mine if change.verb is verb]:
                listed = escape(", ".join(names))
                console.print(f"{_label(verb)} {part.value}/{name} ({len(names)}): {listed}")
        for change in mine:
            if change.verb is Verb.CHANGED:
                console.print(f"{_label(change.verb)} {part.value}/{name} {escape(change.name)}:")
                for field, (old, new) in change.fields.items():
                    console.print(f"    {field}: {escape(_brief(old))} → {escape(_brief(new))}")
    for change in report.changes:
        if change.reason is not None:
            reason = escape(f"{change.name}: {change.reason.id} · {change.reason.en}")
            console.print(f"{_label(change.verb)} {change.table} {reason}")
    counts = Counter((change.part, change.table, change.verb) for change in report.changes)
    table = Table(title=report.city, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in ("bagian\npart", "tabel\ntable"):
        table.add_column(heading, no_wrap=True)
    table.add_column("baris\nrows", justify="right")
    for label, style in _VERBS.values():
        table.add_column(label.replace(" · ", "\n"), justify="right", style=style)
    shown = None
    for (part, name), rows in report.rows.items():
        numbers = (str(counts[part, name, verb] or "") for verb in Verb)
        table.add_row(part.value if part is not shown else "", name, str(rows), *numbers)
        shown = part
    console.print(table)
    ending = " · percobaan: tidak ada yang disimpan · dry run: nothing was stored"
    console.print(
        f"{report.changed} perubahan · {report.changed} changes · {report.seconds:.1f} s"
        + ending * report.dry_run
    )


def _label(verb: Verb) -> str:
    label, style = _VERBS[verb]
    return f"[{style}]{label}[/]"


def _brief(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Enum):
        value = value.name
    elif isinstance(value, datetime):
        value = clock.to_text(value)
    text = "–" if value is None else " ".join(str(value).split())
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
