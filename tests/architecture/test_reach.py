"""There is one way to the rows of a tenant, and it ends with the transaction."""

import pytest

from infrastructure.postgres import reach
from tests.architecture.reach import POOLS, REACHING_NOBODY, SESSIONS, intruders
from tests.architecture.source import PACKAGES, Source, sources


def test_nobody_reaches_tenants_in_a_way_of_their_own() -> None:
    assert list(intruders(sources(*PACKAGES))) == []


def test_those_who_may_are_there() -> None:
    places = {source.place for source in sources("infrastructure")}
    assert {*POOLS, *SESSIONS, *REACHING_NOBODY} <= places


@pytest.mark.parametrize("statement", [reach.REACH, reach.PREPARE_REACH.decode()])
def test_what_is_in_reach_is_so_for_one_transaction(statement: str) -> None:
    assert statement.count("set_config(") == statement.count(", true)") > 0


@pytest.mark.parametrize(
    "line",
    [
        "connection.execute(\"SELECT set_config('daybook.tenants', %s, false)\", (tenant,))",
        'connection.execute(f"SET daybook.tenants = {tenant}")',
        'STATEMENT = b"SELECT daybook.reach($1)"',
        'connection.execute("SET row_security = off")',
        "from infrastructure.postgres.reach import REACH",
        "from infrastructure.postgres.reach import Door, reach",
        "async def read(pool):\n    async with pool.connection() as connection: ...",
        "async def read(self):\n    async with self._pool.connection() as connection: ...",
    ],
)
def test_another_way_is_found(line: str) -> None:
    assert list(intruders([Source("projections/audit/refusals.py", line)])) != []


@pytest.mark.parametrize(
    "line",
    [
        "from infrastructure.postgres.reach import Door",
        "async def read(pool):\n    async with pool.reaching(tenant) as connection: ...",
        "async def read(self):\n    rows = await self._pool.ask(STATEMENT, (), tenant)",
    ],
)
def test_the_one_way_is_free_to_all(line: str) -> None:
    assert list(intruders([Source("infrastructure/identity/sessions.py", line)])) == []
