"""Several processes that serve one port: started, brought back when they die, stopped together.

A worker inherits the socket and the reading end of a pipe whose other end only its supervisor has. When the
supervisor is gone, however it went, the pipe is closed, and the worker stops.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

import structlog

from api.cli.complaint import Complaint

LONGEST_STOP = 30.0
"""Seconds that workers get to finish what they accepted."""

_STABLE_AFTER = 20.0
_MOST_EARLY_DEATHS = 3
_TICK = 0.1

_log = structlog.get_logger(__name__)


class WorkersKeepDying(Complaint):
    """Workers end right after their start, again and again."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a worker gets from its supervisor, as numbers of open files."""

    socket: int
    lifeline: int

    @classmethod
    def read(cls, text: str) -> "Inherited":
        """The numbers as they stand on the worker's command line."""
        opened, lifeline = text.split(",")
        return cls(int(opened), int(lifeline))

    def __str__(self) -> str:
        return f"{self.socket},{self.lifeline}"


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    started_at: float = field(default_factory=time.monotonic)

    @property
    def age(self) -> float:
        return time.monotonic() - self.started_at


def supervise(workers: int, opened: socket.socket | None, arguments: Sequence[str]) -> None:
    """Keep so many workers alive until a signal says stop; raises WorkersKeepDying."""
    reading, writing = os.pipe()
    supervisor = _Supervisor(opened, reading, arguments)
    before = {
        number: signal.signal(number, supervisor.stop) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        supervisor.run(workers)
    finally:
        supervisor.stop_all()
        os.close(writing)
        os.close(reading)
        for number, handler in before.items():
            signal.signal(number, handler)


class _Supervisor:
    def __init__(
        self, opened: socket.socket | None, lifeline: int, arguments: Sequence[str]
    ) -> None:
        number = -1 if opened is None else opened.fileno()
        self._inherited = Inherited(number, lifeline)
        self._arguments = arguments
        self._workers: list[_Worker] = []
        self._early_deaths = 0
        self._stopping = False

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def run(self, workers: int) -> None:
        while not self._stopping:
            while len(self._workers) < workers:
                self._workers.append(self._start())
            time.sleep(_TICK)
            if all(worker.age > _STABLE_AFTER for worker in self._workers):
                self._early_deaths = 0
            for worker in [each for each in self._workers if each.process.poll() is not None]:
                self._bury(worker)

    def stop_all(self) -> None:
        for worker in self._workers:
            worker.process.terminate()
        deadline = time.monotonic() + LONGEST_STOP
        for worker in self._workers:
            try:
                worker.process.wait(max(deadline - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()

    def _start(self) -> _Worker:
        inherited = self._inherited
        command = [sys.executable, "-m", "api.cli", "serve", *self._arguments]
        passed = [number for number in (inherited.socket, inherited.lifeline) if number >= 0]
        process = subprocess.Popen(
            [*command, "--inherited", str(inherited)], pass_fds=passed, stdin=subprocess.DEVNULL
        )
        _log.info("worker_started", pid=process.pid)
        return _Worker(process)

    def _bury(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        code = worker.process.returncode
        _log.warning("worker_ended", pid=worker.process.pid, code=code)
        self._early_deaths += worker.age < _STABLE_AFTER
        if self._early_deaths >= _MOST_EARLY_DEATHS:
            raise WorkersKeepDying(
                f"workers end right after their start, the last one with {code}",
                "their messages above say why; `daybook doctor` checks the usual causes",
            )
