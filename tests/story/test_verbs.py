"""The verbs in scripts/: help runs nothing, set-ups take turns, `ask` carries what it is given."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from api.db.migrate import ROOT

pytestmark = pytest.mark.slow

VERBS = sorted(
    file.name
    for file in (ROOT / "scripts").iterdir()
    if file.is_file() and not file.suffix and os.access(file, os.X_OK)
)
UV = """#!/bin/sh
# Stands for uv: it writes down when it begins and ends, and takes long enough to be met at work.
echo "begin $1" >> "$UV_LOG"
sleep 0.3
case $1 in
  venv) mkdir -p .venv/bin; printf '#!/bin/sh\\n' > .venv/bin/python; chmod +x .venv/bin/python ;;
esac
echo "end $1" >> "$UV_LOG"
exit "${UV_EXIT:-0}"
"""


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """What a fresh clone has of scripts/, without any environment."""
    tree = tmp_path / "tree"
    (tree / "scripts").mkdir(parents=True)
    for file in (ROOT / "scripts").iterdir():
        if file.is_file():
            shutil.copy2(file, tree / "scripts")
    for file in ROOT.glob("requirements*.txt"):
        shutil.copy2(file, tree)
    return tree


@pytest.fixture
def uv_log(tmp_path: Path) -> Path:
    """What the uv in `_environment` did, a line for each begin and end."""
    (tmp_path / "bin").mkdir()
    uv = tmp_path / "bin" / "uv"
    uv.write_text(UV)
    uv.chmod(0o755)
    log = tmp_path / "uv.log"
    log.touch()
    return log


def _environment(uv_log: Path, **more: str) -> dict[str, str]:
    path = f"{uv_log.parent / 'bin'}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "UV_LOG": str(uv_log), "PYTHON": sys.executable, **more}


def _run(tree: Path, *command: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(tree / "scripts" / command[0]), *command[1:]],
        capture_output=True, text=True, timeout=60, check=False, **options,
    )  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_help_is_printed_and_nothing_is_run(fresh: Path, tmp_path: Path, verb: str) -> None:
    shown = _run(fresh, verb, "--help", cwd=tmp_path)
    assert shown.returncode == 0 and not shown.stderr
    assert f"scripts/{verb}" in shown.stdout
    assert not (fresh / ".venv").exists() and not (fresh / ".tools").exists()


@pytest.mark.parametrize(("verb", "option"), [("check", "--fats"), ("setup", "--deb")])
def test_a_misspelt_option_is_not_ignored(fresh: Path, verb: str, option: str) -> None:
    ended = _run(fresh, verb, option)
    assert ended.returncode == 2 and option in ended.stderr and "--help" in ended.stderr
    assert not (fresh / ".venv").exists()


def test_set_ups_that_start_together_take_turns(fresh: Path, uv_log: Path) -> None:
    started = [
        subprocess.Popen(
            [fresh / "scripts" / "setup"],
            env=_environment(uv_log),
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    words = [process.communicate(timeout=60)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4
    assert uv_log.read_text().split("\n") == ["begin venv", "end venv", "begin pip", "end pip", ""]
    assert sum("waiting for it" in one for one in words) == 3


def test_a_set_up_after_one_that_failed_or_was_killed(fresh: Path, uv_log: Path) -> None:
    failed = _run(fresh, "setup", env=_environment(uv_log, UV_EXIT="7"))
    assert failed.returncode == 7
    killed = subprocess.Popen([fresh / "scripts" / "setup"], env=_environment(uv_log))
    while "begin" not in uv_log.read_text().partition("end")[2]:
        assert killed.poll() is None
    killed.kill()
    killed.wait()
    assert _run(fresh, "setup", "--ready").returncode == 1
    assert _run(fresh, "setup", env=_environment(uv_log)).returncode == 0
    assert _run(fresh, "setup", "--ready").returncode == 0
    assert _run(fresh, "setup", "--ready", "--dev").returncode == 1


class _Echo(BaseHTTPRequestHandler):
    """Answers with what it was sent; errors where the document asks for them."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        sent = {"sent": body, "token": self.headers["authorization"], "path": self.path}
        if "wrong" in body["query"]:
            self._reply(400, json.dumps({"errors": [{"message": "wrong"}]}))
        elif "page" in body["query"]:
            self._reply(502, "<html>")
        else:
            self._reply(200, json.dumps({"data": sent}))

    def _reply(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: the tests' output is not its log."""


@pytest.fixture
def url() -> Iterator[str]:
    """A server that tells what `ask` sends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _ask(url: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return _run(ROOT, "ask", "--url", url, *arguments, **options)


def test_ask_sends_variables_and_an_operation_from_a_file(url: str, tmp_path: Path) -> None:
    (tmp_path / "two.graphql").write_text("query A { a } query B { b }")
    answer = _ask(
        url, "-f", "two.graphql", "--operation", "B", "--token", "t0k",
        "--variables", '{"first": 3, "after": null}', "-v", "first=5", "-v", "id=rep_1",
        "-v", 'phone="112"', "-v", "equation=a=b",
        cwd=tmp_path,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["data"] == {
        "sent": {
            "query": "query A { a } query B { b }",
            "operationName": "B",
            "variables": {
                "first": 5, "after": None, "id": "rep_1", "phone": "112", "equation": "a=b",
            },
        },
        "token": "Bearer t0k",
        "path": "/graphql",
    }  # fmt: skip


def test_ask_reads_a_document_from_its_input(url: str) -> None:
    answer = _ask(url, "-f", "-", input="{ city { name } }")
    assert json.loads(answer.stdout)["data"]["sent"] == {"query": "{ city { name } }"}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "one document"),
        (("{ a }", "-f", "x"), "one document"),
        (("  ",), "empty"),
        (("-f", "nowhere.graphql"), "nowhere.graphql"),
        (("{ a }", "--variables", "{a: 1}"), "not valid JSON"),
        (("{ a }", "--variables", "[1]"), "one JSON object"),
        (("{ a }", "-v", "first"), "NAME=VALUE"),
        (("{ a }", "-v", "=3"), "NAME=VALUE"),
    ],
)
def test_ask_explains_what_it_cannot_send(url: str, arguments: tuple[str, ...], word: str) -> None:
    answer = _ask(url, *arguments)
    assert answer.returncode == 2 and word in answer.stderr and not answer.stdout


@pytest.mark.parametrize(
    ("document", "shown"), [("{ wrong }", '"message": "wrong"'), ("{ page }", "502")]
)
def test_ask_ends_with_1_when_the_answer_is_an_error(url: str, document: str, shown: str) -> None:
    answer = _ask(url, document)
    assert answer.returncode == 1 and shown in answer.stdout + answer.stderr
    assert "Traceback" not in answer.stderr


def test_ask_says_that_no_server_answers() -> None:
    answer = _ask("http://127.0.0.1:1", "{ a }")
    assert answer.returncode == 1 and "scripts/serve" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1
