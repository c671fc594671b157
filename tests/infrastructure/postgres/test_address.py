"""Which database a deployment means."""

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from infrastructure.postgres.address import database_of
from infrastructure.postgres.migrate import apply
from infrastructure.settings import Settings
from tests.cluster import Database


def url(database: Database, user: str | None = None) -> SecretStr:
    parts = conninfo_to_dict(database.owner_dsn)
    login = user or f"{parts['user']}:{parts['password']}"
    return SecretStr(
        f"postgresql://{login}@127.0.0.1:{parts['port']}/{parts['dbname']}?connect_timeout=5"
    )


def test_a_database_url_wins_over_the_embedded_server(database: Database, home: Path) -> None:
    with database_of(Settings(database_url=url(database), home=home)) as address:
        assert address.embedded is None
        assert list(home.iterdir()) == []
        with psycopg.connect(address.owner_dsn) as connection:
            assert connection.info.dbname == database.name
        assert address.public_owner_dsn == address.owner_dsn


def test_whoever_database_url_names_the_application_has_its_own_rights_and_no_others(
    database: Database, home: Path
) -> None:
    with (
        database_of(Settings(database_url=url(database), home=home)) as address,
        psycopg.connect(address.dsn) as connection,
    ):
        assert connection.execute("SELECT current_user").fetchone() == ("daybook_app",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE daybook.own (value int)")


def test_migrations_may_have_a_log_in_of_their_own(database: Database, home: Path) -> None:
    settings = Settings(
        database_url=SecretStr("postgresql://app@db/daybook"),
        owner_database_url=url(database),
        home=home,
    )
    with database_of(settings) as address:
        assert conninfo_to_dict(address.dsn)["user"] == "app"
        assert conninfo_to_dict(address.owner_dsn)["user"] == "daybook_owner"


def test_without_a_database_url_our_own_server_runs_in_the_home_folder(home: Path) -> None:
    with database_of(Settings(database_url=None, home=home)) as address:
        assert address.embedded is not None
        apply(address.owner_dsn)
        with psycopg.connect(address.dsn) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("daybook_api",)
        with psycopg.connect(address.public_owner_dsn) as connection:
            assert connection.info.host == "127.0.0.1"


def test_printing_an_address_shows_no_password(database: Database, home: Path) -> None:
    password = conninfo_to_dict(database.owner_dsn)["password"]
    with database_of(Settings(database_url=url(database), home=home)) as address:
        assert str(password) not in repr(address)
