"""An embedded PostgreSQL from its first start to its recovery after a crash."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from infrastructure.postgres.embedded import EmbeddedPostgres, Server
from infrastructure.postgres.postmaster import NO_SUCH_PROCESS, is_running, pid_file
from tests.api.cli.command_line import until
from tests.infrastructure.postgres.conftest import StartUser


@pytest.fixture
def embedded(home: Path) -> Iterator[EmbeddedPostgres]:
    postgres = EmbeddedPostgres(home)
    yield postgres
    postgres.stop()


def ask(dsn: str, question: str) -> str:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(question.encode()).fetchone()
        assert row is not None
        return str(row[0])


def write_note(server: Server, text: str) -> None:
    with psycopg.connect(server.owner_dsn) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS notes (text text)")
        connection.execute("INSERT INTO notes VALUES (%s)", (text,))


def notes(server: Server) -> str:
    return ask(server.owner_dsn, "SELECT string_agg(text, ' ' ORDER BY text) FROM notes")


def test_a_cold_start_makes_a_database_that_survives_a_power_failure(
    embedded: EmbeddedPostgres,
) -> None:
    server = embedded.start()
    settings = {
        name: ask(server.dsn, f"SHOW {name}")
        for name in ("data_checksums", "fsync", "synchronous_commit", "full_page_writes")
    }
    assert set(settings.values()) == {"on"}
    assert int(ask(server.dsn, "SHOW max_connections")) >= 200
    assert ask(server.dsn, "SHOW server_encoding") == "UTF8"
    assert ask(server.dsn, "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{b,B,a}'::text[]) x")
    assert (embedded.cluster.credentials_file.stat().st_mode & 0o077) == 0


def test_names_are_ordered_by_code_point_on_every_machine(embedded: EmbeddedPostgres) -> None:
    server = embedded.start()
    ordered = ask(
        server.dsn, "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{ä,b,B,a}'::text[]) x"
    )
    assert ordered == "Babä"


def test_nobody_gets_in_without_a_password(embedded: EmbeddedPostgres) -> None:
    server = embedded.start()
    for user in ("postgres", "daybook_owner", "daybook_api"):
        for host in ("127.0.0.1", str(embedded.cluster.data)):
            address = make_conninfo(
                server.dsn, user=user, host=host, port=server.port, password="guess"
            )
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(address)


def test_only_this_machine_can_reach_it(embedded: EmbeddedPostgres) -> None:
    server = embedded.start()
    assert ask(server.dsn, "SHOW listen_addresses") == "127.0.0.1"
    with socket.create_connection(("127.0.0.1", server.port)):
        pass


def test_the_application_is_no_owner_and_the_owner_is_no_superuser(
    embedded: EmbeddedPostgres,
) -> None:
    server = embedded.start()
    mighty = "SELECT string_agg(rolname, ' ') FROM pg_roles WHERE rolsuper"
    assert ask(server.dsn, mighty) == "postgres"
    assert (
        ask(server.dsn, "SELECT pg_has_role('daybook_api', 'daybook_owner', 'MEMBER')") == "False"
    )
    assert ask(server.dsn, "SELECT pg_has_role('daybook_api', 'daybook_app', 'MEMBER')") == "True"


def test_data_is_there_after_a_stop_and_a_warm_start(embedded: EmbeddedPostgres) -> None:
    write_note(embedded.start(), "kept")
    embedded.stop()
    assert not pid_file(embedded.cluster.data).exists()
    assert notes(embedded.start()) == "kept"


def test_starting_twice_is_one_start_and_stopping_twice_is_one_stop(
    embedded: EmbeddedPostgres,
) -> None:
    first = embedded.start()
    assert embedded.start() == first
    embedded.stop()
    embedded.stop()
    assert not is_running(first.pid)


def test_every_commit_survives_kill_9_of_the_server(embedded: EmbeddedPostgres) -> None:
    server = embedded.start()
    write_note(server, "one")
    with psycopg.connect(server.owner_dsn) as left_open:
        left_open.execute("INSERT INTO notes VALUES ('never committed')")
        write_note(server, "two")
        os.kill(server.pid, signal.SIGKILL)
        again = embedded.start()
        assert again.pid != server.pid
        assert notes(again) == "one two"
        with pytest.raises(psycopg.OperationalError):
            left_open.execute("SELECT 1")


def test_a_killed_server_that_its_parent_has_not_asked_after_yet_is_in_nobodys_way(
    embedded: EmbeddedPostgres, home: Path, start_user: StartUser
) -> None:
    """Until then the process table still has its number, in both of its lock files."""
    parent = start_user(home)
    os.kill(parent.said["server"], signal.SIGKILL)
    until(lambda: not is_running(parent.said["server"]))
    assert embedded.start().pid != parent.said["server"]
    parent.leave()


def test_another_process_brings_a_killed_server_back_while_its_parent_still_lives(
    embedded: EmbeddedPostgres, home: Path
) -> None:
    server = embedded.start()
    write_note(server, "kept")
    os.kill(server.pid, signal.SIGKILL)
    other = EmbeddedPostgres(home)
    assert notes(other.start()) == "kept"
    other.stop()


_DIES_WHEN_ASKED = """
import socket, sys
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(sys.argv[1])
    listener.listen()
    print("ready", flush=True)
    listener.accept()
"""


def test_a_server_that_was_killed_this_moment_and_is_still_in_the_process_table_is_not_believed(
    embedded: EmbeddedPostgres, home: Path
) -> None:
    """Its part is played by a process of the same name that ends, without a word, when it is spoken to."""
    write_note(embedded.start(), "kept")
    written = pid_file(embedded.cluster.data).read_text().splitlines()
    embedded.stop()
    program = home / "postgres"
    program.symlink_to(Path(sys.executable).resolve())
    address = f"{embedded.cluster.data}/.s.PGSQL.{written[3]}"
    command = [str(program), "-I", "-S", "-c", _DIES_WHEN_ASKED, address]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as dying:
        assert dying.stdout is not None
        assert dying.stdout.readline() == b"ready\n"
        pid_file(embedded.cluster.data).write_text("\n".join([str(dying.pid), *written[1:]]) + "\n")
        try:
            assert notes(embedded.start()) == "kept"
        finally:
            dying.kill()


def _unlikely_port() -> int:
    """One that the system gives nobody who asks for any, so that no other test has it meanwhile."""
    while True:
        port = random.randrange(20_000, 32_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def test_a_server_that_was_killed_comes_back_at_the_same_address(
    embedded: EmbeddedPostgres,
) -> None:
    embedded.cluster.home.mkdir(parents=True, exist_ok=True)
    embedded.cluster.port_file.write_text(str(_unlikely_port()))
    server = embedded.start()
    os.kill(server.pid, signal.SIGKILL)
    assert embedded.start().dsn == server.dsn


def test_a_port_that_somebody_took_meanwhile_is_left_to_them(embedded: EmbeddedPostgres) -> None:
    server = embedded.start()
    embedded.stop()
    with socket.create_server(("127.0.0.1", server.port)):
        assert embedded.start().port != server.port


@pytest.mark.parametrize(
    "process", [os.getpid(), 1, NO_SUCH_PROCESS], ids=["somebody", "the first", "nobody"]
)
def test_a_pid_file_left_by_a_crash_is_not_believed_whoever_has_its_number_now(
    embedded: EmbeddedPostgres, process: int
) -> None:
    write_note(embedded.start(), "kept")
    lines = pid_file(embedded.cluster.data).read_text().splitlines()
    embedded.stop()
    pid_file(embedded.cluster.data).write_text("\n".join([str(process), *lines[1:]]) + "\n")
    assert notes(embedded.start()) == "kept"


def test_an_initialisation_that_was_killed_is_begun_again(
    embedded: EmbeddedPostgres, home: Path
) -> None:
    (home / "pg.new").mkdir()
    (home / "pg.new" / "PG_VERSION").write_text("18\n")
    (home / "pg.password").write_text("half")
    assert ask(embedded.start().dsn, "SELECT current_user") == "daybook_api"
    assert not (home / "pg.new").exists()
    assert not (home / "pg.password").exists()


@pytest.mark.parametrize("name", ["a folder, with 'quotes' and spaces", "ü", "deep/" * 30])
def test_a_folder_of_any_name_will_do(home: Path, name: str) -> None:
    (home / name).mkdir(parents=True)
    with EmbeddedPostgres(home / name) as server:
        assert ask(server.dsn, "SELECT current_database()") == "daybook"


def test_a_database_for_tests_gives_up_safety_for_speed(home: Path) -> None:
    with EmbeddedPostgres(home, durable=False) as server:
        assert ask(server.dsn, "SHOW fsync") == "off"


def test_the_log_holds_no_business_data_and_does_not_grow_for_ever(
    embedded: EmbeddedPostgres,
) -> None:
    embedded.cluster.log.write_bytes(b"old\n" * 3_000_000)
    server = embedded.start()
    with psycopg.connect(server.dsn) as connection, pytest.raises(psycopg.Error):
        connection.execute("SELECT 'a salary of 1000'::int")
    embedded.stop()
    assert "SELECT" not in embedded.cluster.log.read_text()
    assert embedded.cluster.size_of_log() < 100_000


def test_printing_a_server_shows_no_password(embedded: EmbeddedPostgres) -> None:
    server = embedded.start()
    credentials = embedded.cluster.credentials()
    for secret in (credentials.superuser, credentials.owner, credentials.api):
        assert secret not in repr(server)
        assert secret not in repr(credentials)
