"""Under which account PostgreSQL runs: it refuses to run as root, and root should not have to care.

An ordinary user's server runs as that user; one without a name, as in some containers, goes the second
way below, because initdb asks for a name. For root there are two ways, tried in this order:

1. Another account: the owner of the folder that holds the data, when that is not root, else `nobody`.
   It must be able to reach the programs and the folder.
2. Where it cannot (a checkout in /root, say): a user namespace in which root carries another user's
   number. PostgreSQL is content, it has none of root's capabilities, and the files stay root's.
"""

import os
import pwd
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from infrastructure.postgres.faults import DataFolderRefused

_NAMESPACE = Path(__file__).with_name("namespace.py")
_OVERFLOW_UID = 65534


@dataclass(frozen=True, slots=True)
class Account:
    """Who owns the data, and what is put before a command so that it runs as them."""

    uid: int
    gid: int
    switches: bool = False
    prefix: tuple[str, ...] = ()

    def command(self, *arguments: str) -> list[str]:
        """The arguments, entered through the user namespace when there is one."""
        return [*self.prefix, *arguments]

    @property
    def user(self) -> int | None:
        """What subprocess needs as `user`: none unless the account is really another."""
        return self.uid if self.switches else None

    @property
    def group(self) -> int | None:
        """What subprocess needs as `group`."""
        return self.gid if self.switches else None

    @property
    def groups(self) -> list[int] | None:
        """What subprocess needs as `extra_groups`: root's own are left behind."""
        return [] if self.switches else None

    def give(self, path: Path) -> None:
        """Hand a file or folder over, so that the account can work with it."""
        if self.switches:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def choose_account(programs: Path, home: Path) -> Account:
    """The account for data in `home`; raises DataFolderRefused when there is no way."""
    if os.geteuid() != 0:
        named = _has_a_name(os.geteuid())
        return Account(os.geteuid(), os.getegid()) if named else _namespace(home)
    data = home / "pg"
    if data.exists() and data.stat().st_uid == 0:
        return _namespace(home)
    other = _other_account(data if data.exists() else home)
    if passable(home, other) and passable(programs / "postgres", other):
        return other
    return _namespace(home)


def passable(path: Path, account: Account) -> bool:
    """Whether every folder on the way lets the account through, judged by the permission bits."""
    resolved = path.resolve()
    ways = [*resolved.parents, resolved]
    return all(_may_enter(way.stat(), account) for way in ways if way.exists())


def _may_enter(status: os.stat_result, account: Account) -> bool:
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _other_account(folder: Path) -> Account:
    place = folder if folder.exists() else next(way for way in folder.parents if way.exists())
    owner = place.stat()
    if owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, switches=True)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, switches=True)


def _has_a_name(uid: int) -> bool:
    return any(entry.pw_uid == uid for entry in pwd.getpwall())


def _namespace(home: Path) -> Account:
    """Ourselves under an ordinary number that has a name."""
    everyone = [entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0]
    number = next((uid for uid in everyone if uid != _OVERFLOW_UID), _OVERFLOW_UID)
    prefix = (sys.executable, "-I", "-S", str(_NAMESPACE), str(number))
    if subprocess.run([*prefix, "/bin/sh", "-c", ":"], capture_output=True, check=False).returncode:
        raise _no_way(home)
    return Account(os.geteuid(), os.getegid(), prefix=prefix)


def _no_way(home: Path) -> DataFolderRefused:
    if os.geteuid() != 0:
        return DataFolderRefused(
            f"PostgreSQL must run as a user with a name, and number {os.geteuid()} has none here",
            f"give that number a name in /etc/passwd, or run daybook as another user (who may "
            f"write {home}), or set DATABASE_URL",
        )
    return DataFolderRefused(
        f"as root, PostgreSQL must run as another user, and none can reach {home}",
        "run daybook as an ordinary user, or set DAYBOOK_HOME (and keep the checkout) in a folder "
        "that other users may enter, such as /srv/daybook, or set DATABASE_URL",
    )
