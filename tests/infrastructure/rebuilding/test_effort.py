"""What a projection reads for an event does not depend on how much has happened before."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from psycopg import sql

from application.ports.event_store import LogQuery, RecordedEvent
from application.ports.table_projection import TableProjection
from infrastructure.postgres.pool import Pool, open_pool
from projections.catalogue import all_projections
from projections.folds import Folds
from projections.rows import LIVE, NEXT
from tests.application.stage import Stage, set_up
from tests.cluster import Database
from tests.infrastructure.rebuilding.history import lived, write_history
from tests.infrastructure.rebuilding.making import next_projections, rebuild_of
from tests.machines.company import OURS
from tests.projections.play import Play

MANY = 8_000
AT_ONCE = 64
_KEY = """
    SELECT min(a.attname) FILTER (WHERE a.attname <> 'tenant_id' AND a.atttypid = 'text'::regtype)
    FROM pg_constraint AS k JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
    WHERE k.conrelid = %s::regclass AND k.contype = 'p'
"""
_MULTIPLY = sql.SQL("""
    INSERT INTO {table} ({columns})
    SELECT {columns} FROM (
        SELECT (jsonb_populate_record(row, jsonb_build_object({name}, {key} || '#' || n))).*
        FROM {table} AS row, generate_series(1, (SELECT %s / count(*) FROM {table})) AS n
    ) AS multiplied
""")
_COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
# Told once, and then forgotten with the transaction.
_READ = """
    SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0), pg_stat_force_next_flush()::text
    FROM pg_stat_xact_user_tables WHERE schemaname = %s
"""


@pytest.fixture
def once() -> int:
    """How much happened in the small company."""
    return len(lived())


@pytest.mark.parametrize("schema", [LIVE, NEXT])
async def test_a_batch_reads_what_its_events_are_about_and_not_the_tables(
    schema: str, once: int, database: Database
) -> None:
    """The same happens to others once more, after the tables have grown behind everybody's back.

    Nobody has counted its rows since it was empty, when the statements were planned. The tables of a rebuild
    have no index but their primary keys; those that people read have others too, which may look good.
    """
    write_history(database.administrator_dsn, 2 * once)
    async with set_up(database) as stage, open_pool(database.dsn, size=1) as pool:
        create_next_tables(stage, database)
        before = await effort(stage, pool, schema, range(once))
        grown = [name for name, rows in before.items() if rows]
        multiply(database, schema, grown)
        after = await effort(stage, pool, schema, range(once, 2 * once))
    assert {"order_facts", "expected_deliveries", "exercised_duties"} <= set(grown)
    assert {name: rows for name, rows in after.items() if rows > MANY / 2} == {}


class Planned:
    """A projection that notes how its statements are planned."""

    def __init__(self, projection: TableProjection) -> None:
        self._projection = projection
        self.name, self.tables = projection.name, projection.tables
        self.event_types = projection.event_types
        self.modes = set[str]()

    async def apply(self, events: Sequence[RecordedEvent], connection: Any) -> None:
        """Note it, and take the events."""
        cursor = await connection.execute("SHOW plan_cache_mode")
        self.modes |= {mode for (mode,) in await cursor.fetchall()}
        await self._projection.apply(events, connection)


async def test_a_rebuild_plans_anew_for_every_batch(play: Play) -> None:
    planned = Planned(*next_projections(play, "purchase-orders"))
    await rebuild_of(play, [planned]).run()
    assert planned.modes == {"force_custom_plan"}


def create_next_tables(stage: Stage, database: Database) -> None:
    """As a rebuild of everything would."""
    making = all_projections(stage.store, Folds(stage.states), lambda *_: None, NEXT)
    with psycopg.connect(database.owner_dsn) as connection:
        for table in [table for each in making for table in each.tables]:
            connection.execute("SELECT daybook.create_next(%s)", (table,))


async def effort(stage: Stage, pool: Pool, schema: str, positions: range) -> Counter[str]:
    """How many rows of each table are read to take the events behind these positions, batch by batch."""
    folds, read = Folds(stage.states), Counter[str]()
    making = all_projections(stage.store, folds, folds.forget, schema)
    for start in positions[::AT_ONCE]:
        query = LogQuery(after=start, limit=min(AT_ONCE, positions.stop - start))
        batch = await stage.store.log(OURS, query)
        async with pool.reaching(OURS, planned_anew=True) as connection:
            for each in making:
                wanted = [one for one in batch if one.event_type in each.event_types]
                await each.apply(wanted, connection)
            cursor = await connection.execute(_READ, (schema,))
            read.update({table: rows for table, rows, _ in await cursor.fetchall()})
    return read


def multiply(database: Database, schema: str, tables: Sequence[str]) -> None:
    """Give each table at least `MANY` rows, about things of their own."""
    with psycopg.connect(database.administrator_dsn) as connection:
        for table in tables:
            columns = connection.execute(_COLUMNS, (f"{schema}.{table}",)).fetchall()
            ((key,),) = connection.execute(_KEY, (f"{schema}.{table}",)).fetchall()
            statement = _MULTIPLY.format(
                table=sql.Identifier(schema, table),
                name=sql.Literal(key),
                key=sql.Identifier("row", key),
                columns=sql.SQL(", ").join([sql.Identifier(column) for (column,) in columns]),
            )
            connection.execute(statement, (MANY,))
