"""The ways in which a PostgreSQL of our own can fail to run, and how each is told apart."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from infrastructure.fault import Fault

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_COMPLAINT = re.compile(r"(?:FATAL|PANIC|error): +(.+)")
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class NoPostgresBinaries(Fault):
    """Neither the packaged PostgreSQL nor one of the system was found."""


class DiskFull(Fault):
    """The data folder cannot grow any more."""


class DataFolderRefused(Fault):
    """The operating system does not let us, or the account PostgreSQL runs as, use the folder."""


class DataFolderIncompatible(Fault):
    """The data was written by another major version of PostgreSQL."""


class DataFolderInUse(Fault):
    """A PostgreSQL that does not answer us holds the data folder."""


class CredentialsMissing(Fault):
    """The passwords of an existing cluster are gone, so nobody can log in to it."""


class ServerDidNotStart(Fault):
    """PostgreSQL gave up for a reason of its own; its last words are in the sentence."""


class DatabaseUnreachable(Fault):
    """No connection could be opened: nobody listens, or nobody lets us in."""


def unreachable(dsn: str, why: str) -> DatabaseUnreachable:
    """The one wording for a database that cannot be reached; it names the place and no password."""
    target = conninfo_to_dict(dsn)
    return DatabaseUnreachable(
        f"the database {target.get('dbname')} at {target.get('host')}:{target.get('port', 5432)} "
        f"cannot be reached: {why}",
        "check DATABASE_URL, that the server runs, and that its password and roles are right; "
        "`daybook doctor` tells which",
    )


def disk_full(folder: Path) -> DiskFull:
    """The one wording for a disk, quota or size limit that is used up."""
    return DiskFull(
        f"there is no space left for the database in {folder}",
        "free at least 200 MB there, or set DAYBOOK_HOME to a folder on another disk",
    )


def folder_refused(folder: Path, why: str) -> DataFolderRefused:
    """The one wording for a folder that may not be used."""
    return DataFolderRefused(
        f"the database folder {folder} cannot be used: {why}",
        "make it writable for the user who runs daybook, or set DAYBOOK_HOME to a folder that is",
    )


@contextmanager
def told_as_faults(folder: Path) -> Iterator[None]:
    """Operating system errors about the folder become faults that say what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise disk_full(folder) from error
        if error.errno in _REFUSED or isinstance(error, FileExistsError | NotADirectoryError):
            raise folder_refused(folder, (error.strerror or str(error)).lower()) from error
        raise


def fault_from_output(output: str, folder: Path) -> Fault:
    """The fault that PostgreSQL's own messages (always in English, see the launcher) describe."""
    if "No space left on device" in output or "File too large" in output:
        return disk_full(folder)
    if "Permission denied" in output or "Read-only file system" in output:
        return folder_refused(folder, _last_words(output))
    if "wrong ownership" in output or "invalid permissions" in output:
        return folder_refused(folder, _last_words(output))
    if "lock file" in output and "already exists" in output:
        return DataFolderInUse(
            f"another PostgreSQL runs on {folder} and does not answer",
            "stop that server (its process id is the first line of postmaster.pid), then try again",
        )
    return ServerDidNotStart(
        f"PostgreSQL did not start on {folder}: {_last_words(output)}",
        "read pg.log beside that folder; `daybook doctor` checks the usual causes",
    )


def _last_words(output: str) -> str:
    """The last complaint without time and process, so that the same trouble is told the same way."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    complaints = [found.group(1) for line in lines if (found := _COMPLAINT.search(line))]
    return (complaints or lines or ["it said nothing"])[-1]
