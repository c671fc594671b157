"""Homes for embedded servers of a test's own, and other processes that use them."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infrastructure.postgres.server import stop_server

_PROGRAM = Path(__file__).with_name("user_process.py")
_CHECKOUT = Path(__file__).parents[3]


@dataclass(frozen=True)
class UserProcess:
    """A process that has started (or been refused) an embedded server, and what it said."""

    process: subprocess.Popen[str]
    said: dict[str, Any]

    def leave(self) -> None:
        """Let it stop the server in the ordinary way."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(30) == 0

    def kill(self) -> None:
        """Take it away without a word, as a crash does."""
        self.process.kill()
        self.process.wait(10)


StartUser = Callable[..., UserProcess]


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for an embedded server; whatever runs there is stopped in the end."""
    folder = Path(tempfile.mkdtemp(prefix="daybook-home-"))
    folder.chmod(0o711)
    yield folder
    stop_server(folder / "pg")
    shutil.rmtree(folder)


@pytest.fixture
def start_user() -> Iterator[StartUser]:
    """Start another process on a home: `start_user(home, "1000000", through=(...))`."""
    started: list[subprocess.Popen[str]] = []

    def start(home: Path, *arguments: str, through: tuple[str, ...] = ()) -> UserProcess:
        process = subprocess.Popen(
            [*through, sys.executable, str(_PROGRAM), str(home), *arguments],
            env=os.environ | {"PYTHONPATH": str(_CHECKOUT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        return UserProcess(process, json.loads(process.stdout.readline()))

    yield start
    for process in started:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            stream.close()
