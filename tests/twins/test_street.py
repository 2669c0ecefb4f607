"""The simulated cameras over real HTTP: what they draw, and every way in which they fail."""

import asyncio
import contextlib
import io
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from PIL import Image, ImageChops, ImageStat

from scripts.twins.street import FAULTS, create_app

NAMES = {"KTA-001-A": "Gerbang Pantai Kuta, kamera A", "KTA-002-A": "Jalan Poppies <II>"}
NOON = datetime(2026, 11, 23, 4, 0, 0, 250_000, tzinfo=UTC)  # 12:00 in Badung


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@contextlib.asynccontextmanager
async def cameras(**options: Any) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(NAMES, **options)
    config = uvicorn.Config(
        app, port=0, log_level="warning", lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
        yield client
    server.should_exit = True
    await task


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client(clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    async with cameras(clock=clock, slow_seconds=0.5) as client:
        yield client


def picture(response: httpx.Response) -> Image.Image:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "image/jpeg"
    opened = Image.open(io.BytesIO(response.content))
    opened.load()
    return opened


def difference(a: Image.Image, b: Image.Image) -> float:
    """Mean difference of brightness, 0 to 255."""
    return ImageStat.Stat(ImageChops.difference(a, b).convert("L")).mean[0]


def brightness(image: Image.Image) -> float:
    return ImageStat.Stat(image.convert("L")).mean[0]


async def test_a_street_moves_and_keeps_its_place(client: httpx.AsyncClient, clock: Clock) -> None:
    first = picture(await client.get("/frames/KTA-001-A.jpg"))
    assert first.size == (1280, 720)
    clock.now += timedelta(seconds=1)
    second = picture(await client.get("/frames/KTA-001-A.jpg"))
    other = picture(await client.get("/frames/KTA-002-A.jpg"))
    assert 0.2 < difference(first, second) < difference(first, other)


@pytest.mark.slow
async def test_night_is_darker_than_day(client: httpx.AsyncClient, clock: Clock) -> None:
    day = brightness(picture(await client.get("/frames/KTA-002-A.jpg")))
    for hours in range(24):
        clock.now = NOON + timedelta(hours=hours)
        shown = brightness(picture(await client.get("/frames/KTA-002-A.jpg")))
        if hours == 12:
            assert shown < day / 2


async def test_two_servers_draw_the_same_street(client: httpx.AsyncClient, clock: Clock) -> None:
    async with cameras(clock=clock) as other:
        mine = await client.get("/frames/KTA-001-A.jpg")
        theirs = await other.get("/frames/KTA-001-A.jpg")
    assert mine.content == theirs.content and mine.headers["etag"] == theirs.headers["etag"]


async def test_an_unchanged_frame_is_not_sent_again(
    client: httpx.AsyncClient, clock: Clock
) -> None:
    first = await client.get("/frames/KTA-001-A.jpg")
    assert first.headers["last-modified"] == "Mon, 23 Nov 2026 04:00:00 GMT"
    condition = {"If-None-Match": first.headers["etag"]}
    clock.now += timedelta(milliseconds=200)
    again = await client.get("/frames/KTA-001-A.jpg", headers=condition)
    assert (again.status_code, again.content) == (304, b"")
    clock.now += timedelta(milliseconds=200)
    assert (await client.get("/frames/KTA-001-A.jpg", headers=condition)).status_code == 200


async def test_an_unknown_camera_is_drawn_and_a_malformed_code_is_not(
    client: httpx.AsyncClient,
) -> None:
    picture(await client.get("/frames/ZZZ-999-Z.jpg"))
    for path in ("/frames/a%20b.jpg", "/frames/.jpg", f"/frames/{'a' * 65}.jpg", "/frames/a/b.jpg",
                 "/frames/KTA-001-A.png", "/mjpeg/%0d", "/else"):  # fmt: skip
        assert (await client.get(path)).status_code == 404
    head = await client.head("/frames/KTA-001-A.jpg")
    assert head.status_code == 200 and not head.content


async def test_the_index_lists_cameras_and_their_faults(client: httpx.AsyncClient) -> None:
    await client.post("/faults/KTA-002-A", params={"kind": "black"})
    page = (await client.get("/")).text
    assert "href='/frames/KTA-001-A.jpg'" in page and "Gerbang Pantai Kuta" in page
    assert "Poppies &lt;II&gt;" in page
    assert page.count(FAULTS["black"]) == 2


@pytest.mark.slow
async def test_the_stream_sends_two_frames_a_second() -> None:
    async with cameras() as client, client.stream("GET", "/mjpeg/KTA-001-A") as response:
        assert response.headers["content-type"] == "multipart/x-mixed-replace; boundary=frame"
        received, frames, start = b"", [], time.perf_counter()
        async for data in response.aiter_raw():
            received += data
            while b"\r\n\r\n" in received:
                head, _, rest = received.partition(b"\r\n\r\n")
                assert head.startswith(b"--frame\r\nContent-Type: image/jpeg\r\n")
                length = int(head.rpartition(b" ")[2])
                if len(rest) < length + 2:
                    break
                frames.append(Image.open(io.BytesIO(rest[:length])))
                received = rest[length + 2 :]
            if len(frames) == 3:
                break
    assert 0.9 < time.perf_counter() - start < 4
    assert difference(frames[0], frames[2]) > 0.1


async def broken_down(client: httpx.AsyncClient, kind: str) -> None:
    answer = await client.post("/faults/KTA-001-A", params={"kind": kind})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", ["/frames/KTA-001-A.jpg", "/mjpeg/KTA-001-A"])
async def test_a_dead_camera_hangs_up(client: httpx.AsyncClient, path: str) -> None:
    await broken_down(client, "dead")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        await client.get(path)
    picture(await client.get("/frames/KTA-002-A.jpg"))
    await client.delete("/faults/KTA-001-A")
    picture(await client.get("/frames/KTA-001-A.jpg"))


async def test_a_hanging_camera_never_answers(client: httpx.AsyncClient) -> None:
    await broken_down(client, "hang")
    with pytest.raises(httpx.ReadTimeout):
        await client.get("/frames/KTA-001-A.jpg", timeout=0.4)


async def test_a_slow_camera_drips(client: httpx.AsyncClient) -> None:
    await broken_down(client, "slow")
    start = time.perf_counter()
    picture(await client.get("/frames/KTA-001-A.jpg"))
    assert time.perf_counter() - start > 0.45


async def test_a_broken_picture_has_a_whole_answer(client: httpx.AsyncClient) -> None:
    await broken_down(client, "broken")
    answer = await client.get("/frames/KTA-001-A.jpg")
    assert int(answer.headers["content-length"]) == len(answer.content)
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(answer.content)).load()


async def test_a_huge_picture_can_be_cut_off(client: httpx.AsyncClient) -> None:
    await broken_down(client, "huge")
    received = 0
    async with client.stream("GET", "/frames/KTA-001-A.jpg") as response:
        assert "content-length" not in response.headers
        async for data in response.aiter_raw():
            received += len(data)
            if received > 20_000_000:
                break
    assert received > 20_000_000
    picture(await client.get("/frames/KTA-002-A.jpg"))


async def test_a_frozen_camera_repeats_itself(client: httpx.AsyncClient, clock: Clock) -> None:
    await broken_down(client, "frozen")
    first = await client.get("/frames/KTA-001-A.jpg")
    clock.now += timedelta(hours=3)
    later = await client.get("/frames/KTA-001-A.jpg")
    assert (later.content, later.headers["etag"]) == (first.content, first.headers["etag"])
    assert later.headers["last-modified"] == first.headers["last-modified"]


async def test_a_black_camera_still_shows_the_time(client: httpx.AsyncClient, clock: Clock) -> None:
    await broken_down(client, "black")
    first = picture(await client.get("/frames/KTA-001-A.jpg"))
    assert brightness(first) < 4
    clock.now += timedelta(seconds=7)
    assert difference(first, picture(await client.get("/frames/KTA-001-A.jpg"))) > 0


async def test_faults_that_answer_with_something_else(client: httpx.AsyncClient) -> None:
    await broken_down(client, "html")
    page = await client.get("/frames/KTA-001-A.jpg")
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    await broken_down(client, "401")
    refused = await client.get("/frames/KTA-001-A.jpg", auth=("a", "b"))
    assert refused.status_code == 401 and "Basic" in refused.headers["www-authenticate"]
    await broken_down(client, "500")
    assert (await client.get("/frames/KTA-001-A.jpg")).status_code == 500


async def test_an_unknown_fault_is_refused_with_the_list(client: httpx.AsyncClient) -> None:
    answer = await client.post("/faults/KTA-001-A", params={"kind": "tired"})
    assert answer.status_code == 400
    assert "'tired'" in answer.text and all(kind in answer.text for kind in FAULTS)
    picture(await client.get("/frames/KTA-001-A.jpg"))


async def test_a_login_guards_every_path() -> None:
    async with cameras(user="cctv", password="rahasia:é") as client:
        for path in ("/", "/frames/KTA-001-A.jpg", "/mjpeg/KTA-001-A", "/faults/KTA-001-A"):
            answer = await client.get(path)
            assert answer.status_code == 401 and "Basic" in answer.headers["www-authenticate"]
        assert (await client.get("/", auth=("cctv", "wrong"))).status_code == 401
        picture(await client.get("/frames/KTA-001-A.jpg", auth=("cctv", "rahasia:é")))


def test_a_share_is_dead_from_the_start_and_the_seed_chooses_which() -> None:
    names = {f"C-{n}": "" for n in range(50)}
    dead = create_app(names, dead_share=0.2, seed=7).faults
    assert len(dead) == 10 and set(dead.values()) == {"dead"}
    assert create_app(names, dead_share=0.2, seed=7).faults == dead
    assert create_app(names, dead_share=0.2, seed=8).faults != dead
    assert not create_app(names).faults


@pytest.mark.slow
async def test_the_command_serves_the_citys_cameras_and_stops_on_ctrl_c() -> None:
    command = [sys.executable, "-m", "scripts.twins.street", "--port", "0"]
    server = subprocess.Popen([*command, "--dead-share", "0.5"], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    line = await asyncio.to_thread(server.stdout.readline)
    assert "168" in line and "84" in line
    url = line.rpartition(" ")[2].strip()
    async with httpx.AsyncClient() as client:
        assert "KTA-001-A" in (await client.get(url)).text
    port = url.rstrip("/").rpartition(":")[2]
    busy = subprocess.run([*command[:-1], port], capture_output=True, text=True)
    assert busy.returncode == 2 and port in busy.stderr and "Traceback" not in busy.stderr
    server.send_signal(signal.SIGINT)
    assert await asyncio.to_thread(server.wait, 5) in (0, -signal.SIGINT)
    wrong = subprocess.run(
        [sys.executable, "-m", "scripts.twins.street", "--city", "nowhere"],
        capture_output=True,
        text=True,
    )
    assert wrong.returncode != 0 and "badung" in wrong.stderr
