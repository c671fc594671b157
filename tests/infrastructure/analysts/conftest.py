"""A database with rows of two tenants in every table, and a log-in for analysts of the first."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from domain.shared.ids import TenantId
from infrastructure.analysts.log_ins import (
    Admission,
    AnalystUnknown,
    NewLogIn,
    admit,
    new_name,
    revoke,
)
from tests.cluster import Database, TestCluster
from tests.infrastructure.postgres.isolating import Table, fill, tenant_tables

OURS = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
THEIRS = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3302")
STATEMENT = timedelta(seconds=30)


@dataclass(frozen=True)
class Filled:
    """A database, its tables of tenants, and the log-in."""

    database: Database
    tables: list[Table]
    login: NewLogIn

    def asking(self) -> psycopg.Connection[Any]:
        """A session of the analyst, where each statement is a transaction."""
        return psycopg.connect(self.login.url, autocommit=True)


def admitted(database: Database, tenant: TenantId = OURS) -> NewLogIn:
    """A log-in for a month."""
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    admission = Admission(tenant, "tests", "tester@here", until, STATEMENT)
    return admit(database.owner_dsn, new_name(), admission)


def dismissed(database: Database, login: NewLogIn, tenant: TenantId = OURS) -> None:
    """Nothing is left of it on the server, which all tests share."""
    with suppress(AnalystUnknown):
        revoke(database.owner_dsn, tenant, login.login, "tester@here")


@pytest.fixture(scope="module")
def filled(cluster: TestCluster) -> Iterator[Filled]:
    """Nothing is changed in it."""
    fresh = cluster.clone()
    tables = tenant_tables(fresh)
    fill(fresh, tables, OURS, THEIRS)
    with psycopg.connect(fresh.administrator_dsn, autocommit=True) as administrator:
        administrator.execute("DELETE FROM daybook.analysts")
        administrator.execute("ANALYZE")
    login = admitted(fresh)
    yield Filled(fresh, tables, login)
    dismissed(fresh, login)
    cluster.drop(fresh)


@pytest.fixture
def login(database: Database) -> Iterator[NewLogIn]:
    """A log-in to an empty database."""
    made = admitted(database)
    yield made
    dismissed(database, made)
