"""The folder of one PostgreSQL cluster: what lies in it and how it comes into being."""

import json
import os
import secrets
import shutil
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path

from infrastructure.postgres.account import Account
from infrastructure.postgres.binaries import Binaries
from infrastructure.postgres.faults import (
    CredentialsMissing,
    DataFolderIncompatible,
    fault_from_output,
)

_LOG_LIMIT = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Credentials:
    """The passwords of a cluster's three log-ins; never printed."""

    superuser: str = field(repr=False)
    owner: str = field(repr=False)
    api: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Cluster:
    """The files of one cluster under a home folder."""

    home: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder; it exists only once it is complete."""
        return self.home / "pg"

    @property
    def log(self) -> Path:
        """What the server wrote; kept below about 16 MB in two files."""
        return self.home / "pg.log"

    @property
    def port_file(self) -> Path:
        """The port of the last run, so that the next one can be found at the same address."""
        return self.home / "pg.port"

    @property
    def credentials_file(self) -> Path:
        """The passwords, readable by the user who runs daybook alone."""
        return self.home / "pg.credentials"

    def credentials(self) -> Credentials:
        """The passwords; raises CredentialsMissing when the file is not there."""
        try:
            return Credentials(**json.loads(self.credentials_file.read_text()))
        except FileNotFoundError:
            raise CredentialsMissing(
                f"{self.data} holds data, but {self.credentials_file.name} beside it is missing",
                "put that file back from a backup; without it nobody can log in",
            ) from None

    def size_of_log(self) -> int:
        """Bytes in the log, so that a reader can start after what was there before."""
        return self.log.stat().st_size if self.log.exists() else 0

    def rotate_log(self) -> None:
        """Start a new log when the old one has become long; one old one is kept."""
        if self.size_of_log() > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))

    def try_writing(self) -> None:
        """Raises the OSError that kept a server from writing even what was wrong to its log."""
        trial = self.home / "pg.trial"
        try:
            trial.write_bytes(bytes(64 * 1024))
        finally:
            trial.unlink(missing_ok=True)

    def check_version(self, binaries: Binaries) -> None:
        """Raises DataFolderIncompatible when another major version wrote the data."""
        written_by = (self.data / "PG_VERSION").read_text().strip()
        if written_by != str(binaries.major):
            raise DataFolderIncompatible(
                f"{self.data} was written by PostgreSQL {written_by}, "
                f"but {binaries.folder} is version {binaries.major}",
                "install the version that wrote it, or move the data over with pg_upgrade",
            )


def create_cluster(cluster: Cluster, binaries: Binaries, account: Account) -> None:
    """Initialise the cluster: checksums on, passwords everywhere, all or nothing.

    The work is done beside the final place and renamed, so that a killed process leaves no folder
    that looks like a cluster and is none.
    """
    draft = cluster.home / "pg.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    account.give(draft)
    credentials = Credentials(*(secrets.token_urlsafe(24) for _ in range(3)))
    password_file = cluster.home / "pg.password"
    _write_secret(password_file, credentials.superuser)
    account.give(password_file)
    try:
        _run_initdb(draft, password_file, binaries, account)
    finally:
        password_file.unlink()
    _write_secret(cluster.credentials_file, json.dumps(asdict(credentials)))
    draft.rename(cluster.data)
    _sync_folder(cluster.home)


def _run_initdb(draft: Path, password_file: Path, binaries: Binaries, account: Account) -> None:
    # Order by code point everywhere, so that no system's locale changes what an index means.
    locale = (
        ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        if binaries.major >= 17
        else ("--locale=C",)
    )
    done = subprocess.run(
        account.command(
            binaries.program("initdb"),
            f"--pgdata={draft}",
            "--username=postgres",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--data-checksums",
            "--encoding=UTF8",
            *locale,
        ),
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"},
        user=account.user,
        group=account.group,
        extra_groups=account.groups,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise fault_from_output(done.stderr, draft.with_name("pg"))


def _sync_folder(folder: Path) -> None:
    """A power failure must not keep the data and lose the passwords beside it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_secret(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
