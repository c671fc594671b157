"""A lean HTTP/1.1 load generator: keep-alive connections, prepared requests, bounded in count and time.

It runs in a process of its own and does as little as possible per request, because it shares the cores
with the server that it measures.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import uvloop

from tests.benchmarks import workers
from tests.benchmarks.figure import percentile

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length:"
_BODILESS = (b"204", b"304")
_SEPARATOR = b"\x00\x00"
_PATIENCE = 20.0


def write_requests(file: Path, requests: list[bytes]) -> None:
    """Prepared requests, one after another, for `read_requests`."""
    file.write_bytes(_SEPARATOR.join(requests))


def read_requests(file: Path) -> list[bytes]:
    """What `write_requests` wrote."""
    return file.read_bytes().split(_SEPARATOR)


@dataclass(slots=True)
class Tally:
    """What came back; a status outside `expected` is an error and the first few are kept to be read."""

    expected: frozenset[int]
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)

    def note(self, began: float, status: int, answer: bytes) -> None:
        """Count one answer."""
        self.milliseconds.append((time.perf_counter() - began) * 1000)
        self.statuses[status] += 1
        if status not in self.expected and len(self.strange) < 3:
            self.strange.append(answer[:600].decode("latin-1"))

    def lost(self, reason: str) -> None:
        """Count a connection that broke while an answer was due."""
        self.statuses[0] += 1
        if len(self.strange) < 3:
            self.strange.append(reason)

    @property
    def errors(self) -> int:
        """Answers that were not among the expected ones."""
        return sum(n for status, n in self.statuses.items() if status not in self.expected)


class Connection(asyncio.Protocol):
    """One keep-alive connection with at most one request under way."""

    def __init__(self, tally: Tally, idle: "Idle") -> None:
        self._tally = tally
        self._idle = idle
        self._buffer = b""
        self._began = 0.0
        self._busy = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready for the first request."""
        self._transport = cast(asyncio.Transport, transport)

    def send(self, request: bytes, began: float) -> None:
        """Send one request; its time counts from `began`, when it was due."""
        assert self._transport is not None
        self._began = began
        self._busy = True
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Collect one answer and hand the connection back."""
        self._buffer = self._buffer + data if self._buffer else data
        end = answer_end(self._buffer)
        if end is None or len(self._buffer) < end:
            return
        answer, self._buffer = self._buffer, b""
        self._busy = False
        self._tally.note(self._began, int(answer[9:12]), answer)
        self._idle.give(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """A connection that breaks under a request is an error; a closed idle one is not used again."""
        if self._busy:
            self._busy = False
            self._tally.lost(f"connection lost: {exc}")
        self._idle.gone(self)

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


def answer_end(buffer: bytes) -> int | None:
    """Where the answer ends, None while its head is incomplete; chunked answers are not supported."""
    head = buffer.find(_HEAD_END)
    if head < 0:
        return None
    lowered = buffer[: head + 2].lower()
    at = -1 if buffer[9:12] in _BODILESS else lowered.find(_LENGTH)
    body = int(lowered[at + len(_LENGTH) : lowered.index(b"\r\n", at + 2)]) if at >= 0 else 0
    return head + len(_HEAD_END) + body


class Idle:
    """The connections without a request; in a closed loop each takes the next request at once."""

    def __init__(self, requests: Iterator[bytes], *, closed_loop: bool) -> None:
        self._requests = requests
        self._closed_loop = closed_loop
        self._free: list[Connection] = []
        self._due: list[float] = []
        self._open = 0
        self.drained = asyncio.Event()
        self.finished = False

    def start(self, connections: list[Connection]) -> None:
        """Begin with these connections."""
        self._open = len(connections)
        for connection in connections:
            self.give(connection)

    def give(self, connection: Connection) -> None:
        """A connection has its answer."""
        if self.finished:
            connection.close()
        elif self._closed_loop:
            self._send(connection, time.perf_counter())
        elif self._due:
            self._send(connection, self._due.pop(0))
        else:
            self._free.append(connection)

    def due(self, at: float) -> None:
        """In an open loop: a request is due, whether or not a connection is free for it."""
        if self._free:
            self._send(self._free.pop(), at)
        else:
            self._due.append(at)

    def finish(self) -> None:
        """Send nothing more; what is under way is still waited for."""
        self.finished = True
        for connection in self._free:
            connection.close()
        self._free.clear()

    def gone(self, connection: Connection) -> None:
        """A connection is closed."""
        if connection in self._free:
            self._free.remove(connection)
        self._open -= 1
        if self._open <= 0:
            self.drained.set()

    def _send(self, connection: Connection, began: float) -> None:
        request = next(self._requests, None)
        if request is None:
            self.finish()
            connection.close()
        else:
            connection.send(request, began)


def supply(requests: list[bytes], *, once: bool, limit: int) -> Iterator[bytes]:
    """The requests in turn: each only once, or over and over up to `limit`."""
    if once:
        yield from requests[:limit]
        return
    for number in range(limit):
        yield requests[number % len(requests)]


async def generate(task: dict[str, Any]) -> dict[str, Any]:
    """Connect, wait for the start, send until the time is up or the requests are, and count."""
    loop = asyncio.get_running_loop()
    requests = supply(read_requests(Path(task["requests"])), once=task["once"], limit=task["limit"])
    rate = task.get("rate")
    tally, idle = Tally(frozenset(task["expected"])), Idle(requests, closed_loop=rate is None)
    connections = [
        (await loop.create_connection(lambda: Connection(tally, idle), task["host"], task["port"]))[
            1
        ]
        for _ in range(task["connections"])
    ]
    workers.wait_for_start()
    began, cpu = time.perf_counter(), time.process_time()
    idle.start(connections)
    await (_wait(idle, task["seconds"]) if rate is None else _at_rate(idle, rate, task["seconds"]))
    ended = time.perf_counter()
    answered = len(tally.milliseconds)
    idle.finish()
    async with asyncio.timeout(_PATIENCE):
        await idle.drained.wait()
    return {
        "count": answered,
        "seconds": ended - began,
        "errors": tally.errors,
        "statuses": {str(status): n for status, n in sorted(tally.statuses.items())},
        "strange": tally.strange,
        "p50": percentile(tally.milliseconds, 0.50),
        "p95": percentile(tally.milliseconds, 0.95),
        "p99": percentile(tally.milliseconds, 0.99),
        "generatorCpuUs": (time.process_time() - cpu) * 1e6 / max(1, answered),
    }


async def _wait(idle: Idle, seconds: float) -> None:
    """Until the time is up, or earlier when all requests are answered."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await idle.drained.wait()


async def _at_rate(idle: Idle, rate: float, seconds: float) -> None:
    """Requests become due evenly; a late tick makes up for what it missed, counted from when it was due."""
    began, sent = time.perf_counter(), 0
    while not idle.finished and (now := time.perf_counter()) < began + seconds:
        while sent < (now - began) * rate:
            idle.due(began + sent / rate)
            sent += 1
        await asyncio.sleep(0.001)


if __name__ == "__main__":
    workers.give_answer(uvloop.run(generate(workers.task_given())))
