"""The load generator: HTTP/1.1 over kept-alive sockets, in a process of its own.

It does as little as can be done for a request: one send of bytes made beforehand, and as many
receives as the answer needs. Reads a `Spec` as JSON from stdin, writes a `Result` as JSON.
"""

import json
import os
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

MARK = b"{number:012d}"
"""Stands in a body for a number that no other request has."""


@dataclass(slots=True)
class Spec:
    """What to send, and how."""

    port: int
    bodies: list[str]
    seconds: float
    connections: int = 8
    warm_seconds: float = 0.2
    least: int = 0
    """Go on until so many were answered, at most four times as long."""
    rate: float = 0.0
    """Requests a second, sent when they are due; 0: each when the one before is answered."""
    token: str = ""
    core: int | None = None
    first_number: int = 1


@dataclass(slots=True)
class Result:
    """What came back. Latencies are milliseconds from when a request was due."""

    sent: int
    """Requests in all, those before timing began too."""
    answered: int
    seconds: float
    failed: int
    bytes: int
    client_cpu: float
    """CPU of the load generator while it was timing, seconds."""
    process_cpu: float
    """The same from its start."""
    p50: float
    p99: float
    slowest: float

    @property
    def rate(self) -> float:
        """Answered requests a second."""
        return self.answered / self.seconds if self.seconds else 0.0


class _Connection:
    """A kept-alive socket with at most one request on its way."""

    __slots__ = ("due", "left", "socket", "started")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # With a timeout, every receive would ask the kernel twice.
        self.socket.settimeout(None)
        self.due = 0.0
        self.left = 0
        self.started = False

    def send(self, request: bytes, due: float) -> None:
        self.due = due
        self.started = False
        self.socket.sendall(request)

    def receive(self) -> tuple[int, bool, bool]:
        """(bytes, whether the answer is whole, whether it is a good one)."""
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("the server closed a connection in the middle of a run")
        good = True
        if not self.started:
            head, mark, rest = data.partition(b"\r\n\r\n")
            if not mark:
                raise ConnectionError("an answer's head came in pieces")
            place = head.lower().find(b"content-length:")
            length = int(head[place + 15 :].split(b"\r\n", 1)[0])
            good = head[9:12] == b"200" and b'"errors"' not in rest[:40]
            self.left = length - len(rest)
            self.started = True
        else:
            self.left -= len(data)
        return len(data), self.left <= 0, good


def _requests(spec: Spec) -> Callable[[], bytes]:
    """A function that gives the next request's bytes."""
    token = f"authorization: Bearer {spec.token}\r\n" if spec.token else ""
    made = []
    for body in spec.bodies:
        raw = body.encode()
        length = len(raw.replace(MARK, b"0" * 12))
        made.append(
            b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
            + f"{token}content-length: {length}\r\n\r\n".encode()
            + raw
        )
    count = spec.first_number - 1
    numbered = any(MARK in one for one in made)

    def following() -> bytes:
        nonlocal count
        count += 1
        request = made[count % len(made)]
        return request.replace(MARK, b"%012d" % count) if numbered else request

    return following


def _closed(spec: Spec, following: Callable[[], bytes]) -> Result:
    """Each connection sends when it has its answer: the most that the server can do."""
    connections = [_Connection(spec.port) for _ in range(spec.connections)]
    by_number = {c.socket.fileno(): c for c in connections}
    poll = select.epoll()
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    clock = time.perf_counter
    begin = clock() + spec.warm_seconds
    for connection in connections:
        connection.send(following(), clock())
    answered = failed = size = 0
    latencies: list[float] = []
    sent = len(connections)
    measuring, cpu = False, 0.0
    end = begin + spec.seconds
    latest = begin + 4 * spec.seconds
    last = begin
    while True:
        for number, _event in poll.poll(30):
            connection = by_number[number]
            got, whole, good = connection.receive()
            size += got
            failed += not good
            if not whole:
                continue
            now = clock()
            if measuring:
                answered += 1
                latencies.append((now - connection.due) * 1000)
                last = now
            elif now >= begin:
                # Timing begins at an answer and ends at one: no request is counted in part.
                measuring, begin, last, size = True, now, now, 0
                end, latest = now + spec.seconds, now + 4 * spec.seconds
                cpu = _cpu()
            connection.send(following(), now)
            sent += 1
        if measuring and ((last >= end and answered >= spec.least) or last >= latest):
            break
    used = _cpu() - cpu
    for connection in connections:
        connection.socket.close()
    return _result(sent, answered, last - begin, failed, size, used, latencies)


def _open(spec: Spec, following: Callable[[], bytes]) -> Result:
    """Requests are sent when they are due, whether or not the server keeps up: honest tails.

    SIGTERM ends it before its time, with what was answered until then.
    """
    asked_to_end: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: asked_to_end.append(number))
    free = [_Connection(spec.port) for _ in range(spec.connections)]
    busy: dict[int, _Connection] = {}
    clock = time.perf_counter
    gap = 1 / spec.rate
    begin = clock() + 0.05
    total = int(spec.rate * spec.seconds)
    warm = int(spec.rate * spec.warm_seconds)
    sent = failed = size = 0
    latencies: list[float] = []
    cpu = _cpu()
    while sent < total or busy:
        now = clock()
        total = sent if asked_to_end else total
        while sent < total and begin + sent * gap <= now and free:
            connection = free.pop(0)  # in turns: a server closes what is idle for long
            connection.send(following(), begin + sent * gap)
            busy[connection.socket.fileno()] = connection
            sent += 1
        wait = 5.0
        if sent < total:
            wait = max(0.0, begin + sent * gap - clock()) if free else 5.0
        # select() takes microseconds; epoll would round up to whole milliseconds.
        for number in select.select(list(busy), [], [], wait)[0]:
            connection = busy[number]
            got, whole, good = connection.receive()
            size += got
            failed += not good
            if whole:
                latencies.append((clock() - connection.due) * 1000)
                free.append(busy.pop(number))
        if clock() - begin > 3 * spec.seconds + 10:
            break
    seconds = clock() - begin
    return _result(sent, len(latencies), seconds, failed, size, _cpu() - cpu, latencies[warm:])


def _result(
    sent: int,
    answered: int,
    seconds: float,
    failed: int,
    size: int,
    client_cpu: float,
    latencies: list[float],
) -> Result:
    sorted_ = sorted(latencies) or [0.0]

    def quantile(share: float) -> float:
        return sorted_[min(len(sorted_) - 1, int(len(sorted_) * share))]

    return Result(
        sent, answered, seconds, failed, size, client_cpu, _cpu(),
        quantile(0.5), quantile(0.99), sorted_[-1],
    )  # fmt: skip


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Runs the spec on stdin and writes the result to stdout."""
    spec = Spec(**json.load(sys.stdin))
    if spec.core is not None:
        os.sched_setaffinity(0, {spec.core})
    following = _requests(spec)
    result = _open(spec, following) if spec.rate else _closed(spec, following)
    json.dump(asdict(result), sys.stdout)


if __name__ == "__main__":
    main()
