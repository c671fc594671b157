"""Who may do what in the database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from infrastructure.analysts.log_ins import Admission, admit, new_name
from infrastructure.diagnosis import examine_database
from infrastructure.event_store.catalogue import domain_events
from infrastructure.postgres.address import Address
from infrastructure.postgres.embedded import EmbeddedPostgres, Server
from infrastructure.postgres.migrate import apply
from infrastructure.postgres.roles import AppRoleMissing, as_application, ensure_app_role
from tests.cluster import Database
from tests.contracts.notes import tenant


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    """A server where `stranger` may log in to a database of their own, and nothing else."""
    with EmbeddedPostgres(home, durable=False) as server:
        command(server, "CREATE ROLE stranger LOGIN PASSWORD 'x'")
        command(server, "CREATE DATABASE strange OWNER stranger")
        yield server


def command(server: Server, text: str) -> None:
    with psycopg.connect(server.superuser_dsn, autocommit=True) as connection:
        connection.execute(text.encode())


def stranger(server: Server) -> str:
    return make_conninfo(server.dsn, user="stranger", password="x", dbname="strange")


def test_a_log_in_that_may_not_use_the_applications_role_is_told_what_to_ask_for(
    server: Server,
) -> None:
    with psycopg.connect(stranger(server)) as connection, pytest.raises(AppRoleMissing) as refused:
        ensure_app_role(connection)
    assert 'GRANT daybook_app TO "stranger"' in refused.value.hint


def test_a_log_in_that_may_not_create_the_applications_role_is_told_the_same(
    server: Server,
) -> None:
    command(server, "DROP ROLE daybook_app")
    with pytest.raises(AppRoleMissing, match="stranger"):
        apply(stranger(server))


def test_the_owner_of_a_hosted_database_who_may_create_roles_needs_nobody_else(
    server: Server,
) -> None:
    command(server, "DROP ROLE daybook_app")
    command(server, "ALTER ROLE stranger CREATEROLE")
    apply(stranger(server))
    with psycopg.connect(as_application(stranger(server))) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("daybook_app",)


async def test_an_owner_who_may_not_limit_what_fills_the_disk_lets_analysts_in_and_it_is_told(
    server: Server,
) -> None:
    command(server, "ALTER ROLE stranger CREATEROLE")
    command(server, "GRANT daybook_app, daybook_analyst TO stranger WITH ADMIN OPTION")
    owner = stranger(server)
    apply(owner)
    ours, until = tenant(), datetime.now(UTC) + timedelta(days=1)
    admission = Admission(ours, "", "tester@here", until, timedelta(minutes=1))
    login = admit(owner, new_name(), admission)
    with psycopg.connect(login.url) as connection:
        assert connection.execute("SHOW temp_file_limit").fetchone() == ("-1",)
    with psycopg.connect(make_conninfo(server.superuser_dsn, dbname="strange")) as connection:
        connection.execute("INSERT INTO daybook.log_heads VALUES (%s, 1)", (ours,))
    found = examine_database(Address(as_application(owner), owner), domain_events())
    (finding,) = [each async for each in found if each.check == "analysts"]
    filling = "the server lets them fill the disk with large objects and temporary files"
    assert (finding.well, filling in finding.found) == (True, True)


def test_options_that_an_address_already_has_are_kept(database: Database) -> None:
    address = as_application(make_conninfo(database.owner_dsn, options="-c work_mem=7MB"))
    with psycopg.connect(address) as connection:
        settings = connection.execute("SELECT current_setting('work_mem'), current_user")
        assert settings.fetchone() == ("7MB", "daybook_app")
