"""Starts processes full of writers and gathers what their callers are told."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

from tests.faults.writers import Orders

ROOT = Path(__file__).parents[2]


class WriterProcess:
    """One process; `told` grows while it works."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.told: list[dict[str, Any]] = []
        self._reading: asyncio.Task[None] | None = None
        self._news = asyncio.Event()

    @classmethod
    async def start(cls, orders: Orders) -> "WriterProcess":
        """A process that is connected and waits for `go`."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.faults.writers", stdin=PIPE, stdout=PIPE, cwd=ROOT
        )
        started = cls(process)
        started._say(orders.text())
        assert await started._line() == "ready"
        return started

    def go(self) -> None:
        """Let it work."""
        self._say("go")
        self._reading = asyncio.create_task(self._read())

    async def has_told(self, lines: int) -> None:
        """Wait until its callers were told so much."""
        while len(self.told) < lines:
            self._news.clear()
            await self._news.wait()

    async def finish(self) -> int:
        """Wait for its end; the exit code."""
        assert self._reading is not None
        await self._reading
        return await self._process.wait()

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self._process.kill()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())

    async def _line(self) -> str:
        assert self._process.stdout is not None
        return (await self._process.stdout.readline()).decode().strip()

    async def _read(self) -> None:
        while line := await self._line():
            self.told.append(json.loads(line))
            self._news.set()
