"""Runs a command in a user namespace of its own: `namespace.py NUMBER COMMAND...`.

Inside, whoever calls it carries NUMBER, and holds no capability once the command has started. It is
a program and not a function because only a process with a single thread can enter a namespace.
"""

import ctypes
import os
import sys
from pathlib import Path

_CLONE_NEWUSER = 0x10000000


def enter(number: int) -> None:
    """Leave one's own number behind; raises OSError where the kernel does not allow it."""
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{number} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{number} {group} 1")


if __name__ == "__main__":
    enter(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - there is no shell to be had here
