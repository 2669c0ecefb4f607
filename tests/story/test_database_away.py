"""A server that starts while its database is away answers 112, and all the rest once it is back."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from api.db.session import Database
from api.emergency.service import PackCache
from tests.story.process import Served, run
from tests.story.seeded import SeededStore
from tests.story.waiting import until

pytestmark = pytest.mark.slow

NOWHERE = "postgresql+asyncpg://kulkul:hunter22@127.0.0.1:1/kulkul"
ASK = "{ city { code } }"


@pytest.fixture
async def away(seeded: SeededStore) -> AsyncIterator[tuple[dict[str, str], Callable[[], object]]]:
    """The settings of a store that has a pack on disk and is away, and what brings it back."""
    database = Database(seeded.url)
    keeper = PackCache(database, seeded.data / "emergency.json")
    await keeper.start()
    await keeper.close()
    await database.close()
    if seeded.is_sqlite:
        file = seeded.data / "kulkul.sqlite3"
        whole = file.with_suffix(".whole")
        shutil.move(file, whole)
        file.write_text("this is no database" * 100)
        yield {}, lambda: whole.replace(file)
        return
    real = parse_qs(urlsplit(seeded.url).query)["host"][0]
    folder = Path(tempfile.mkdtemp(prefix="kulkul-away-"))  # a socket's path must be short
    socket = folder / "pg"
    yield (
        {"KULKUL_DATABASE_URL": seeded.url.partition("?")[0] + f"?host={socket}"},
        lambda: socket.symlink_to(real),
    )
    shutil.rmtree(folder)


async def test_112_is_answered_until_the_database_is_back(
    seeded: SeededStore, away: tuple[dict[str, str], Callable[[], object]]
) -> None:
    settings, bring_back = away
    with Served(seeded.data, settings=settings, seconds=60) as served:
        assert "tetap dijawab" in served.output and "are answered" in served.output
        assert "worker.started" not in served.output
        async with httpx.AsyncClient(base_url=served.url, timeout=30) as client:
            pack = await client.get("/emergency.json")
            assert pack.status_code == 200 and pack.json()["number"] == "112"
            assert pack.json()["facilities"], "it is the pack on disk, not the last resort"
            ready = await client.get("/readyz")
            assert ready.status_code == 503 and ready.json()["checks"]["prepared"] != "ok"
            assert (await client.get("/healthz")).status_code == 200
            refused = (await client.post("/graphql", json={"query": ASK})).json()
            assert refused["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"

            bring_back()

            async def is_ready() -> bool:
                return (await client.get("/readyz")).status_code == 200

            await until(is_ready)
            answer = (await client.post("/graphql", json={"query": ASK})).json()
            assert answer == {"data": {"city": {"code": "badung"}}}

            async def works() -> bool:
                return "worker.started" in served.output

            await until(works)
        assert served.interrupt() == 0


def test_it_ends_while_it_waits(tmp_path: Path) -> None:
    settings = {"KULKUL_DATABASE_URL": NOWHERE}
    with Served(tmp_path / "data", settings=settings, seconds=60) as served:
        numbers = httpx.get(f"{served.url}/emergency.json")
        assert numbers.status_code == 200 and numbers.json()["number"] == "112"
        assert served.interrupt() == 0
        assert "hunter22" not in served.output and "Traceback" not in served.output


async def test_what_waiting_does_not_mend_ends_it(
    seeded: SeededStore, away: tuple[dict[str, str], Callable[[], object]]
) -> None:
    settings, bring_back = away
    more = ("--city", "cirebon")
    with Served(seeded.data, arguments=more, settings=settings, seconds=60) as served:
        bring_back()
        assert served.process.wait(30) == 1
        assert "This store holds badung" in served.output and "Traceback" not in served.output


def test_a_wrong_login_ends_it_at_once(tmp_path: Path, postgres_url: str) -> None:
    where = urlsplit(postgres_url).query
    wrong = f"postgresql+asyncpg://kulkul:hunter22@/nothing?{where}"
    ended = run("serve", "--port", "0", "--data", str(tmp_path / "data"), KULKUL_DATABASE_URL=wrong)
    assert ended.returncode == 1 and "hunter22" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
