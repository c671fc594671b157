"""Who uses a cluster: kept in file locks, because the kernel lets go of them even after kill -9."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Sharing:
    """The users of one home folder, over all processes.

    Two files: `pg.lock` is held while the server is started or stopped; `pg.users` is held shared by
    every user for as long as they use the server, so the one who can hold it alone was the last.
    """

    def __init__(self, home: Path) -> None:
        self._turn_file = home / "pg.lock"
        self._users_file = home / "pg.users"
        self._use: int | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until nobody else starts or stops the server, and keep them waiting."""
        handle = _open(self._turn_file)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @property
    def joined(self) -> bool:
        """Whether this object counts as a user."""
        return self._use is not None

    def join(self) -> None:
        """Become a user; harmless when one already."""
        if self._use is None:
            self._use = _open(self._users_file)
            fcntl.flock(self._use, fcntl.LOCK_SH)

    def unused(self) -> bool:
        """Whether nobody uses the server, this object included. Only to be asked within a turn."""
        handle = _open(self._users_file)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(handle)

    def leave(self) -> bool:
        """Stop being a user; true when nobody is left. Only to be asked within a turn."""
        if self._use is None:
            return False
        try:
            fcntl.flock(self._use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(self._use)
            self._use = None


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
