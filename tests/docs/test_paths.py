"""What the documents name is there: paths, links, verbs and settings."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from api import cli
from api.db.migrate import ROOT
from api.settings import PREFIX, Settings

DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "scripts" / "packs" / "README.md",
]
_FOLDERS = ("api", "alembic", "docs", "scripts", "tests")
_SPAN = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(rf"(?<![\w/.-])(?:{'|'.join(_FOLDERS)})/[\w./-]*[\w/]")
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
_SETTING = re.compile(rf"\b{PREFIX}[A-Z0-9_]+\b")


NAMES_OF_OTHERS = {
    # of HTTP and of answers with errors
    "TOKEN", "UNAUTHENTICATED", "BAD_USER_INPUT", "TOO_COMPLEX", "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED", "INTERNAL_SERVER_ERROR", "correlationId", "ETag", "READY",
    # of phones
    "identifierForVendor", "ANDROID_ID", "deepLink",
    # of Apollo Client
    "relayStylePagination", "possibleTypes", "resetStore",
}  # fmt: skip


def _text(document: Path) -> str:
    return document.read_text("utf-8")


def _named(document: Path) -> set[str]:
    """The paths in a document's code spans and indented lines."""
    text = _text(document)
    code = [*_SPAN.findall(text), *(line for line in text.splitlines() if line.startswith("    "))]
    return {path for span in code for path in _PATH.findall(span)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_every_path_is_there(document: Path) -> None:
    missing = [path for path in sorted(_named(document)) if not (ROOT / path).exists()]
    assert not missing, f"{document.name} names what is not there: {missing}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    links = set(_LINK.findall(_text(document)))
    missing = [link for link in sorted(links) if not (document.parent / link).exists()]
    assert not missing, f"{document.name} links to what is not there: {missing}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_every_setting_is_one(document: Path) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = set(_SETTING.findall(_text(document))) - known
    assert not unknown, f"{document.name} names settings that are unknown: {sorted(unknown)}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_every_command_is_one(document: Path) -> None:
    commands: Any = typer.main.get_command(cli.app)
    for words in re.findall(r"scripts/api((?: [a-z]+)+)", _text(document)):
        first, *rest = words.split()
        assert first in commands.commands, f"{document.name} names scripts/api {first}"
        below = getattr(commands.commands[first], "commands", None)
        assert not rest or below is None or rest[0] in below, f"{document.name}: {words}"


def test_every_name_for_clients_is_in_the_schema() -> None:
    """What looks like a field, an argument, a type or a value in the code spans of clients.md."""
    text = re.sub(r"```.*?```", "", _text(ROOT / "docs/clients.md"), flags=re.DOTALL)
    schema = (ROOT / "schema.graphql").read_text("utf-8")
    known = set(re.findall(r"\w+", schema)) | NAMES_OF_OTHERS
    named = {
        name
        for span in _SPAN.findall(text.partition("## Open311")[0])
        for name in re.findall(r"[A-Za-z]+[A-Z_][A-Za-z_]*", span)
        if "/" not in span and not name.endswith("_") and not name.startswith(PREFIX)
    }
    assert len(named) > 40
    assert not named - known, f"clients.md has names that are not in the schema: {named - known}"


def test_every_line_of_the_glossary_names_a_file_of_its_own() -> None:
    rows = [line for line in _text(ROOT / "docs/glossary.md").splitlines() if line.startswith("|")]
    terms = [row for row in rows if not row.startswith(("| word", "|---"))]
    assert len(terms) > 80
    for row in terms:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert re.fullmatch(r"`[\w./-]+`", cells[-1]), row
        assert (ROOT / cells[-1].strip("`")).exists(), row


def test_no_word_is_explained_twice() -> None:
    rows = [line for line in _text(ROOT / "docs/glossary.md").splitlines() if line.startswith("|")]
    words = [row.split("|")[1].strip() for row in rows]
    words = [word for word in words if word not in ("word", "---")]
    assert len(words) == len(set(words))
