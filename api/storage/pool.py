"""Worker processes of their own, that may die, for what an untrusted photograph may do to them.

Those processes import this module too, so it stays light; Pillow is loaded only there, by
`renditions`, and never in the server.
"""

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext

from api.storage.images import (
    PHOTO,
    ImageRefused,
    ImagesBusy,
    Processed,
    Recipe,
    Refusal,
    recognise,
)

PROCESSES: BaseContext = multiprocessing.get_context("spawn")
"""How a worker starts: from nothing, so that it holds nothing of the server."""
START_SECONDS = 60.0
"""How long a busy machine may take to start a worker: that is no photograph's fault."""


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
            self._executor = ProcessPoolExecutor(1, PROCESSES, _prepare, (self._memory,))
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
