"""Processes that tests start, listen to, and kill.

They are forked from a process that has the product loaded already, so that a test does not wait a second
for each of them to import it.
"""

import asyncio
import os
import runpy
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

PATIENCE = 30.0
_NURSERY = get_context("forkserver")
_NURSERY.set_forkserver_preload(
    ["api.bootstrap.process", "api.bootstrap.announcing", "tests.application.stage"]
)


class Mortal:
    """A running process: what is written to it, and what it prints."""

    def __init__(self, process: BaseProcess, line: socket.socket) -> None:
        self._process = process
        self._line = line
        self._printed = line.makefile()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.is_alive()

    def tell(self, line: str) -> None:
        """Write a line to its standard input."""
        self._line.sendall(f"{line}\n".encode())

    def heard(self) -> str:
        """The next line that it prints; empty when it ended."""
        return self._printed.readline()

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self._process.kill()

    def wait(self) -> None:
        """Until it is gone."""
        self._process.join()


@contextmanager
def started(module: str, *arguments: str) -> Iterator[Mortal]:
    """A Python module as a process of its own, killed at the end of the block at the latest."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            process = _NURSERY.Process(target=_run, args=(theirs, module, arguments))
            process.start()
        mortal = Mortal(process, ours)
        try:
            yield mortal
        finally:
            mortal.kill()
            mortal.wait()


async def hears(mortal: Mortal, word: str, patience: float = PATIENCE) -> None:
    """Wait until the process says a word; fails when it ends before, or after so many seconds."""
    async with asyncio.timeout(patience):
        while (line := await asyncio.to_thread(mortal.heard)).strip() != word:
            assert line, "the process ended"


def _run(line: socket.socket, module: str, arguments: tuple[str, ...]) -> None:
    for standard in (0, 1):
        os.dup2(line.fileno(), standard)
    sys.stdin, sys.stdout = open(0), open(1, "w")  # noqa: SIM115 - as long as the process
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
