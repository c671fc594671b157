"""What postmaster.pid says, and when it is to be believed."""

import os
from dataclasses import dataclass
from pathlib import Path

NO_SUCH_PROCESS = 99_999_999  # above every kernel's largest process id


@dataclass(frozen=True, slots=True)
class Postmaster:
    """The server that a data folder's pid file names."""

    pid: int
    port: int
    ready: bool


def pid_file(data: Path) -> Path:
    """The file that PostgreSQL keeps in a data folder while it runs."""
    return data / "postmaster.pid"


def read_postmaster(data: Path) -> Postmaster | None:
    """The server that runs on the folder, as far as its pid file and the process table agree.

    A file left behind by a crash, or whose number now belongs to some other program, names nobody.
    """
    lines = _lines(pid_file(data))
    if len(lines) < 4 or not (lines[0].isdigit() and lines[3].isdigit()):
        return None
    pid = int(lines[0])
    if not _is_postgres(pid):
        return None
    return Postmaster(pid, int(lines[3]), ready=len(lines) > 7 and lines[7].strip() == "ready")


def disown_stale_locks(data: Path) -> None:
    """Make the lock files of a folder name a process that cannot exist, if theirs is not PostgreSQL.

    PostgreSQL believes a number that is alive, whoever owns it now: after a restart of the machine
    or a container it may be anybody's, and a killed server keeps its own until its parent asks for it.
    The files are not removed, because their other lines let PostgreSQL wait until the last child of a
    killed server has left the shared memory.
    """
    for file in (pid_file(data), *data.glob(".s.PGSQL.*.lock")):
        lines = _lines(file)
        if lines and lines[0].isdigit() and not _is_postgres(int(lines[0])):
            file.write_text("\n".join([str(NO_SUCH_PROCESS), *lines[1:]]) + "\n")


def is_running(pid: int) -> bool:
    """Whether the process exists and has not ended; a zombie has."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _name_and_state(pid)[1] != "Z"


def _is_postgres(pid: int) -> bool:
    # By its name and not by its command line: a process that is ending has lost that one first, and
    # holds its port a moment longer.
    return is_running(pid) and _name_and_state(pid)[0].startswith("postgres")


def _name_and_state(pid: int) -> tuple[str, str]:
    try:
        name, _, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
    except OSError:
        return "postgres", "?"  # no /proc here: believe PostgreSQL's own file
    return name, rest.split()[0]


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().splitlines()
    except FileNotFoundError:
        return []
