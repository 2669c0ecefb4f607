"""What a newcomer meets: what is committed, copied, started, looked at, stopped, started again."""

import base64
import json
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.db.migrate import ROOT
from tests.story.process import Served, run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that git knows, copied: nothing of a developer's machine comes along."""
    folder = tmp_path_factory.mktemp("clone") / "kulkul"
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no git checkout")
    for name in filter(None, listed.stdout.split("\0")):
        if name.startswith("tests/") or not (ROOT / name).exists():
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    return folder


@pytest.fixture(scope="module")
def started(clone: Path) -> Iterator[Served]:
    """The first start on an empty folder."""
    with Served(clone.parent / "data", clone) as served:
        yield served


def _ask(served: Served, query: str, token: str = "") -> dict[str, object]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = httpx.post(f"{served.url}/graphql", json={"query": query}, headers=headers, timeout=20)
    body = answer.json()
    assert answer.status_code == 200 and "errors" not in body, body
    data: dict[str, object] = body["data"]
    return data


def test_it_says_where_to_look(started: Served) -> None:
    for shown in ("/graphiql", "/graphql", "/schema.graphql", "/emergency.json", "scripts/token"):
        assert shown in started.output
    assert "KULKUL_FIREBASE_CREDENTIALS is not set" in started.output, "who gets no push must know"
    assert "Seeding the city pack: badung" in started.output and "Ctrl-C" in started.output
    for path in ("/graphiql", "/schema.graphql", "/emergency.json", "/healthz", "/readyz"):
        assert httpx.get(started.url + path, timeout=20).status_code == 200, path
    page = httpx.get(f"{started.url}/graphiql", timeout=20).text
    assert "https://" not in page.replace("https://graphql", ""), "it must work without internet"
    found = _ask(started, "{ city { name } apps { slug } cameraSites { code } }")
    assert found["city"] == {"name": "Kabupaten Badung"}
    assert len(found["apps"]) == 34 and len(found["cameraSites"]) == 117  # type: ignore[arg-type]


@pytest.mark.parametrize("role", ["citizen", "partner", "officer", "editor", "admin"])
def test_tokens_work(started: Served, role: str) -> None:
    more = ["--agency", "pupr"] if role == "officer" else []
    made = run(
        "token", "--role", role, "--data", str(started.data), "--name", "Ayu", *more,
        cwd=started.cwd,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    viewer = _ask(started, "{ viewer { role name agency { code } } }", made.stdout.strip())
    agency = {"code": "pupr"} if role == "officer" else None
    assert viewer == {"viewer": {"role": role.upper(), "name": "Ayu", "agency": agency}}


def test_tokens_are_not_made_for_nonsense(started: Served) -> None:
    where = ("--data", str(started.data))
    for arguments, word in (
        (("--role", "king"), "citizen"),
        (("--role", "officer"), "agency"),
        (("--role", "anonymous"), "citizen"),
        (("--role", "citizen", "--subject", ""), "citizen"),
    ):
        made = run("token", *arguments, *where, cwd=started.cwd)
        if made.returncode == 0:  # an empty subject means the role's own
            claims = made.stdout.split(".")[1]
            payload = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
            assert payload["sub"] == word
            continue
        assert made.returncode == 2 and word in made.stderr and not made.stdout
        assert "Traceback" not in made.stderr and len(made.stderr.splitlines()) == 1


def test_bad_token_is_refused(started: Served) -> None:
    answer = httpx.post(
        f"{started.url}/graphql",
        json={"query": "{ viewer { role } }"},
        headers={"Authorization": "Bearer nonsense"},
    )
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_busy_port_is_explained(started: Served, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run("serve", "--port", port, "--data", str(tmp_path / "d"), cwd=started.cwd)
    assert ended.returncode == 1 and port in ended.stderr and "--port" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1 and "Traceback" not in ended.stderr


def test_wrong_city_is_explained(started: Served) -> None:
    ended = run(
        "serve", "--port", "0", "--city", "cirebon", "--data", str(started.data), cwd=started.cwd
    )
    assert ended.returncode == 1 and "badung" in ended.stderr and "cirebon" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1 and "Traceback" not in ended.stderr


def test_settings_hide_secrets(clone: Path) -> None:
    shown = run(
        "settings",
        cwd=clone,
        KULKUL_DATABASE_URL="postgresql+asyncpg://kulkul:hunter22@db.example/kulkul",
        KULKUL_CAMERA_PASSWORD="opensesame",
        KULKUL_CAMERA_URL="http://guard:swordfish@cam.example/live",
        KULKUL_PUBLIC_URL="https://swordfish@api.example",
        KULKUL_S3_ENDPOINT="https://key:sword@fish@s3.example:9000",
        KULKUL_FCM_URL="http://guard:swordfish@fcm.example",
    )
    assert shown.returncode == 0 and "KULKUL_DATABASE_URL=" in shown.stdout
    assert "db.example" in shown.stdout
    for secret in ("hunter22", "opensesame", "swordfish", "sword@", "guard:"):
        assert secret not in shown.stdout
    assert "KULKUL_CAMERA_URL=http://***@cam.example/live" in shown.stdout
    assert "KULKUL_S3_ENDPOINT=https://***@s3.example:9000" in shown.stdout


@pytest.mark.parametrize("command", ["settings", "serve", "token"])
def test_unknown_setting_is_refused(clone: Path, command: str, tmp_path: Path) -> None:
    more = {"token": ["--role", "citizen", "--data", str(tmp_path)], "serve": ["--port", "0"]}
    ended = run(command, *more.get(command, []), cwd=clone, KULKUL_DATABSE_URL="x")
    assert ended.returncode == 2 and "KULKUL_DATABSE_URL" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["serve --port 0", "seed", "token --role citizen", "worker"])
def test_a_folder_that_cannot_be_used_is_explained(
    clone: Path, command: str, tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file where the folder should be")
    ended = run(*command.split(), "--data", str(taken), cwd=clone)
    assert ended.returncode == 1 and str(taken) in ended.stderr and "--data" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["serve --port 0", "seed"])
def test_a_damaged_store_is_explained(clone: Path, command: str, tmp_path: Path) -> None:
    (tmp_path / "kulkul.sqlite3").write_text("this is no database" * 100)
    ended = run(*command.split(), "--data", str(tmp_path), cwd=clone)
    assert ended.returncode == 1 and "not a database" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["serve --port 0", "seed", "worker"])
def test_a_store_of_a_newer_version_is_refused(clone: Path, command: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "kulkul.sqlite3") as store:
        store.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        store.execute("INSERT INTO alembic_version VALUES ('0099')")
    ended = run(*command.split(), "--data", str(tmp_path), cwd=clone)
    assert ended.returncode == 1 and "0099" in ended.stderr and "newer" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1 and "Migrating" not in ended.stdout


def test_a_database_that_is_away_is_explained(clone: Path, tmp_path: Path) -> None:
    away = "postgresql+asyncpg://kulkul:hunter22@127.0.0.1:1/kulkul"
    ended = run("seed", "--data", str(tmp_path), cwd=clone, KULKUL_DATABASE_URL=away)
    assert ended.returncode == 1 and "database cannot be used" in ended.stderr
    assert "hunter22" not in ended.stderr and len(ended.stderr.strip().splitlines()) == 1


def test_a_wrong_part_is_explained_in_both_languages(clone: Path, tmp_path: Path) -> None:
    ended = run("seed", "--only", "camera", "--data", str(tmp_path), cwd=clone)
    assert ended.returncode == 1
    assert "Maksudnya cameras?" in ended.stderr and "Did you mean cameras?" in ended.stderr


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("PORT", "[/x]", "integer"),
        ("CITY", "bali", "badung"),
        ("DATABASE_URL", "mysql://kulkul:hunter22@db.example/kulkul", "postgresql://"),
        ("DATABASE_URL", "hunter22", "postgresql://"),
        ("DATABASE_URL", "postgres://u:hunter22@db.example/k?options=x", "options"),
        ("DATABASE_URL", "postgres://u:hunter22@db.example/k?sslmode=on", "verify-full"),
        ("DATABASE_URL", "postgres://u:hunter22@/k?host=/run&port=x", "port"),
        ("CAMERA_URL", "camera.example:8090", "http://"),
        ("PUBLIC_URL", "api.example", "https://"),
        ("CAMERA_NETWORKS", "banana", "banana"),
    ],
)
def test_wrong_setting_is_explained(clone: Path, name: str, value: str, word: str) -> None:
    setting: dict[str, Any] = {f"KULKUL_{name}": value}
    ended = run("settings", cwd=clone, **setting)
    assert ended.returncode == 2 and word in ended.stderr and not ended.stdout
    assert ended.stderr.startswith(f"KULKUL_{name}: ") and "hunter22" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "postgresql://ayu:p%40ss@db.example/kulkul",
            "postgresql+asyncpg://ayu:***@db.example/kulkul",
        ),
        (
            "postgres://ayu:p@db.example:6432/kulkul?sslmode=require",
            "postgresql+asyncpg://ayu:***@db.example:6432/kulkul?ssl=require",
        ),
        (
            "postgresql:///kulkul?host=/run/postgresql&port=5433",
            "postgresql+asyncpg://:5433/kulkul?host=%2Frun%2Fpostgresql",
        ),
    ],
)
def test_a_database_url_as_psql_writes_it(clone: Path, written: str, read: str) -> None:
    shown = run("settings", cwd=clone, KULKUL_DATABASE_URL=written)
    assert f"KULKUL_DATABASE_URL={read}\n" in shown.stdout


def test_a_slash_at_the_end_of_an_address_is_dropped(clone: Path) -> None:
    shown = run("settings", cwd=clone, KULKUL_PUBLIC_URL="https://api.example/")
    assert "KULKUL_PUBLIC_URL=https://api.example\n" in shown.stdout


def test_ctrl_c_and_again(started: Served) -> None:
    """It ends at once and well, and the next start finds all as it was. Runs last: it stops it."""
    before = _ask(started, "{ reports(first: 1) { nodes { ticket } } }")
    assert started.interrupt(10) == 0
    assert "Traceback" not in started.output and "Aborted" not in started.output
    with Served(started.data, started.cwd, seconds=20) as again:
        assert "Seeding" not in again.output and "Migrating" not in again.output
        assert _ask(again, "{ reports(first: 1) { nodes { ticket } } }") == before
        assert again.interrupt(10) == 0


def test_cirebon(clone: Path) -> None:
    with Served(clone.parent / "cirebon", clone, ("--city", "cirebon")) as served:
        found = _ask(served, "{ city { code name timeZone } areas(level: VILLAGE) { code } }")
        assert found["city"] == {
            "code": "cirebon", "name": "Kota Cirebon", "timeZone": "Asia/Jakarta",
        }  # fmt: skip
        assert len(found["areas"]) == 22  # type: ignore[arg-type]
        assert served.interrupt(10) == 0
