"""Load comes from processes of its own, started together and each with one answer, so that no load
shares an interpreter with what counts it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from typing import Any

READY = "ready"
GO = "go"


class Worker:
    """A child process that prepares, waits for the start, works, and prints one JSON object."""

    def __init__(self, module: str, task: Mapping[str, Any]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, json.dumps(task)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self.pid = self._process.pid

    def await_ready(self) -> None:
        """Return once the child has connected and prepared everything."""
        assert self._process.stdout is not None
        said = self._process.stdout.readline().strip()
        if said != READY:
            self.end()
            raise RuntimeError(f"the worker did not get ready, it said: {said!r}")

    def start(self) -> None:
        """Let the child begin its work."""
        assert self._process.stdin is not None
        self._process.stdin.write(GO + "\n")
        self._process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """What the child measured; it has ended by then."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        self._process.communicate()
        if self._process.returncode != 0 or not line:
            raise RuntimeError(f"the worker ended with {self._process.returncode}")
        measured: dict[str, Any] = json.loads(line)
        return measured

    def end(self) -> None:
        """Stop the child, whatever it is doing."""
        self._process.kill()
        self._process.communicate()


def together(module: str, tasks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Start one worker for each task at the same moment and collect their answers."""
    workers = [Worker(module, task) for task in tasks]
    try:
        for worker in workers:
            worker.await_ready()
        for worker in workers:
            worker.start()
        return [worker.answer() for worker in workers]
    except BaseException:
        for worker in workers:
            worker.end()
        raise


def task_given() -> dict[str, Any]:
    """In the child: what it was started for."""
    task: dict[str, Any] = json.loads(sys.argv[1])
    return task


def wait_for_start() -> None:
    """In the child: say that everything is prepared and wait for the others."""
    print(READY, flush=True)
    if sys.stdin.readline().strip() != GO:
        raise SystemExit(1)


def give_answer(measured: Mapping[str, Any]) -> None:
    """In the child: the one JSON object."""
    print(json.dumps(measured), flush=True)
