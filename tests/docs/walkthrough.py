"""Runs the commands of a page in one shell, in order, and compares what they print with what the page shows.

A fence of language `sh` is run; the fences of language `text` or `json` behind it show what it prints. In
those, `…` stands for anything within a line, and a line of `…` alone for any lines. The fence of a server
is `sh background`, with `again` when the reader stops it before, as with Ctrl-C, and starts it like this;
that of a command that is meant to fail with code 4 is `sh exits 4`, and `python NAME.py` is a file that the
reader writes into the folder where they are.
"""

import os
import queue
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0
ANYTHING = "…"

_FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SHOWN = ("text", "json")
_NOT_INHERITED = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "DATABASE_URL")


@dataclass(frozen=True, slots=True)
class Step:
    """A fence with commands, how they end, and what they print, if the page shows it."""

    commands: str
    shown: str | None = None
    background: bool = False
    code: int = 0
    again: bool = False


def steps(page: str) -> Iterator[Step]:
    """The steps of a page."""
    last: Step | None = None
    for language, options, body in _fences(page):
        if language == "sh":
            if last is not None:
                yield last
            code = re.search(r"exits (\d+)", options)
            last = Step(
                body,
                background="background" in options,
                code=int(code[1]) if code else 0,
                again="again" in options,
            )
        elif language in _SHOWN and last is not None and last.shown is None:
            last = replace(last, shown=body)
    if last is not None:
        yield last


def _fences(page: str) -> Iterator[tuple[str, str, str]]:
    """Language, options and body; a file to write is a command that writes it."""
    for language, options, body in _FENCE.findall(page):
        if language == "python" and options.strip():
            yield "sh", "", f"cat >{options} <<'END'\n{body}END\n"
        else:
            yield language, options, body


def agrees(shown: str, printed: str) -> bool:
    """Whether something printed is what a page shows."""
    wanted = ""
    for line in shown.strip().splitlines():
        if line.strip() == ANYTHING:
            wanted += r"(?:.*\n)*?"
        else:
            parts = (re.escape(part) for part in line.rstrip().split(ANYTHING))
            wanted += r"[^\n]*?".join(parts) + r"[ \t]*\n"
    return re.fullmatch(wanted, printed.strip("\n") + "\n") is not None


class Shell:
    """One shell, as a reader has it open; everything that it starts ends with it."""

    def __init__(self, scripts: Path, environment: Mapping[str, str]) -> None:
        self._scripts = scripts
        self._temporary = tempfile.mkdtemp()  # near, as sockets in it have short names only
        inherited = {name: os.environ[name] for name in os.environ if name not in _NOT_INHERITED}
        self._process = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=ROOT,
            env={**inherited, "TMPDIR": self._temporary, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        # A shell whose reader is gone, however they went, takes along what it started.
        self._type("trap 'trap - EXIT; kill 0' EXIT")
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        self._number = 0
        self._servers: dict[str, int] = {}

    def follow(self, page: str) -> None:
        """Run every step of a page; raises AssertionError at the first that does not do what is shown."""
        for step in steps(page):
            if step.background:
                self._start(step)
                continue
            printed, code = self.run(step.commands)
            assert code == step.code, f"{step.commands}\nended with {code}:\n{printed}"
            if step.shown is not None:
                assert agrees(step.shown, printed), (
                    f"{step.commands}\nprints\n{printed}\nwhere the page shows\n{step.shown}"
                )

    def run(self, commands: str) -> tuple[str, int]:
        """What commands print, and the code of the last one."""
        self._number += 1
        mark = f"--- end of step {self._number}:"
        script = self._scripts / f"{self._number}.sh"
        script.write_text(commands)
        self._type(f". {script} </dev/null; printf '\\n%s %s\\n' '{mark}' $?")
        printed: list[str] = []
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                line = self._lines.get(timeout=max(deadline - time.monotonic(), 0))
            except queue.Empty:
                raise AssertionError(f"{commands}\nis not over, after {printed}") from None
            if line.startswith(mark):
                return "".join(printed).removesuffix("\n"), int(line.removeprefix(mark))
            printed.append(line)

    def close(self) -> None:
        """End the shell and what it started, politely first."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, number)
                self._process.wait(PATIENCE)
                _wait_for_the_group(self._process.pid)
            except (ProcessLookupError, PermissionError):
                break
        shutil.rmtree(self._temporary)

    def _type(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def _start(self, step: Step) -> None:
        """Run commands beside the others; what they print is left to the eye."""
        commands = step.commands.strip()
        if step.again:
            self._interrupt(commands)
        printed, code = self.run(f"{{ {commands}\n}} </dev/null >/dev/null 2>&1 & echo $!")
        assert code == 0, printed
        self._servers[commands] = int(printed)

    def _interrupt(self, commands: str) -> None:
        """Stop the server that was started by the same words, apart from what is new before them."""
        name = next(name for name in self._servers if commands.endswith(name))
        server = self._servers.pop(name)
        for pid in _offspring(server):
            os.kill(pid, signal.SIGTERM)
        self.run(f"wait {server}")

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)


def _offspring(server: int) -> list[int]:
    """What a background command of a shell started, as far as it is still in the shell's group."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    found = [server]
    for parent in found:
        found += [pid for pid, of in pairs if of == parent]
    group = os.getpgid(server)
    return [pid for pid in found[1:] if os.getpgid(pid) == group]


def _wait_for_the_group(group: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        os.killpg(group, 0)  # raises ProcessLookupError once nobody is left
        time.sleep(0.05)
