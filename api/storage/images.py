"""Untrusted photographs become safe WebP renditions, in processes of their own that may die.

Those processes import this module too, so it stays light; Pillow is loaded only there, by
`renditions`, and never in the server.
"""

import asyncio
import importlib.util
import multiprocessing
import os
import resource
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from enum import StrEnum

MAX_BYTES = 15_000_000
CONTENT_TYPE = "image/webp"
START_SECONDS = 60.0
"""How long a busy machine may take to start a worker: that is no photograph's fault."""

_MEDIA_TYPES = {
    "image/jpeg": "JPEG", "image/jpg": "JPEG", "image/png": "PNG", "image/webp": "WEBP",
    "image/heic": "HEIF", "image/heif": "HEIF",
}  # fmt: skip
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}


class Refusal(StrEnum):
    """Why a photograph was not taken."""

    TOO_LARGE = "TOO_LARGE"
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    TOO_DEMANDING = "TOO_DEMANDING"
    UNKNOWN_FORMAT = "UNKNOWN_FORMAT"
    FORMAT_MISMATCH = "FORMAT_MISMATCH"
    NEEDS_EXTRA = "NEEDS_EXTRA"
    ANIMATED = "ANIMATED"
    BROKEN = "BROKEN"


_WORDS = {
    Refusal.TOO_LARGE: (
        "Foto lebih besar dari 15 MB. Kirim foto yang lebih kecil.",
        "The photo is larger than 15 MB. Send a smaller one.",
    ),
    Refusal.TOO_MANY_PIXELS: (
        "Foto lebih dari 40 megapiksel. Kirim foto dengan resolusi lebih rendah.",
        "The photo has more than 40 megapixels. Send one of lower resolution.",
    ),
    Refusal.TOO_DEMANDING: (
        "Foto ini tidak dapat diolah dalam batas waktu dan memori. Kirim foto lain.",
        "This photo could not be processed within the time and memory allowed. Send another one.",
    ),
    Refusal.UNKNOWN_FORMAT: (
        "Berkas ini bukan foto yang kami kenal. Kirim foto JPEG, PNG, atau WebP.",
        "This file is not a photo of a kind we know. Send a JPEG, PNG or WebP photo.",
    ),
    Refusal.FORMAT_MISMATCH: (
        "Isi berkas tidak sesuai dengan jenis yang disebutkan. Kirim dengan jenis yang benar.",
        "The file is not of the type that was declared. Send it with its true type.",
    ),
    Refusal.NEEDS_EXTRA: (
        "Foto HEIC belum dapat diterima di sini. Kirim foto JPEG, PNG, atau WebP.",
        "HEIC photos cannot be taken here yet. Send a JPEG, PNG or WebP photo.",
    ),
    Refusal.ANIMATED: (
        "Gambar bergerak tidak diterima. Kirim satu foto diam.",
        "Animated pictures are not taken. Send one still photo.",
    ),
    Refusal.BROKEN: (
        "Foto rusak atau tidak lengkap. Ambil atau kirim ulang foto.",
        "The photo is damaged or incomplete. Take it or send it again.",
    ),
}


class ImageRefused(Exception):
    """The photograph is at fault. `words` tells the sender what to do, by language (`id`, `en`)."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code)
        self.code = code
        self.words: dict[str, str] = dict(zip(("id", "en"), _WORDS[code], strict=True))

    def __str__(self) -> str:
        return f"{self.code}: {self.words['en']}"


class ImagesBusy(Exception):
    """The server is at fault: too many photographs are waiting. Worth sending again shortly."""

    words = {
        "id": "Terlalu banyak foto sedang diolah. Coba lagi sebentar.",
        "en": "Too many photos are being processed. Try again shortly.",
    }


@dataclass(frozen=True)
class Recipe:
    """How a picture is re-encoded: `widths` in pixels, WebP's quality (0-100) and effort (0-6).

    `fine` scales by Lanczos, else bilinearly, in half the time. `hash_side` bounds the copy, in
    pixels, that the ThumbHash is taken of. `comparable`: what it looks like, and when and
    where it was taken, is read for later checks.
    """

    widths: tuple[int, ...]
    quality: int
    effort: int
    fine: bool
    hash_side: int
    comparable: bool


PHOTO = Recipe((320, 960, 1920), quality=80, effort=4, fine=True, hash_side=64, comparable=True)
FRAME = Recipe((320, 960), quality=75, effort=0, fine=False, hash_side=24, comparable=False)
"""For a camera's frame, seen for a minute: 35 ms of a core instead of 92, a fifth more bytes."""


@dataclass(frozen=True)
class Rendition:
    """One WebP picture; width and height in pixels."""

    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """When and where a camera says that it took a photograph; no `repr`, lest a log shows it.

    `at` is ISO 8601, with an offset only where the camera gave one; the place is WGS 84, in
    degrees.
    """

    at: str | None = field(default=None, repr=False)
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Processed:
    """A photograph made safe: upright, sRGB, opaque, without metadata.

    `renditions` go from narrow to wide and are never wider than the photograph; `width`, `height`
    and `digest` (SHA-256, hex) are those of the last. `thumbhash` is base64 of a ThumbHash,
    `likeness` a packed `likeness.Likeness` where the recipe asks for it. `taken` was read of the
    metadata before they were dropped: whoever has no need of it drops it too.
    """

    digest: str
    width: int
    height: int
    thumbhash: str
    renditions: tuple[Rendition, ...]
    content_type: str = CONTENT_TYPE
    likeness: bytes | None = field(default=None, repr=False)
    taken: Taken = Taken()


def recognise(data: bytes, declared: str | None) -> str:
    """The decoder for these bytes, by their first few alone. Raises ImageRefused.

    `declared` is a media type; None and application/octet-stream claim nothing.
    """
    if len(data) > MAX_BYTES:
        raise ImageRefused(Refusal.TOO_LARGE)
    if data.startswith(b"\xff\xd8\xff"):
        found = "JPEG"
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        found = "PNG"
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        found = "WEBP"
    elif data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        found = "HEIF"
    else:
        raise ImageRefused(Refusal.UNKNOWN_FORMAT)
    claim = (declared or "").partition(";")[0].strip().lower()
    if claim not in ("", "application/octet-stream") and _MEDIA_TYPES.get(claim) != found:
        raise ImageRefused(Refusal.FORMAT_MISMATCH)
    if found == "HEIF" and importlib.util.find_spec("pillow_heif") is None:
        raise ImageRefused(Refusal.NEEDS_EXTRA)
    return found


class ImagePool:
    """A few worker processes: the first photograph starts them, a while without any ends them."""

    def __init__(
        self,
        *,
        workers: int = 2,
        pending: int = 8,
        timeout_seconds: float = 20.0,
        idle_seconds: float = 60.0,
        memory: int = 1_300_000_000,
    ) -> None:
        """`pending` photographs at most are inside at once, waiting or in work, each in memory.

        `timeout_seconds` bounds the work on one, without its wait and its worker's start. `memory`
        is the address space of a worker in bytes: 40 megapixels of WebP, the worst, were seen to
        need 980 MB.
        """
        self._pending = pending
        self._timeout = timeout_seconds
        self._idle = idle_seconds
        self._workers = [_Worker(memory) for _ in range(workers)]
        # Last in, first out: while one warm worker is enough, no second one is started.
        self._free: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        for worker in self._workers:
            self._free.put_nowait(worker)
        self._inside = 0
        self._closed = False
        self._timer: asyncio.TimerHandle | None = None

    async def process(
        self, data: bytes, declared: str | None = None, recipe: Recipe = PHOTO
    ) -> Processed:
        """The safe renditions of one photograph.

        `declared` is the media type that the sender claims. Raises ImageRefused, and ImagesBusy
        when too many are waiting or the pool is closed.
        """
        decoder = recognise(data, declared)
        if self._closed or self._inside >= self._pending:
            raise ImagesBusy
        self._inside += 1
        if self._timer:
            self._timer.cancel()
        try:
            worker = await self._free.get()
            try:
                if self._closed:
                    raise ImagesBusy
                return await self._work(worker, data, decoder, recipe)
            finally:
                self._free.put_nowait(worker)
        finally:
            self._inside -= 1
            if not self._inside and not self._closed:
                self._timer = asyncio.get_running_loop().call_later(self._idle, self._retire)

    async def close(self) -> None:
        """End all workers, busy ones too: their callers get ImagesBusy."""
        self._closed = True
        if self._timer:
            self._timer.cancel()
        for worker in self._workers:
            worker.kill()
        await asyncio.gather(*(worker.leave() for worker in self._workers))

    async def _work(
        self, worker: "_Worker", data: bytes, decoder: str, recipe: Recipe
    ) -> Processed:
        for last_try in (False, True):
            try:
                async with asyncio.timeout(START_SECONDS):
                    await worker.start()
                async with asyncio.timeout(self._timeout):
                    return await worker.render(data, decoder, recipe)
            except BrokenProcessPool:
                # Perhaps the system took the process for want of memory: the photograph gets one
                # more chance. A process that cannot even start is no photograph's fault.
                began = worker.pid is not None
                worker.retire()
                if self._closed:
                    break
                if not began:
                    raise
                if last_try:
                    raise ImageRefused(Refusal.TOO_DEMANDING) from None
            except (TimeoutError, asyncio.CancelledError) as error:
                began = worker.pid is not None
                worker.kill()  # else the next photograph would wait behind this one
                worker.retire()
                if not isinstance(error, TimeoutError):
                    raise
                if not began:
                    break
                raise ImageRefused(Refusal.TOO_DEMANDING) from None
        raise ImagesBusy

    def _retire(self) -> None:
        for worker in self._workers:
            worker.retire()


class _Worker:
    """At most one process, started by its first job: when it dies, no other job dies with it."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._executor: ProcessPoolExecutor | None = None
        self.pid: int | None = None  # set when the process has come to life

    async def start(self) -> None:
        """Bring the process to life, unless it lives."""
        if self._executor is None:
            self._executor = ProcessPoolExecutor(
                1, multiprocessing.get_context("spawn"), _prepare, (self._memory,)
            )
            loop = asyncio.get_running_loop()
            self.pid = await loop.run_in_executor(self._executor, os.getpid)

    async def render(self, data: bytes, decoder: str, recipe: Recipe) -> Processed:
        """The photograph's renditions; the process must have been started."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, _render, data, decoder, recipe)

    def kill(self) -> None:
        """End the process now, whatever it does."""
        for child in multiprocessing.active_children():
            if child.pid == self.pid:
                child.kill()

    def retire(self) -> None:
        """Let the process end once it has nothing to do; the next job starts another."""
        if executor := self._detach():
            executor.shutdown(wait=False)

    async def leave(self) -> None:
        """Retire, and wait until the process is gone."""
        if executor := self._detach():
            await asyncio.to_thread(executor.shutdown)

    def _detach(self) -> ProcessPoolExecutor | None:
        executor, self._executor, self.pid = self._executor, None, None
        return executor


def _prepare(memory: int) -> None:
    """Make this process a worker: bounded, quiet, and never outliving the server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is the server's to act on
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold a citizen's photograph
    os.nice(5)  # answering requests goes before photographs
    threading.Thread(target=_die_with_the_server, daemon=True).start()


def _die_with_the_server() -> None:
    # A worker holds both ends of its queue: when the server is killed, no end of file wakes it.
    if server := multiprocessing.parent_process():
        server.join()
        os._exit(1)


def _render(data: bytes, decoder: str, recipe: Recipe) -> Processed:
    """What is sent to a worker: only there is Pillow imported."""
    from api.storage.renditions import render

    return render(data, decoder, recipe)
