"""Processes that tests start, listen to, and kill."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


@contextmanager
def started(module: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A Python module as a process of its own, killed at the end of the block at the latest."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def hears(process: subprocess.Popen[str], word: str) -> None:
    """Wait until the process says a word; fails when it ends before."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while (await asyncio.to_thread(process.stdout.readline)).strip() != word:
            assert process.poll() is None, "the process ended"
