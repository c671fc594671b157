"""The address of a log-in is one that every tool understands."""

from dataclasses import replace

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.cluster import Database
from tests.infrastructure.analysts.conftest import OURS, admitted, dismissed


def test_the_address_of_a_log_in_names_a_host_where_every_tool_looks_for_it(
    database: Database,
) -> None:
    owner_dsn = make_conninfo(database.owner_dsn, host="127.0.0.1", sslmode="prefer")
    made = admitted(replace(database, owner_dsn=owner_dsn))
    try:
        port = conninfo_to_dict(owner_dsn)["port"]
        assert made.url.endswith(f"@127.0.0.1:{port}/{database.name}?sslmode=prefer")
        with psycopg.connect(made.url) as connection:
            assert connection.execute("SELECT daybook.analyst_tenant()").fetchone() == (OURS,)
    finally:
        dismissed(database, made)
