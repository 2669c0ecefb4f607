"""Both stores keep the same promises: a real directory, and a bucket spoken to over HTTP."""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.storage.store import BadKey, Store, StoreUnavailable


class Bucket:
    """The few words of S3 that the store speaks, over HTTP, refusing unsigned requests."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, str]] = {}
        self.broken = False

    async def answer(self, request: Request) -> Response:
        if "Credential=the-key/" not in request.headers.get("authorization", ""):
            return Response("<Error><Code>AccessDenied</Code></Error>", 403)
        if self.broken:
            return Response("<Error><Code>InvalidRequest</Code></Error>", 400)
        key = request.path_params.get("key", "")
        if request.method == "PUT":
            self.objects[key] = (await request.body(), request.headers["content-type"])
            return Response(headers={"ETag": '"e"'})
        if request.method == "POST":
            doomed = re.findall(r"<Key>([^<]+)</Key>", (await request.body()).decode())
            for name in doomed:
                self.objects.pop(name, None)
            inner = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in doomed)
            return Response(f"<DeleteResult>{inner}</DeleteResult>", media_type="application/xml")
        if request.method == "DELETE":
            self.objects.pop(key, None)
            return Response(status_code=204)
        if key not in self.objects:
            return Response("<Error><Code>NoSuchKey</Code></Error>", 404)
        data, content_type = self.objects[key]
        headers = {"ETag": '"e"', "Last-Modified": "Mon, 23 Nov 2026 00:00:00 GMT"}
        return Response(data, media_type=content_type, headers=headers)


@contextlib.asynccontextmanager
async def bucket_server(bucket: Bucket) -> AsyncIterator[str]:
    methods = ["GET", "HEAD", "PUT", "POST", "DELETE"]
    app = Starlette(
        routes=[
            Route("/photos", bucket.answer, methods=methods),
            Route("/photos/{key:path}", bucket.answer, methods=methods),
        ]
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task


@pytest.fixture
def bucket() -> Bucket:
    return Bucket()


@pytest.fixture(params=["disk", "s3"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, bucket: Bucket
) -> AsyncIterator[Store]:
    if request.param == "disk":
        yield Store.on_disk(tmp_path / "objects")
        return
    async with bucket_server(bucket) as endpoint:
        yield Store.on_s3("photos", endpoint, "the-key", "the-secret", "ap-southeast-3")


async def test_what_is_put_is_got_and_gone_after_delete(store: Store) -> None:
    assert await store.get("a/b.webp") is None
    assert await store.size("a/b.webp") is None
    await store.put("a/b.webp", b"one", "image/webp")
    await store.put("a/b.webp", b"one", "image/webp")
    await store.put("a/b.webp", b"three", "image/webp")
    assert await store.get("a/b.webp") == b"three"
    assert await store.size("a/b.webp") == 5
    assert await store.exists("a/b.webp")
    await store.delete("a/b.webp")
    await store.delete("a/b.webp")
    assert not await store.exists("a/b.webp")


async def test_empty_large_and_concurrent_objects(store: Store) -> None:
    await store.put("empty", b"", "application/octet-stream")
    assert await store.get("empty") == b""
    large = os.urandom(12_000_000)
    await asyncio.gather(*(store.put("large.bin", large, "image/jpeg") for _ in range(6)))
    assert await store.get("large.bin") == large


async def test_a_key_below_an_object_or_of_a_folder_holds_nothing(store: Store) -> None:
    await store.put("a/b.webp", b"one", "image/webp")
    for key in ("a/b.webp/c", "a/b.webp/c/d", "a"):
        assert await store.get(key) is None
        assert await store.size(key) is None
        await store.delete(key)
    assert await store.get("a/b.webp") == b"one"


@pytest.mark.parametrize(
    "key",
    ["", "/a", "a/", "a//b", "..", "a/../b", "./a", "a/.hidden", "A", "a b", "a\\b", "a\0", "a\n",
     "%2e%2e/a", "é", "a#1", "a" * 201, "/".join(["abcdefgh"] * 60), "~/a", "c:/a"],
)  # fmt: skip
async def test_keys_that_could_leave_the_root_are_refused(store: Store, key: str) -> None:
    for verb in (store.get(key), store.size(key), store.exists(key), store.delete(key)):
        with pytest.raises(BadKey, match="not allowed"):
            await verb
    with pytest.raises(BadKey):
        await store.put(key, b"x", "image/webp")


async def test_the_bucket_learns_the_content_type(bucket: Bucket) -> None:
    async with bucket_server(bucket) as endpoint:
        store = Store.on_s3("photos", endpoint, "the-key", "the-secret", "ap-southeast-3")
        await store.put("a/b.webp", b"one", "image/webp")
    assert bucket.objects == {"a/b.webp": (b"one", "image/webp")}


async def test_a_failing_bucket_is_named_and_its_secret_is_not(bucket: Bucket) -> None:
    async with bucket_server(bucket) as endpoint:
        bucket.broken = True
        store = Store.on_s3("photos", endpoint, "the-key", "the-secret", "ap-southeast-3")
        for verb in (store.get("a"), store.size("a"), store.put("a", b"", "x/y")):
            with pytest.raises(StoreUnavailable, match="bucket photos") as caught:
                await verb
            assert "the-secret" not in f"{caught.value} {caught.value.__cause__}"
        denied = Store.on_s3("photos", endpoint, "another", "x", "ap-southeast-3")
        with pytest.raises(StoreUnavailable):
            await denied.get("a")


async def test_a_failing_disk_is_named(tmp_path: Path) -> None:
    store = Store.on_disk(tmp_path / "objects")
    await store.put("folder/a", b"one", "x/y")
    with pytest.raises(StoreUnavailable, match="objects"):
        await store.put("folder", b"two", "x/y")
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        Store.on_disk(tmp_path / "file")


_ENDLESS_WRITER = """
import asyncio, sys, pathlib
from api.storage.store import Store
async def main():
    store = Store.on_disk(pathlib.Path(sys.argv[1]))
    print("ready", flush=True)
    while True:
        for letter in b"ab":
            await store.put("x/y.bin", bytes([letter]) * 2_000_000, "image/webp")
asyncio.run(main())
"""


async def test_a_writer_killed_at_any_instant_leaves_no_torn_object(tmp_path: Path) -> None:
    store = Store.on_disk(tmp_path)
    for n in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", _ENDLESS_WRITER, str(tmp_path)], stdout=subprocess.PIPE
        )
        assert writer.stdout and writer.stdout.readline()
        await asyncio.sleep(0.05 + 0.017 * n)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        data = await store.get("x/y.bin")
        assert data in (b"a" * 2_000_000, b"b" * 2_000_000)


async def test_what_was_put_on_a_disk_outlives_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes are flushed before they get their name, and every folder with a new entry after."""
    root = tmp_path / "objects"
    store = Store.on_disk(root)
    flushed: list[tuple[str, bool]] = []
    flush = os.fsync

    def fsync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        named = (root / "images/ab/320.webp").exists()
        flushed.append(("file" if path.is_file() else str(path.relative_to(root)), named))
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    await store.put("images/ab/320.webp", b"picture", "image/webp")
    assert flushed == [("file", False), ("images/ab", True), ("images", True), (".", True)]
    assert sorted(p.name for p in (root / "images/ab").iterdir()) == ["320.webp"]
