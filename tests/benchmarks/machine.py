"""What the machine is and was doing, and how much processor time a tree of processes has used."""

import os
import platform
from contextlib import suppress
from pathlib import Path
from typing import Any

_TICK_US = 1_000_000 / os.sysconf("SC_CLK_TCK")
_PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024


def surroundings() -> dict[str, Any]:
    """Facts without which a figure means little."""
    return {
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
        "runnable": _runnable(),
        "processor": _processor(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def cpu_us(*roots: int) -> float:
    """User and system time of the processes and all their descendants, ended ones included."""
    return sum(_ticks(pid) for root in roots for pid in tree(root)) * _TICK_US


def resident_kb(*roots: int) -> int:
    """Resident memory of the processes and all their descendants."""
    return sum(_resident(pid) for root in roots for pid in tree(root))


def tree(root: int) -> list[int]:
    """A process and everything it started that still runs."""
    found = [root]
    for pid in found:
        found.extend(_children(pid))
    return found


def _children(pid: int) -> list[int]:
    """What a process started, by any of its threads; nothing when it ended meanwhile."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []
    children: list[int] = []
    for thread in threads:
        with suppress(OSError):
            children.extend(map(int, (thread / "children").read_text().split()))
    return children


def _ticks(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    fields = stat.rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15])


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_KB
    except OSError:
        return 0


def _runnable() -> str:
    try:
        return Path("/proc/loadavg").read_text().split()[3]
    except OSError:
        return "unknown"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
