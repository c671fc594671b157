"""Under which account the server runs."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infrastructure.postgres import account
from infrastructure.postgres.account import choose_account
from infrastructure.postgres.embedded import EmbeddedPostgres
from infrastructure.postgres.faults import DataFolderRefused
from tests.infrastructure.postgres.conftest import StartUser

NAMESPACE = Path(account.__file__).with_name("namespace.py")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")


@pytest.fixture
def private_home() -> Iterator[Path]:
    """A folder that only its owner may enter, as /root is."""
    folder = Path(tempfile.mkdtemp(prefix="daybook-home-"))
    yield folder
    shutil.rmtree(folder)


def rights(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


@as_root
def test_for_root_the_server_runs_as_somebody_who_may_do_nothing_else(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        assert rights(server.pid)["Uid"].split()[0] != "0"
        assert int(rights(server.pid)["CapEff"], 16) == 0
        assert rights(server.pid)["Groups"] == ""


@as_root
def test_for_root_in_a_folder_nobody_else_may_enter_the_server_holds_no_power_of_root(
    private_home: Path,
) -> None:
    with EmbeddedPostgres(private_home) as server:
        assert int(rights(server.pid)["CapEff"], 16) == 0
        assert (private_home / "pg").stat().st_uid == 0
        with psycopg.connect(server.dsn) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert private_home.stat().st_mode & 0o777 == 0o700


@as_root
def test_for_root_in_a_folder_of_an_ordinary_user_the_data_becomes_that_users(home: Path) -> None:
    os.chown(home, 4242, 4242)
    chosen = choose_account(Path("/usr/bin"), home)
    assert (chosen.uid, chosen.gid, chosen.switches) == (4242, 4242, True)


@as_root
def test_root_is_told_what_to_do_where_there_is_no_way(
    private_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    refusing = tmp_path / "namespace.py"
    refusing.write_text("raise PermissionError(1, 'Operation not permitted')")
    monkeypatch.setattr(account, "_NAMESPACE", refusing)
    with pytest.raises(DataFolderRefused, match="as root") as refused:
        EmbeddedPostgres(private_home).start()
    assert "ordinary user" in refused.value.hint


@as_root
def test_a_user_without_a_name_is_given_one_because_postgresql_asks_for_it(
    home: Path, start_user: StartUser
) -> None:
    nameless = next(uid for uid in range(40_000, 60_000) if not account._has_a_name(uid))
    user = start_user(home, through=(sys.executable, str(NAMESPACE), str(nameless)))
    assert user.said["uid"] == nameless
    with psycopg.connect(user.said["dsn"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    user.leave()


def test_for_an_ordinary_user_the_server_runs_as_that_user(
    private_home: Path, start_user: StartUser
) -> None:
    through = (sys.executable, str(NAMESPACE), "1") if os.geteuid() == 0 else ()
    user = start_user(private_home, through=through)
    assert user.said["uid"] != 0
    assert rights(user.said["server"])["Uid"] == rights(user.process.pid)["Uid"]
    with psycopg.connect(user.said["dsn"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    user.leave()
