"""Photographs as phones, painters and attackers send them, through the real worker processes."""

import asyncio
import base64
import contextlib
import functools
import io
import multiprocessing
import os
import pickle
import random
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import psutil
import pytest
import pytest_asyncio
from PIL import Image, ImageCms

from api.storage import pool as pools
from api.storage.images import ImageRefused, ImagesBusy, Processed, Refusal, recognise
from api.storage.photo_limits import MAX_BYTES
from api.storage.pool import ImagePool

pytestmark = pytest.mark.asyncio(loop_scope="module")
Colour = tuple[int, int, int]
RED, GREEN, BLUE, GREY = (200, 30, 30), (30, 170, 40), (30, 40, 200), (128, 128, 128)


@pytest.fixture(scope="module", autouse=True)
def processes_as_in_a_city() -> Iterator[None]:
    """Workers that start from nothing, as a server's do."""
    others, pools.PROCESSES = pools.PROCESSES, multiprocessing.get_context("spawn")
    yield
    pools.PROCESSES = others


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[ImagePool]:
    pool = ImagePool(workers=1)
    yield pool
    await pool.close()


def saved(picture: Image.Image, format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def quarters(width: int, height: int) -> Image.Image:
    """Red, green over blue, grey: which way is up can be read from the corners."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(GREEN, (width // 2, 0, width, height))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    picture.paste(GREY, (width // 2, height // 2, width, height))
    return picture


def noisy(width: int, height: int) -> Image.Image:
    seed = random.Random(7).randbytes(64 * 48 * 3)
    return Image.frombytes("RGB", (64, 48), seed).resize((width, height), Image.Resampling.BICUBIC)


def phone_exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(0x8825).update({1: "S", 2: (8.0, 43.0, 7.0), 3: "E", 4: (115.0, 10.0, 8.0)})
    return exif


def opened(processed: Processed, index: int = -1) -> Image.Image:
    return Image.open(io.BytesIO(processed.renditions[index].data)).convert("RGB")


def colour_at(picture: Image.Image, x: float, y: float) -> Colour:
    value = picture.getpixel((int(x * picture.width), int(y * picture.height)))
    assert isinstance(value, tuple)
    return value[0], value[1], value[2]


def assert_near(found: Colour, wanted: Colour, tolerance: int = 8) -> None:
    assert all(abs(a - b) <= tolerance for a, b in zip(found, wanted, strict=True)), (found, wanted)


def assert_upright(picture: Image.Image) -> None:
    corners = {(0.25, 0.25): RED, (0.75, 0.25): GREEN, (0.25, 0.75): BLUE, (0.75, 0.75): GREY}
    for (x, y), colour in corners.items():
        assert_near(colour_at(picture, x, y), colour)


def assert_bare(data: bytes) -> None:
    """The file holds one lossy picture and nothing else: no EXIF, XMP or ICC, no camera name."""
    assert data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8 "
    assert len(data) == 20 + int.from_bytes(data[16:20], "little") + len(data) % 2
    for trace in (b"EXIF", b"Exif", b"XMP ", b"xmpmeta", b"ICCP", b"VP8X", b"GPS", b"SECRETMAKER"):
        assert trace not in data


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, depth: int, kind: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 1))
        + chunk(b"IEND", b"")
    )


def display_p3() -> bytes:
    """A minimal ICC profile with Display P3's primaries (adapted to D50) and gamma 2.2."""

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(v * 65536)) for v in values)

    curve = b"curv\0\0\0\0" + struct.pack(">IHH", 1, round(2.2 * 256), 0)
    tags = {
        b"wtpt": xyz(0.9642, 1.0, 0.8249), b"rXYZ": xyz(0.51512, 0.24120, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189), b"bXYZ": xyz(0.15710, 0.06657, 0.78407),
        b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
    }  # fmt: skip
    table, body, start = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">II", start + len(body), len(value))
        body += value
    header = struct.pack(">I4xI4s4s4s", start + len(body), 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    header = (header + bytes(12) + b"acsp").ljust(68, b"\0")
    header += struct.pack(">iii", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + table + body


async def refusal(pool: ImagePool, data: bytes, declared: str | None = None) -> Refusal:
    with pytest.raises(ImageRefused) as caught:
        await pool.process(data, declared)
    assert caught.value.words.id and caught.value.words.en
    return caught.value.code


# What is taken


async def test_a_phone_photo_comes_out_upright_small_and_bare(pool: ImagePool) -> None:
    lying = quarters(3000, 4000).transpose(Image.Transpose.ROTATE_90)
    photo = saved(lying, "JPEG", quality=92, exif=phone_exif(6), icc_profile=display_p3())
    assert b"SECRETMAKER" in photo
    processed = await pool.process(photo, "image/jpeg")
    sizes = [(r.width, r.height) for r in processed.renditions]
    assert sizes == [(320, 427), (960, 1280), (1920, 2560)]
    assert (processed.width, processed.height) == (1920, 2560)
    assert processed.content_type == "image/webp"
    for rendition in processed.renditions:
        assert_bare(rendition.data)
        with Image.open(io.BytesIO(rendition.data)) as picture:
            assert picture.size == (rendition.width, rendition.height)
    for x, y in ((0.25, 0.75), (0.75, 0.75)):
        assert_near(colour_at(opened(processed), x, y), BLUE if x < 0.5 else GREY, 12)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
async def test_every_orientation(pool: ImagePool, orientation: int, format: str) -> None:
    turns: dict[int, Image.Transpose] = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    upright = quarters(400, 600)
    stored = upright.transpose(turns[orientation]) if orientation in turns else upright
    processed = await pool.process(saved(stored, format, exif=phone_exif(orientation)))
    assert (processed.width, processed.height) == (400, 600)
    assert_upright(opened(processed))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1, 1), [(1, 1)]),
        ((100, 50), [(100, 50)]),
        ((320, 240), [(320, 240)]),
        ((500, 400), [(320, 256), (500, 400)]),
        ((1000, 10), [(320, 3), (960, 10), (1000, 10)]),
        ((2500, 1000), [(320, 128), (960, 384), (1920, 768)]),
        ((400, 20_000), [(154, 7680)]),
        ((30_000, 2), [(320, 1), (960, 1), (1920, 1)]),
    ],
)
async def test_widths_are_never_scaled_up(
    pool: ImagePool, size: tuple[int, int], expected: list[tuple[int, int]]
) -> None:
    processed = await pool.process(saved(quarters(*size), "PNG"), "image/png")
    assert [(r.width, r.height) for r in processed.renditions] == expected
    for rendition in processed.renditions:
        assert Image.open(io.BytesIO(rendition.data)).size == (rendition.width, rendition.height)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
async def test_grey_and_print_jpegs(pool: ImagePool, mode: str) -> None:
    picture = opened(await pool.process(saved(quarters(600, 400).convert(mode), "JPEG")))
    if mode == "L":
        assert_near(colour_at(picture, 0.75, 0.75), GREY)
        assert_near(colour_at(picture, 0.25, 0.25), (81, 81, 81))
    else:
        assert_upright(picture)


async def test_sixteen_bit_pngs_keep_their_brightness(pool: ImagePool) -> None:
    grey = png(8, 8, 16, 0, (b"\0" + b"\x80\x80" * 8) * 8)
    assert_near(colour_at(opened(await pool.process(grey)), 0.5, 0.5), GREY, 2)
    colour = png(8, 8, 16, 2, (b"\0" + b"\xc8\x00\x1e\x00\x1e\x00" * 8) * 8)
    assert_near(colour_at(opened(await pool.process(colour)), 0.5, 0.5), RED)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
async def test_what_is_transparent_becomes_white(pool: ImagePool, mode: str) -> None:
    picture = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    picture.paste((*GREY, 255), (0, 0, 32, 64))
    picture = picture.quantize() if mode == "P" else picture.convert(mode)
    found = opened(await pool.process(saved(picture, "PNG")))
    assert_near(colour_at(found, 0.25, 0.5), GREY)
    assert_near(colour_at(found, 0.9, 0.5), (255, 255, 255))


async def test_one_bit_and_palette_pngs(pool: ImagePool) -> None:
    black_and_white = quarters(64, 64).convert("L").point(lambda v: 255 * (v > 90)).convert("1")
    found = opened(await pool.process(saved(black_and_white, "PNG")))
    assert_near(colour_at(found, 0.25, 0.25), (0, 0, 0))
    assert_near(colour_at(found, 0.75, 0.75), (255, 255, 255))
    assert_upright(opened(await pool.process(saved(quarters(64, 64).quantize(4), "PNG"))))


async def test_a_wide_gamut_photo_is_converted_to_srgb(pool: ImagePool) -> None:
    photo = saved(Image.new("RGB", (64, 64), (100, 200, 100)), "PNG", icc_profile=display_p3())
    red, green, _ = colour_at(opened(await pool.process(photo)), 0.5, 0.5)
    assert red < 70 and green > 200


@pytest.mark.parametrize("kind", ["garbage", "truncated", "of another space"])
async def test_a_bad_colour_profile_is_passed_over(pool: ImagePool, kind: str) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    profile = {"garbage": b"\xff" * 500, "truncated": display_p3()[:140], "of another space": lab}
    for format in ("JPEG", "PNG", "WEBP"):
        photo = saved(quarters(64, 64), format, icc_profile=profile[kind])
        assert_upright(opened(await pool.process(photo)))


async def test_a_bad_exif_block_is_passed_over(pool: ImagePool) -> None:
    for block in (b"Exif\0\0" + b"\xff" * 40, b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0"):
        assert_upright(opened(await pool.process(saved(quarters(64, 64), "JPEG", exif=block))))


async def test_a_phones_jpeg_with_a_second_picture_inside_is_a_photo(pool: ImagePool) -> None:
    depth = Image.new("RGB", (60, 40))
    photo = saved(quarters(600, 400), "MPO", save_all=True, append_images=[depth])
    assert Image.open(io.BytesIO(photo)).format == "MPO"
    assert_upright(opened(await pool.process(photo, "image/jpeg")))


async def test_webp_lossy_and_lossless(pool: ImagePool) -> None:
    for lossless in (False, True):
        photo = saved(quarters(600, 400), "WEBP", lossless=lossless)
        assert_upright(opened(await pool.process(photo, "image/webp; q=1")))


@pytest.mark.slow
async def test_the_same_photo_gives_the_same_digest_in_any_process(pool: ImagePool) -> None:
    photo = saved(noisy(1200, 900), "JPEG")
    first = await pool.process(photo)
    other = ImagePool(workers=1)
    assert await other.process(photo) == first
    await other.close()
    assert (await pool.process(saved(noisy(1200, 901), "JPEG"))).digest != first.digest


async def test_the_thumbhash_holds_shape_and_colour(pool: ImagePool) -> None:
    hashed = base64.b64decode((await pool.process(saved(quarters(800, 400), "PNG"))).thumbhash)
    assert 10 <= len(hashed) <= 25
    assert hashed[4] & 0x80  # landscape
    assert not hashed[2] & 0x80  # opaque


# What is refused


@pytest.mark.parametrize("format", ["PNG", "WEBP", "GIF"])
async def test_animations_are_refused(pool: ImagePool, format: str) -> None:
    frames = [quarters(64, 64), Image.new("RGB", (64, 64))]
    moving = saved(frames[0], format, save_all=True, append_images=frames[1:])
    expected = Refusal.UNKNOWN_FORMAT if format == "GIF" else Refusal.ANIMATED
    assert await refusal(pool, moving) == expected


async def test_a_bomb_is_refused_by_its_header(pool: ImagePool) -> None:
    await pool.process(saved(quarters(8, 8), "PNG"))
    for width, height in ((50_000, 50_000), (6400, 6400), (2**31 - 1, 1)):
        start = time.perf_counter()
        assert await refusal(pool, png(width, height, 8, 2, b"")) == Refusal.TOO_MANY_PIXELS
        assert time.perf_counter() - start < 1
    huge_jpeg = bytearray(saved(quarters(64, 64), "JPEG"))
    at = huge_jpeg.index(b"\xff\xc0")
    huge_jpeg[at + 5 : at + 9] = struct.pack(">HH", 60_000, 60_000)
    assert await refusal(pool, bytes(huge_jpeg)) == Refusal.TOO_MANY_PIXELS
    huge_webp = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\x3f\x00" * 2
    huge_webp = b"RIFF" + struct.pack("<I", len(huge_webp)) + huge_webp
    assert await refusal(pool, huge_webp) == Refusal.TOO_MANY_PIXELS


@pytest.mark.slow
async def test_forty_megapixels_of_any_kind_fit_into_a_worker(pool: ImagePool) -> None:
    side = 6324
    rgba16 = png(side, side, 16, 6, (b"\0" + b"\x80\0\x40\0\x20\0\xff\xff" * side) * side)
    white_cmyk = saved(Image.new("CMYK", (side, side)), "JPEG")
    for photo in (rgba16, white_cmyk):
        processed = await pool.process(photo)
        assert (processed.width, processed.height) == (1920, 1920)


async def test_too_many_bytes_and_junk_are_refused_without_a_process() -> None:
    async with new_pool() as (pool, others):
        photo = saved(quarters(8, 8), "JPEG").ljust(MAX_BYTES + 1, b"\0")
        assert await refusal(pool, photo) == Refusal.TOO_LARGE
        assert await refusal(pool, b"") == Refusal.UNKNOWN_FORMAT
        assert not ours(others)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
async def test_an_unfinished_upload_is_refused(pool: ImagePool, format: str, share: float) -> None:
    photo = saved(noisy(800, 600), format)
    assert await refusal(pool, photo[: max(16, int(len(photo) * share))]) == Refusal.BROKEN


@pytest.mark.parametrize(
    "data",
    [
        b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a;<script>alert(1)</script>",
        b"%PDF-1.7\n" + saved(quarters(8, 8), "JPEG"), b"PK\x03\x04" + bytes(200), b"MZ" * 50,
        saved(quarters(8, 8), "TIFF"), saved(quarters(8, 8), "BMP"),
        saved(quarters(8, 8), "JPEG2000"), saved(quarters(8, 8), "AVIF"),
    ],
    ids=["text", "svg", "gif-html", "pdf-jpeg", "zip", "exe", "tiff", "bmp", "jp2", "avif"],
)  # fmt: skip
async def test_other_kinds_are_unknown(pool: ImagePool, data: bytes) -> None:
    assert await refusal(pool, data) == Refusal.UNKNOWN_FORMAT


@pytest.mark.slow
async def test_random_damage_never_gets_past_a_refusal(pool: ImagePool) -> None:
    chance = random.Random(5)
    for format in ("JPEG", "PNG", "WEBP"):
        photo = saved(noisy(200, 150), format, exif=phone_exif(6), icc_profile=display_p3())
        for _ in range(40):
            hurt = bytearray(photo)
            for _ in range(chance.choice((1, 3, 30))):
                hurt[chance.randrange(12, len(hurt))] = chance.randrange(256)
            with contextlib.suppress(ImageRefused):
                for rendition in (await pool.process(bytes(hurt))).renditions:
                    assert_bare(rendition.data)


async def test_what_hides_behind_a_photo_is_not_kept(pool: ImagePool) -> None:
    photo = saved(quarters(64, 64), "JPEG") + b"PK\x03\x04<script>alert(1)</script>"
    for rendition in (await pool.process(photo)).renditions:
        assert_bare(rendition.data)
        assert b"script" not in rendition.data


@pytest.mark.parametrize(
    ("declared", "taken"),
    [
        (None, True), ("", True), ("application/octet-stream", True), ("IMAGE/JPEG", True),
        ("image/jpg; charset=binary", True), ("image/png", False), ("text/html", False),
        ("image/heic", False), ("image/*", False),
    ],
)  # fmt: skip
async def test_the_declared_type_must_be_true(declared: str | None, taken: bool) -> None:
    photo = saved(quarters(8, 8), "JPEG")
    if taken:
        assert recognise(photo, declared) == "JPEG"
        return
    with pytest.raises(ImageRefused) as caught:
        recognise(photo, declared)
    assert caught.value.code == Refusal.FORMAT_MISMATCH


async def test_heic_without_its_extra_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    heic = b"\0\0\0\x18ftypheic" + bytes(100)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ImageRefused) as caught:
        recognise(heic, "image/heic")
    assert caught.value.code == Refusal.NEEDS_EXTRA and "HEIC" in caught.value.words.id


async def test_every_refusal_has_words_and_travels_between_processes() -> None:
    for code in Refusal:
        copy = pickle.loads(pickle.dumps(ImageRefused(code)))
        assert copy.code is code and copy.words.id != copy.words.en
        assert str(copy).startswith(code)


async def test_heic_with_its_extra_is_a_photo(pool: ImagePool) -> None:
    heif = pytest.importorskip("pillow_heif", reason="the heif extra is not installed")
    lying = quarters(400, 600).transpose(Image.Transpose.ROTATE_90)
    file = io.BytesIO()
    heif.from_pillow(lying).save(file, quality=90, exif=phone_exif(6).tobytes())
    processed = await pool.process(file.getvalue(), "image/heic")
    assert (processed.width, processed.height) == (400, 600)
    assert_upright(opened(processed))
    assert_bare(processed.renditions[0].data)
    assert await refusal(pool, file.getvalue()[:900], "image/heif") == Refusal.BROKEN


# The processes


def children() -> list[psutil.Process]:
    """Our workers: what multiprocessing started and has not yet seen end."""
    found = []
    for child in multiprocessing.active_children():
        with contextlib.suppress(psutil.NoSuchProcess):
            found.append(psutil.Process(child.pid))
    return found


@contextlib.asynccontextmanager
async def new_pool(**options: Any) -> AsyncIterator[tuple[ImagePool, set[int]]]:
    others = {child.pid for child in children()}
    pool = ImagePool(**options)
    yield pool, others
    await pool.close()


def ours(others: set[int]) -> list[psutil.Process]:
    return [child for child in children() if child.pid not in others]


SMALL = saved(quarters(64, 64), "PNG")


@functools.cache
def slow() -> bytes:
    """A photo that takes a worker seconds, made only where it is needed."""
    return saved(quarters(6000, 6000), "PNG")


async def until_busy(others: set[int]) -> psutil.Process:
    """The worker that is decoding a large photograph now."""
    async with asyncio.timeout(20):
        while True:
            for worker in ours(others):
                with contextlib.suppress(psutil.Error):
                    if worker.memory_info().rss > 60_000_000:
                        return worker
            await asyncio.sleep(0.002)


@pytest.mark.slow
async def test_a_killed_worker_is_replaced_and_the_photo_tried_again() -> None:
    async with new_pool(workers=1) as (pool, others):
        task = asyncio.create_task(pool.process(slow()))
        (await until_busy(others)).kill()
        assert (await task).width == 1920
        assert (await pool.process(SMALL)).width == 64


@pytest.mark.slow
async def test_a_photo_that_kills_twice_is_refused_and_harms_no_other() -> None:
    async with new_pool(workers=1) as (pool, others):
        task = asyncio.create_task(pool.process(slow()))
        waiting = asyncio.create_task(pool.process(SMALL))
        first = await until_busy(others)
        first.kill()
        first_pid = first.pid
        (await until_busy({*others, first_pid})).kill()
        with pytest.raises(ImageRefused) as caught:
            await task
        assert caught.value.code == Refusal.TOO_DEMANDING
        assert (await waiting).width == 64


@pytest.mark.slow
async def test_a_hanging_worker_is_killed_and_the_pool_goes_on() -> None:
    async with new_pool(workers=1, timeout_seconds=1.5) as (pool, others):
        await pool.process(SMALL)
        [worker] = ours(others)
        worker.suspend()
        start = time.perf_counter()
        assert await refusal(pool, SMALL) == Refusal.TOO_DEMANDING
        assert time.perf_counter() - start < 4
        assert (await pool.process(SMALL)).width == 64
        assert not worker.is_running()


async def test_a_cancelled_photo_stops_its_worker() -> None:
    async with new_pool(workers=1) as (pool, others):
        task = asyncio.create_task(pool.process(slow()))
        worker = await until_busy(others)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await pool.process(SMALL)).width == 64
        assert not worker.is_running()


@pytest.mark.slow
async def test_memory_is_capped() -> None:
    async with new_pool(workers=1, memory=400_000_000) as (pool, _):
        greedy = png(6000, 6000, 8, 6, (b"\0" + bytes(24_000)) * 6000)
        assert await refusal(pool, greedy) == Refusal.TOO_DEMANDING
        assert (await pool.process(SMALL)).width == 64


async def test_a_worker_that_cannot_start_is_not_blamed_on_the_photo() -> None:
    async with new_pool(workers=1, memory=1_000_000) as (pool, _):
        with pytest.raises(BrokenProcessPool):
            await pool.process(SMALL)


async def test_too_many_at_once_are_turned_away() -> None:
    async with new_pool(workers=1, pending=3) as (pool, _):
        tasks = [asyncio.create_task(pool.process(SMALL)) for _ in range(5)]
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [isinstance(r, ImagesBusy) for r in results] == [False] * 3 + [True] * 2
        assert ImagesBusy.words.id and ImagesBusy.words.en
        assert (await pool.process(SMALL)).width == 64


@pytest.mark.slow
async def test_two_workers_work_at_once_and_one_photo_needs_only_one() -> None:
    async with new_pool(workers=2) as (pool, others):
        assert not ours(others)
        await pool.process(SMALL)
        await pool.process(SMALL)
        assert len(ours(others)) == 1
        await asyncio.gather(pool.process(slow()), pool.process(SMALL))
        assert len(ours(others)) == 2


@pytest.mark.slow
async def test_idle_workers_leave_and_come_back() -> None:
    async with new_pool(workers=1, idle_seconds=0.2) as (pool, others):
        await pool.process(SMALL)
        assert ours(others)
        for _ in range(100):
            await asyncio.sleep(0.1)
            if not ours(others):
                break
        assert not ours(others)
        assert (await pool.process(SMALL)).width == 64


async def test_closing_ends_busy_workers_and_takes_no_more() -> None:
    async with new_pool(workers=1) as (pool, others):
        tasks = [asyncio.create_task(pool.process(slow())) for _ in range(2)]
        await until_busy(others)
        await pool.close()
        for task in tasks:
            with pytest.raises(ImagesBusy):
                await task
        with pytest.raises(ImagesBusy):
            await pool.process(SMALL)
        assert not ours(others)


_SERVER = """
import asyncio, sys, multiprocessing
from api.storage.pool import ImagePool
async def main():
    await ImagePool(workers=1).process(sys.stdin.buffer.read())
    print(multiprocessing.active_children()[0].pid, "PIL" in sys.modules, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").exists(), reason="reads /proc")
async def test_a_worker_dies_with_a_killed_server_and_is_light() -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdin and server.stdout
    server.stdin.write(SMALL)
    server.stdin.close()
    pid, has_pillow = (await asyncio.to_thread(server.stdout.readline)).split()
    assert has_pillow == b"False"
    worker = psutil.Process(int(pid))
    assert worker.memory_info().rss < 60_000_000
    assert not {"sqlalchemy", "strawberry", "starlette"} & {
        Path(m.path).parent.name for m in worker.memory_maps()
    }
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    psutil.wait_procs([worker], timeout=5)
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE
