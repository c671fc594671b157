"""What a person is told when the machine says no."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infrastructure.fault import Fault
from infrastructure.postgres import account
from infrastructure.postgres.embedded import EmbeddedPostgres
from infrastructure.postgres.faults import (
    CredentialsMissing,
    DataFolderIncompatible,
    DataFolderRefused,
    ServerDidNotStart,
    fault_from_output,
)
from tests.infrastructure.postgres.conftest import StartUser

NAMESPACE = Path(account.__file__).with_name("namespace.py")


def in_a_small_file_system(home: Path) -> tuple[str, ...]:
    """What to put before a command so that its home has 8 MB; empty where that is not possible."""
    script = 'mount -t tmpfs -o size=8m,mode=711 none "$0" && exec "$@"'
    before = ("unshare", "--mount", "sh", "-c", script, str(home))
    if not shutil.which("unshare") or subprocess.run([*before, "true"], check=False).returncode:
        return ()
    return before


def test_a_full_disk_is_called_a_full_disk(home: Path, start_user: StartUser) -> None:
    before = in_a_small_file_system(home)
    limit = () if before else ("1000000",)
    assert start_user(home, *limit, through=before).said["fault"] == "DiskFull"


def test_a_used_up_quota_is_called_a_full_disk_and_leaves_no_half_made_cluster(
    home: Path, start_user: StartUser
) -> None:
    refused = start_user(home, "1000000")
    assert refused.said["fault"] == "DiskFull"
    assert "DAYBOOK_HOME" in refused.said["hint"]
    refused.process.wait(10)
    with EmbeddedPostgres(home) as server:
        assert server.port > 0


def test_a_disk_that_fills_up_later_is_called_so_at_the_next_start(
    home: Path, start_user: StartUser
) -> None:
    with EmbeddedPostgres(home):
        pass
    assert start_user(home, "1000").said["fault"] == "DiskFull"


def test_a_file_where_the_folder_should_be_is_refused(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(DataFolderRefused, match="file"):
        EmbeddedPostgres(home / "file").start()
    with pytest.raises(DataFolderRefused):
        EmbeddedPostgres(home / "file" / "below").start()


def test_a_folder_that_may_not_be_written_is_refused_by_name(
    home: Path, start_user: StartUser
) -> None:
    locked = home / "locked"
    locked.mkdir(mode=0o500)
    through = (sys.executable, str(NAMESPACE), "1") if os.geteuid() == 0 else ()
    refused = start_user(locked / "home", through=through)
    assert refused.said["fault"] == "DataFolderRefused"
    assert "writable" in refused.said["hint"]


def test_data_with_permissions_that_postgres_finds_unsafe_is_refused(home: Path) -> None:
    with EmbeddedPostgres(home):
        pass
    (home / "pg").chmod(0o777)
    with pytest.raises(DataFolderRefused, match="invalid permissions"):
        EmbeddedPostgres(home).start()


def test_data_of_another_major_version_is_left_alone(home: Path) -> None:
    with EmbeddedPostgres(home):
        pass
    (home / "pg" / "PG_VERSION").write_text("14\n")
    with pytest.raises(DataFolderIncompatible, match="PostgreSQL 14") as refused:
        EmbeddedPostgres(home).start()
    assert "pg_upgrade" in refused.value.hint


def test_lost_passwords_are_said_to_be_lost(home: Path) -> None:
    with EmbeddedPostgres(home):
        pass
    (home / "pg.credentials").unlink()
    with pytest.raises(CredentialsMissing, match=r"pg\.credentials"):
        EmbeddedPostgres(home).start()


def test_a_start_that_fails_for_another_reason_quotes_the_servers_last_words(home: Path) -> None:
    with EmbeddedPostgres(home):
        pass
    (home / "pg" / "postgresql.auto.conf").write_text("shared_buffers = 'a lot'\n")
    with pytest.raises(ServerDidNotStart, match="contains errors") as refused:
        EmbeddedPostgres(home).start()
    assert "pg.log" in refused.value.hint


@pytest.mark.parametrize(
    ("output", "name"),
    [
        ('FATAL:  could not extend file "base/1": No space left on device', "DiskFull"),
        ('FATAL:  could not write lock file "postmaster.pid": File too large', "DiskFull"),
        ('FATAL:  could not open file "x": Permission denied', "DataFolderRefused"),
        ('FATAL:  data directory "x" has wrong ownership', "DataFolderRefused"),
        ('FATAL:  lock file "postmaster.pid" already exists', "DataFolderInUse"),
        ("", "ServerDidNotStart"),
    ],
)
def test_the_servers_messages_become_faults_with_a_hint(output: str, name: str) -> None:
    fault = fault_from_output(output, Path("/data"))
    assert isinstance(fault, Fault)
    assert type(fault).__name__ == name
    assert "/data" in fault.sentence
    assert fault.hint
